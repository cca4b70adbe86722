//! `backup.keys`: keys are wrapped under a fresh key, proven, written, handed out; then, in a part of its own, locked.
//!
//! The set is whole before a key is locked: whatever stops the first part leaves the keys as they were, and the cards and
//! media of a set that means nothing. Whatever stops the second leaves a whole set, and the same proposal goes on with it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::{Material, Outcome};
use crate::act::{BackupKeys, SetShares};
use crate::approval::Spent;
use crate::approval::policy::{BackupGoals, ShareWay};
use crate::backup::{KeysManifest, LedgerRecord, Medium, StationRecord, folder_of, keyset};
use crate::clock::Time;
use crate::digest::Digest;
use crate::keys::{KeySpec, SetId};
use crate::ledger::{Fields, Note, VerifiedCheckpoint, origin, sign_text};
use crate::mode::Mode;
use crate::safe::Label;
use crate::station::backing::{
    BackingError, Drawn, Medley, Of, Proven, check_shares, expect_hands, expect_provable, media, place_in_memory,
    prove_in_memory,
};
use crate::station::journal::{Intent, lost};
use crate::station::{LEDGER, Preview, Station, StationError};
use crate::store::{IntentRow, IntentState, KeyRow, SetState, Writing};
use crate::vault::kwp;

/// What the first part is, and what the second.
const WRAPPED: u64 = 0;
const LOCKED: u64 = 1;

/// What is said where no share can be spared.
pub(super) fn none_to_spare(shares: &SetShares) -> Option<String> {
    let all = usize::from(shares.threshold) == shares.each.len();
    all.then(|| "every share is needed: one that is lost loses this backup for good".into())
}

impl Station<'_> {
    /// What the policy wants of backups; what holds where it says nothing, else.
    pub fn backup_goals(&self) -> Result<BackupGoals, StationError> {
        Ok(self.policy()?.map_or_else(BackupGoals::default, |policy| policy.backup().clone()))
    }

    /// Refuses shares that cannot be handed out (BACKUP-69), and what the policy does not want (BACKUP-78).
    pub(super) fn check_set(&self, shares: &SetShares, media: u8, material: &Material) -> Result<(), StationError> {
        check_shares(shares, material, self.now()?)?;
        if self.identity.mode == Mode::Specimen && self.policy()?.is_none() {
            return Ok(());
        }
        let goals = self.backup_goals()?;
        let of = u8::try_from(shares.each.len()).unwrap_or(u8::MAX);
        goals.shares_fit(shares.threshold, of).map_err(BackingError::from)?;
        goals.media_fit(usize::from(media)).map_err(BackingError::from)?;
        if let Some(escrow) = &shares.escrow {
            if !goals.escrow() {
                return Err(BackingError::EscrowUnwanted.into());
            }
            let of = u8::try_from(escrow.each.len()).unwrap_or(u8::MAX);
            goals.shares_fit(escrow.threshold, of).map_err(BackingError::from)?;
        }
        let in_escrow = shares.escrow.iter().flat_map(|escrow| &escrow.each);
        for share in shares.each.iter().chain(in_escrow) {
            let word = share.way.split(':').next().unwrap_or_default();
            if let Some(way) = ShareWay::from_word(word) {
                goals.way_fits(way).map_err(BackingError::from)?;
            }
        }
        Ok(())
    }

    /// The keys of an act, each fit to be backed up: known, usable, of a vault that is not the ledger's, and not locked
    /// (BACKUP-67).
    fn keys_to_wrap(&self, act: &BackupKeys) -> Result<Vec<KeyRow>, StationError> {
        if act.keys.is_empty() {
            return Err(BackingError::NoKeys.into());
        }
        let mut rows = Vec::new();
        for label in &act.keys {
            let (row, _) = self.usable_key(label)?;
            if row.locked || row.vault.as_str() == LEDGER {
                return Err(BackingError::KeyLocked { key: label.to_string() }.into());
            }
            rows.push(row);
        }
        Ok(rows)
    }

    /// The keys that can still be backed up: born extractable, not locked.
    pub fn keys_unlocked(&self) -> Result<BTreeSet<Label>, StationError> {
        let rows = self.store.rows().keys()?.into_iter();
        let open =
            rows.filter(|row| !row.locked && row.vault.as_str() != LEDGER && self.usable_key(&row.label).is_ok());
        Ok(open.map(|row| row.label).collect())
    }

    /// The keys that no set in force has, the ledger's aside: what is lost with their tokens.
    pub fn keys_in_no_set(&self) -> Result<BTreeSet<Label>, StationError> {
        let rows = self.store.rows();
        let whole = rows.backup_sets()?.into_iter().filter(|set| set.state == SetState::Whole);
        let covered: BTreeSet<Label> = whole.flat_map(|set| set.keys).collect();
        let usable = |row: &KeyRow| row.vault.as_str() != LEDGER && self.usable_key(&row.label).is_ok();
        let all = rows.keys()?.into_iter().filter(usable).map(|row| row.label);
        Ok(all.filter(|label| !covered.contains(label)).collect())
    }

    pub(in crate::station) fn preview_key_backup(
        &self,
        act: &BackupKeys,
        material: &Material,
        begun: Option<Digest>,
    ) -> Result<Preview, StationError> {
        let mut preview = Preview::default();
        if let Some(first) = begun.map(|digest| self.first_part(digest)).transpose()?.flatten() {
            self.expect_whole(&first, act.set)?;
            preview.words.push(("done before", "the set is written; the keys are locked now".into()));
            return Ok(preview);
        }
        let rows = self.keys_to_wrap(act)?;
        self.check_set(&act.shares, act.media, material)?;
        self.expect_free_set(act.set)?;
        for row in &rows {
            let digest = row.public_key.as_ref().map(|key| key.identity()).transpose()?;
            let digest = digest.map_or_else(String::new, |digest| digest.short());
            preview.words.push(("wrapped", format!("{}, {} in vault '{}', {digest}", row.label, row.spec, row.vault)));
        }
        preview.words.extend(self.places_named(act.set, &act.shares, act.media, None)?);
        preview.warnings.extend(none_to_spare(&act.shares));
        let others: Vec<String> = self.keys_unlocked()?.difference(&act.keys).map(Label::to_string).collect();
        if !others.is_empty() {
            preview.warnings.push(format!("not in this set, and still extractable: {}", others.join(", ")));
        }
        Ok(preview)
    }

    /// The media of a new set, where all that its making needs is at hand: nobody is asked to agree to what cannot be done.
    /// A medium that has the set whose place the new one takes is none of them: it will be destroyed (BACKUP-84).
    pub(super) fn places_for(
        &self,
        set: SetId,
        shares: &SetShares,
        wanted: u8,
        instead: Option<SetId>,
    ) -> Result<Vec<Medium>, StationError> {
        let apart = self.backup_goals()?.separate_media() && self.identity.mode == Mode::Production;
        let places = media(&self.backing, wanted, apart)?;
        for place in &places {
            place.expect_free(&folder_of(set))?;
            if let Some(before) = instead
                && place.expect_free(&folder_of(before)).is_err()
            {
                let (medium, set) = (place.path().to_owned(), before.spoken());
                return Err(BackingError::MediumOfBefore { medium, set }.into());
            }
        }
        expect_hands(shares, &self.backing)?;
        place_in_memory(&self.backing.memory)?;
        Ok(places)
    }

    /// What the preview says of the places, where they are named already.
    pub(super) fn places_named(
        &self,
        set: SetId,
        shares: &SetShares,
        wanted: u8,
        instead: Option<SetId>,
    ) -> Result<Vec<(&'static str, String)>, StationError> {
        if self.backing.media.is_empty() {
            return Ok(Vec::new());
        }
        let shown = |path: &std::path::Path| crate::safe::line(&path.to_string_lossy(), 160);
        let places = self.places_for(set, shares, wanted, instead)?;
        let mut words: Vec<_> = places.iter().map(|place| ("medium", shown(place.path()))).collect();
        words.extend(self.backing.printer.iter().map(|printer| ("printer", shown(&printer.device))));
        Ok(words)
    }

    pub(super) fn expect_free_set(&self, set: SetId) -> Result<(), StationError> {
        match self.store.rows().backup_set(set)? {
            None => Ok(()),
            Some(row) => {
                let void = row.state == SetState::Void;
                Err(BackingError::SetUsed { set: set.spoken(), void }.into())
            }
        }
    }

    /// The first part of an act that was begun.
    fn first_part(&self, digest: Digest) -> Result<Option<IntentRow>, StationError> {
        Ok(self.store.rows().intents_of(digest)?.into_iter().next())
    }

    /// Refuses to lock keys by a set that did not come to its end (BACKUP-75).
    fn expect_whole(&self, first: &IntentRow, set: SetId) -> Result<(), StationError> {
        let row = self.store.rows().backup_set(set)?;
        let whole = row.is_some_and(|row| row.state == SetState::Whole && row.sequence == first.sequence);
        if whole && first.state == IntentState::Done {
            return Ok(());
        }
        Err(BackingError::NotWhole { set: set.spoken() }.into())
    }

    pub(super) fn backup_keys(
        &mut self,
        spent: &Spent,
        act: &BackupKeys,
        material: &Material,
    ) -> Result<Outcome, StationError> {
        let written = match self.first_part(spent.digest)? {
            None => self.wrap_keys(spent, act, material)?,
            Some(first) => {
                self.expect_whole(&first, act.set)?;
                first.outcome.unwrap_or(first.sequence)
            }
        };
        // The sealed shares are files before a key is locked.
        let files = self.written(written)?;
        let sequence = self.lock_keys(spent, act)?;
        Ok(Outcome { files: Some(files), ..Outcome::with(sequence, self.set_outputs(act.set)?) })
    }

    fn wrap_keys(&mut self, spent: &Spent, act: &BackupKeys, material: &Material) -> Result<u64, StationError> {
        let rows = self.keys_to_wrap(act)?;
        self.check_set(&act.shares, act.media, material)?;
        self.expect_free_set(act.set)?;
        let places = self.places_for(act.set, &act.shares, act.media, None)?;
        let folder = folder_of(act.set);
        let found = self.expect_backup(&rows)?;
        let made = self.now()?;
        let of = self.of_set(act.set, made)?;
        let drawn = Drawn::draw(&of, &act.shares, material, &mut self.entropy)?;
        let keys: Vec<Label> = act.keys.iter().cloned().collect();
        let (threshold, shares) = (act.shares.threshold, u8::try_from(act.shares.each.len()).unwrap_or(u8::MAX));
        let intent = self.begin_part(spent, Some(WRAPPED), drawn.reserved(), |writing, sequence| {
            writing.begin_set(act.set, &keys, threshold, shares, sequence)?;
            drawn.notes.values().try_for_each(|file| writing.keep_object(file).map(|_| ()).map_err(StationError::from))
        })?;
        let wrapped = self.wrapped(&rows, &found, &drawn, act.set);
        let finished = wrapped.and_then(|medley| {
            let told = self.write_set((act.set, spent.digest, made), &drawn, &medley, &places, &[])?;
            self.handed_out(&drawn, &places, &folder)?;
            Ok(told)
        });
        self.end_set(intent, &drawn, &places, finished, |_| Ok(()))
    }

    /// Hands the shares out. Where that comes to nothing, the media are cleared: what lies on them would open for nobody.
    pub(super) fn handed_out(&mut self, drawn: &Drawn, places: &[Medium], folder: &str) -> Result<(), StationError> {
        drawn.hand_out(&mut self.backing, &mut self.entropy).inspect_err(|_| {
            for place in places {
                let _ = place.take_away(folder);
            }
        })
    }

    /// Whose set it is.
    pub(super) fn of_set(&self, set: SetId, made: Time) -> Result<Of, StationError> {
        let ledger_key = Digest::of(self.log_key().text()?.as_bytes());
        Ok(Of { set, station: self.identity.clone(), made, ledger_key })
    }

    /// Refuses keys that their tokens do not give to a backup, or do not take back (BACKUP-70): tried on throw-away keys of
    /// the same kinds, and told before anything is begun. What the trial found that each token does not guard.
    fn expect_backup(&mut self, rows: &[KeyRow]) -> Result<BTreeMap<Label, Vec<String>>, StationError> {
        let mut found = BTreeMap::new();
        let vaults: BTreeSet<&Label> = rows.iter().map(|row| &row.vault).collect();
        for vault in vaults {
            let session = self.session(vault)?;
            let of_vault: Vec<&KeyRow> = rows.iter().filter(|row| row.vault == *vault).collect();
            // A key that was cloned into this token came there locked, whatever the one before gave away.
            let inventory = session.inventory()?;
            let locked = |row: &KeyRow| {
                let id = row.id.to_string();
                inventory.iter().any(|key| key.id == id && key.extractable == Some(false))
            };
            if let Some(row) = of_vault.iter().find(|row| locked(row)) {
                return Err(BackingError::KeyLocked { key: row.label.to_string() }.into());
            }
            let mut specs: Vec<KeySpec> = Vec::new();
            for row in &of_vault {
                if !specs.contains(&row.spec) {
                    specs.push(row.spec);
                }
            }
            let ability = session.backup_trial(&specs, &mut self.entropy)?;
            for row in &of_vault {
                ability.expect_backup(row.spec).map_err(|error| BackingError::NoBackup {
                    vault: vault.to_string(),
                    key: row.label.to_string(),
                    why: error.to_string(),
                })?;
            }
            let kinds = of_vault.iter().map(|row| (&row.label, row.spec));
            expect_provable(&self.backing.memory, kinds, vault, &mut self.entropy)?;
            found.insert(vault.clone(), ability.guards);
        }
        Ok(found)
    }

    /// Wraps every key in its vault; the wrapping key is gone from each vault when this is done. What a token does not guard
    /// is what was read back of this wrapping key, and what the trial found that its user can make of such a key.
    fn wrapped(
        &mut self,
        rows: &[KeyRow],
        found: &BTreeMap<Label, Vec<String>>,
        drawn: &Drawn,
        set: SetId,
    ) -> Result<Medley, StationError> {
        let mut medley = Medley::default();
        let label: Label = format!("backup-{set}").parse()?;
        let vaults: BTreeSet<&Label> = rows.iter().map(|row| &row.vault).collect();
        for vault in vaults {
            let session = self.session(vault)?;
            let wrapping = session.take_in(&drawn.key, &label)?;
            let guards: BTreeSet<String> =
                wrapping.guards().into_iter().chain(found.get(vault).into_iter().flatten().cloned()).collect();
            let guards: Vec<String> = guards.into_iter().collect();
            for row in rows.iter().filter(|row| row.vault == *vault) {
                let (_, public_key) = self.usable_key(&row.label)?;
                let blob = kwp::plain_pkcs8(drawn.key.secret(), wrapping.wrap(row.id, &public_key)?)?;
                medley.put(row, blob, &session, guards.clone(), self.certificates_of(&row.label)?)?;
            }
            wrapping.destroy()?;
        }
        Ok(medley)
    }

    /// The certificates of a key, oldest first.
    fn certificates_of(&self, key: &Label) -> Result<Vec<Vec<u8>>, StationError> {
        let rows = self.store.rows();
        let mut all = Vec::new();
        for row in rows.certificates_of_key(key)? {
            let missing = || lost("object", format!("certificate {} is lost", row.digest));
            all.push(rows.object(row.digest)?.ok_or_else(missing)?);
        }
        Ok(all)
    }

    /// Proves that every key can be had again, writes the set to its media and reads it back. Its manifest.
    pub(super) fn write_set(
        &mut self,
        (set, act, made): (SetId, Digest, Time),
        drawn: &Drawn,
        medley: &Medley,
        places: &[Medium],
        replaces: &[SetId],
    ) -> Result<(Vec<u8>, Proven), StationError> {
        let returning = medley.returning()?;
        let proven = prove_in_memory(&self.backing.memory, &drawn.key, &returning, &mut self.entropy, &mut |_| {})?;
        let manifest = KeysManifest {
            schema: KeysManifest::SCHEMA.to_owned(),
            set,
            station: StationRecord::of(&self.identity),
            made,
            act,
            shares: drawn.record(),
            escrow: drawn.escrow_record(),
            keys: medley.keys.clone(),
            ledger: LedgerRecord::of(&self.own_checkpoint()?, self.log_key())?,
            replaces: replaces.to_vec(),
        };
        let bytes = manifest.bytes()?;
        let note = self.signed_note(&manifest.note_text(&bytes))?;
        let places: Vec<&Medium> = places.iter().collect();
        keyset::write(&places, &manifest, &note, &medley.blobs, &mut |_, _| {})?;
        Ok((bytes, proven))
    }

    /// The newest checkpoint of the ledger, checked.
    pub(in crate::station) fn own_checkpoint(&self) -> Result<VerifiedCheckpoint, StationError> {
        let (_, _, note) = self.store.rows().last_checkpoint()?.ok_or_else(|| lost("checkpoint", "there is none"))?;
        Ok(self.eras.verify(&note)?)
    }

    /// A text that the ledger key signs as a note.
    pub(in crate::station) fn signed_note(&mut self, text: &str) -> Result<Note, StationError> {
        let name = origin(&self.identity);
        Ok(sign_text(text, &name, &self.ledger_signer()?)?)
    }

    /// The outcome of a set: whole with its manifest, or void, and then its cards and media mean nothing.
    pub(super) fn end_set(
        &mut self,
        intent: Intent,
        drawn: &Drawn,
        places: &[Medium],
        finished: Result<(Vec<u8>, Proven), StationError>,
        more: impl FnOnce(&Writing<'_>) -> Result<(), StationError>,
    ) -> Result<u64, StationError> {
        let (set, made) = (drawn.set, drawn.made);
        let (bytes, proven) = match finished {
            Ok(written) => written,
            Err(error) => {
                // What there is to be destroyed: cards that went out, and media that could not be cleared.
                let lies = |place: &Medium| place.expect_free(&folder_of(set)).is_err();
                let media =
                    (1..).zip(places).filter(|(_, place)| lies(place)).map(|(number, _)| format!("medium {number}"));
                let left: Vec<String> = drawn.out().into_iter().chain(media).collect();
                return Err(self
                    .fail_with(intent, error, Fields::new().open("left", left), |writing| Ok(writing.set_void(set)?)));
            }
        };
        let fields = Fields::new()
            .open("set", set.to_string())
            .open("manifest", Digest::of(&bytes).to_string())
            .open("made", made.to_string())
            .open("proven", proven.keys as u64)
            .open("erased", serde_json::to_value(&proven.erased)?);
        self.end(intent, IntentState::Done, fields, |writing, sequence| {
            writing.set_whole(set, &bytes, made)?;
            writing.keep_artefact(&format!("backups/keys-{set}.json"), &bytes, sequence)?;
            for (name, file) in &drawn.notes {
                writing.keep_artefact(&super::note_path(set, name), file, sequence)?;
            }
            more(writing)
        })
    }

    /// The second part: every key of the set is locked, and read back.
    fn lock_keys(&mut self, spent: &Spent, act: &BackupKeys) -> Result<u64, StationError> {
        let intent = self.begin_part(spent, Some(LOCKED), json!({ "set": act.set }), |_, _| Ok(()))?;
        let mut lock = || -> Result<(), StationError> {
            for label in &act.keys {
                let (row, _) = self.usable_key(label)?;
                self.session(&row.vault)?.lock_against_extraction(row.id)?;
            }
            Ok(())
        };
        if let Err(error) = lock() {
            // Some may be locked: what each vault shows is read by recovery and by 'vault test'.
            return Err(self.unknown(intent, error, |_| Ok(())));
        }
        let fields = Fields::new().open("set", act.set.to_string());
        self.end(intent, IntentState::Done, fields, |writing, _| {
            act.keys.iter().try_for_each(|key| Ok(writing.set_key_locked(key)?))
        })
    }

    /// Destroys what a stop left of the key of a set in the vaults of its keys. Most tokens take it into a session alone, and
    /// have nothing of it.
    fn forget_backup_key(&mut self, act: &BackupKeys) -> Result<(), StationError> {
        let label: Label = format!("backup-{}", act.set).parse()?;
        let mut vaults = BTreeSet::new();
        for key in &act.keys {
            vaults.extend(self.store.rows().key(key)?.map(|row| row.vault));
        }
        for vault in vaults {
            self.session(&vault)?.forget_backup_key(&label)?;
        }
        Ok(())
    }

    /// After a stop. A set whose writing was cut off is void; a locking that was cut off is brought to its end.
    pub(in crate::station) fn settle_key_backup(
        &mut self,
        row: &IntentRow,
        act: &BackupKeys,
        ask: bool,
    ) -> Result<(bool, String), StationError> {
        let set = act.set;
        if row.part == WRAPPED {
            if ask {
                self.forget_backup_key(act)?;
            }
            let intent = self.reopen(row)?;
            if self.store.rows().is_set_brought(set)? {
                let fields = Fields::new().open("found", "its set was brought by a restore");
                self.end(intent, IntentState::Failed, fields, |_, _| Ok(()))?;
                return Ok((true, format!("set {} came with the restore, and is whole", set.spoken())));
            }
            let mut fields = Fields::new().open("found", "cut off before its outcome");
            let mut words = format!(
                "set {} is void: destroy every card and medium of it; its keys are as they were, propose another",
                set.spoken()
            );
            if !ask {
                let label = format!("backup-{set}");
                words += &format!(
                    "; a secret key '{label}', which is the key of this set, may be left in its vaults: look there, and \
                     take it away by the token's own software"
                );
                fields = fields.open("perhaps_left", label);
            }
            self.end(intent, IntentState::Failed, fields, |writing, _| Ok(writing.set_void(set)?))?;
            return Ok((false, words));
        }
        // The set is whole and its keys were approved to be locked: what the stop kept from it is done now.
        let mut open = Vec::new();
        for label in &act.keys {
            let (key, _) = self.usable_key(label)?;
            let (session, id) = (self.session(&key.vault)?, key.id.to_string());
            let is_locked = || -> Result<bool, StationError> {
                Ok(session.inventory()?.iter().any(|k| k.id == id && k.extractable == Some(false)))
            };
            if !is_locked()? && (session.lock_against_extraction(key.id).is_err() || !is_locked()?) {
                open.push(label.to_string());
            }
        }
        let intent = self.reopen(row)?;
        if open.is_empty() {
            let fields = Fields::new().open("set", set.to_string());
            self.end(intent, IntentState::Done, fields, |writing, _| {
                act.keys.iter().try_for_each(|key| Ok(writing.set_key_locked(key)?))
            })?;
            return Ok((true, format!("the keys of set {} are locked", set.spoken())));
        }
        let fields = Fields::new().open("found", format!("not locked: {}", open.join(", ")));
        self.end(intent, IntentState::Failed, fields, |_, _| Ok(()))?;
        let words = format!(
            "set {} is whole, and not locked: {}; lock each with 'chancery key lock'",
            set.spoken(),
            open.join(", ")
        );
        Ok((false, words))
    }
}
