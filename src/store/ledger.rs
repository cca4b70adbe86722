//! The ledger's rows: entries, tree hashes, checkpoints, openings.

use rusqlite::params;

use super::{Rows, StoreError, Writing};
use crate::digest::Digest;
use crate::ledger::{self, Hashes, Leaf, LedgerError, Opening};

impl Rows<'_> {
    /// How many entries.
    pub fn ledger_size(&self) -> Result<u64, StoreError> {
        let last = self.one("SELECT max(sequence) FROM entry", [], |row| Ok(row.get::<_, Option<i64>>(0)?))?.flatten();
        Ok(last.map_or(0, |n| n as u64 + 1))
    }

    /// The bytes of one entry.
    pub fn entry(&self, sequence: u64) -> Result<Option<Vec<u8>>, StoreError> {
        self.one("SELECT body FROM entry WHERE sequence = ?1", [sequence as i64], |row| Ok(row.get(0)?))
    }

    /// The leaf hash that is stored beside an entry.
    pub fn leaf_hash(&self, sequence: u64) -> Result<Option<Digest>, StoreError> {
        self.one("SELECT hash FROM node WHERE level = 0 AND place = ?1", [sequence as i64], |row| {
            let hash: Vec<u8> = row.get(0)?;
            Ok(Digest::from_slice(&hash)?)
        })
    }

    /// Every entry in order with the leaf hash stored beside it, one at a time; stops
    /// at the first error of `each`.
    pub fn each_entry<E: From<StoreError>>(
        &self,
        mut each: impl FnMut(u64, &[u8], Option<Digest>) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = "SELECT entry.sequence, entry.body, node.hash FROM entry \
                   LEFT JOIN node ON node.level = 0 AND node.place = entry.sequence ORDER BY entry.sequence";
        let mut statement = self.connection.prepare_cached(sql).map_err(StoreError::from)?;
        let mut rows = statement.query([]).map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            let sequence: i64 = row.get(0).map_err(StoreError::from)?;
            let unreadable = |e: rusqlite::types::FromSqlError| StoreError::from(rusqlite::Error::from(e));
            let body = row.get_ref(1).map_err(StoreError::from)?.as_blob().map_err(unreadable)?;
            let hash = row.get_ref(2).map_err(StoreError::from)?.as_blob_or_null().map_err(unreadable)?;
            let hash = hash.map(Digest::from_slice).transpose().map_err(StoreError::from)?;
            each(sequence as u64, body, hash)?;
        }
        Ok(())
    }

    /// The root over all entries.
    pub fn ledger_root(&self) -> Result<Digest, StoreError> {
        let size = self.ledger_size()?;
        Ok(ledger::root(self, size).map_err(Box::new)?)
    }

    /// The newest checkpoint: size, root, note.
    pub fn last_checkpoint(&self) -> Result<Option<(u64, Digest, String)>, StoreError> {
        let sql = "SELECT size, root, note FROM checkpoint ORDER BY size DESC LIMIT 1";
        self.one(sql, [], |row| {
            let root: Vec<u8> = row.get(1)?;
            Ok((row.get::<_, i64>(0)? as u64, Digest::from_slice(&root)?, row.get(2)?))
        })
    }

    /// The checkpoint note of one size.
    pub fn checkpoint(&self, size: u64) -> Result<Option<String>, StoreError> {
        self.one("SELECT note FROM checkpoint WHERE size = ?1", [size as i64], |row| Ok(row.get(0)?))
    }

    /// Checkpoint notes with their sizes, in order of size: the newest so many, or all.
    pub fn checkpoints(&self, newest: Option<u32>) -> Result<Vec<(u64, String)>, StoreError> {
        let sql = "SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT ?1";
        let limit = newest.map_or(-1, i64::from);
        let mut notes = self.all(sql, [limit], |row| Ok((row.get::<_, i64>(0)? as u64, row.get::<_, String>(1)?)))?;
        notes.reverse();
        Ok(notes)
    }

    /// The text of one sealed field of an entry, unless its opening was erased.
    pub fn opened_text(&self, sequence: u64, field: &str) -> Result<Option<String>, StoreError> {
        let opening = self.openings(sequence)?.into_iter().find(|opening| opening.name() == field);
        Ok(opening.and_then(|opening| opening.value().as_str().map(str::to_owned)))
    }

    /// The openings of one entry that were not erased.
    pub fn openings(&self, sequence: u64) -> Result<Vec<Opening>, StoreError> {
        let sql = "SELECT opening FROM opening WHERE sequence = ?1 ORDER BY field";
        self.all(sql, [sequence as i64], |row| Ok(serde_json::from_str(&row.get::<_, String>(0)?)?))
    }
}

impl Hashes for Rows<'_> {
    fn hash(&self, level: u8, index: u64) -> Result<Option<Digest>, LedgerError> {
        let read =
            self.one("SELECT hash FROM node WHERE level = ?1 AND place = ?2", params![level, index as i64], |row| {
                let hash: Vec<u8> = row.get(0)?;
                Ok(Digest::from_slice(&hash)?)
            });
        read.map_err(|error| LedgerError::Backing(Box::new(error)))
    }
}

impl Writing<'_> {
    /// Appends an entry with the tree hashes it completes and its openings; its sequence number.
    pub fn append_entry(&self, leaf: &Leaf, openings: &[Opening]) -> Result<u64, StoreError> {
        let size = self.rows().ledger_size()?;
        self.execute("INSERT INTO entry (sequence, body) VALUES (?1, ?2)", params![size as i64, leaf.bytes()])?;
        for (level, index, hash) in ledger::append(&self.rows(), size, leaf.hash()).map_err(Box::new)? {
            let values = params![level, index as i64, hash.bytes()];
            self.execute("INSERT INTO node (level, place, hash) VALUES (?1, ?2, ?3)", values)?;
        }
        for opening in openings {
            let values = params![size as i64, opening.name(), serde_json::to_string(opening)?];
            self.execute("INSERT INTO opening (sequence, field, opening) VALUES (?1, ?2, ?3)", values)?;
        }
        Ok(size)
    }

    /// Keeps a checkpoint.
    pub fn keep_checkpoint(&self, size: u64, root: Digest, note: &str) -> Result<(), StoreError> {
        let values = params![size as i64, root.bytes(), note];
        self.execute("INSERT INTO checkpoint (size, root, note) VALUES (?1, ?2, ?3)", values)?;
        Ok(())
    }
}
