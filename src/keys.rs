//! Keys: what is asked for, the states one goes through, and the name it has.

mod backup_set;

pub use backup_set::SetId;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::fault::{Fail, Fault};
use crate::signer::{Algorithm, Curve, Hash, MlDsa};

/// What kind of key is asked of a vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeySpec {
    /// ECDSA on this curve.
    Ec(Curve),
    /// RSA of this many bits.
    Rsa(u16),
    /// Ed25519.
    Ed25519,
    /// ML-DSA of this parameter set: for the house's own ledger and bundles, never in a certificate.
    MlDsa(MlDsa),
}

/// Sizes of RSA keys that a vault is asked to make.
const MADE: [u16; 3] = [2048, 3072, 4096];

impl KeySpec {
    /// Whether keys of this kind are made here. RSA keys of other sizes are taken, in requests and from other programs.
    pub fn is_made(self) -> bool {
        !matches!(self, KeySpec::Rsa(bits) if !MADE.contains(&bits))
    }

    /// Whether keys of this kind stand in certificates.
    pub const fn is_certified(self) -> bool {
        !matches!(self, KeySpec::MlDsa(_))
    }

    /// The algorithm a key of this kind signs with unless a profile says otherwise:
    /// the hash as strong as the curve.
    pub fn default_algorithm(self) -> Algorithm {
        match self {
            KeySpec::Ec(Curve::P384 | Curve::BrainpoolP384r1) => Algorithm::Ecdsa(Hash::Sha384),
            KeySpec::Ec(Curve::P521 | Curve::BrainpoolP512r1) => Algorithm::Ecdsa(Hash::Sha512),
            KeySpec::Ec(_) => Algorithm::Ecdsa(Hash::Sha256),
            KeySpec::Rsa(_) => Algorithm::RsaPss(Hash::Sha256, 32),
            KeySpec::Ed25519 => Algorithm::Ed25519,
            KeySpec::MlDsa(set) => Algorithm::MlDsa(set),
        }
    }
}

impl fmt::Display for KeySpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeySpec::Ec(curve) => write!(f, "{}", curve.name()),
            KeySpec::Rsa(bits) => write!(f, "RSA-{bits}"),
            KeySpec::Ed25519 => f.write_str("Ed25519"),
            KeySpec::MlDsa(set) => f.write_str(set.name()),
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
            // Digits alone, so that each kind has one name.
            let plain = bits.bytes().all(|b| b.is_ascii_digit()) && !bits.starts_with('0');
            return match bits.parse() {
                _ if !plain => Err(KeyError::Spec { shown: crate::safe::line(text, 40) }),
                Ok(bits @ 2048..=8192) if bits % 8 == 0 => Ok(KeySpec::Rsa(bits)),
                _ => Err(KeyError::Spec { shown: crate::safe::line(text, 40) }),
            };
        }
        if let Some(set) = MlDsa::ALL.into_iter().find(|set| set.name() == text) {
            return Ok(KeySpec::MlDsa(set));
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

/// The octets by which a key is found in a vault (`CKA_ID`): the 16 that are drawn before a key of ours is made, or the 1 to
/// 32 that another program gave a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct KeyId {
    /// Zeros behind the last.
    octets: [u8; KeyId::LONGEST],
    length: u8,
}

impl KeyId {
    /// The most octets an identifier has.
    pub const LONGEST: usize = 32;

    /// The 16 octets of a key of ours.
    pub const fn of(drawn: [u8; 16]) -> KeyId {
        let mut octets = [0; KeyId::LONGEST];
        let (front, _) = octets.split_at_mut(16);
        front.copy_from_slice(&drawn);
        KeyId { octets, length: 16 }
    }

    /// What a token says: 1 to 32 octets; none for anything else.
    pub fn of_token(found: &[u8]) -> Option<KeyId> {
        let length = u8::try_from(found.len()).ok().filter(|n| (1..=KeyId::LONGEST).contains(&usize::from(*n)))?;
        let mut octets = [0; KeyId::LONGEST];
        octets.iter_mut().zip(found).for_each(|(to, from)| *to = *from);
        Some(KeyId { octets, length })
    }

    /// The octets.
    pub fn octets(&self) -> &[u8] {
        self.octets.get(..usize::from(self.length)).unwrap_or_default()
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.octets()))
    }
}

impl FromStr for KeyId {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let octets = hex::decode(text).ok().and_then(|octets| KeyId::of_token(&octets));
        octets.ok_or_else(|| KeyError::Id { shown: crate::safe::line(text, 40) })
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
         brainpoolP512r1, RSA-2048, RSA-3072, RSA-4096, Ed25519, ML-DSA-44 or ML-DSA-65"
    )]
    Spec {
        /// What was given, made harmless.
        shown: String,
    },
    /// Not a key identifier.
    #[error("'{shown}' is not a key identifier: wanted the hex digits of 1 to 32 octets")]
    Id {
        /// What was given, made harmless.
        shown: String,
    },
    /// Not the name of a set of backups.
    #[error("'{shown}' is not the name of a set: wanted 16 hex digits, or four groups of four with '-' between them")]
    Set {
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
        for text in ["P-256", "P-384", "P-521", "brainpoolP512r1", "RSA-3072", "RSA-8192", "Ed25519", "ML-DSA-44"] {
            assert_eq!(text.parse::<KeySpec>().unwrap().to_string(), text);
        }
        let bad = [
            "P-224",
            "brainpoolP224r1",
            "RSA-1024",
            "RSA-2047",
            "RSA-2050",
            "RSA-8200",
            "RSA-+2048",
            "RSA-02048",
            "RSA-",
        ];
        for bad in bad.into_iter().chain(["p-256", "ML-DSA-87", "ml-dsa-44", ""]) {
            assert!(bad.parse::<KeySpec>().is_err(), "{bad}");
        }
    }

    #[test]
    fn some_sizes_of_rsa_are_taken_and_not_made() {
        let spec = |text: &str| text.parse::<KeySpec>().unwrap();
        assert!(["RSA-2048", "RSA-4096", "P-256", "ML-DSA-65"].iter().all(|text| spec(text).is_made()));
        assert!(!spec("RSA-2056").is_made() && !spec("RSA-8192").is_made());
        assert!(!spec("ML-DSA-44").is_certified() && spec("Ed25519").is_certified());
    }

    #[test]
    fn identifiers_of_1_to_32_octets_go_there_and_back() {
        assert_eq!(KeyId::of([7; 16]).to_string(), "07".repeat(16));
        for length in 1..=32 {
            let id = KeyId::of_token(&vec![0; length]).unwrap();
            assert_eq!((id.octets(), id.to_string().parse()), (&vec![0; length][..], Ok(id)));
            assert_eq!(id == KeyId::of([0; 16]), length == 16, "zeros behind the last do not count");
        }
        let json = serde_json::to_string(&KeyId::of_token(&[1; 20]).unwrap()).unwrap();
        assert_eq!(json, format!("\"{}\"", "01".repeat(20)));
        for bad in ["", "0", "0g", "zz", &"00".repeat(33), " 00"] {
            assert!(bad.parse::<KeyId>().is_err(), "{bad}");
        }
        assert!(KeyId::of_token(&[]).is_none() && KeyId::of_token(&[0; 33]).is_none());
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
