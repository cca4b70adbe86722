//! `vault.test`: the token is measured, and what it really does stands in the ledger.

use serde_json::json;

use super::Outcome;
use crate::act::VaultTest;
use crate::approval::Spent;
use crate::ledger::Fields;
use crate::station::{Station, StationError};
use crate::store::IntentState;
use crate::vault;

impl Station<'_> {
    pub(super) fn vault_test(&mut self, spent: &Spent, act: &VaultTest) -> Result<Outcome, StationError> {
        let session = self.session(&act.vault)?;
        let path = format!("vaults/{}-{:06}.json", act.vault, self.store.rows().ledger_size()?);
        self.expect_free(&path)?;
        let intent = self.begin(spent, json!({ "vault": act.vault }), |_, _| Ok(()))?;
        let conformance = vault::measure(&session, &mut self.entropy).map_err(StationError::from);
        let measured = match conformance.and_then(|c| Ok(serde_json::to_vec_pretty(&c)?)) {
            Ok(measured) => measured,
            Err(error) => return Err(self.fail(intent, error)),
        };
        let digest = crate::digest::Digest::of(&measured);
        let fields = Fields::new().open("vault", act.vault.as_str()).open("conformance", digest.to_string());
        let sequence = self.end(intent, IntentState::Done, fields, |writing, sequence| {
            writing.keep_artefact(&path, &measured, sequence)?;
            Ok(())
        })?;
        Ok(Outcome::of(sequence, [("conformance", digest.to_string())]))
    }
}
