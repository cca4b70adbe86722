//! The profiles in force: what the station was born with, and over it what was adopted since.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Station, StationError};
use crate::digest::Digest;
use crate::ledger::Leaf;
use crate::pki::profile::Profile;
use crate::safe::Label;
use crate::store::{Rows, StoreError};

/// The profiles in force, by name.
#[derive(Clone, Debug, Default)]
pub(super) struct InForce {
    /// The digests of their texts.
    digests: BTreeMap<Label, Digest>,
    /// The entries that put them in force, where that was not the first.
    adopted: BTreeMap<Label, u64>,
}

impl InForce {
    /// What the first entry says, and the newest adoption of each name over it.
    pub(super) fn read(born: BTreeMap<Label, Digest>, rows: &Rows<'_>) -> Result<InForce, StoreError> {
        let mut all = InForce { digests: born, adopted: BTreeMap::new() };
        for row in rows.profiles()? {
            all.put(row.name, row.digest, row.sequence);
        }
        Ok(all)
    }

    fn put(&mut self, name: Label, digest: Digest, entry: u64) {
        self.digests.insert(name.clone(), digest);
        self.adopted.insert(name, entry);
    }
}

impl Station<'_> {
    /// The names and digests of the profiles in force.
    pub fn profiles(&self) -> &BTreeMap<Label, Digest> {
        &self.profiles.digests
    }

    /// The entry that put a profile in force; 0 where the station was born with it.
    pub fn profile_entry(&self, name: &Label) -> u64 {
        self.profiles.adopted.get(name).copied().unwrap_or(0)
    }

    /// A profile in force.
    pub fn profile(&self, name: &Label) -> Result<Profile, StationError> {
        Ok(Profile::parse(&self.profile_text(name)?)?)
    }

    /// The text of a profile in force. Refused where the entry that put it in force names another (LEDGER-10).
    pub fn profile_text(&self, name: &Label) -> Result<String, StationError> {
        let digest = self.profile_digest(name)?;
        self.expect_adopted(name, digest)?;
        let missing = || StationError::MaterialMissing { what: "profile", digest };
        let bytes = self.store.rows().object(digest)?.ok_or_else(missing)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The digest of a profile in force.
    pub(super) fn profile_digest(&self, profile: &Label) -> Result<Digest, StationError> {
        let known = &self.profiles.digests;
        known.get(profile).copied().ok_or_else(|| StationError::ProfileUnknown {
            profile: profile.to_string(),
            known: known.keys().map(Label::as_str).collect::<Vec<_>>().join(", "),
        })
    }

    /// Another text is in force from now on.
    pub(super) fn in_force(&mut self, name: Label, digest: Digest, entry: u64) {
        self.profiles.put(name, digest, entry);
    }

    fn expect_adopted(&self, name: &Label, digest: Digest) -> Result<(), StationError> {
        let Some(entry) = self.profiles.adopted.get(name) else { return Ok(()) };
        let leaf = self.store.rows().entry(*entry)?.and_then(|body| Leaf::parse(&body).ok());
        let said = |leaf: &Leaf, field: &str| leaf.public().get(field).and_then(Value::as_str).map(str::to_owned);
        let same = leaf.as_ref().is_some_and(|leaf| {
            leaf.act() == "profile.adopt"
                && said(leaf, "name").as_deref() == Some(name.as_str())
                && said(leaf, "profile") == Some(digest.to_string())
        });
        if same {
            return Ok(());
        }
        let finding = format!("table 'profile', {name}: entry {entry} does not adopt {digest}");
        Err(StationError::AuthorityAltered { finding })
    }
}
