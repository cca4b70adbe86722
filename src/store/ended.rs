//! Keys of the CSCA that are lost or compromised.

use rusqlite::params;

use super::{Rows, StoreError, Writing, corrupt};
use crate::act::Loss;
use crate::clock::Time;
use crate::keys::KeyState;
use crate::safe::Label;

/// A key that came to its end. It may be recorded again: lost first, then compromised, or with another key to follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndedRow {
    /// Its name.
    pub key: Label,
    /// What happened to it.
    pub what: Loss,
    /// The key that goes on with its list.
    pub successor: Option<Label>,
    /// When it was recorded: station time.
    pub at: Time,
    /// The entry that recorded it.
    pub sequence: u64,
}

impl EndedRow {
    /// The state that the key is in since.
    pub fn state(&self) -> KeyState {
        match self.what {
            Loss::Lost => KeyState::Deactivated,
            Loss::Compromised => KeyState::Compromised,
        }
    }
}

fn read(row: &rusqlite::Row<'_>) -> Result<EndedRow, StoreError> {
    let label = |text: String| text.parse::<Label>().map_err(|_| corrupt("ended", text));
    let what: String = row.get(1)?;
    Ok(EndedRow {
        key: label(row.get(0)?)?,
        what: Loss::from_word(&what).ok_or_else(|| corrupt("ended", what))?,
        successor: row.get::<_, Option<String>>(2)?.map(label).transpose()?,
        at: row.get::<_, String>(3)?.parse()?,
        sequence: row.get::<_, i64>(4)? as u64,
    })
}

const COLUMNS: &str = "key, what, successor, at, sequence";

impl Rows<'_> {
    /// Whether and how a key came to its end: what was recorded last, with the key that was last named to follow.
    pub fn ended(&self, key: &Label) -> Result<Option<EndedRow>, StoreError> {
        let sql = "SELECT key, what, (SELECT successor FROM ended AS named WHERE named.key = ended.key \
                   AND successor IS NOT NULL ORDER BY sequence DESC LIMIT 1), at, sequence \
                   FROM ended WHERE key = ?1 ORDER BY sequence DESC LIMIT 1";
        self.one(sql, [key.as_str()], read)
    }

    /// Of every key for which another was named to follow: the entry that named it last, in order.
    pub fn all_followed(&self) -> Result<Vec<EndedRow>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM ended WHERE sequence = (SELECT max(sequence) FROM ended AS named \
             WHERE named.key = ended.key AND named.successor IS NOT NULL) ORDER BY sequence"
        );
        self.all(&sql, [], read)
    }
}

impl Writing<'_> {
    /// A key signs no more.
    pub fn end_key(&self, row: &EndedRow) -> Result<(), StoreError> {
        let values = params![
            row.key.as_str(),
            row.what.word(),
            row.successor.as_ref().map(Label::as_str),
            row.at.to_string(),
            row.sequence as i64
        ];
        self.execute(&format!("INSERT INTO ended ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5)"), values)?;
        self.set_key_state(&row.key, row.state())
    }
}
