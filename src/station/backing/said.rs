//! What a set that was written says of itself: for reports, and for the steps of a ceremony behind its own.

use std::collections::{BTreeMap, BTreeSet};

use super::BackingError;
use crate::backup::KeysManifest;
use crate::digest::Digest;
use crate::keys::SetId;
use crate::safe::Label;
use crate::station::journal::lost;
use crate::station::{Station, StationError};

/// A set that was written, by the manifest that the station keeps of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetSaid {
    /// The digest of its manifest.
    pub manifest: Digest,
    /// Its keys.
    pub keys: BTreeSet<Label>,
    /// What the token behind each vault did not keep of what was asked of the backup key, in words. A vault whose token
    /// kept all of it is not there.
    pub not_guarded: BTreeMap<Label, Vec<String>>,
}

impl Station<'_> {
    /// What is known of a set that came to its end (BACKUP-64 where none has the name, BACKUP-75 where it did not).
    pub fn set_said(&self, set: SetId) -> Result<SetSaid, StationError> {
        let rows = self.store.rows();
        let row = rows.backup_set(set)?.ok_or_else(|| BackingError::SetUnknown { set: set.spoken() })?;
        let manifest = row.manifest.ok_or_else(|| BackingError::NotWhole { set: set.spoken() })?;
        let missing = || lost("object", format!("the manifest of set {} is lost", set.spoken()));
        let said = KeysManifest::read(&rows.object(manifest)?.ok_or_else(missing)?)?;
        let mut not_guarded: BTreeMap<Label, Vec<String>> = BTreeMap::new();
        for key in said.keys.iter().filter(|key| !key.guards.is_empty()) {
            let of_vault = not_guarded.entry(key.vault.clone()).or_default();
            let new: Vec<String> = key.guards.iter().filter(|guard| !of_vault.contains(guard)).cloned().collect();
            of_vault.extend(new);
        }
        Ok(SetSaid { manifest, keys: said.keys.into_iter().map(|key| key.label).collect(), not_guarded })
    }

    /// What a key backup gives to the steps behind it.
    pub(in crate::station) fn set_outputs(&self, set: SetId) -> Result<BTreeMap<String, String>, StationError> {
        let said = self.set_said(set)?;
        let outputs =
            [("set", set.spoken()), ("keys", said.keys.len().to_string()), ("manifest", said.manifest.to_string())];
        Ok(outputs.map(|(name, value)| (name.to_owned(), value)).into())
    }
}
