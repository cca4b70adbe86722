//! Which edition of Doc 9303 an object is judged by.

use serde::{Deserialize, Serialize};

use crate::clock::Time;

/// An edition of Doc 9303.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Edition {
    /// 2006 and its supplements: other rules for alternative names, EKU, pathLen (Doc 9303-12 appendix C).
    Sixth,
    /// 2015.
    Seventh,
    /// 2021.
    Eighth,
}

/// 2015-01-01T00:00:00Z.
const SEVENTH_FROM: i64 = 1_420_070_400;
/// 2021-01-01T00:00:00Z.
const EIGHTH_FROM: i64 = 1_609_459_200;

impl Edition {
    /// The edition in force when a certificate began to be valid.
    pub fn at(not_before: Time) -> Edition {
        match not_before.unix() {
            seconds if seconds >= EIGHTH_FROM => Edition::Eighth,
            seconds if seconds >= SEVENTH_FROM => Edition::Seventh,
            _ => Edition::Sixth,
        }
    }

    /// The word in files and reports.
    pub const fn word(self) -> &'static str {
        match self {
            Edition::Sixth => "sixth",
            Edition::Seventh => "seventh",
            Edition::Eighth => "eighth",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editions_begin_with_their_year() {
        let at = |t: &str| Edition::at(t.parse().unwrap());
        assert_eq!(at("2014-12-31T23:59:59Z"), Edition::Sixth);
        assert_eq!(at("2015-01-01T00:00:00Z"), Edition::Seventh);
        assert_eq!(at("2020-12-31T23:59:59Z"), Edition::Seventh);
        assert_eq!(at("2021-01-01T00:00:00Z"), Edition::Eighth);
    }
}
