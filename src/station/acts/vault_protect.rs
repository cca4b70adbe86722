//! `vault.protect`: the shares are durable before the PIN is changed, so that a stop in between loses neither.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::Outcome;
use crate::act::{Act, VaultProtect};
use crate::approval::Spent;
use crate::approval::policy::is_emergency;
use crate::digest::Digest;
use crate::ledger::Fields;
use crate::operation::vault_protect::{check, deal};
use crate::safe::Label;
use crate::station::create::token_of;
use crate::station::journal::lost;
use crate::station::{PinWanted, Preview, Station, StationError};
use crate::store::{IntentRow, IntentState, Writing};

/// A PIN that officers hold in shares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedPin {
    /// The intent by which it was drawn.
    pub entry: u64,
    /// How many shares give it.
    pub threshold: u8,
    /// Who holds one, and the file in which it was sealed to them.
    pub officers: BTreeMap<Label, PathBuf>,
    /// Whether it is certain that the token has this PIN.
    pub sure: bool,
}

/// Where the shares of an intent lie.
pub(in crate::station) fn share_path(vault: &Label, intent: u64, officer: &str) -> String {
    format!("vaults/{vault}-{intent:06}/{officer}.age")
}

/// The digests of the sealed shares that an intent reserved, by officer.
pub(in crate::station) fn reserved_shares(reserved: &Value) -> Result<BTreeMap<String, Digest>, StationError> {
    Ok(serde_json::from_value(reserved.get("shares").cloned().unwrap_or(json!({})))?)
}

impl Station<'_> {
    pub(in crate::station) fn preview_protect(&self, act: &VaultProtect) -> Result<Preview, StationError> {
        self.check_protect(act)?;
        let mut preview = Preview::of(Vec::new());
        let before = self.protection_of(&act.vault)?.into_iter().flat_map(|(_, act)| act.keepers.into_keys());
        let gone = before.filter(|officer| !act.keepers.contains_key(officer));
        preview.words.extend(gone.map(|officer| ("no share any more", officer.to_string())));
        preview.warnings.push("the PIN that is known now opens the vault no more; it is gone when this is done".into());
        if usize::from(act.threshold) == act.keepers.len() {
            preview
                .warnings
                .push("every share is needed: one that is lost loses the keys of this vault for good".into());
        }
        Ok(preview)
    }

    fn check_protect(&self, act: &VaultProtect) -> Result<(), StationError> {
        if !self.configuration.vaults.contains_key(&act.vault) {
            return Err(StationError::VaultUnknown { vault: act.vault.to_string() });
        }
        Ok(check(act, &self.roster()?)?)
    }

    pub(super) fn vault_protect(&mut self, spent: &Spent, act: &VaultProtect) -> Result<Outcome, StationError> {
        self.check_protect(act)?;
        let vault = self.vault(&act.vault)?;
        let shares = self.shares_of(&act.vault)?;
        let flags = Some(vault.flags()?);
        let old = self.pins.pin(PinWanted { vault: &act.vault, flags, shares: shares.as_ref() })?;
        let session = std::rc::Rc::new(vault.open(&old)?);
        self.keep_session(act.vault.clone(), session.clone())?;
        let dealt = deal(act, &mut self.entropy)?;
        let digests: BTreeMap<&str, Digest> =
            dealt.shares.iter().map(|(officer, file)| (officer.as_str(), Digest::of(file))).collect();
        let reserved = json!({ "vault": act.vault, "shares": digests });
        let intent = self.begin(spent, reserved.clone(), |writing, _| {
            dealt.shares.values().try_for_each(|file| writing.keep_object(file).map(|_| ()).map_err(StationError::from))
        })?;
        let place = intent.sequence();
        if let Err(error) = session.change_pin(&old, &dealt.pin) {
            let (vault, reserved) = (act.vault.clone(), reserved);
            return Err(self.unknown_at(intent, error.into(), move |writing, sequence| {
                keep_shares(writing, &vault, place, &reserved, sequence)
            }));
        }
        let fields = Fields::new().open("vault", act.vault.as_str());
        let vault = act.vault.clone();
        let sequence = self.end(intent, IntentState::Done, fields, |writing, sequence| {
            keep_shares(writing, &vault, place, &reserved, sequence)
        })?;
        Ok(Outcome::of(sequence, [("vault", act.vault.to_string()), ("shares", act.keepers.len().to_string())]))
    }

    /// The newest change of a vault's PIN that came about, or may have.
    pub(in crate::station) fn protection_of(&self, vault: &Label) -> Result<Option<(u64, VaultProtect)>, StationError> {
        let rows = self.store.rows();
        let mut all: Vec<IntentRow> = rows.intents_named("vault.protect", IntentState::Unknown)?;
        for act in ["station.create", "vault.add", "vault.protect", "vault.fail-over", "station.restore"] {
            all.extend(rows.intents_named(act, IntentState::Done)?);
        }
        all.sort_by_key(|row| row.sequence);
        // A PIN is its token's: where two vaults exchanged their tokens, or a restored station has a token of before, the
        // shares went with it.
        let mut tokens: BTreeMap<Label, String> = BTreeMap::new();
        let mut of_vaults: BTreeMap<Label, (u64, VaultProtect)> = BTreeMap::new();
        for row in all {
            match row.bound.what {
                Act::StationCreate(act) => {
                    for (vault, place) in &act.vaults {
                        tokens.insert(vault.clone(), token_of(&place.uri)?);
                    }
                }
                Act::VaultAdd(act) => {
                    tokens.insert(act.vault, token_of(&act.uri)?);
                }
                Act::VaultProtect(act) => {
                    of_vaults.insert(act.vault.clone(), (row.sequence, act));
                }
                Act::VaultFailOver(act) if row.state == IntentState::Done => {
                    let (one, other) = (of_vaults.remove(&act.vault), of_vaults.remove(&act.to));
                    of_vaults.extend(one.map(|shares| (act.to.clone(), shares)));
                    of_vaults.extend(other.map(|shares| (act.vault.clone(), shares)));
                    let (one, other) = (tokens.remove(&act.vault), tokens.remove(&act.to));
                    tokens.extend(one.map(|token| (act.to, token)));
                    tokens.extend(other.map(|token| (act.vault, token)));
                }
                Act::StationRestore(act) => {
                    let before: BTreeMap<String, Label> =
                        tokens.into_iter().map(|(vault, token)| (token, vault)).collect();
                    let (mut now, mut kept) = (BTreeMap::new(), BTreeMap::new());
                    for (vault, place) in &act.vaults {
                        let token = token_of(&place.uri)?;
                        let shares = before.get(&token).and_then(|was| of_vaults.remove(was));
                        kept.extend(shares.map(|shares| (vault.clone(), shares)));
                        now.insert(vault.clone(), token);
                    }
                    (tokens, of_vaults) = (now, kept);
                }
                _ => {}
            }
        }
        Ok(of_vaults.remove(vault))
    }

    /// How officers hold the PIN of a vault, where they do, or may since a change that was cut off.
    pub fn shares_of(&self, vault: &Label) -> Result<Option<SharedPin>, StationError> {
        let Some((entry, act)) = self.protection_of(vault)? else { return Ok(None) };
        let row = self.store.rows().intent(entry)?;
        let sure = row.is_some_and(|row| row.state == IntentState::Done);
        let drawn_for = act.vault;
        let files = act.keepers.into_keys().map(|officer| {
            let path = self.out().join(share_path(&drawn_for, entry, officer.as_str()));
            (officer, path)
        });
        Ok(Some(SharedPin { entry, threshold: act.threshold, officers: files.collect(), sure }))
    }

    /// Refuses to go on while somebody who is no officer any more, or has another recipient, holds a share of a
    /// vault's PIN (PROTECT-3). What puts that right, and what ends the harm of a lost key, is not refused.
    pub(in crate::station) fn expect_protection(&self, act: &Act) -> Result<(), StationError> {
        let puts_right = matches!(
            act,
            Act::VaultProtect(_)
                | Act::ClockAttest(_)
                | Act::OfficerEnroll(_)
                | Act::OfficerReplaceKey(_)
                | Act::OfficerRetire(_)
                | Act::ClockCorrect(_)
        );
        if puts_right || act.is_bookkeeping() || is_emergency(act.name()) {
            return Ok(());
        }
        match self.stale_shares()?.into_iter().next() {
            None => Ok(()),
            Some((vault, officer)) => {
                Err(StationError::ProtectionStale { vault: vault.to_string(), officer: officer.to_string() })
            }
        }
    }

    /// Who holds a share of a vault's PIN, and is no officer any more or has another recipient.
    pub(in crate::station) fn stale_shares(&self) -> Result<Vec<(Label, Label)>, StationError> {
        let mut stale = Vec::new();
        for vault in self.configuration.vaults.keys() {
            let Some((_, protection)) = self.protection_of(vault)? else { continue };
            let roster = self.roster()?;
            for (officer, recipient) in &protection.keepers {
                let said = roster.officer(officer).and_then(|officer| officer.enrolment().person.recipient.as_ref());
                if said != Some(recipient) {
                    stale.push((vault.clone(), officer.clone()));
                }
            }
        }
        Ok(stale)
    }

    /// After a stop: nobody can say whether the PIN was changed. The shares are there, so either the PIN of before
    /// opens the vault or the shares do.
    pub(in crate::station) fn settle_protect(
        &mut self,
        row: &IntentRow,
        act: &VaultProtect,
    ) -> Result<String, StationError> {
        let (place, reserved, vault) = (row.sequence, row.reserved.clone(), act.vault.clone());
        let intent = self.reopen(row)?;
        self.end(intent, IntentState::Unknown, Fields::new(), |writing, sequence| {
            keep_shares(writing, &vault, place, &reserved, sequence)
        })?;
        Ok(format!(
            "the PIN of vault '{vault}' is what it was, or what the shares in out/vaults/{vault}-{place:06}/ give; \
             protect it again with whichever opens it"
        ))
    }
}

/// The sealed shares become files.
fn keep_shares(
    writing: &Writing<'_>,
    vault: &Label,
    intent: u64,
    reserved: &Value,
    sequence: u64,
) -> Result<(), StationError> {
    for (officer, digest) in reserved_shares(reserved)? {
        let missing = || lost("object", format!("the share of '{officer}' is lost"));
        let file = writing.rows().object(digest)?.ok_or_else(missing)?;
        writing.keep_artefact(&share_path(vault, intent, &officer), &file, sequence)?;
    }
    Ok(())
}
