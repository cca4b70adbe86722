//! `backup.state`, `backup.drill`, `share.checked` and `backup.destroyed`: what was copied, tried, judged and done away
//! with.

use super::{Material, Outcome};
use crate::act::{BackupDestroyed, BackupDrill, BackupState, ShareChecked};
use crate::approval::Spent;
use crate::digest::Digest;
use crate::ledger::Fields;
use crate::station::{BackingError, Preview, Station, StationError};
use crate::store::{SetRow, SetState, StateBackupRow};

impl Station<'_> {
    /// A set that was begun here. Any other name is refused (BACKUP-64).
    pub(in crate::station) fn known_set(&self, set: crate::keys::SetId) -> Result<SetRow, StationError> {
        self.store
            .rows()
            .backup_set(set)?
            .ok_or_else(|| StationError::from(BackingError::SetUnknown { set: set.spoken() }))
    }

    pub(super) fn backup_state(&mut self, spent: &Spent, act: &BackupState) -> Result<Outcome, StationError> {
        let size = self.store.rows().ledger_size()?;
        if act.size == 0 || act.size > size {
            return Err(StationError::HeadNotAncestor { size: act.size });
        }
        let row = |sequence| StateBackupRow {
            name: act.name.clone(),
            manifest: act.manifest,
            size: act.size,
            made: act.made,
            sequence,
        };
        let sequence =
            self.record(spent, Fields::new(), |writing, sequence| Ok(writing.keep_state_backup(&row(sequence))?))?;
        Ok(Outcome::of(sequence, [("backup", act.name.clone()), ("manifest", act.manifest.to_string())]))
    }

    pub(super) fn backup_drill(
        &mut self,
        spent: &Spent,
        act: &BackupDrill,
        material: &Material,
    ) -> Result<Outcome, StationError> {
        let report = material.find("report of the drill", act.report)?;
        // What the act says of the verdict is what the report says.
        let said: serde_json::Value = serde_json::from_slice(report)?;
        if said.get("passed").and_then(serde_json::Value::as_bool) != Some(act.passed) {
            return Err(BackingError::ReportOther.into());
        }
        let verifier = self.log_key().text()?;
        let note = self.signed_note(&crate::station::drilling::note_text(act.report))?.to_string();
        let at = self.now()?;
        let fields = Fields::new().open("at", at.to_string()).open("note", Digest::of(note.as_bytes()).to_string());
        let sequence = self.record(spent, fields, |writing, sequence| {
            let page = crate::station::drilling::page(report, sequence, &verifier)?;
            writing.keep_drill(report, act.passed, at, sequence)?;
            let files: [(&str, &[u8]); 3] = [("json", report), ("html", page.as_bytes()), ("note", note.as_bytes())];
            for (ending, file) in files {
                writing.keep_artefact(&format!("backups/drill-{sequence:06}.{ending}"), file, sequence)?;
            }
            Ok(())
        })?;
        Ok(Outcome::of(sequence, [("report", act.report.to_string())]))
    }

    /// Refuses a set that is not in force (BACKUP-77), and what is no share of it (BACKUP-65).
    pub(in crate::station) fn preview_share_checked(&self, act: &ShareChecked) -> Result<Preview, StationError> {
        let shares = self.shares_kept(&self.set_in_force(act.set)?)?;
        let found = shares.into_iter().find(|(what, _)| *what == act.what);
        let (_, keeper) = found.ok_or_else(|| {
            let what = crate::safe::line(&act.what, 40);
            StationError::from(BackingError::NotOfSet { what, set: act.set.spoken() })
        })?;
        Ok(Preview::of(vec![("keeper", keeper.to_string())]))
    }

    pub(super) fn share_checked(&mut self, spent: &Spent, act: &ShareChecked) -> Result<Outcome, StationError> {
        self.preview_share_checked(act)?;
        let at = self.now()?;
        let fields = Fields::new().open("at", at.to_string());
        let sequence = self.record(spent, fields, |writing, sequence| {
            Ok(writing.keep_share_check(act.set, &act.what, at, sequence)?)
        })?;
        Ok(Outcome::of(sequence, [("set", act.set.spoken()), ("judged", act.what.clone())]))
    }

    /// Refuses what is no card and no medium of the set (BACKUP-65), and what must still be kept: a set that is in force
    /// loses no medium, and no card that its key could need (BACKUP-66).
    pub(in crate::station) fn preview_destroyed(&self, act: &BackupDestroyed) -> Result<Preview, StationError> {
        self.expect_reason(&act.reason)?;
        let set = self.known_set(act.set)?;
        // What is burnt on the word of the tables alone is gone.
        if set.state != SetState::Whole {
            self.expect_sets()?;
        }
        if !self.things_of(&set)?.contains(&act.what) {
            let what = crate::safe::line(&act.what, 40);
            return Err(BackingError::NotOfSet { what, set: act.set.spoken() }.into());
        }
        if set.state == SetState::Whole {
            return Err(BackingError::SetInForce { what: act.what.clone(), set: act.set.spoken() }.into());
        }
        Ok(Preview::of(vec![("state of the set", set.state.word().to_owned())]))
    }

    pub(super) fn backup_destroyed(&mut self, spent: &Spent, act: &BackupDestroyed) -> Result<Outcome, StationError> {
        self.preview_destroyed(act)?;
        let at = self.now()?;
        let fields = Fields::new().open("at", at.to_string());
        let note = self.note_of(act.set, &act.what)?;
        let sequence = self.record(spent, fields, |writing, sequence| {
            if let Some(path) = &note {
                writing.give_up_artefact(path)?;
            }
            Ok(writing.destroy_of_set(act.set, &act.what, at, sequence)?)
        })?;
        // The sealed note of that share goes from the station, too; what stays of it is in older copies of the state.
        if let Some(path) = &note {
            let _ = std::fs::remove_file(self.out().join(path));
        }
        self.store.empty_log()?;
        Ok(Outcome::of(sequence, [("set", act.set.spoken()), ("destroyed", act.what.clone())]))
    }
}
