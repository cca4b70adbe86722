//! `vault.clone`: keys come into another token by the way of a backup, under a key that nobody keeps.

use serde_json::json;

use super::Outcome;
use crate::act::VaultClone;
use crate::approval::Spent;
use crate::keys::KeyId;
use crate::ledger::Fields;
use crate::safe::Label;
use crate::signer::PublicKey;
use crate::station::backing::{BackingError, OpenedSet, whole_or_none};
use crate::station::{LEDGER, Preview, Station, StationError};
use crate::store::{IntentRow, IntentState, KeyRow};
use crate::vault::{BackupKey, RestoreRequest, VaultError};

impl Station<'_> {
    /// The keys of a clone: of the vault that is named (VAULT-25), and still extractable where no set is named (VAULT-24).
    fn keys_to_clone(&self, act: &VaultClone) -> Result<Vec<(KeyRow, PublicKey)>, StationError> {
        for name in [&act.vault, &act.to] {
            if !self.configuration.vaults.contains_key(name) {
                return Err(StationError::VaultUnknown { vault: name.to_string() });
            }
        }
        if act.vault == act.to || [&act.vault, &act.to].iter().any(|name| name.as_str() == LEDGER) {
            return Err(BackingError::FailOverUnfit { vault: act.vault.to_string(), to: act.to.to_string() }.into());
        }
        if act.keys.is_empty() {
            return Err(BackingError::NoKeys.into());
        }
        let in_set = act.set.map(|set| self.known_set(set)).transpose()?;
        let mut all = Vec::new();
        for label in &act.keys {
            let (row, public_key) = self.usable_key(label)?;
            if row.vault != act.vault {
                let (found, wanted) = (row.vault.to_string(), act.vault.to_string());
                return Err(BackingError::KeyElsewhere { key: label.to_string(), found, wanted }.into());
            }
            match &in_set {
                Some(set) if !set.keys.contains(label) => {
                    return Err(BackingError::KeyNowhere { key: label.to_string() }.into());
                }
                None if row.locked => {
                    return Err(
                        BackingError::CloneLocked { key: label.to_string(), vault: row.vault.to_string() }.into()
                    );
                }
                _ => {}
            }
            all.push((row, public_key));
        }
        Ok(all)
    }

    pub(in crate::station) fn preview_clone(&self, act: &VaultClone) -> Result<Preview, StationError> {
        let keys = self.keys_to_clone(act)?;
        Ok(Preview::of(keys.iter().map(|(row, _)| ("kind", format!("{} {}", row.label, row.spec))).collect()))
    }

    pub(super) fn vault_clone(&mut self, spent: &Spent, act: &VaultClone) -> Result<Outcome, StationError> {
        let keys = self.keys_to_clone(act)?;
        let opened = match act.set {
            None => None,
            Some(set) => {
                let opened = self.backing.opened.take().filter(|opened| opened.set() == set);
                Some(opened.ok_or_else(|| BackingError::SetClosed { set: set.spoken() })?)
            }
        };
        if let (Some(opened), Some(set)) = (&opened, act.set)
            && Some(opened.digest()) != self.known_set(set)?.manifest
        {
            return Err(BackingError::SetForeign { set: set.spoken() }.into());
        }
        if let Some(opened) = opened.as_ref().filter(|opened| opened.by_escrow()) {
            return Err(BackingError::EscrowForDrills { set: opened.set().spoken() }.into());
        }
        // Both vaults are open before anything is begun, and are only looked at.
        let _ = (self.session(&act.vault)?, self.session(&act.to)?);
        let halves = self.halves_of(&keys, &act.to)?;
        let present = self.compared(&act.vault, &act.to)?.into_iter().filter(|one| one.same).map(|one| one.key);
        let present: Vec<Label> = present.filter(|key| act.keys.contains(key)).collect();
        let reserved = json!({ "vault": act.vault, "to": act.to, "keys": act.keys, "halves": halves });
        let intent = self.begin(spent, reserved, |_, _| Ok(()))?;
        // What an earlier clone brought is left as it is, where it is the key and not its public half alone.
        if let Err(error) = self.prove_in(&act.to, &present, spent) {
            return Err(self.fail(intent, error));
        }
        if let Err(error) = self.clear_remains(act) {
            return Err(self.unknown(intent, error, |_| Ok(())));
        }
        let mut cloned = 0_u64;
        for (row, public_key) in &keys {
            if present.contains(&row.label) {
                continue;
            }
            if let Err(error) = self.clone_one((row, public_key), &act.to, opened.as_ref()) {
                return Err(self.unknown(intent, error, |_| Ok(())));
            }
            cloned += 1;
        }
        let sequence = self.end(intent, IntentState::Done, Fields::new().open("cloned", cloned), |_, _| Ok(()))?;
        Ok(Outcome::of(sequence, [("to", act.to.to_string()), ("keys", cloned.to_string())]))
    }

    fn clone_one(
        &mut self,
        (row, public_key): (&KeyRow, &PublicKey),
        to: &Label,
        opened: Option<&OpenedSet>,
    ) -> Result<(), StationError> {
        let (id, label, spec) = (row.id, row.label.clone(), row.spec);
        let request = RestoreRequest { id, label, spec, public_key: public_key.clone(), extractable: false };
        let standby = self.session(to)?;
        if let Some(opened) = opened {
            standby.restore_key(&request, opened.key(), opened.blob(&row.label)?)?;
            return Ok(());
        }
        let session = self.session(&row.vault)?;
        let key = BackupKey::draw(&mut self.entropy)?;
        let wrapping = session.take_in(&key, &clone_label(id).parse()?)?;
        let blob = wrapping.wrap(row.id, public_key)?;
        wrapping.destroy()?;
        standby.restore_key(&request, &key, &blob)?;
        Ok(())
    }

    /// The keys of which half alone is in another token. Refused there: more than one of an identifier.
    fn halves_of(&mut self, keys: &[(KeyRow, PublicKey)], to: &Label) -> Result<Vec<Label>, StationError> {
        let session = self.session(to)?;
        let mut halves = Vec::new();
        for (row, _) in keys {
            match session.find(row.id) {
                Err(VaultError::KeyHalf { .. }) => halves.push(row.label.clone()),
                found => drop(found?),
            }
        }
        Ok(halves)
    }

    /// Takes away what a clone that was cut off left in either token: halves of keys in the other one, and the keys that they
    /// went under. What else may be there is nobody's to clear.
    fn clear_remains(&mut self, act: &VaultClone) -> Result<(), StationError> {
        for label in &act.keys {
            let (row, _) = self.usable_key(label)?;
            if row.vault != act.vault {
                continue;
            }
            for vault in [&act.vault, &act.to] {
                let session = self.session(vault)?;
                session.forget_backup_key(&clone_label(row.id).parse()?)?;
                session.forget_restoring(row.id)?;
            }
            let _ = whole_or_none(&*self.session(&act.to)?, row.id)?;
        }
        Ok(())
    }

    /// After a stop: what came into the other token is found by 'vault compare', and what did not is cloned again.
    pub(in crate::station) fn settle_clone(
        &mut self,
        row: &IntentRow,
        act: &VaultClone,
    ) -> Result<String, StationError> {
        self.clear_remains(act)?;
        let compared = self.compared(&act.vault, &act.to)?;
        let there: Vec<String> = compared
            .iter()
            .filter(|one| one.same && act.keys.contains(&one.key))
            .map(|one| one.key.to_string())
            .collect();
        let intent = self.reopen(row)?;
        let found = if there.is_empty() { "none".to_owned() } else { there.join(", ") };
        self.end(intent, IntentState::Failed, Fields::new().open("found", found.clone()), |_, _| Ok(()))?;
        Ok(format!("of its keys are in vault '{}': {found}; clone the others again", act.to))
    }
}

/// The label of the key under which a key of this identifier leaves its vault for another.
fn clone_label(id: KeyId) -> String {
    format!("clone-{}", hex::encode(id.octets().get(..4).unwrap_or(id.octets())))
}
