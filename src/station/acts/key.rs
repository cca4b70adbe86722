//! `key.generate` and `key.lock`.

use serde_json::json;

use super::Outcome;
use crate::act::{KeyGenerate, KeyLock};
use crate::approval::Spent;
use crate::keys::{KeyId, KeySpec};
use crate::ledger::Fields;
use crate::operation::{self, key_generate::Ability};
use crate::safe::Label;
use crate::signer::PublicKey;
use crate::station::{LEDGER, Preview, Station, StationError};
use crate::store::{IntentState, StoreError};
use crate::vault::{KeyRequest, VaultError};

/// What the outcome says of a key that was made; recovery says the same.
pub(in crate::station) fn made_fields(
    label: &Label,
    id: KeyId,
    public_key: &PublicKey,
) -> Result<Fields, StationError> {
    let identity = public_key.identity()?.to_string();
    Ok(Fields::new().open("label", label.as_str()).open("id", id.to_string()).open("public_key_digest", identity))
}

impl Station<'_> {
    /// Refuses a name that a key has or had (LABEL-1).
    pub fn expect_free_label(&self, label: &Label) -> Result<(), StationError> {
        match self.store.rows().key(label)? {
            None => Ok(()),
            Some(_) => Err(StoreError::Reserved { clause: "LABEL-1", what: format!("key name '{label}'") }.into()),
        }
    }

    fn plan_key(&self, act: &KeyGenerate) -> Result<(), StationError> {
        operation::key_generate::check(act, LEDGER)?;
        self.expect_free_label(&act.label)
    }

    /// A key that would be made: all there is to say stands in the act.
    pub(in crate::station) fn preview_key(&self, act: &KeyGenerate) -> Result<Preview, StationError> {
        self.plan_key(act)?;
        if !self.configuration.vaults.contains_key(&act.vault) {
            return Err(StationError::VaultUnknown { vault: act.vault.to_string() });
        }
        // What the token lists is known without its PIN; a token that is not there is missed when it is needed.
        let listed = self.vault(&act.vault).map(|vault| vault.expect_makes(act.spec));
        let unlisted = matches!(listed, Ok(Err(VaultError::SpecUnsupported { .. })));
        if unlisted || self.measured(&act.vault, act.spec)? == Some(false) {
            return Err(self.cannot(act)?);
        }
        Ok(Preview::default())
    }

    /// The refusal of a kind of key that a vault does not make (KEY-5).
    fn cannot(&self, act: &KeyGenerate) -> Result<StationError, StationError> {
        let mut others = Vec::new();
        for vault in self.configuration.vaults.keys().filter(|name| name.as_str() != LEDGER) {
            others.push(Ability { vault: vault.clone(), makes: self.measured(vault, act.spec)? });
        }
        Ok(operation::key_generate::cannot(act, &others).into())
    }

    /// Whether a vault makes keys of a kind, by what was measured last of it. A measurement that is older than the
    /// kind says nothing of it.
    fn measured(&self, vault: &Label, spec: KeySpec) -> Result<Option<bool>, StationError> {
        let rows = self.store.rows();
        let Some(last) = rows.last_measurement(vault)? else { return Ok(None) };
        let Some(bytes) = rows.object(last.digest)? else { return Ok(None) };
        let measured: serde_json::Value = serde_json::from_slice(&bytes)?;
        let kinds = measured["kinds"].as_array().into_iter().flatten();
        let name = spec.to_string();
        let mut of_kind = kinds.filter(|kind| kind["spec"].as_str() == Some(&name));
        Ok(of_kind.next().and_then(|kind| kind["makes"].as_bool()))
    }

    /// The key that would be locked.
    pub(in crate::station) fn preview_lock(&self, act: &KeyLock) -> Result<Preview, StationError> {
        let (row, public_key) = self.usable_key(&act.key)?;
        let identity = public_key.identity()?.to_string();
        Ok(Preview::of(vec![
            ("vault", row.vault.to_string()),
            ("kind", row.spec.to_string()),
            ("public key digest", identity),
            ("state", row.state.word().to_owned()),
        ]))
    }

    pub(super) fn key_generate(&mut self, spent: &Spent, act: &KeyGenerate) -> Result<Outcome, StationError> {
        self.plan_key(act)?;
        let session = self.session(&act.vault)?;
        // Whatever was measured: the token itself is asked once more, before a name is taken.
        match session.expect_makes(act.spec) {
            Err(VaultError::SpecUnsupported { .. }) => return Err(self.cannot(act)?),
            other => other?,
        }
        let id = self.draw_key_id()?;
        let reserved = json!({ "vault": act.vault, "label": act.label, "id": id });
        let intent = self.begin(spent, reserved, |writing, sequence| {
            Ok(writing.reserve_key(&act.label, &act.vault, id, act.spec, sequence)?)
        })?;
        let request = KeyRequest { id, label: act.label.clone(), spec: act.spec, extractable: act.extractable };
        let made = session.generate(&request).map_err(StationError::from);
        let made = made.and_then(|public_key| {
            let fields = made_fields(&act.label, id, &public_key)?;
            Ok((public_key.identity()?, fields, public_key))
        });
        let (identity, fields, public_key) = match made {
            Ok(made) => made,
            Err(error) => {
                // Whether a key is there after all is looked up, never assumed.
                self.settle_generated(intent, &act.label, &act.vault, id, !act.extractable)?;
                return Err(error);
            }
        };
        let sequence = self.end(intent, IntentState::Done, fields, |writing, _| {
            Ok(writing.key_made(&act.label, &public_key, !act.extractable)?)
        })?;
        let outputs = [("key", act.label.to_string()), ("public_key_digest", identity.to_string())];
        Ok(Outcome::of(sequence, outputs))
    }

    /// Refuses a key that is not there, before anybody is asked to confirm.
    pub fn check_key(&self, key: &Label) -> Result<(), StationError> {
        self.usable_key(key).map(|_| ())
    }

    pub(super) fn key_lock(&mut self, spent: &Spent, act: &KeyLock) -> Result<Outcome, StationError> {
        let (row, _) = self.usable_key(&act.key)?;
        let session = self.session(&row.vault)?;
        let intent = self.begin(spent, json!({ "key": act.key, "vault": row.vault, "id": row.id }), |_, _| Ok(()))?;
        if let Err(error) = session.lock_against_extraction(row.id) {
            return Err(self.fail(intent, error.into()));
        }
        let fields = Fields::new().open("key", act.key.as_str());
        let sequence =
            self.end(intent, IntentState::Done, fields, |writing, _| Ok(writing.set_key_locked(&act.key)?))?;
        Ok(Outcome::of(sequence, [("key", act.key.to_string())]))
    }
}
