//! After a crash: what was done, what was not, and what is unknown.
//!
//! Keys can be found in a vault; signatures leave no trace there. So a key that
//! was being made is looked for, and a signature whose outcome was not recorded
//! is unknown: its serial or number stays taken, burnt and listed. Nothing is
//! ever tried again by itself.

use std::path::PathBuf;

use serde_json::Value;

use super::acts::made_fields;
use super::journal::{Intent, lost};
use super::{OutState, Station, StationError};
use crate::act::Act;
use crate::fault::{Fail, Fault};
use crate::keys::KeyId;
use crate::ledger::Fields;
use crate::safe::Label;
use crate::store::{IntentRow, IntentState};
use crate::vault::VaultError;

/// What recovery found about one intent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovered {
    /// The intent's entry.
    pub sequence: u64,
    /// The act.
    pub act: String,
    /// What is known now.
    pub state: RecoveredState,
    /// In words: what was found, what is burnt.
    pub words: String,
}

/// Everything a recovery settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// The acts that were open.
    pub acts: Vec<Recovered>,
    /// The files of `out/` that were missing or are not ours any more.
    pub files: Vec<(PathBuf, OutState)>,
    /// What could not be looked at, in words.
    pub failures: Vec<String>,
}

impl Settled {
    /// Whether something is left: an act still open, a file that is not ours, or one that cannot be written.
    pub fn fault(&self) -> Option<Fault> {
        if self.acts.iter().any(|a| a.state == RecoveredState::Open) {
            return Some(Fault::Device);
        }
        if !self.failures.is_empty() {
            return Some(Fault::Storage);
        }
        self.files.iter().any(|(_, state)| *state == OutState::Changed).then_some(Fault::Unsound)
    }
}

/// What can be known about an act that was cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecoveredState {
    /// It was done.
    Done,
    /// It was not done.
    NotDone,
    /// It cannot be known; what it reserved is burnt.
    Unknown,
    /// Its vault cannot be asked; it stays open.
    Open,
}

impl RecoveredState {
    /// The word in reports.
    pub const fn word(self) -> &'static str {
        match self {
            RecoveredState::Done => "done",
            RecoveredState::NotDone => "not done",
            RecoveredState::Unknown => "unknown",
            RecoveredState::Open => "still open",
        }
    }
}

impl Station<'_> {
    /// Closes every open intent by what the vaults can show, each by itself, makes the page
    /// of a transcript that has none, and writes missing files of `out/` again. The intents in
    /// `give_up`, which must be open, are closed as unknown without asking their vault: for a
    /// vault that is gone.
    pub fn recover(&mut self, give_up: &[u64]) -> Result<Settled, StationError> {
        let open = self.store.rows().intents(IntentState::Open)?;
        if let Some(intent) = give_up.iter().find(|wanted| open.iter().all(|row| row.sequence != **wanted)) {
            return Err(StationError::IntentUnknown { intent: *intent });
        }
        let mut acts = Vec::new();
        for row in open {
            let settled = match give_up.contains(&row.sequence) {
                // No vault is asked: the shares of a PIN are kept in any case, and a set that was cut off is void.
                true if needs_no_vault(&row) => self.recover_one(&row, false),
                true => self.give_up(&row),
                false => self.recover_one(&row, true),
            };
            let (state, words) = match settled {
                Ok(settled) => settled,
                Err(error) => {
                    let mut words = error.to_string();
                    if is_of_the_token(&error) {
                        words = format!("{words}; if that vault is gone: chancery recover --give-up {}", row.sequence);
                    }
                    (RecoveredState::Open, words)
                }
            };
            acts.push(Recovered { sequence: row.sequence, act: row.bound.what.name().to_owned(), state, words });
        }
        let mut failures = Vec::new();
        for run in self.without_page()? {
            failures.extend(self.keep_page(&run).err().map(|error| error.to_string()));
        }
        let files = match self.materialise(None) {
            Ok(files) => files.into_iter().filter(|(_, state)| *state != OutState::Good).collect(),
            Err(error) => {
                failures.push(error.to_string());
                Vec::new()
            }
        };
        failures.extend(self.sweep_held().err().map(|error| error.to_string()));
        Ok(Settled { acts, files, failures })
    }

    fn recover_one(&mut self, row: &IntentRow, ask: bool) -> Result<(RecoveredState, String), StationError> {
        match &row.bound.what {
            Act::KeyGenerate(act) => {
                let id: KeyId = text(&row.reserved, "id").parse().map_err(|_| lost("intent", "no key identifier"))?;
                let (label, vault, locked) = (act.label.clone(), act.vault.clone(), !act.extractable);
                let intent = self.reopen(row)?;
                self.settle_generated(intent, &label, &vault, id, locked)
            }
            Act::KeyLock(act) => {
                let label = act.key.clone();
                let (key, _) = self.usable_key(&label)?;
                let session = self.session(&key.vault)?;
                let id = key.id.to_string();
                let locked = session.inventory()?.iter().any(|k| k.id == id && k.extractable == Some(false));
                let intent = self.reopen(row)?;
                if !locked {
                    self.end(intent, IntentState::Failed, Fields::new().open("found", "not locked"), |_, _| Ok(()))?;
                    return Ok((RecoveredState::NotDone, format!("key '{label}' is not locked; propose it again")));
                }
                let fields = Fields::new().open("key", label.as_str());
                self.end(intent, IntentState::Done, fields, |writing, _| Ok(writing.set_key_locked(&label)?))?;
                Ok((RecoveredState::Done, format!("key '{label}' is locked")))
            }
            Act::CscaAdopt(act) => {
                // The key was there before and is there still; only its proof was cut off.
                let label = act.label.clone();
                let intent = self.reopen(row)?;
                let fields = Fields::new().open("found", "cut off before its outcome");
                self.end(intent, IntentState::Failed, fields, |writing, _| Ok(writing.release_key(&label)?))?;
                Ok((RecoveredState::NotDone, format!("the key was not taken over; the name '{label}' is free again")))
            }
            Act::VaultTest(act) => {
                let words = format!("vault '{}' was being tested; objects of the test may be left in it", act.vault);
                let intent = self.reopen(row)?;
                self.end(intent, IntentState::Failed, Fields::new(), |_, _| Ok(()))?;
                Ok((RecoveredState::NotDone, words))
            }
            Act::VaultProtect(act) => {
                let act = act.clone();
                Ok((RecoveredState::Unknown, self.settle_protect(row, &act)?))
            }
            Act::BackupKeys(act) => {
                let act = act.clone();
                let (done, words) = self.settle_key_backup(row, &act, ask)?;
                Ok((if done { RecoveredState::Done } else { RecoveredState::NotDone }, words))
            }
            Act::ShareReissue(act) => {
                let act = act.clone();
                Ok((RecoveredState::NotDone, self.settle_reissue(row, &act)?))
            }
            Act::VaultFailOver(act) => {
                let act = act.clone();
                Ok((RecoveredState::NotDone, self.settle_fail_over(row, &act)?))
            }
            Act::VaultClone(act) => {
                let act = act.clone();
                Ok((RecoveredState::NotDone, self.settle_clone(row, &act)?))
            }
            _ => self.give_up(row),
        }
    }

    /// A key is looked for by the identifier that its intent reserved. Half a key, which
    /// a crash can leave, is destroyed: it was never used. Where nothing is there, the
    /// name is free again.
    pub(super) fn settle_generated(
        &mut self,
        intent: Intent,
        label: &Label,
        vault: &Label,
        id: KeyId,
        locked: bool,
    ) -> Result<(RecoveredState, String), StationError> {
        let session = self.session(vault)?;
        let (found, words) = match session.find(id) {
            Err(VaultError::KeyHalf { .. }) => {
                session.destroy(id)?;
                (None, "half a key was in the vault and is destroyed")
            }
            found => (found?, "no key was made"),
        };
        let Some(public_key) = found else {
            let fields = Fields::new().open("found", words);
            self.end(intent, IntentState::Failed, fields, |writing, _| Ok(writing.release_key(label)?))?;
            return Ok((RecoveredState::NotDone, format!("{words}; the name '{label}' is free again")));
        };
        let fields = made_fields(label, id, &public_key)?.open("found", "key in the vault");
        self.end(intent, IntentState::Done, fields, |writing, _| Ok(writing.key_made(label, &public_key, locked)?))?;
        Ok((RecoveredState::Done, format!("key '{label}' is in vault '{vault}'")))
    }

    /// Nothing can show whether the vault signed: what was reserved is burnt.
    fn give_up(&mut self, row: &IntentRow) -> Result<(RecoveredState, String), StationError> {
        let reserved = row.reserved.clone();
        let burnt = burnt_words(&row.bound.what, &reserved);
        let intent = self.reopen(row)?;
        self.end(intent, IntentState::Unknown, Fields::new().open("burnt", reserved.clone()), |writing, _| {
            // A change of key took two, a part of a batch many.
            let several = ["root", "link"].into_iter().filter_map(|name| reserved.get(name));
            for one in several.chain([&reserved]) {
                if let Ok(issuer) = text(one, "issuer").parse::<Label>() {
                    serials(one).try_for_each(|serial| writing.burn_serial(&issuer, serial))?;
                }
            }
            Ok(())
        })?;
        Ok((RecoveredState::Unknown, burnt))
    }
}

/// Whether an act is settled by what the station itself knows.
fn needs_no_vault(row: &IntentRow) -> bool {
    match row.bound.what {
        Act::VaultProtect(_) | Act::ShareReissue(_) | Act::VaultFailOver(_) => true,
        Act::BackupKeys(_) => row.part == 0,
        _ => false,
    }
}

/// Whether a token did not do its part, and not a person or a clock.
fn is_of_the_token(error: &StationError) -> bool {
    let pin = matches!(error, StationError::Vault(VaultError::PinWrong { .. } | VaultError::PinLocked { .. }));
    error.kind() == Fault::Device && !pin
}

fn text<'v>(reserved: &'v Value, name: &str) -> &'v str {
    reserved.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// The serial numbers that were reserved under one issuer.
fn serials(reserved: &Value) -> impl Iterator<Item = &str> {
    let pairs = reserved.get("serials").and_then(Value::as_array).into_iter().flatten();
    let one = reserved.get("serial").and_then(Value::as_str);
    one.into_iter().chain(pairs.filter_map(|pair| pair.get(1).and_then(Value::as_str)))
}

/// What is taken for ever, in words an officer can write down.
fn burnt_words(act: &Act, reserved: &Value) -> String {
    let show = |name: &str| reserved.get(name).map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned));
    let known = |name| show(name).unwrap_or_else(|| "(none)".into());
    match act {
        Act::CertificateIssue(_) => {
            format!(
                "perhaps signed; serial number {} of '{}' is burnt and can be revoked",
                known("serial"),
                known("issuer")
            )
        }
        Act::CertificateBatch(_) => format!(
            "perhaps signed in part; {} serial numbers of '{}' are burnt and can be revoked; the requests of this part are \
             not tried again, the others are when the batch is performed again",
            serials(reserved).count(),
            known("issuer")
        ),
        Act::CscaRollover(act) => {
            let serial = |name: &str| reserved.get(name).map_or("(none)", |one| text(one, "serial")).to_owned();
            format!(
                "perhaps signed; serial numbers {} of '{}' and {} of '{}' are burnt and can be revoked; '{}' has no \
                 certificate",
                serial("root"),
                act.to,
                serial("link"),
                act.from,
                act.to
            )
        }
        Act::CrlIssue(_) => {
            format!("perhaps signed; list number {} of '{}' is burnt", known("number"), known("crl_of"))
        }
        Act::BundleExport(_) => format!("perhaps signed; bundle version {} is burnt", known("bundle")),
        Act::MasterlistIssue(_) => "a master list was perhaps signed; it was not recorded and is in no bundle".into(),
        Act::DeviationIssue(_) => {
            "a deviation list was perhaps signed; it was not recorded and was not given out".into()
        }
        Act::KeyGenerate(act) => {
            format!("perhaps a key '{}' is in vault '{}'; its name stays taken", act.label, act.vault)
        }
        Act::BackupKeys(act) => {
            format!("perhaps keys of set {} are locked; look with 'chancery vault test'", act.set.spoken())
        }
        Act::VaultClone(act) => format!(
            "perhaps keys are in vault '{}'; look with 'chancery vault compare'; secret keys 'clone-…' may be left in vault \
             '{}' and 'chancery-restore-…' in '{}': the next clone of the same keys takes them away",
            act.to, act.vault, act.to
        ),
        Act::KeyLock(act) => format!("perhaps key '{}' is locked; look with 'chancery vault test'", act.key),
        _ => "nothing can be said of it".into(),
    }
}
