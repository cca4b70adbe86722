//! Digests, how they are shown, and the words they are read aloud in.

mod typed;
mod words;

pub use typed::TypedError;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::fault::{Fail, Fault};

/// A SHA-256 digest. Written as 64 lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The digest of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Hasher::new().then(bytes).finish()
    }

    /// The 32 bytes.
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// From exactly 32 bytes.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, DigestError> {
        let bytes = bytes.try_into().map_err(|_| DigestError::Length { found: bytes.len() })?;
        Ok(Digest(bytes))
    }

    /// Hex in groups of four, for paper and for comparing by eye.
    pub fn groups(&self) -> String {
        let hex = self.to_string();
        let groups: Vec<&str> = (0..16).map(|i| &hex[i * 4..i * 4 + 4]).collect();
        groups.join(" ")
    }

    /// The first eight hex digits, for tables. Never for a decision.
    pub fn short(&self) -> String {
        hex::encode(&self.0[..4])
    }

    /// The PGP words of the whole digest: even bytes two syllables, odd bytes three.
    pub fn words(&self) -> Vec<&'static str> {
        spoken(&self.0)
    }
}

/// The PGP words of any bytes; a dropped, doubled or swapped byte changes the rhythm.
pub fn spoken(bytes: &[u8]) -> Vec<&'static str> {
    let word = |(i, b): (usize, &u8)| {
        if i % 2 == 0 { words::TWO_SYLLABLES[usize::from(*b)] } else { words::THREE_SYLLABLES[usize::from(*b)] }
    };
    bytes.iter().enumerate().map(word).collect()
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl FromStr for Digest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, DigestError> {
        let bytes = hex::decode(text).map_err(|_| DigestError::NotHex { shown: crate::safe::line(text, 80) })?;
        Digest::from_slice(&bytes)
    }
}

impl TryFrom<String> for Digest {
    type Error = DigestError;
    fn try_from(text: String) -> Result<Self, DigestError> {
        text.parse()
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> String {
        digest.to_string()
    }
}

/// SHA-256 over pieces.
pub struct Hasher(openssl::sha::Sha256);

impl Hasher {
    /// Nothing hashed yet.
    pub fn new() -> Self {
        Hasher(openssl::sha::Sha256::new())
    }

    /// Hashes one more piece.
    pub fn then(mut self, bytes: &[u8]) -> Self {
        self.0.update(bytes);
        self
    }

    /// The digest of all pieces.
    pub fn finish(self) -> Digest {
        Digest(self.0.finish())
    }
}

impl Default for Hasher {
    fn default() -> Self {
        Hasher::new()
    }
}

/// Why a text is not a digest.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum DigestError {
    /// Not hex.
    #[error("'{shown}' is not a digest: wanted 64 hex digits")]
    NotHex {
        /// What was given, made harmless.
        shown: String,
    },
    /// Not 32 bytes.
    #[error("a digest of {found} bytes: wanted 32")]
    Length {
        /// How many bytes there were.
        found: usize,
    },
}

impl Fail for DigestError {
    fn kind(&self) -> Fault {
        Fault::Malformed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_example_reads_as_published() {
        let bytes = hex::decode("E58294F2E9A227486E8B061B31CC528FD7FA3F19").unwrap();
        let expected = "topmost Istanbul Pluto vagabond treadmill Pacific brackish dictator goldfish Medusa \
                        afflict bravado chatter revolver Dupont midsummer stopwatch whimsical cowbell bottomless";
        assert_eq!(spoken(&bytes).join(" "), expected);
    }

    #[test]
    fn every_word_is_distinct() {
        let mut all: Vec<String> =
            words::TWO_SYLLABLES.iter().chain(&words::THREE_SYLLABLES).map(|w| w.to_lowercase()).collect();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 512);
    }

    #[test]
    fn hex_goes_there_and_back() {
        let digest = Digest::of(b"abc");
        assert_eq!(digest.to_string(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(digest.to_string().parse::<Digest>().unwrap(), digest);
        assert!("ba78".parse::<Digest>().is_err());
    }
}
