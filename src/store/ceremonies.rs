//! Ceremony runs and their events.

use rusqlite::params;
use serde_json::Value;

use super::{Rows, StoreError, Writing, corrupt};
use crate::digest::Digest;
use crate::safe::Label;

/// A run of a ceremony.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunRow {
    /// Its name.
    pub name: Label,
    /// The digest of the script's bytes, which are kept.
    pub script: Digest,
    /// The script's title.
    pub title: String,
    /// Whether it has come to its end.
    pub finished: bool,
    /// The entry it began with.
    pub sequence: u64,
}

fn read_run(row: &rusqlite::Row<'_>) -> Result<RunRow, StoreError> {
    let name: String = row.get(0)?;
    let script: Vec<u8> = row.get(1)?;
    Ok(RunRow {
        name: name.parse().map_err(|_| corrupt("run", name))?,
        script: Digest::from_slice(&script)?,
        title: row.get(2)?,
        finished: row.get::<_, String>(3)? == "finished",
        sequence: row.get::<_, i64>(4)? as u64,
    })
}

const RUN: &str = "name, script, title, state, sequence";

impl Rows<'_> {
    /// A run by its name.
    pub fn run(&self, name: &Label) -> Result<Option<RunRow>, StoreError> {
        self.one(&format!("SELECT {RUN} FROM run WHERE name = ?1"), [name.as_str()], read_run)
    }

    /// Every run.
    pub fn runs(&self) -> Result<Vec<RunRow>, StoreError> {
        self.all(&format!("SELECT {RUN} FROM run ORDER BY sequence"), [], read_run)
    }

    /// The events of a run, in order, each with its entry's sequence number.
    pub fn events(&self, run: &Label) -> Result<Vec<(u64, Value)>, StoreError> {
        self.all("SELECT sequence, body FROM event WHERE run = ?1 ORDER BY number", [run.as_str()], |row| {
            let body: String = row.get(1)?;
            Ok((row.get::<_, i64>(0)? as u64, serde_json::from_str(&body)?))
        })
    }
}

impl Writing<'_> {
    /// Begins a run under a name that was never used (LABEL-1).
    pub fn begin_run(&self, name: &Label, script: &[u8], title: &str, sequence: u64) -> Result<(), StoreError> {
        if self.rows().run(name)?.is_some() {
            return Err(StoreError::Reserved { clause: "LABEL-1", what: format!("ceremony name '{name}'") });
        }
        let digest = self.keep_object(script)?;
        let values = params![name.as_str(), digest.bytes(), title, sequence as i64];
        self.execute(
            "INSERT INTO run (name, script, title, state, sequence) VALUES (?1, ?2, ?3, 'running', ?4)",
            values,
        )?;
        Ok(())
    }

    /// Keeps an event of a run.
    pub fn keep_event(&self, run: &Label, number: u32, body: &Value, sequence: u64) -> Result<(), StoreError> {
        let values = params![run.as_str(), number, serde_json::to_string(body)?, sequence as i64];
        self.execute("INSERT INTO event (run, number, body, sequence) VALUES (?1, ?2, ?3, ?4)", values)?;
        Ok(())
    }

    /// A run has come to its end.
    pub fn finish_run(&self, run: &Label) -> Result<(), StoreError> {
        let sql = "UPDATE run SET state = 'finished' WHERE name = ?1 AND state = 'running'";
        match self.execute(sql, [run.as_str()])? {
            1 => Ok(()),
            _ => Err(corrupt("run", format!("'{run}' is not running"))),
        }
    }
}
