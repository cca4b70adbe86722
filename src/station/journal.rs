//! Write down, then act, then write down: the intent, the outcome, the record.
//!
//! Every append is one transaction with a new checkpoint, signed by the ledger key,
//! over a tail that was looked at first: the newest checkpoint must cover every entry
//! that is there, and be good. So the ledger's vault is open before anything is begun.

use serde_json::Value;

use super::{Station, StationError};
use crate::act::Act;
use crate::approval::Spent;
use crate::clock::{Reading, Time, not_behind};
use crate::digest::Digest;
use crate::ledger::{Checkpoint, Fields, Head, Kind, Leaf, origin, sign};
use crate::signer::Signer;
use crate::store::{IntentRow, IntentState, StoreError, Writing};
use crate::vault::KeySigner;

/// The receipt of a durable intent: an effect needs one, and it is used up by the outcome.
///
/// Only [`Station`]'s journal makes it. It holds the ledger's signer, so that the
/// outcome can be written whatever happens in between.
#[must_use = "an intent without an outcome stays open until recovery"]
pub(super) struct Intent {
    sequence: u64,
    digest: Digest,
    act: &'static str,
    reading: Reading,
    signer: KeySigner,
}

impl Intent {
    /// The number of its entry.
    pub(super) fn sequence(&self) -> u64 {
        self.sequence
    }
}

/// Parameters longer than this stand in the entry by their digest.
pub(super) const LONG: usize = 8 * 1024;

/// What an entry says beside its place and time.
struct Line<'a> {
    kind: Kind,
    act: &'a str,
    digest: Digest,
    fields: Fields,
}

/// The fields that say what an act is, with those that may name somebody sealed.
pub(super) fn act_fields(act: &Act, mut fields: Fields) -> Result<Fields, StationError> {
    let written = serde_json::to_value(act)?;
    if let Some(Value::Object(parameters)) = written.get("parameters") {
        for (name, value) in parameters {
            let long = serde_json::to_vec(value)?.len() > LONG;
            fields = if Act::SEALED.contains(&name.as_str()) {
                fields.sealed(name, value.clone())
            } else if long {
                fields.open(&format!("{name}_digest"), crate::canonical::digest(value)?.to_string())
            } else {
                fields.open(name, value.clone())
            };
        }
    }
    Ok(fields)
}

/// The fields that say on what the approval rested, with every decision that counted.
pub(super) fn approved_fields(spent: &Spent, fields: Fields) -> Result<Fields, StationError> {
    let fields = fields.open("approved_by", spent.by.words());
    match spent.by.evidence() {
        Some(evidence) => Ok(fields.open("approval", serde_json::to_value(evidence)?)),
        None => Ok(fields),
    }
}

impl Station<'_> {
    /// What time it is for an act: never behind the last entry, never far ahead of it.
    pub fn reading(&self) -> Result<Reading, StationError> {
        Ok(not_behind(self.clock.read()?, self.last_time()?, self.jump_limit())?)
    }

    /// What time it is for the one act that explains a jump: never behind the last entry.
    pub(super) fn reading_ahead(&self) -> Result<Reading, StationError> {
        Ok(not_behind(self.clock.read()?, self.last_time()?, i64::MAX)?)
    }

    /// What time it is for this act.
    pub(super) fn reading_for(&self, act: &Act) -> Result<Reading, StationError> {
        if matches!(act, Act::ClockCorrect(_)) { self.reading_ahead() } else { self.reading() }
    }

    /// How far station time may jump between two entries, in seconds.
    pub(super) fn jump_limit(&self) -> i64 {
        i64::from(self.configuration.limits.clock_jump_days) * crate::clock::DAY
    }

    /// The time of the last entry.
    pub(super) fn last_time(&self) -> Result<Option<Time>, StationError> {
        let rows = self.store.rows();
        let size = rows.ledger_size()?;
        let Some(last) = size.checked_sub(1) else { return Ok(None) };
        match rows.entry(last)? {
            Some(bytes) => Ok(Some(Leaf::parse(&bytes)?.reading().time)),
            None => Ok(None),
        }
    }

    /// Makes the intent durable: spends the approval and reserves what the act needs.
    /// Refused while another intent is open.
    pub(super) fn begin(
        &mut self,
        spent: &Spent,
        reserved: Value,
        reserve: impl FnOnce(&Writing<'_>, u64) -> Result<(), StationError>,
    ) -> Result<Intent, StationError> {
        self.begin_part(spent, None, reserved, reserve)
    }

    /// As [`Station::begin`], of one part of an act that has parts: the approval is spent part by part, each part once.
    pub(super) fn begin_part(
        &mut self,
        spent: &Spent,
        part: Option<u64>,
        reserved: Value,
        reserve: impl FnOnce(&Writing<'_>, u64) -> Result<(), StationError>,
    ) -> Result<Intent, StationError> {
        self.expect_no_open_intent()?;
        // Whoever cannot write the outcome does not begin: a wrong PIN of the ledger's vault changes nothing.
        let _ = self.ledger_signer()?;
        let reading = self.reading()?;
        let signer = self.ledger_signer()?;
        let act = &spent.bound.what;
        let mut fields = approved_fields(spent, act_fields(act, Fields::new())?)?;
        if reserved.as_object().is_some_and(|o| !o.is_empty()) {
            fields = fields.open("reserved", reserved.clone());
        }
        if let Some(part) = part {
            fields = fields.open("part", part);
        }
        let line = Line { kind: Kind::Intent, act: act.name(), digest: spent.digest, fields };
        let sequence = self.append(line, reading, &signer, |writing, sequence| {
            writing.open_part(sequence, spent.digest, part.unwrap_or(0), &spent.bound, &reserved)?;
            reserve(writing, sequence)
        })?;
        Ok(Intent { sequence, digest: spent.digest, act: act.name(), reading, signer })
    }

    /// The receipt of an intent that a crash left open.
    pub(super) fn reopen(&mut self, row: &IntentRow) -> Result<Intent, StationError> {
        let (reading, signer) = (self.reading()?, self.ledger_signer()?);
        Ok(Intent { sequence: row.sequence, digest: row.digest, act: row.bound.what.name(), reading, signer })
    }

    /// Makes the outcome durable, with every change it brings, in one transaction. A clock
    /// that was set back in between does not lose it: the intent's time stands then.
    pub(super) fn end(
        &mut self,
        intent: Intent,
        state: IntentState,
        fields: Fields,
        change: impl FnOnce(&Writing<'_>, u64) -> Result<(), StationError>,
    ) -> Result<u64, StationError> {
        let reading = self.reading().unwrap_or(intent.reading);
        let fields = fields.open("intent", intent.sequence).open("state", state.word());
        let line = Line { kind: Kind::Outcome, act: intent.act, digest: intent.digest, fields };
        self.append(line, reading, &intent.signer, |writing, sequence| {
            writing.close_intent(intent.sequence, state, sequence)?;
            change(writing, sequence)
        })
    }

    /// The vault was asked to sign and something went wrong: nobody can say that it did
    /// not. The outcome is `unknown`, what was reserved is burnt, and the error goes on.
    pub(super) fn unknown(
        &mut self,
        intent: Intent,
        error: StationError,
        change: impl FnOnce(&Writing<'_>) -> Result<(), StationError>,
    ) -> StationError {
        self.close_with(intent, IntentState::Unknown, error, change)
    }

    /// The effect did not come about: the outcome says so, and the error goes on.
    pub(super) fn fail(&mut self, intent: Intent, error: StationError) -> StationError {
        self.close_with(intent, IntentState::Failed, error, |_| Ok(()))
    }

    /// As [`Station::fail`], with a change that belongs to it, and fields of the outcome beside the error.
    pub(super) fn fail_with(
        &mut self,
        intent: Intent,
        error: StationError,
        fields: Fields,
        change: impl FnOnce(&Writing<'_>) -> Result<(), StationError>,
    ) -> StationError {
        let fields = fields.open("error", crate::safe::line(&error.to_string(), 300));
        match self.end(intent, IntentState::Failed, fields, |writing, _| change(writing)) {
            Ok(_) => error,
            Err(worse) => worse,
        }
    }

    /// As [`Station::unknown`], where the change wants the outcome's own number.
    pub(super) fn unknown_at(
        &mut self,
        intent: Intent,
        error: StationError,
        change: impl FnOnce(&Writing<'_>, u64) -> Result<(), StationError>,
    ) -> StationError {
        let fields = Fields::new().open("error", crate::safe::line(&error.to_string(), 300));
        match self.end(intent, IntentState::Unknown, fields, change) {
            Ok(_) => error,
            Err(worse) => worse,
        }
    }

    fn close_with(
        &mut self,
        intent: Intent,
        state: IntentState,
        error: StationError,
        change: impl FnOnce(&Writing<'_>) -> Result<(), StationError>,
    ) -> StationError {
        let what = crate::safe::line(&error.to_string(), 300);
        let fields = Fields::new().open("error", what);
        match self.end(intent, state, fields, |writing, _| change(writing)) {
            Ok(_) => error,
            Err(worse) => worse,
        }
    }

    /// Records an act without an effect outside the database: entry, changes and
    /// checkpoint in one transaction. Spends the approval. Refused while an intent is
    /// open: what it builds on may not be what it seems until that is settled.
    pub(super) fn record(
        &mut self,
        spent: &Spent,
        more: Fields,
        change: impl FnOnce(&Writing<'_>, u64) -> Result<(), StationError>,
    ) -> Result<u64, StationError> {
        self.expect_nothing_open_before(&spent.bound.what)?;
        let reading = self.reading_for(&spent.bound.what)?;
        let signer = self.ledger_signer()?;
        let act = &spent.bound.what;
        let fields = approved_fields(spent, act_fields(act, more)?)?;
        let line = Line { kind: Kind::Record, act: act.name(), digest: spent.digest, fields };
        self.append(line, reading, &signer, |writing, sequence| {
            writing.open_intent(sequence, spent.digest, &spent.bound, &Value::Null)?;
            writing.close_intent(sequence, IntentState::Done, sequence)?;
            change(writing, sequence)
        })
    }

    /// One entry with the changes that belong to it and a checkpoint over all, durable at once.
    fn append(
        &mut self,
        line: Line<'_>,
        reading: Reading,
        signer: &KeySigner,
        change: impl FnOnce(&Writing<'_>, u64) -> Result<(), StationError>,
    ) -> Result<u64, StationError> {
        self.expect_own_tail()?;
        let writing = self.store.write()?;
        let sequence = writing.rows().ledger_size()?;
        let Line { kind, act, digest, fields } = line;
        let (leaf, openings) =
            Leaf::compose(&self.identity, sequence, reading, kind, act, digest, fields, &mut self.entropy)?;
        writing.append_entry(&leaf, &openings)?;
        change(&writing, sequence)?;
        keep_checkpoint(&writing, &origin(&self.identity), signer)?;
        writing.commit()?;
        Ok(sequence)
    }

    /// Refuses to go on from a ledger that this station did not leave: the newest
    /// checkpoint must be good and cover exactly what is there (LEDGER-9).
    pub(super) fn expect_own_tail(&self) -> Result<(), StationError> {
        let rows = self.store.rows();
        let size = rows.ledger_size()?;
        let foreign = |what: String| StationError::ForeignTail { what };
        let Some((covered, _, note)) = rows.last_checkpoint()? else {
            return Err(foreign(format!("there is no checkpoint over its {size} entries")));
        };
        if covered != size {
            return Err(foreign(format!("the newest checkpoint covers {covered} of {size} entries")));
        }
        let checkpoint = self.eras.verify(&note)?;
        let found = Head { size, root: rows.ledger_root()? };
        if checkpoint.head() == found {
            return self.expect_first_entry(found);
        }
        Err(foreign(format!("the newest checkpoint says {}, the stored tree {found}", checkpoint.head())))
    }

    /// As [`Station::expect_no_open_intent`], but for the clock: it is put right before recovery, for
    /// whatever recovers needs the time.
    pub(super) fn expect_nothing_open_before(&self, act: &Act) -> Result<(), StationError> {
        if matches!(act, Act::ClockCorrect(_)) { Ok(()) } else { self.expect_no_open_intent() }
    }

    /// Refuses while an act was begun and has no recorded outcome (RECOVER-1).
    pub fn expect_no_open_intent(&self) -> Result<(), StationError> {
        match self.store.rows().open_intents()? {
            0 => Ok(()),
            count => Err(StationError::IntentOpen { count }),
        }
    }
}

/// Signs the head as it will be when this change is committed, and keeps it in the same transaction.
pub(super) fn keep_checkpoint(writing: &Writing<'_>, origin: &str, signer: &dyn Signer) -> Result<(), StationError> {
    let rows = writing.rows();
    let head = Head { size: rows.ledger_size()?, root: rows.ledger_root()? };
    let checkpoint = sign(&Checkpoint { origin: origin.to_owned(), head }, signer)?;
    writing.keep_checkpoint(head.size, head.root, &checkpoint.note().to_string())?;
    Ok(())
}

/// A row that the ledger says must be there.
pub(super) fn lost(table: &'static str, what: impl Into<String>) -> StationError {
    StoreError::Corrupt { table, what: what.into() }.into()
}
