//! What was begun, and whether it ended.

use rusqlite::{OptionalExtension, params};
use serde_json::Value;

use super::{Rows, StoreError, Writing, corrupt};
use crate::act::Bound;
use crate::digest::Digest;

/// How an intent stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntentState {
    /// Begun; no outcome recorded.
    Open,
    /// Done.
    Done,
    /// Not done; nothing came of it.
    Failed,
    /// It cannot be known whether the vault signed.
    Unknown,
}

impl IntentState {
    /// The word in the store and in reports.
    pub const fn word(self) -> &'static str {
        match self {
            IntentState::Open => "open",
            IntentState::Done => "done",
            IntentState::Failed => "failed",
            IntentState::Unknown => "unknown",
        }
    }
}

/// One intent.
#[derive(Clone, Debug)]
pub struct IntentRow {
    /// The sequence number of its entry.
    pub sequence: u64,
    /// The act's digest.
    pub digest: Digest,
    /// Which part of the act; 0 of one that has no parts.
    pub part: u64,
    /// The act as it was approved.
    pub bound: Bound,
    /// What was reserved for it: labels, key identifiers, serials, numbers.
    pub reserved: Value,
    /// How it stands.
    pub state: IntentState,
    /// The sequence number of the outcome.
    pub outcome: Option<u64>,
}

const COLUMNS: &str = "sequence, digest, bound, reserved, state, outcome, part";

fn read(row: &rusqlite::Row<'_>) -> Result<IntentRow, StoreError> {
    let digest: Vec<u8> = row.get(1)?;
    let bound: String = row.get(2)?;
    let reserved: String = row.get(3)?;
    let word: String = row.get(4)?;
    let states = [IntentState::Open, IntentState::Done, IntentState::Failed, IntentState::Unknown];
    let state = states.into_iter().find(|s| s.word() == word).ok_or_else(|| corrupt("intent", word))?;
    Ok(IntentRow {
        sequence: row.get::<_, i64>(0)? as u64,
        digest: Digest::from_slice(&digest)?,
        part: row.get::<_, i64>(6)? as u64,
        bound: serde_json::from_str(&bound)?,
        reserved: serde_json::from_str(&reserved)?,
        state,
        outcome: row.get::<_, Option<i64>>(5)?.map(|n| n as u64),
    })
}

impl Rows<'_> {
    /// The intents in this state, oldest first.
    pub fn intents(&self, state: IntentState) -> Result<Vec<IntentRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM intent WHERE state = ?1 ORDER BY sequence");
        self.all(&sql, [state.word()], read)
    }

    /// The intents of acts of this name in a state, oldest first.
    pub fn intents_named(&self, act: &str, state: IntentState) -> Result<Vec<IntentRow>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM intent WHERE json_extract(bound, '$.what.act') = ?1 AND state = ?2 ORDER BY sequence"
        );
        self.all(&sql, [act, state.word()], read)
    }

    /// The intent of one entry.
    pub fn intent(&self, sequence: u64) -> Result<Option<IntentRow>, StoreError> {
        self.one(&format!("SELECT {COLUMNS} FROM intent WHERE sequence = ?1"), [sequence as i64], read)
    }

    /// How many intents are open.
    pub fn open_intents(&self) -> Result<u64, StoreError> {
        let count =
            self.one("SELECT count(*) FROM intent WHERE state = 'open'", [], |row| Ok(row.get::<_, i64>(0)?))?;
        Ok(count.unwrap_or(0) as u64)
    }

    /// The parts of an act that were begun, by the act's digest.
    pub fn parts_begun(&self, digest: Digest) -> Result<Vec<u64>, StoreError> {
        let sql = "SELECT part FROM intent WHERE digest = ?1 ORDER BY part";
        self.all(sql, [digest.bytes()], |row| Ok(row.get::<_, i64>(0)? as u64))
    }

    /// Whether an approval was used up, by the act's digest: each part of the act was begun.
    pub fn is_spent(&self, digest: Digest) -> Result<bool, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM intent WHERE digest = ?1 LIMIT 1");
        let Some(first) = self.one(&sql, [digest.bytes()], read)? else { return Ok(false) };
        let parts = first.bound.what.parts();
        Ok(parts == 1 || self.parts_begun(digest)?.len() as u64 >= parts)
    }

    /// The intents of one act, in the order of its parts.
    pub fn intents_of(&self, digest: Digest) -> Result<Vec<IntentRow>, StoreError> {
        self.all(&format!("SELECT {COLUMNS} FROM intent WHERE digest = ?1 ORDER BY part"), [digest.bytes()], read)
    }

    /// Whether the approval of this part of an act was used.
    pub fn is_begun(&self, digest: Digest, part: u64) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM intent WHERE digest = ?1 AND part = ?2";
        let found = self.connection.prepare_cached(sql)?.query_row(params![digest.bytes(), part as i64], |_| Ok(()));
        Ok(found.optional()?.is_some())
    }
}

impl Writing<'_> {
    /// Spends the approval of an act by its intent; a second time is refused (REPLAY-1).
    pub fn open_intent(
        &self,
        sequence: u64,
        digest: Digest,
        bound: &Bound,
        reserved: &Value,
    ) -> Result<(), StoreError> {
        self.open_part(sequence, digest, 0, bound, reserved)
    }

    /// Spends the approval of one part of an act; a second time is refused (REPLAY-1), and so is a part that the act
    /// does not have.
    pub fn open_part(
        &self,
        sequence: u64,
        digest: Digest,
        part: u64,
        bound: &Bound,
        reserved: &Value,
    ) -> Result<(), StoreError> {
        if part >= bound.what.parts() || self.rows().is_begun(digest, part)? {
            let of = if part == 0 { String::new() } else { format!(", part {part}") };
            let what = format!("the approval of act {digest}{of}");
            return Err(StoreError::Reserved { clause: "REPLAY-1", what });
        }
        let values = params![
            sequence as i64,
            digest.bytes(),
            String::from(bound.nonce),
            serde_json::to_string(&Bound { what: bound.what.struck_out()?, ..bound.clone() })?,
            serde_json::to_string(reserved)?,
            part as i64,
        ];
        let sql = "INSERT INTO intent (sequence, digest, nonce, bound, reserved, part, state) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'open')";
        self.execute(sql, values)?;
        Ok(())
    }

    /// Closes an intent by its outcome's entry.
    pub fn close_intent(&self, sequence: u64, state: IntentState, outcome: u64) -> Result<(), StoreError> {
        let values = params![sequence as i64, state.word(), outcome as i64];
        let sql = "UPDATE intent SET state = ?2, outcome = ?3 WHERE sequence = ?1 AND state = 'open'";
        if self.execute(sql, values)? == 1 {
            Ok(())
        } else {
            Err(corrupt("intent", format!("intent {sequence} is not open")))
        }
    }
}
