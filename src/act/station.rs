//! The birth of a station.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Word;
use crate::clock::Time;
use crate::digest::Digest;
use crate::keys::SetId;
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

/// Below which number nothing is issued any more, since what was issued after the backup may be in the world.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// The series: `crl` or `bundle`.
    pub what: String,
    /// Whose: the key that issues the lists; nothing for bundles.
    pub name: String,
    /// The highest number known to have been issued.
    pub number: u64,
}

/// A revocation that a published list tells of and the backup does not know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevokedSince {
    /// The key that issued the certificate.
    pub issuer: Label,
    /// Its serial number in hex.
    pub serial: String,
    /// Since when.
    pub at: Time,
    /// Whether the copy does not know the certificate either.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unknown: bool,
}

/// `station.restore`: the station goes on from a copy of its state, in another epoch, with another ledger key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StationRestore {
    /// The manifest of the copy.
    pub state: Digest,
    /// How many entries the ledger had in it.
    pub size: u64,
    /// The root over them.
    pub root: Digest,
    /// The vaults by name, as they are now.
    pub vaults: BTreeMap<Label, VaultPlace>,
    /// The new ledger key's public half (SPKI digest).
    pub ledger_key: Digest,
    /// The digest of `station.toml` as it is now.
    pub configuration: Digest,
    /// The sets that keys were restored from, by the digests of their manifests.
    pub sets: BTreeMap<SetId, Digest>,
    /// Those of them that the copy did not know as whole, since they were made or ended after it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub brought: BTreeMap<SetId, Digest>,
    /// The sets whose place others of them took after the copy, with those others.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub replaced: BTreeMap<SetId, SetId>,
    /// The keys that came back, each proven by a signature.
    pub keys: BTreeSet<Label>,
    /// The keys that are known and did not come back: no set that was given has them.
    pub missing: BTreeSet<Label>,
    /// Those that came back which were found in their tokens, and can leave them still.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub open: BTreeSet<Label>,
    /// What is not issued again.
    pub marks: Vec<Mark>,
    /// What stays revoked.
    pub revoked: Vec<RevokedSince>,
}

impl StationRestore {
    pub(super) fn words(&self) -> Vec<Word> {
        let mut words = vec![
            ("state", self.state.to_string()),
            ("entries", self.size.to_string()),
            ("root", self.root.to_string()),
            ("ledger key", self.ledger_key.to_string()),
            ("configuration", self.configuration.to_string()),
        ];
        words.extend(self.vaults.iter().map(|(name, place)| ("vault", format!("{name}: {}", place.uri))));
        words.extend(self.sets.iter().map(|(set, manifest)| ("set", format!("{} {manifest}", set.spoken()))));
        words.extend(
            self.replaced.iter().map(|(from, by)| ("set replaced", format!("{} by {}", from.spoken(), by.spoken()))),
        );
        words.extend(self.keys.iter().map(|key| ("key", key.to_string())));
        words.extend(self.open.iter().map(|key| ("key that can leave its vault", key.to_string())));
        words.extend(self.missing.iter().map(|key| ("key that is not here", key.to_string())));
        words.extend(self.marks.iter().map(|mark| {
            let name = if mark.name.is_empty() { String::new() } else { format!(" of {}", mark.name) };
            ("issued before", format!("{}{name} {}", mark.what, mark.number))
        }));
        words.extend(self.revoked.iter().map(|one| ("stays revoked", format!("{} of {}", one.serial, one.issuer))));
        words
    }
}
