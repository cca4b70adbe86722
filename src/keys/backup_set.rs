//! The name of a set: keys wrapped under one backup key, and the shares of that key.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::KeyError;

/// Eight drawn octets by which files, cards and entries of one set are known. Written as 16 hex digits; on paper and read
/// aloud in groups of four.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SetId([u8; 8]);

impl SetId {
    /// The name of these octets, drawn before.
    pub const fn of(drawn: [u8; 8]) -> Self {
        SetId(drawn)
    }

    /// The octets.
    pub const fn octets(&self) -> &[u8; 8] {
        &self.0
    }

    /// As it stands on paper: `a1b2-c3d4-e5f6-0718`.
    pub fn spoken(&self) -> String {
        let digits = self.to_string();
        let groups: Vec<&str> = (0..4).filter_map(|group| digits.get(4 * group..4 * group + 4)).collect();
        groups.join("-")
    }
}

impl fmt::Display for SetId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl FromStr for SetId {
    type Err = KeyError;

    /// Reads both ways of writing it: 16 small hex digits, or four groups of four.
    fn from_str(text: &str) -> Result<Self, KeyError> {
        let refused = || KeyError::Set { shown: crate::safe::line(text, 40) };
        let grouped = text.len() == 19 && (4..15).step_by(5).all(|at| text.as_bytes().get(at) == Some(&b'-'));
        let digits = if grouped { text.replace('-', "") } else { text.to_owned() };
        if digits.len() != 16 || digits.bytes().any(|b| b.is_ascii_uppercase()) {
            return Err(refused());
        }
        let mut octets = [0; 8];
        hex::decode_to_slice(&digits, &mut octets).map_err(|_| refused())?;
        Ok(SetId(octets))
    }
}

impl TryFrom<String> for SetId {
    type Error = KeyError;
    fn try_from(text: String) -> Result<Self, KeyError> {
        text.parse()
    }
}

impl From<SetId> for String {
    fn from(id: SetId) -> String {
        id.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_of_writing_it_are_read_and_nothing_else() {
        let id = SetId::of([0xa1, 0xb2, 0xc3, 0xd4, 0xe5, 0xf6, 0x07, 0x18]);
        assert_eq!((id.to_string().as_str(), id.spoken().as_str()), ("a1b2c3d4e5f60718", "a1b2-c3d4-e5f6-0718"));
        for good in ["a1b2c3d4e5f60718", "a1b2-c3d4-e5f6-0718"] {
            assert_eq!(good.parse::<SetId>().unwrap(), id, "{good}");
        }
        for bad in [
            "",
            "a1b2c3d4e5f6071",
            "a1b2c3d4e5f607188",
            "A1B2C3D4E5F60718",
            "a1b2-c3d4-e5f60718",
            "a1b2c3d4-e5f6-0718",
            "g1b2c3d4e5f60718",
            "a1b2-c3d4-e5f6-07-8",
            "-1b2c-3d4e-5f60-718",
        ] {
            assert!(bad.parse::<SetId>().is_err(), "{bad}");
        }
    }
}
