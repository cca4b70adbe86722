//! Objects by digest with their original bytes, and the files they become in `out/`.

use rusqlite::params;

use super::{Rows, StoreError, Writing, corrupt};
use crate::digest::Digest;
use crate::safe::Label;

/// A file that an act made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artefact {
    /// Its path below `out/`.
    pub path: String,
    /// The digest of its bytes.
    pub digest: Digest,
    /// The outcome entry of the act that made it.
    pub sequence: u64,
}

fn read(row: &rusqlite::Row<'_>) -> Result<Artefact, StoreError> {
    let digest: Vec<u8> = row.get(1)?;
    let sequence = row.get::<_, i64>(2)? as u64;
    Ok(Artefact { path: row.get(0)?, digest: Digest::from_slice(&digest)?, sequence })
}

impl Rows<'_> {
    /// The bytes of an object; bytes that have another digest are refused.
    pub fn object(&self, digest: Digest) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT bytes FROM object WHERE digest = ?1";
        let bytes: Option<Vec<u8>> = self.one(sql, [digest.bytes()], |row| Ok(row.get(0)?))?;
        match bytes {
            Some(bytes) if Digest::of(&bytes) != digest => {
                Err(corrupt("object", format!("the bytes kept as {digest} have another digest")))
            }
            bytes => Ok(bytes),
        }
    }

    /// Every file that acts made, in order.
    pub fn artefacts(&self) -> Result<Vec<Artefact>, StoreError> {
        self.all("SELECT path, digest, sequence FROM artefact ORDER BY sequence, path", [], read)
    }

    /// The files that the act of one outcome made.
    pub fn artefacts_of(&self, sequence: u64) -> Result<Vec<Artefact>, StoreError> {
        let sql = "SELECT path, digest, sequence FROM artefact WHERE sequence = ?1 ORDER BY path";
        self.all(sql, [sequence as i64], read)
    }

    /// The newest file whose path begins and ends so.
    pub fn last_artefact_in(&self, folder: &str, ending: &str) -> Result<Option<Artefact>, StoreError> {
        let sql = "SELECT path, digest, sequence FROM artefact WHERE substr(path, 1, length(?1)) = ?1 \
                   AND substr(path, -length(?2)) = ?2 ORDER BY sequence DESC LIMIT 1";
        self.one(sql, [folder, ending], read)
    }

    /// The newest measurement of a vault: of the one with just this name, and no share of its PIN.
    pub fn last_measurement(&self, vault: &Label) -> Result<Option<Artefact>, StoreError> {
        let sql = "SELECT path, digest, sequence FROM artefact WHERE substr(path, 1, length(?1)) = ?1 \
                   AND substr(path, length(?1) + 1) NOT GLOB '*[^0-9]*.json' \
                   AND substr(path, length(?1) + 1) GLOB '[0-9]*.json' ORDER BY sequence DESC LIMIT 1";
        self.one(sql, [format!("vaults/{vault}-")], read)
    }
}

impl Writing<'_> {
    /// Keeps bytes by their digest; the same bytes are kept once.
    pub fn keep_object(&self, bytes: &[u8]) -> Result<Digest, StoreError> {
        let digest = Digest::of(bytes);
        let sql = "INSERT OR IGNORE INTO object (digest, bytes) VALUES (?1, ?2)";
        self.execute(sql, params![digest.bytes(), bytes])?;
        Ok(digest)
    }

    /// Gives a file up with its bytes: what it was is gone for good, and is not written again.
    pub fn give_up_artefact(&self, path: &str) -> Result<(), StoreError> {
        let sql = "SELECT digest FROM artefact WHERE path = ?1";
        let digest = self.rows().one(sql, [path], |row| Ok(row.get::<_, Vec<u8>>(0)?))?;
        self.execute("DELETE FROM artefact WHERE path = ?1", [path])?;
        digest.map_or(Ok(()), |digest| self.give_up_object(&digest))
    }

    /// Gives up bytes that no file has any more, by their digest.
    pub(super) fn give_up_object(&self, digest: &[u8]) -> Result<(), StoreError> {
        let others = "SELECT 1 FROM artefact WHERE digest = ?1";
        if self.rows().one(others, [digest], |_| Ok(()))?.is_none() {
            self.execute("DELETE FROM object WHERE digest = ?1", [digest])?;
        }
        Ok(())
    }

    /// Keeps a file an act made; a path is never used twice (FILE-1).
    pub fn keep_artefact(&self, path: &str, bytes: &[u8], sequence: u64) -> Result<Artefact, StoreError> {
        let digest = self.keep_object(bytes)?;
        let sql = "INSERT OR IGNORE INTO artefact (path, digest, sequence) VALUES (?1, ?2, ?3)";
        match self.execute(sql, params![path, digest.bytes(), sequence as i64])? {
            1 => Ok(Artefact { path: path.to_owned(), digest, sequence }),
            _ => Err(StoreError::Reserved { clause: "FILE-1", what: format!("file name '{path}' in out/") }),
        }
    }
}
