//! Signature algorithms and their `AlgorithmIdentifier`s (RFC 4055, 5758, 8410).

use std::fmt;
use std::str::FromStr;

use openssl::hash::MessageDigest;
use serde::{Deserialize, Serialize};

use super::{MlDsa, SignerError};

/// A hash function. SHA-1 is read in old objects and never written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hash {
    /// SHA-1: only for judging what exists.
    Sha1,
    /// SHA-224.
    Sha224,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl Hash {
    /// Every hash function known here.
    pub const ALL: [Hash; 5] = [Hash::Sha1, Hash::Sha224, Hash::Sha256, Hash::Sha384, Hash::Sha512];

    /// The content octets of its object identifier.
    pub const fn oid(self) -> &'static [u8] {
        match self {
            Hash::Sha1 => &[0x2b, 0x0e, 0x03, 0x02, 0x1a],
            Hash::Sha224 => &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x04],
            Hash::Sha256 => &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01],
            Hash::Sha384 => &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02],
            Hash::Sha512 => &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03],
        }
    }

    /// From the content octets of an object identifier.
    pub fn from_oid(oid: &[u8]) -> Option<Hash> {
        Hash::ALL.into_iter().find(|h| h.oid() == oid)
    }

    /// Octets of its output.
    pub const fn output_len(self) -> usize {
        match self {
            Hash::Sha1 => 20,
            Hash::Sha224 => 28,
            Hash::Sha256 => 32,
            Hash::Sha384 => 48,
            Hash::Sha512 => 64,
        }
    }

    /// The library's name for it.
    pub fn message_digest(self) -> MessageDigest {
        match self {
            Hash::Sha1 => MessageDigest::sha1(),
            Hash::Sha224 => MessageDigest::sha224(),
            Hash::Sha256 => MessageDigest::sha256(),
            Hash::Sha384 => MessageDigest::sha384(),
            Hash::Sha512 => MessageDigest::sha512(),
        }
    }

    /// Hashes a message.
    pub fn digest(self, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        use openssl::sha;
        Ok(match self {
            Hash::Sha1 => sha::sha1(message).to_vec(),
            Hash::Sha224 => sha::sha224(message).to_vec(),
            Hash::Sha256 => sha::sha256(message).to_vec(),
            Hash::Sha384 => sha::sha384(message).to_vec(),
            Hash::Sha512 => sha::sha512(message).to_vec(),
        })
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Hash::Sha1 => "SHA-1",
            Hash::Sha224 => "SHA-224",
            Hash::Sha256 => "SHA-256",
            Hash::Sha384 => "SHA-384",
            Hash::Sha512 => "SHA-512",
        })
    }
}

/// A signature algorithm, hash included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// ECDSA with the hash, over any curve.
    Ecdsa(Hash),
    /// RSASSA-PSS; MGF1 with the same hash; salt length in octets.
    RsaPss(Hash, u16),
    /// RSASSA-PKCS1-v1_5.
    RsaPkcs1(Hash),
    /// Ed25519 (RFC 8032, pure).
    Ed25519,
    /// ML-DSA (FIPS 204, pure, without a context).
    MlDsa(MlDsa),
}

impl Algorithm {
    /// Whether it may be used for new signatures: SHA-2 only.
    pub fn is_for_new_signatures(self) -> bool {
        self.hash() != Some(Hash::Sha1)
    }

    /// The hash, where the algorithm names one.
    pub const fn hash(self) -> Option<Hash> {
        match self {
            Algorithm::Ecdsa(h) | Algorithm::RsaPss(h, _) | Algorithm::RsaPkcs1(h) => Some(h),
            Algorithm::Ed25519 | Algorithm::MlDsa(_) => None,
        }
    }

    /// The DER `AlgorithmIdentifier` as Doc 9303-12 and RFC 5758 want it written:
    /// no parameters for ECDSA, Ed25519 and ML-DSA (RFC 9881 2), NULL for PKCS#1, explicit and equal
    /// hashes for PSS (4.1.6.1).
    pub fn identifier(self) -> Vec<u8> {
        match self {
            Algorithm::Ecdsa(hash) => {
                let last = match hash {
                    Hash::Sha1 => return sequence(&[&oid(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x01])]),
                    Hash::Sha224 => 1,
                    Hash::Sha256 => 2,
                    Hash::Sha384 => 3,
                    Hash::Sha512 => 4,
                };
                sequence(&[&oid(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, last])])
            }
            Algorithm::RsaPkcs1(hash) => {
                let last = match hash {
                    Hash::Sha1 => 5,
                    Hash::Sha224 => 14,
                    Hash::Sha256 => 11,
                    Hash::Sha384 => 12,
                    Hash::Sha512 => 13,
                };
                sequence(&[&oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, last]), &[0x05, 0x00]])
            }
            Algorithm::RsaPss(hash, salt) => {
                let hash_id = sequence(&[&oid(hash.oid()), &[0x05, 0x00]]);
                let mgf1 = sequence(&[&oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08]), &hash_id]);
                let salt = tlv(0xa2, &integer(salt));
                let parameters = sequence(&[&tlv(0xa0, &hash_id), &tlv(0xa1, &mgf1), &salt]);
                sequence(&[&oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a]), &parameters])
            }
            Algorithm::Ed25519 => sequence(&[&oid(&[0x2b, 0x65, 0x70])]),
            Algorithm::MlDsa(set) => sequence(&[&oid(set.oid())]),
        }
    }
}

fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    match content.len() {
        n @ 0..=127 => out.push(n as u8),
        n => out.extend([0x81, n as u8]),
    }
    out.extend_from_slice(content);
    out
}

fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

fn oid(content: &[u8]) -> Vec<u8> {
    tlv(0x06, content)
}

fn integer(value: u16) -> Vec<u8> {
    let bytes = value.to_be_bytes();
    let mut content: &[u8] = &bytes;
    while content.len() > 1 && content[0] == 0 && content[1] < 0x80 {
        content = &content[1..];
    }
    tlv(0x02, content)
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dashless = |h: &Hash| h.to_string().replace('-', "").to_lowercase();
        match self {
            Algorithm::Ecdsa(h) => write!(f, "ecdsa-{}", dashless(h)),
            Algorithm::RsaPss(h, _) => write!(f, "rsa-pss-{}", dashless(h)),
            Algorithm::RsaPkcs1(h) => write!(f, "rsa-pkcs1-{}", dashless(h)),
            Algorithm::Ed25519 => f.write_str("ed25519"),
            Algorithm::MlDsa(set) => f.write_str(&set.name().to_lowercase()),
        }
    }
}

impl FromStr for Algorithm {
    type Err = SignerError;

    /// Reads the names that profiles use; SHA-1 has none.
    fn from_str(text: &str) -> Result<Self, SignerError> {
        let all = [Hash::Sha224, Hash::Sha256, Hash::Sha384, Hash::Sha512];
        let mut known = all
            .into_iter()
            .flat_map(|h| [Algorithm::Ecdsa(h), Algorithm::RsaPss(h, h.output_len() as u16), Algorithm::RsaPkcs1(h)])
            .chain([Algorithm::Ed25519])
            .chain(MlDsa::ALL.map(Algorithm::MlDsa));
        known
            .find(|a| a.to_string() == text)
            .ok_or_else(|| SignerError::AlgorithmUnknown { oid: crate::safe::line(text, 40) })
    }
}

impl Serialize for Algorithm {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Algorithm {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
