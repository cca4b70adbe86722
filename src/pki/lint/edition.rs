//! Which edition of Doc 9303 an object is judged by.

use std::fmt;

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
    /// 2021 with the corrigendum of 14 June 2024, which adds Doc 9303-12 4.1.8.
    #[serde(rename = "eighth-2024")]
    EighthCorrected,
}

/// 2015-01-01T00:00:00Z.
const SEVENTH_FROM: i64 = 1_420_070_400;
/// 2021-01-01T00:00:00Z.
const EIGHTH_FROM: i64 = 1_609_459_200;
/// 2024-06-14T00:00:00Z.
const CORRECTED_FROM: i64 = 1_718_323_200;

impl Edition {
    /// Every edition, the oldest first.
    pub const ALL: [Edition; 4] = [Edition::Sixth, Edition::Seventh, Edition::Eighth, Edition::EighthCorrected];

    /// The edition in force when a certificate began to be valid, or a list was made.
    pub fn at(not_before: Time) -> Edition {
        match not_before.unix() {
            seconds if seconds >= CORRECTED_FROM => Edition::EighthCorrected,
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
            Edition::EighthCorrected => "eighth-2024",
        }
    }

    /// From the word.
    pub fn from_word(word: &str) -> Option<Edition> {
        Edition::ALL.into_iter().find(|edition| edition.word() == word)
    }
}

impl fmt::Display for Edition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editions_begin_with_their_year_and_the_corrigendum_with_its_day() {
        let at = |t: &str| Edition::at(t.parse().unwrap());
        assert_eq!(at("2014-12-31T23:59:59Z"), Edition::Sixth);
        assert_eq!(at("2015-01-01T00:00:00Z"), Edition::Seventh);
        assert_eq!(at("2020-12-31T23:59:59Z"), Edition::Seventh);
        assert_eq!(at("2021-01-01T00:00:00Z"), Edition::Eighth);
        assert_eq!(at("2024-06-13T23:59:59Z"), Edition::Eighth);
        assert_eq!(at("2024-06-14T00:00:00Z"), Edition::EighthCorrected);
    }

    #[test]
    fn the_word_is_the_same_in_files_and_in_reports() {
        for edition in Edition::ALL {
            assert_eq!(serde_json::to_value(edition).unwrap(), edition.word());
            assert_eq!(Edition::from_word(edition.word()), Some(edition));
        }
        assert_eq!(Edition::from_word("ninth"), None);
        assert!(Edition::ALL.is_sorted());
    }
}
