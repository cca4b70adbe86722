//! What backups, restores and changes of tokens leave in the tables.

use serde_json::Value;

use super::acts::octets;
use super::intents::{Told, cell, number, said, text};
use super::{Claim, Comparison, Presence};
use crate::act::{
    BackupDestroyed, BackupDrill, BackupKeys, BackupState, SetShares, ShareChecked, ShareReissue, StationRestore,
};
use crate::backup::KeysManifest;
use crate::digest::Digest;
use crate::keys::SetId;
use crate::ledger::Leaf;
use crate::safe::Label;
use crate::station::StationError;
use crate::station::acts::{note_of_share, note_path};
use crate::station::journal::lost;
use crate::station::vouching::{Asked, expect_proven};
use crate::store::{Cell, IntentState};

impl Comparison<'_, '_> {
    /// Another configuration came into force.
    pub(super) fn configured(&mut self, leaf: &Leaf, digest: Digest) -> Result<(), StationError> {
        let key = [("sequence", number(leaf.sequence()))];
        self.claim(leaf.sequence(), Claim::new("configuration", key, [("digest", octets(digest))]))
    }

    pub(super) fn restore(&mut self, leaf: &Leaf, act: &StationRestore) -> Result<(), StationError> {
        let entry = leaf.sequence();
        self.configured(leaf, act.configuration)?;
        let before = self.station.eras().before(entry);
        if let Some(row) = self.rows.eras()?.iter().find(|row| row.sequence == entry) {
            expect_proven(&self.rows, &before, row, self.station.identity().mode, Asked::Each)?;
        }
        let spki = said(leaf, "ledger_key_spki").as_str().and_then(|text| hex::decode(text).ok());
        let values = [
            ("epoch", number(leaf.identity().epoch)),
            ("key", cell(said(leaf, "ledger_key_id"))),
            ("spki", spki.map_or(Cell::Null, Cell::Octets)),
        ];
        self.claim(entry, Claim::new("era", [("sequence", number(entry))], values))?;
        for mark in &act.marks {
            let key = [("what", text(&mark.what)), ("name", text(&mark.name)), ("sequence", number(entry))];
            self.claim(entry, Claim::new("high_water", key, [("number", number(mark.number))]))?;
        }
        for (set, manifest) in &act.brought {
            self.brought(leaf, *set, *manifest)?;
        }
        let proofs = said(leaf, "proofs").as_str().and_then(|text| text.parse().ok());
        self.file(entry, &format!("backups/restore-{entry:06}.json"), proofs)?;
        for one in &act.revoked {
            let key = [("issuer", text(&one.issuer)), ("serial", text(&one.serial))];
            if one.unknown {
                let values = [("state", text("issued")), ("sequence", number(entry))];
                self.claim(entry, Claim::new("serial", key.clone(), values))?;
            }
            let values = [("at", text(one.at)), ("sequence", number(entry))];
            self.claim(entry, Claim::new("revoked", key, values))?;
        }
        Ok(())
    }

    /// The rows of a set that the copy did not know: what its manifest says.
    fn brought(&mut self, leaf: &Leaf, set: SetId, manifest: Digest) -> Result<(), StationError> {
        let entry = leaf.sequence();
        let missing = || lost("object", format!("the manifest of set {} is lost", set.spoken()));
        let bytes = self.rows.object(manifest)?.ok_or_else(missing)?;
        let said = KeysManifest::read(&bytes)?;
        let successor = self.rows.set_successor(set)?;
        let values = [
            ("sequence", number(entry)),
            ("state", text(if successor.is_some() { "replaced" } else { "whole" })),
            ("manifest", octets(manifest)),
            ("threshold", number(said.shares.threshold.into())),
            ("shares", number(said.shares.of.into())),
            ("made", text(said.made)),
            ("successor", successor.map_or(Cell::Null, text)),
        ];
        self.claim(entry, Claim::new("backup_set", [("name", text(set))], values))?;
        for key in &said.keys {
            self.claim(entry, Claim::new("backup_key", [("name", text(set)), ("label", text(&key.label))], []))?;
        }
        self.file(entry, &format!("backups/keys-{set}.json"), Some(manifest))
    }

    /// The rows of a set, as its intent drew it and its outcome left it.
    fn set(&mut self, told: &Told<'_>, set: SetId, keys: &[Label], shares: &SetShares) -> Result<(), StationError> {
        let entry = told.leaf.sequence();
        // A restore brought it, which came before its outcome: that entry says how it stands.
        if self.rows.is_set_brought(set)? {
            return Ok(());
        }
        let successor = self.rows.set_successor(set)?;
        // What came of it stands in the outcome, not in the row of the intent.
        let done = told.outcome.as_ref().filter(|outcome| {
            said(outcome, "state").as_str() == Some(IntentState::Done.word())
                && said(outcome, "intent").as_u64() == Some(entry)
        });
        let state = match (&told.outcome, done, &successor) {
            (None, ..) => "begun",
            (_, Some(_), Some(_)) => "replaced",
            (_, Some(_), None) => "whole",
            _ => "void",
        };
        let of = shares.each.len() as u64;
        let of_outcome = |name: &str| done.map_or(&Value::Null, |outcome| said(outcome, name));
        let digest = of_outcome("manifest").as_str().and_then(|text| text.parse::<Digest>().ok());
        let values = [
            ("sequence", number(entry)),
            ("state", text(state)),
            ("manifest", digest.map_or(Cell::Null, octets)),
            ("threshold", number(shares.threshold.into())),
            ("shares", number(of)),
            ("made", cell(of_outcome("made"))),
            ("successor", successor.map_or(Cell::Null, text)),
        ];
        self.claim(entry, Claim::new("backup_set", [("name", text(set))], values))?;
        for key in keys {
            self.claim(entry, Claim::new("backup_key", [("name", text(set)), ("label", text(key))], []))?;
        }
        let Some(outcome) = done else { return Ok(()) };
        if let Value::Object(notes) = told.reserved("notes").clone() {
            let gone: Vec<String> =
                self.rows.destroyed()?.into_iter().filter(|row| row.name == set).map(|row| row.what).collect();
            let gone: Vec<String> = gone.iter().filter_map(|what| note_of_share(shares, what)).collect();
            for (keeper, digest) in notes.into_iter().filter(|(file, _)| !gone.contains(file)) {
                let digest = digest.as_str().and_then(|text| text.parse().ok());
                self.file(outcome.sequence(), &note_path(set, &keeper), digest)?;
            }
        }
        self.file(outcome.sequence(), &format!("backups/keys-{set}.json"), digest)
    }

    pub(super) fn key_backup(&mut self, told: &Told<'_>, act: &BackupKeys) -> Result<(), StationError> {
        // The second part locks the keys: their own rows say so.
        if said(told.leaf, "part").as_u64() == Some(1) {
            return Ok(());
        }
        self.set(told, act.set, &act.keys.iter().cloned().collect::<Vec<_>>(), &act.shares)
    }

    pub(super) fn reissue(&mut self, told: &Told<'_>, act: &ShareReissue) -> Result<(), StationError> {
        let keys: Vec<Label> = serde_json::from_value(told.reserved("keys").clone())?;
        self.set(told, act.set, &keys, &act.shares)
    }

    pub(super) fn destroyed(&mut self, leaf: &Leaf, act: &BackupDestroyed) -> Result<(), StationError> {
        let key = [("name", text(act.set)), ("what", text(&act.what))];
        let values = [("at", cell(said(leaf, "at"))), ("sequence", number(leaf.sequence()))];
        self.claim(leaf.sequence(), Claim::new("destroyed", key, values))
    }

    pub(super) fn share_checked(&mut self, leaf: &Leaf, act: &ShareChecked) -> Result<(), StationError> {
        let key = [("sequence", number(leaf.sequence()))];
        let values = [("name", text(act.set)), ("what", text(&act.what)), ("at", cell(said(leaf, "at")))];
        self.claim(leaf.sequence(), Claim::new("share_checked", key, values))
    }

    pub(super) fn state_backup(&mut self, leaf: &Leaf, act: &BackupState) -> Result<(), StationError> {
        let values = [
            ("manifest", octets(act.manifest)),
            ("size", number(act.size)),
            ("made", text(act.made)),
            ("sequence", number(leaf.sequence())),
        ];
        self.claim(leaf.sequence(), Claim::new("state_backup", [("name", text(&act.name))], values))
    }

    pub(super) fn drill(&mut self, leaf: &Leaf, act: &BackupDrill) -> Result<(), StationError> {
        let entry = leaf.sequence();
        let values = [
            ("at", cell(said(leaf, "at"))),
            ("passed", Cell::Number(i64::from(act.passed))),
            ("report", octets(act.report)),
        ];
        self.claim(entry, Claim::new("drill", [("sequence", number(entry))], values))?;
        self.file(entry, &format!("backups/drill-{entry:06}.json"), Some(act.report))?;
        if let Some(note) = said(leaf, "note").as_str() {
            self.file(entry, &format!("backups/drill-{entry:06}.note"), note.parse().ok())?;
        }
        let page = [("path", text(format!("backups/drill-{entry:06}.html")))];
        let page = Claim::new("artefact", page, [("sequence", number(entry))]);
        self.claim(entry, page.standing(Presence::Owned))
    }
}
