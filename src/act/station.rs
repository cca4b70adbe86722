//! The birth of a station.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Word;
use crate::digest::Digest;
use crate::safe::Label;

/// Where a vault is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VaultPlace {
    /// RFC 7512 URI with the token's serial number; no PIN.
    pub uri: String,
}

/// `station.create`: identity, country, vaults, and the profiles in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StationCreate {
    /// Two letters, as in certificates.
    pub country: String,
    /// Letters as in the machine-readable zone.
    pub mrz_code: String,
    /// The vaults by name.
    pub vaults: BTreeMap<Label, VaultPlace>,
    /// The ledger key's public half (SPKI digest).
    pub ledger_key: Digest,
    /// The profiles in force, by digest.
    pub profiles: BTreeMap<Label, Digest>,
    /// The digest of `station.toml`.
    pub configuration: Digest,
}

impl StationCreate {
    pub(super) fn words(&self) -> Vec<Word> {
        let mut words = vec![
            ("country", format!("{} ({})", self.country, self.mrz_code)),
            ("ledger key", self.ledger_key.to_string()),
            ("configuration", self.configuration.to_string()),
        ];
        words.extend(self.vaults.iter().map(|(name, place)| ("vault", format!("{name}: {}", place.uri))));
        words.extend(self.profiles.iter().map(|(name, digest)| ("profile", format!("{name} {digest}"))));
        words
    }
}
