//! What witnesses cosigned, as it was taken in.

use rusqlite::params;

use super::{Rows, StoreError, Writing, corrupt};
use crate::digest::Digest;
use crate::ledger::Head;
use crate::safe::Label;

/// A cosignature that was taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CosignatureRow {
    /// The entry that took it in.
    pub sequence: u64,
    /// The head that was cosigned.
    pub head: Head,
    /// Whose witness key cosigned.
    pub officer: Label,
    /// The signature line.
    pub line: String,
}

const COLUMNS: &str = "sequence, size, root, officer, line";

fn read(row: &rusqlite::Row<'_>) -> Result<CosignatureRow, StoreError> {
    let (root, officer): (Vec<u8>, String) = (row.get(2)?, row.get(3)?);
    Ok(CosignatureRow {
        sequence: row.get::<_, i64>(0)? as u64,
        head: Head { size: row.get::<_, i64>(1)? as u64, root: Digest::from_slice(&root)? },
        officer: officer.parse().map_err(|_| corrupt("cosignature", "an officer's id"))?,
        line: row.get(4)?,
    })
}

impl Rows<'_> {
    /// Every cosignature, oldest first.
    pub fn cosignatures(&self) -> Result<Vec<CosignatureRow>, StoreError> {
        self.all(&format!("SELECT {COLUMNS} FROM cosignature ORDER BY sequence"), [], read)
    }

    /// Those over the head of one size, oldest first.
    pub fn cosignatures_of(&self, size: u64) -> Result<Vec<CosignatureRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM cosignature WHERE size = ?1 ORDER BY sequence");
        self.all(&sql, [size as i64], read)
    }

    /// Those over the largest head that anybody cosigned, oldest first.
    pub fn newest_cosigned(&self) -> Result<Vec<CosignatureRow>, StoreError> {
        let size = self.one("SELECT max(size) FROM cosignature", [], |row| Ok(row.get::<_, Option<i64>>(0)?))?;
        size.flatten().map_or(Ok(Vec::new()), |size| self.cosignatures_of(size as u64))
    }

    /// The largest head that an officer cosigned.
    pub fn last_cosigned_by(&self, officer: &Label) -> Result<Option<CosignatureRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM cosignature WHERE officer = ?1 ORDER BY size DESC LIMIT 1");
        self.one(&sql, [officer.as_str()], read)
    }
}

impl Writing<'_> {
    /// Keeps a cosignature.
    pub fn keep_cosignature(&self, row: &CosignatureRow) -> Result<(), StoreError> {
        let CosignatureRow { sequence, head, officer, line } = row;
        let values = params![*sequence as i64, head.size as i64, head.root.bytes(), officer.as_str(), line];
        let sql = "INSERT INTO cosignature (sequence, size, root, officer, line) VALUES (?1, ?2, ?3, ?4, ?5)";
        self.execute(sql, values)?;
        Ok(())
    }
}
