//! `vault.add` and `vault.fail-over`: which token is behind which name. Keys keep their vault's name; its token changes.

use std::collections::BTreeSet;

use serde_json::json;

use super::Outcome;
use crate::act::{VaultAdd, VaultFailOver};
use crate::approval::Spent;
use crate::digest::Digest;
use crate::keys::KeyState;
use crate::ledger::Fields;
use crate::safe::Label;
use crate::signer::{Signer as _, verify};
use crate::station::create::expect_one_each;
use crate::station::vaults::{embedded_file, pin_stretch};
use crate::station::{
    BackingError, Configuration, LEDGER, PinWanted, Preview, Station, StationError, VaultSettings, files,
};
use crate::store::{IntentRow, IntentState};
use crate::vault::{KeyRecord, Vault, VaultError, VaultUri};

/// A key of a vault, looked for in the token of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Likeness {
    /// The key.
    pub key: Label,
    /// Whether it is there: both halves of it, once, the public one the very same.
    pub same: bool,
    /// Whether it is there and can never leave that token.
    pub locked: bool,
}

impl Station<'_> {
    /// The configuration with one vault more. Refused: a name that is taken (VAULT-20), a token that another vault has
    /// (STATION-7).
    fn with_vault(&self, name: &Label, uri: &str) -> Result<Configuration, StationError> {
        let mut configuration = self.configuration.clone();
        if configuration.vaults.contains_key(name) {
            return Err(BackingError::VaultNamed { vault: name.to_string() }.into());
        }
        let token = None;
        configuration.vaults.insert(name.clone(), VaultSettings { uri: uri.to_owned(), token });
        expect_one_each(&configuration)?;
        Ok(configuration)
    }

    /// The act by which a token becomes a vault; the token must be there.
    pub fn adding_vault(&self, name: &Label, uri: &VaultUri) -> Result<VaultAdd, StationError> {
        let found = Vault::at(uri, &embedded_file(&self.directory, name))?;
        let uri = found.uri().to_string();
        let text = self.with_vault(name, &uri)?.text()?;
        Ok(VaultAdd { vault: name.clone(), uri, configuration: Configuration::digest(&text) })
    }

    /// Makes an embedded token for a vault that is to be added, or finds the one that was made for it and not added.
    pub fn make_embedded_vault(&mut self, name: &Label) -> Result<VaultUri, StationError> {
        if self.configuration.vaults.contains_key(name) {
            return Err(BackingError::VaultNamed { vault: name.to_string() }.into());
        }
        let file = embedded_file(&self.directory, name);
        if file.exists() {
            return Ok(Vault::embedded(&file)?.uri());
        }
        let pin = self.pins.pin(PinWanted { vault: name, flags: None, shares: None })?;
        let stretch = pin_stretch(self.configuration.station.mode);
        Ok(Vault::create_embedded(&file, name, &pin, stretch, &mut self.entropy)?.uri())
    }

    pub(in crate::station) fn preview_add(&self, act: &VaultAdd) -> Result<Preview, StationError> {
        let (configuration, found) = self.added(act)?;
        let mut preview = Preview::of(vec![
            ("maker", crate::safe::line(&found.identity().manufacturer, 40)),
            ("model", crate::safe::line(&found.identity().model, 40)),
        ]);
        if configuration.station.mode == crate::mode::Mode::Production && found.is_embedded() {
            preview.warnings.push("it is a token in a file of this station, and falls with it".into());
        }
        Ok(preview)
    }

    fn added(&self, act: &VaultAdd) -> Result<(Configuration, Vault), StationError> {
        let configuration = self.with_vault(&act.vault, &act.uri)?;
        expect_text(&configuration, act.configuration)?;
        let found = Vault::at(&act.uri.parse()?, &embedded_file(&self.directory, &act.vault))?;
        Ok((configuration, found))
    }

    pub(super) fn vault_add(&mut self, spent: &Spent, act: &VaultAdd) -> Result<Outcome, StationError> {
        let (configuration, _) = self.added(act)?;
        let sequence = self.reconfigured(spent, configuration, Fields::new())?;
        Ok(Outcome::of(sequence, [("vault", act.vault.to_string())]))
    }

    /// The configuration in which two vaults have exchanged their tokens.
    fn exchanged(&self, one: &Label, other: &Label) -> Result<Configuration, StationError> {
        let unknown = |vault: &Label| StationError::VaultUnknown { vault: vault.to_string() };
        let mut configuration = self.configuration.clone();
        if one == other || [one, other].iter().any(|name| name.as_str() == LEDGER) {
            return Err(BackingError::FailOverUnfit { vault: one.to_string(), to: other.to_string() }.into());
        }
        let settings = |vault: &Label| -> Result<VaultSettings, StationError> {
            let found = self.configuration.vaults.get(vault).cloned().ok_or_else(|| unknown(vault))?;
            // The file of an embedded token keeps the name that it was made under.
            let embedded = found.uri.parse::<VaultUri>()?.module_path().is_none();
            let token = found.token.or_else(|| embedded.then(|| vault.clone()));
            Ok(VaultSettings { uri: found.uri, token })
        };
        let (mut first, mut second) = (settings(one)?, settings(other)?);
        std::mem::swap(&mut first, &mut second);
        for (name, mut settings) in [(one, first), (other, second)] {
            settings.token = settings.token.filter(|token| token != name);
            configuration.vaults.insert(name.clone(), settings);
        }
        Ok(configuration)
    }

    /// The act by which another token takes the place of a vault's.
    pub fn failing_over(
        &self,
        vault: &Label,
        to: &Label,
        without: BTreeSet<Label>,
        reason: String,
    ) -> Result<VaultFailOver, StationError> {
        let configuration = Configuration::digest(&self.exchanged(vault, to)?.text()?);
        Ok(VaultFailOver { vault: vault.clone(), to: to.clone(), without, configuration, reason })
    }

    pub(in crate::station) fn preview_fail_over(&self, act: &VaultFailOver) -> Result<Preview, StationError> {
        expect_text(&self.exchanged(&act.vault, &act.to)?, act.configuration)?;
        self.expect_reason(&act.reason)?;
        let keys = self.keys_of(&act.vault)?;
        let of = |name: &Label| self.configuration.vaults.get(name).map(|v| v.uri.clone()).unwrap_or_default();
        let mut preview = Preview::of(vec![
            ("token now", crate::safe::line(&of(&act.vault), 160)),
            ("token then", crate::safe::line(&of(&act.to), 160)),
            ("keys", keys.iter().map(Label::to_string).collect::<Vec<_>>().join(", ")),
        ]);
        for key in self.keys_of(&act.to)? {
            preview.warnings.push(format!("key '{key}' of vault '{}' is in the token that is given up", act.to));
        }
        for key in &act.without {
            if !keys.contains(key) {
                return Err(StationError::KeyUnknown { key: key.to_string() });
            }
            preview.warnings.push(format!("key '{key}' is given up: nothing is signed with it any more"));
        }
        Ok(preview)
    }

    /// The keys of a vault that can still be used, by the names of their rows.
    pub fn keys_of(&self, vault: &Label) -> Result<Vec<Label>, StationError> {
        let usable = |state| matches!(state, KeyState::PreActivation | KeyState::Active);
        let rows = self.store.rows().keys()?.into_iter();
        Ok(rows.filter(|row| row.vault == *vault && usable(row.state)).map(|row| row.label).collect())
    }

    /// The keys of a vault, each with whether another vault's token has the very same. Opens the other one.
    pub fn compared(&mut self, vault: &Label, with: &Label) -> Result<Vec<Likeness>, StationError> {
        if !self.configuration.vaults.contains_key(vault) {
            return Err(StationError::VaultUnknown { vault: vault.to_string() });
        }
        let session = self.session(with)?;
        let inventory = session.inventory()?;
        let mut compared = Vec::new();
        for label in self.keys_of(vault)? {
            let (row, public_key) = self.usable_key(&label)?;
            let id = row.id.to_string();
            let there = inventory.iter().find(|key| key.id == id && key.class == "private");
            let kept = |key: &KeyRecord| key.extractable == Some(false) && key.sensitive == Some(true);
            let found = match session.find(row.id) {
                // Half of it is not it; and of two with one identifier nobody can say which one would sign.
                Err(VaultError::KeyHalf { .. } | VaultError::KeyAmbiguous { .. }) => None,
                found => found?,
            };
            let same = match (there, found) {
                (Some(_), Some(found)) => found.identity()? == public_key.identity()?,
                _ => false,
            };
            compared.push(Likeness { key: label, same, locked: same && there.is_some_and(kept) });
        }
        Ok(compared)
    }

    /// Each of these keys signs once in a vault's token, and is verified under the public half that was recorded: a public
    /// half beside a key proves nothing, since it can be put there by anybody. What is signed names the act, so that no
    /// signature of before serves.
    pub(super) fn prove_in(&mut self, vault: &Label, keys: &[Label], spent: &Spent) -> Result<(), StationError> {
        let session = self.session(vault)?;
        for label in keys {
            let (row, public_key) = self.usable_key(label)?;
            let (algorithm, text) =
                (row.spec.default_algorithm(), proof_text(spent.bound.what.name(), spent.digest, label));
            let signature = session.signer(row.id, algorithm)?.sign(text.as_bytes())?;
            verify(&public_key, algorithm, text.as_bytes(), &signature)
                .map_err(|_| BackingError::NotInStandby { key: label.to_string(), vault: vault.to_string() })?;
        }
        Ok(())
    }

    pub(super) fn vault_fail_over(&mut self, spent: &Spent, act: &VaultFailOver) -> Result<Outcome, StationError> {
        let configuration = self.exchanged(&act.vault, &act.to)?;
        expect_text(&configuration, act.configuration)?;
        self.expect_reason(&act.reason)?;
        let compared = self.compared(&act.vault, &act.to)?;
        let missing: BTreeSet<Label> = compared.iter().filter(|one| !one.same).map(|one| one.key.clone()).collect();
        if let Some(key) = missing.difference(&act.without).next() {
            return Err(BackingError::NotInStandby { key: key.to_string(), vault: act.to.to_string() }.into());
        }
        if let Some(key) = act.without.difference(&missing).next() {
            return Err(BackingError::InStandby { key: key.to_string(), vault: act.to.to_string() }.into());
        }
        let (there, not_locked) = taken_over(&compared);
        let reserved = json!({ "vault": act.vault, "to": act.to });
        let intent = self.begin(spent, reserved, |_, _| Ok(()))?;
        if let Err(error) = self.prove_in(&act.to, &there, spent) {
            return Err(self.fail(intent, error));
        }
        let mut fields =
            Fields::new().open("configuration", act.configuration.to_string()).open("keys_proven", there.len() as u64);
        if !not_locked.is_empty() {
            fields = fields.open("not_locked", serde_json::to_value(&not_locked)?);
        }
        let text = configuration.text()?;
        let sequence = self.end(intent, IntentState::Done, fields, |writing, sequence| {
            Ok(writing.configure(text.as_bytes(), sequence)?)
        })?;
        self.take_over(configuration, &text, sequence)?;
        // Sessions are kept by the names of their vaults, which have other tokens now.
        self.forget_sessions([&act.vault, &act.to]);
        let not_locked = not_locked.iter().map(Label::as_str).collect::<Vec<_>>().join(", ");
        let mut done = Outcome::of(sequence, [("vault", act.vault.to_string()), ("keys", there.len().to_string())]);
        if !not_locked.is_empty() {
            done.outputs.insert("not_locked".to_owned(), not_locked);
        }
        Ok(done)
    }

    /// After a stop: the configuration comes with the outcome, so nothing was exchanged.
    pub(in crate::station) fn settle_fail_over(
        &mut self,
        row: &IntentRow,
        act: &VaultFailOver,
    ) -> Result<String, StationError> {
        let intent = self.reopen(row)?;
        self.end(intent, IntentState::Failed, Fields::new(), |_, _| Ok(()))?;
        Ok(format!("vault '{}' has the token that it had; propose it again", act.vault))
    }

    /// Records an act that brings another configuration: the entry first, then the file.
    fn reconfigured(
        &mut self,
        spent: &Spent,
        configuration: Configuration,
        fields: Fields,
    ) -> Result<u64, StationError> {
        let text = configuration.text()?;
        let sequence =
            self.record(spent, fields, |writing, sequence| Ok(writing.configure(text.as_bytes(), sequence)?))?;
        self.take_over(configuration, &text, sequence)?;
        Ok(sequence)
    }

    /// Another configuration is in force: the file says so, too.
    fn take_over(&mut self, configuration: Configuration, text: &str, entry: u64) -> Result<(), StationError> {
        self.configuration = configuration;
        let path = self.directory.join("station.toml");
        // What goes wrong with the file now is put right when the station is opened next.
        files::replace(&path, text.as_bytes(), 0o600).map_err(|error| StationError::NotWritten {
            entry,
            path,
            what: error.to_string(),
        })
    }

    /// Refuses an act without its reason, or with more than a line of it (BACKUP-63).
    pub(super) fn expect_reason(&self, reason: &str) -> Result<(), StationError> {
        let fit = (1..=200).contains(&reason.trim().chars().count()) && !reason.chars().any(char::is_control);
        if fit { Ok(()) } else { Err(BackingError::ReasonWanted.into()) }
    }
}

/// The keys that a token has, and those among them that can leave it.
fn taken_over(compared: &[Likeness]) -> (Vec<Label>, Vec<Label>) {
    let of = |wanted: fn(&Likeness) -> bool| -> Vec<Label> {
        compared.iter().filter(|one| wanted(one)).map(|one| one.key.clone()).collect()
    };
    (of(|one| one.same), of(|one| one.same && !one.locked))
}

/// What a key signs to show that it is in a token.
fn proof_text(act: &str, digest: Digest, key: &Label) -> String {
    format!("chancery {act}\n{digest}\n{key}\n")
}

/// Refuses where the configuration that would come about is not the one that was approved.
fn expect_text(configuration: &Configuration, wanted: Digest) -> Result<(), StationError> {
    let found = Configuration::digest(&configuration.text()?);
    if found == wanted { Ok(()) } else { Err(StationError::ConfigurationChanged { found, wanted }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_proves_a_key_for_one_act_alone() {
        let (key, other): (Label, Label) = ("csca-1".parse().unwrap(), "csca-2".parse().unwrap());
        let (one, two) = (Digest::of(b"one"), Digest::of(b"two"));
        let text = proof_text("vault.fail-over", one, &key);
        assert_eq!(text, format!("chancery vault.fail-over\n{one}\ncsca-1\n"));
        for (act, digest, key) in
            [("vault.fail-over", two, &key), ("vault.clone", one, &key), ("vault.fail-over", one, &other)]
        {
            assert_ne!(proof_text(act, digest, key), text);
        }
    }
}
