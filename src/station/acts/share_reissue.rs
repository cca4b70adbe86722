//! `share.reissue`: the keys of a set are wrapped under another fresh key. No vault is asked for them: they come out of the
//! backup that the shares of before opened, and go back into one in the same memory.

use std::collections::BTreeMap;

use super::{Material, Outcome};
use crate::act::{Act, SetShares, ShareFor, ShareReissue};
use crate::approval::Spent;
use crate::backup::{KeysManifest, folder_of};
use crate::ledger::Leaf;
use crate::safe::Label;
use crate::station::backing::{BackingError, Drawn, Medley, OpenedSet, check_shares, note_path};
use crate::station::journal::lost;
use crate::station::{Preview, Station, StationError};
use crate::store::{IntentRow, IntentState, SetRow, SetState};
use crate::vault::kwp;

/// On how many media a set lies at the least.
const MEDIA: usize = 2;

impl Station<'_> {
    /// A set that is in force (BACKUP-77).
    pub(in crate::station) fn set_in_force(&self, set: crate::keys::SetId) -> Result<SetRow, StationError> {
        let row = self.known_set(set)?;
        match row.state {
            SetState::Whole => Ok(row),
            other => Err(BackingError::SetState { set: set.spoken(), found: other.word() }.into()),
        }
    }

    pub(in crate::station) fn preview_reissue(
        &self,
        act: &ShareReissue,
        material: &Material,
    ) -> Result<Preview, StationError> {
        self.expect_reason(&act.reason)?;
        let row = self.set_in_force(act.from)?;
        self.check_set(&act.shares, act.media, material)?;
        self.expect_free_set(act.set)?;
        let mut preview = Preview::of(row.keys.iter().map(|key| ("wrapped anew", key.to_string())).collect());
        preview.words.extend(self.places_named(act.set, &act.shares, act.media, Some(act.from))?);
        let many = format!("{} cards and notes, and the media of set {}", row.shares, act.from.spoken());
        preview.warnings.push(format!("{many} open the same keys until they are destroyed"));
        preview.warnings.extend(super::backup_keys::none_to_spare(&act.shares));
        Ok(preview)
    }

    pub(super) fn share_reissue(
        &mut self,
        spent: &Spent,
        act: &ShareReissue,
        material: &Material,
    ) -> Result<Outcome, StationError> {
        self.preview_reissue(act, material)?;
        check_shares(&act.shares, material, self.now()?)?;
        let row = self.set_in_force(act.from)?;
        let places = self.places_for(act.set, &act.shares, act.media, Some(act.from))?;
        let folder = folder_of(act.set);
        let opened = self.backing.opened.take();
        let closed = || BackingError::SetClosed { set: act.from.spoken() };
        let opened = opened.filter(|opened| opened.set() == act.from).ok_or_else(closed)?;
        if opened.by_escrow() {
            return Err(BackingError::EscrowForDrills { set: act.from.spoken() }.into());
        }
        if Some(opened.digest()) != row.manifest {
            return Err(BackingError::SetForeign { set: act.from.spoken() }.into());
        }
        let made = self.now()?;
        let of = self.of_set(act.set, made)?;
        let drawn = Drawn::draw(&of, &act.shares, material, &mut self.entropy)?;
        let mut reserved = drawn.reserved();
        if let Some(reserved) = reserved.as_object_mut() {
            reserved.insert("keys".into(), serde_json::to_value(&row.keys)?);
        }
        let (threshold, shares) = (act.shares.threshold, u8::try_from(act.shares.each.len()).unwrap_or(u8::MAX));
        let intent = self.begin(spent, reserved, |writing, sequence| {
            writing.begin_set(act.set, &row.keys, threshold, shares, sequence)?;
            drawn.notes.values().try_for_each(|file| writing.keep_object(file).map(|_| ()).map_err(StationError::from))
        })?;
        let wrapped = rewrapped(&opened, &drawn);
        let finished = wrapped.and_then(|medley| {
            let written = self.write_set((act.set, spent.digest, made), &drawn, &medley, &places, &[act.from])?;
            self.handed_out(&drawn, &places, &folder)?;
            Ok(written)
        });
        let sequence =
            self.end_set(intent, &drawn, &places, finished, |writing| Ok(writing.set_replaced(act.from, act.set)?))?;
        let outputs = BTreeMap::from([
            ("set".to_owned(), act.set.to_string()),
            ("replaced".to_owned(), act.from.to_string()),
            ("keys".to_owned(), row.keys.len().to_string()),
        ]);
        Ok(Outcome::with(sequence, outputs))
    }

    /// After a stop: the new set is void, and the one of before is in force as it was.
    pub(in crate::station) fn settle_reissue(
        &mut self,
        row: &IntentRow,
        act: &ShareReissue,
    ) -> Result<String, StationError> {
        let (set, from) = (act.set, act.from);
        let intent = self.reopen(row)?;
        if self.store.rows().is_set_brought(set)? {
            let fields = crate::ledger::Fields::new().open("found", "its set was brought by a restore");
            self.end(intent, IntentState::Failed, fields, |_, _| Ok(()))?;
            return Ok(format!("set {} came with the restore, and is whole", set.spoken()));
        }
        let fields = crate::ledger::Fields::new().open("found", "cut off before its outcome");
        self.end(intent, IntentState::Failed, fields, |writing, _| Ok(writing.set_void(set)?))?;
        Ok(format!(
            "set {} is void: destroy every card and medium of it; set {} is in force as before",
            set.spoken(),
            from.spoken()
        ))
    }

    /// Every card, note and medium of a set, each by its name. Of a set that a restore brought its manifest says what there
    /// is; on how many media it lies nobody recorded there: two, as every set has at the least.
    pub(in crate::station) fn things_of(&self, set: &SetRow) -> Result<Vec<String>, StationError> {
        if set.state == SetState::Void {
            return self.left_of_void(set);
        }
        let of_act = |shares: &SetShares, media| {
            (shares.each.len(), shares.escrow.as_ref().map_or(0, |escrow| escrow.each.len()), usize::from(media))
        };
        let (shares, escrow, media) = match self.store.rows().intent(set.sequence)?.map(|row| row.bound.what) {
            Some(Act::BackupKeys(act)) => of_act(&act.shares, act.media),
            Some(Act::ShareReissue(act)) => of_act(&act.shares, act.media),
            Some(Act::StationRestore(_)) => {
                let missing = || lost("object", format!("the manifest of set {} is lost", set.name.spoken()));
                let bytes = set.manifest.map(|digest| self.store.rows().object(digest)).transpose()?.flatten();
                let said = KeysManifest::read(&bytes.ok_or_else(missing)?)?;
                (usize::from(said.shares.of), said.escrow.map_or(0, |escrow| usize::from(escrow.of)), MEDIA)
            }
            _ => return Ok(Vec::new()),
        };
        let named = |what: &'static str, many| (1..=many).map(move |number| format!("{what} {number}"));
        Ok(named("share", shares).chain(named("escrow", escrow)).chain(named("medium", media)).collect())
    }

    /// What there may be of a set that came to nothing. Its sealed notes never left the database, and are gone. Where it was
    /// cut off, nobody knows how far it came: every card, and every medium.
    fn left_of_void(&self, set: &SetRow) -> Result<Vec<String>, StationError> {
        let rows = self.store.rows();
        let Some(row) = rows.intent(set.sequence)? else { return Ok(Vec::new()) };
        let outcome = row.outcome.map(|outcome| rows.entry(outcome)).transpose()?.flatten();
        let outcome = outcome.map(|body| Leaf::parse(&body)).transpose()?;
        let left = outcome.as_ref().and_then(|leaf| leaf.public().get("left"));
        if let Some(left) = left {
            return Ok(serde_json::from_value(left.clone())?);
        }
        let (shares, media) = match row.bound.what {
            Act::BackupKeys(act) => (act.shares, act.media),
            Act::ShareReissue(act) => (act.shares, act.media),
            _ => return Ok(Vec::new()),
        };
        let escrow = shares.escrow.map(|escrow| escrow.each).unwrap_or_default();
        let by_hand = |kind: &'static str, each: Vec<ShareFor>| {
            let cards = (1..).zip(each).filter(|(_, share)| ["card", "shown"].contains(&share.way.as_str()));
            cards.map(move |(number, _)| format!("{kind} {number}")).collect::<Vec<_>>()
        };
        let mut all = [by_hand("share", shares.each), by_hand("escrow", escrow)].concat();
        all.extend((1..=media).map(|number| format!("medium {number}")));
        Ok(all)
    }

    /// Where the sealed note of a share of a set lies below `out/`, where the share was sealed to a key.
    pub(in crate::station) fn note_of(
        &self,
        set: crate::keys::SetId,
        what: &str,
    ) -> Result<Option<String>, StationError> {
        let row = self.known_set(set)?;
        let shares = match self.store.rows().intent(row.sequence)?.map(|row| row.bound.what) {
            Some(Act::BackupKeys(act)) => act.shares,
            Some(Act::ShareReissue(act)) => act.shares,
            _ => return Ok(None),
        };
        Ok(note_of_share(&shares, what).map(|file| note_path(set, &file)))
    }

    /// What is still to be destroyed of sets that are void or replaced: each card, each sealed note, each medium. Refused
    /// where the sets do not stand as the entries of the ledger say (LEDGER-10).
    pub fn to_destroy(&self) -> Result<Vec<(crate::keys::SetId, String)>, StationError> {
        let rows = self.store.rows();
        let gone = rows.destroyed()?;
        let mut left = Vec::new();
        for set in rows.backup_sets()? {
            if !matches!(set.state, SetState::Void | SetState::Replaced) {
                continue;
            }
            let all = self.things_of(&set)?.into_iter();
            let missing = all.filter(|what| !gone.iter().any(|row| row.name == set.name && row.what == *what));
            left.extend(missing.map(|what| (set.name, what)));
        }
        if !left.is_empty() {
            self.expect_sets()?;
        }
        Ok(left)
    }
}

/// The file of the sealed note of `share N` or `escrow N`.
pub(in crate::station) fn note_of_share(shares: &SetShares, what: &str) -> Option<String> {
    let (kind, number) = what.split_once(' ')?;
    let place = number.parse::<usize>().ok()?.checked_sub(1)?;
    let share = match kind {
        "share" => shares.each.get(place)?,
        "escrow" => shares.escrow.as_ref()?.each.get(place)?,
        _ => return None,
    };
    let ending = match share.way.split(':').next() {
        Some("age") => "age",
        Some("openpgp") => "asc",
        _ => return None,
    };
    Some(format!("{}.{ending}", share.keeper))
}

/// The keys of an opened set under another key. Each is in the clear in locked memory for as long as it takes.
fn rewrapped(opened: &OpenedSet, drawn: &Drawn) -> Result<Medley, StationError> {
    let mut medley = Medley::default();
    for key in &opened.manifest().keys {
        let label: &Label = &key.label;
        let plain = kwp::unwrap(opened.key().secret(), opened.blob(label)?)?;
        let blob = kwp::wrap(drawn.key.secret(), &plain)?;
        let wanted = crate::signer::PublicKey::from_spki(&key.public_key.0)?;
        kwp::opens_to(drawn.key.secret(), &blob, &wanted)?;
        medley.put_again(key, blob);
    }
    Ok(medley)
}
