//! The ledger's rows: entries, tree hashes, checkpoints, openings.

use rusqlite::params;
use serde_json::Value;

use super::{Rows, StoreError, Writing, corrupt};
use crate::digest::Digest;
use crate::ledger::{self, Hashes, Head, Leaf, LedgerError, Opening};

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
        // Two cursors side by side: a join would look each hash up in its tree.
        let unreadable = |e: rusqlite::types::FromSqlError| StoreError::from(rusqlite::Error::from(e));
        let of_nodes = "SELECT place, hash FROM node WHERE level = 0 ORDER BY place";
        let mut nodes = self.connection.prepare_cached(of_nodes).map_err(StoreError::from)?;
        let mut nodes = nodes.query([]).map_err(StoreError::from)?;
        let mut next = node(&mut nodes)?;
        let of_entries = "SELECT sequence, body FROM entry ORDER BY sequence";
        let mut entries = self.connection.prepare_cached(of_entries).map_err(StoreError::from)?;
        let mut entries = entries.query([]).map_err(StoreError::from)?;
        while let Some(row) = entries.next().map_err(StoreError::from)? {
            let sequence = row.get::<_, i64>(0).map_err(StoreError::from)? as u64;
            let body = row.get_ref(1).map_err(StoreError::from)?.as_blob().map_err(unreadable)?;
            while next.is_some_and(|(place, _)| place < sequence) {
                next = node(&mut nodes)?;
            }
            let hash = next.and_then(|(place, hash)| (place == sequence).then_some(hash));
            each(sequence, body, hash)?;
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

    /// Checkpoints as their rows say them, in order of size: the newest so many, or all.
    pub fn checkpoints(&self, newest: Option<u32>) -> Result<Vec<(Head, String)>, StoreError> {
        let sql = "SELECT size, root, note FROM checkpoint ORDER BY size DESC LIMIT ?1";
        let mut rows = self.all(sql, [newest.map_or(-1, i64::from)], |row| {
            let root: Vec<u8> = row.get(1)?;
            let head = Head { size: row.get::<_, i64>(0)? as u64, root: Digest::from_slice(&root)? };
            Ok((head, row.get::<_, String>(2)?))
        })?;
        rows.reverse();
        Ok(rows)
    }

    /// How many checkpoints there are.
    pub fn checkpoint_count(&self) -> Result<u64, StoreError> {
        let count = self.one("SELECT count(*) FROM checkpoint", [], |row| Ok(row.get::<_, i64>(0)? as u64))?;
        Ok(count.unwrap_or(0))
    }

    /// The value of one sealed field of an entry, unless its opening was erased. An opening that is not what
    /// the entry commits to is refused.
    pub fn opened(&self, sequence: u64, field: &str) -> Result<Option<Value>, StoreError> {
        let Some(opening) = self.openings(sequence)?.into_iter().find(|opening| opening.name() == field) else {
            return Ok(None);
        };
        let lost = || corrupt("entry", format!("entry {sequence} is lost"));
        let leaf = Leaf::parse(&self.entry(sequence)?.ok_or_else(lost)?).map_err(Box::new)?;
        Ok(Some(leaf.opened(&opening).map_err(Box::new)?.clone()))
    }

    /// The text of one sealed field of an entry; see [`Rows::opened`].
    pub fn opened_text(&self, sequence: u64, field: &str) -> Result<Option<String>, StoreError> {
        Ok(self.opened(sequence, field)?.and_then(|value| value.as_str().map(str::to_owned)))
    }

    /// The inner nodes of the tree over so many entries that are not the hash of the two below them, are missing,
    /// or should not be there: level and place, the first so many.
    pub fn odd_nodes(&self, size: u64, at_most: usize) -> Result<Vec<(u8, u64)>, StoreError> {
        let sql = "SELECT place, hash FROM node WHERE level = ?1 ORDER BY place";
        let mut odd = Vec::new();
        for level in (1..63u8).take_while(|level| size >> level > 0) {
            let (mut below, mut here) = (self.connection.prepare(sql)?, self.connection.prepare(sql)?);
            let (mut below, mut here) = (below.query([level - 1])?, here.query([level])?);
            for place in 0..size >> level {
                let (left, right, found) = (node(&mut below)?, node(&mut below)?, node(&mut here)?);
                let good = match (left, right, found) {
                    (Some((first, left)), Some((second, right)), Some((at, found))) => {
                        let in_place = (first, second, at) == (place * 2, place * 2 + 1, place);
                        in_place && ledger::node_hash(&left, &right) == found
                    }
                    _ => false,
                };
                if !good {
                    odd.push((level, place));
                }
                if odd.len() >= at_most {
                    return Ok(odd);
                }
            }
        }
        let stray = "SELECT level, place FROM node WHERE level > 62 OR place >= (?1 >> level) LIMIT 1";
        odd.extend(self.one(stray, [size as i64], |row| Ok((row.get::<_, u8>(0)?, row.get::<_, i64>(1)? as u64)))?);
        Ok(odd)
    }

    /// The openings of one entry that were not erased.
    pub fn openings(&self, sequence: u64) -> Result<Vec<Opening>, StoreError> {
        let sql = "SELECT opening FROM opening WHERE sequence = ?1 ORDER BY field";
        self.all(sql, [sequence as i64], |row| Ok(serde_json::from_str(&row.get::<_, String>(0)?)?))
    }
}

/// The next node of a query: its place and hash.
fn node(rows: &mut rusqlite::Rows<'_>) -> Result<Option<(u64, Digest)>, StoreError> {
    let Some(row) = rows.next()? else { return Ok(None) };
    let hash = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
    Ok(Some((row.get::<_, i64>(0)? as u64, Digest::from_slice(hash)?)))
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
