//! Keys: what is asked for, the states one goes through, and the name it has.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::fault::{Fail, Fault};
use crate::signer::{Algorithm, Curve, Hash};

/// What kind of key is asked of a vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeySpec {
    /// ECDSA on this curve.
    Ec(Curve),
    /// RSA of this many bits.
    Rsa(u16),
    /// Ed25519.
    Ed25519,
}

impl KeySpec {
    /// The algorithm a key of this kind signs with unless a profile says otherwise:
    /// the hash as strong as the curve.
    pub fn default_algorithm(self) -> Algorithm {
        match self {
            KeySpec::Ec(Curve::P384 | Curve::BrainpoolP384r1) => Algorithm::Ecdsa(Hash::Sha384),
            KeySpec::Ec(Curve::P521 | Curve::BrainpoolP512r1) => Algorithm::Ecdsa(Hash::Sha512),
            KeySpec::Ec(_) => Algorithm::Ecdsa(Hash::Sha256),
            KeySpec::Rsa(_) => Algorithm::RsaPss(Hash::Sha256, 32),
            KeySpec::Ed25519 => Algorithm::Ed25519,
        }
    }
}

impl fmt::Display for KeySpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeySpec::Ec(curve) => write!(f, "{}", curve.name()),
            KeySpec::Rsa(bits) => write!(f, "RSA-{bits}"),
            KeySpec::Ed25519 => f.write_str("Ed25519"),
        }
    }
}

impl FromStr for KeySpec {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        if text == "Ed25519" {
            return Ok(KeySpec::Ed25519);
        }
        if let Some(bits) = text.strip_prefix("RSA-") {
            return match bits.parse() {
                Ok(bits @ (2048 | 3072 | 4096)) => Ok(KeySpec::Rsa(bits)),
                _ => Err(KeyError::Spec { shown: crate::safe::line(text, 40) }),
            };
        }
        let known = Curve::ALL.into_iter().find(|c| c.name() == text && c.field_len() >= 32);
        known.map(KeySpec::Ec).ok_or_else(|| KeyError::Spec { shown: crate::safe::line(text, 40) })
    }
}

impl Serialize for KeySpec {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for KeySpec {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// The 16 octets by which a key is found in a vault (`CKA_ID`), drawn before it is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct KeyId(pub [u8; 16]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl FromStr for KeyId {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let mut octets = [0; 16];
        hex::decode_to_slice(text, &mut octets).map_err(|_| KeyError::Id { shown: crate::safe::line(text, 40) })?;
        Ok(KeyId(octets))
    }
}

impl TryFrom<String> for KeyId {
    type Error = KeyError;
    fn try_from(text: String) -> Result<Self, KeyError> {
        text.parse()
    }
}

impl From<KeyId> for String {
    fn from(id: KeyId) -> String {
        id.to_string()
    }
}

/// The states of SP 800-57 part 1, 7, that a signature key goes through here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyState {
    /// Reserved in an intent; not known to exist.
    Reserved,
    /// Made, not yet used under a certificate.
    PreActivation,
    /// In use.
    Active,
    /// Past its use; its signatures still count.
    Deactivated,
    /// Not to be trusted.
    Compromised,
    /// Gone.
    Destroyed,
}

impl KeyState {
    /// The word that stands in the store and in reports.
    pub const fn word(self) -> &'static str {
        match self {
            KeyState::Reserved => "reserved",
            KeyState::PreActivation => "pre-activation",
            KeyState::Active => "active",
            KeyState::Deactivated => "deactivated",
            KeyState::Compromised => "compromised",
            KeyState::Destroyed => "destroyed",
        }
    }

    /// From the word.
    pub fn from_word(word: &str) -> Option<KeyState> {
        use KeyState::*;
        [Reserved, PreActivation, Active, Deactivated, Compromised, Destroyed].into_iter().find(|s| s.word() == word)
    }

    /// Whether a key in this state may go over into that one.
    pub fn may_become(self, next: KeyState) -> bool {
        use KeyState::*;
        matches!(
            (self, next),
            (Reserved, PreActivation | Destroyed)
                | (PreActivation, Active | Compromised | Destroyed)
                | (Active, Deactivated | Compromised)
                | (Deactivated, Compromised | Destroyed)
                | (Compromised, Destroyed)
        )
    }
}

/// Why a key name or kind is not taken.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum KeyError {
    /// Not a kind of key the house makes.
    #[error(
        "'{shown}' is not a kind of key: wanted P-256, P-384, P-521, brainpoolP256r1, brainpoolP384r1, \
         brainpoolP512r1, RSA-2048, RSA-3072, RSA-4096 or Ed25519"
    )]
    Spec {
        /// What was given, made harmless.
        shown: String,
    },
    /// Not a key identifier.
    #[error("'{shown}' is not a key identifier: wanted 32 hex digits")]
    Id {
        /// What was given, made harmless.
        shown: String,
    },
}

impl Fail for KeyError {
    fn kind(&self) -> Fault {
        Fault::Usage
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_key_go_there_and_back_and_weak_ones_have_no_name() {
        for text in ["P-256", "P-384", "P-521", "brainpoolP512r1", "RSA-3072", "Ed25519"] {
            assert_eq!(text.parse::<KeySpec>().unwrap().to_string(), text);
        }
        for bad in ["P-224", "brainpoolP224r1", "RSA-1024", "RSA-", "p-256", ""] {
            assert!(bad.parse::<KeySpec>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_destroyed_key_never_comes_back() {
        use KeyState::*;
        for next in [Reserved, PreActivation, Active, Deactivated, Compromised, Destroyed] {
            assert!(!Destroyed.may_become(next));
            assert!(!next.may_become(Reserved));
        }
    }
}
