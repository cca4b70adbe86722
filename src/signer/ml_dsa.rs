//! The parameter sets of ML-DSA (FIPS 204) that are known here, pure and without a context.

use serde::{Deserialize, Serialize};

/// A parameter set of ML-DSA (FIPS 204 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum MlDsa {
    /// ML-DSA-44, category 2.
    #[serde(rename = "ML-DSA-44")]
    MlDsa44,
    /// ML-DSA-65, category 3.
    #[serde(rename = "ML-DSA-65")]
    MlDsa65,
}

impl MlDsa {
    /// Both.
    pub const ALL: [MlDsa; 2] = [MlDsa::MlDsa44, MlDsa::MlDsa65];

    /// Its name (FIPS 204).
    pub const fn name(self) -> &'static str {
        match self {
            MlDsa::MlDsa44 => "ML-DSA-44",
            MlDsa::MlDsa65 => "ML-DSA-65",
        }
    }

    /// The content octets of its object identifier, 2.16.840.1.101.3.4.3.17 and .18: of keys and of signatures.
    pub const fn oid(self) -> &'static [u8] {
        match self {
            MlDsa::MlDsa44 => &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x11],
            MlDsa::MlDsa65 => &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x12],
        }
    }

    /// From the content octets of an object identifier.
    pub fn from_oid(oid: &[u8]) -> Option<MlDsa> {
        MlDsa::ALL.into_iter().find(|set| set.oid() == oid)
    }

    /// Octets of a public key (FIPS 204 table 2).
    pub const fn key_len(self) -> usize {
        match self {
            MlDsa::MlDsa44 => 1312,
            MlDsa::MlDsa65 => 1952,
        }
    }

    /// Octets of a signature (FIPS 204 table 2).
    pub const fn signature_len(self) -> usize {
        match self {
            MlDsa::MlDsa44 => 2420,
            MlDsa::MlDsa65 => 3309,
        }
    }
}
