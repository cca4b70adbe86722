//! What entry 0 said and a later entry changed: configuration, ledger key, marks of what is not issued again.

use rusqlite::params;

use super::{Rows, StoreError, Writing, corrupt};
use crate::digest::Digest;
use crate::keys::KeyId;
use crate::signer::PublicKey;

/// Another key that signs the ledger.
#[derive(Clone, Debug)]
pub struct EraRow {
    /// The entry that brought it, and the first that it signs.
    pub sequence: u64,
    /// The epoch from then on.
    pub epoch: u64,
    /// By what it is found in its vault.
    pub key: KeyId,
    /// Its public half.
    pub public_key: PublicKey,
}

impl Rows<'_> {
    /// Configurations that came into force since the first, oldest first, each with its entry.
    pub fn configurations(&self) -> Result<Vec<(u64, Digest)>, StoreError> {
        self.all("SELECT sequence, digest FROM configuration ORDER BY sequence", [], |row| {
            let digest: Vec<u8> = row.get(1)?;
            Ok((row.get::<_, i64>(0)? as u64, Digest::from_slice(&digest)?))
        })
    }

    /// Ledger keys since the first, oldest first.
    pub fn eras(&self) -> Result<Vec<EraRow>, StoreError> {
        self.all("SELECT sequence, epoch, key, spki FROM era ORDER BY sequence", [], |row| {
            let (key, spki): (String, Vec<u8>) = (row.get(2)?, row.get(3)?);
            Ok(EraRow {
                sequence: row.get::<_, i64>(0)? as u64,
                epoch: row.get::<_, i64>(1)? as u64,
                key: key.parse().map_err(|_| corrupt("era", key))?,
                public_key: PublicKey::from_spki(&spki).map_err(|error| corrupt("era", error.to_string()))?,
            })
        })
    }

    /// The highest number of a series that restores know to be in the world; `what` is `crl` or `bundle`.
    pub fn high_water(&self, what: &str, name: &str) -> Result<Option<u64>, StoreError> {
        let sql = "SELECT max(number) FROM high_water WHERE what = ?1 AND name = ?2";
        let found = self.one(sql, [what, name], |row| Ok(row.get::<_, Option<i64>>(0)?))?;
        Ok(found.flatten().map(|number| number as u64))
    }
}

impl Writing<'_> {
    /// Another configuration is in force from this entry on; its text is kept.
    pub fn configure(&self, text: &[u8], sequence: u64) -> Result<(), StoreError> {
        let digest = self.keep_object(text)?;
        let sql = "INSERT INTO configuration (sequence, digest) VALUES (?1, ?2)";
        self.execute(sql, params![sequence as i64, digest.bytes()])?;
        Ok(())
    }

    /// Another key signs the ledger from this entry on.
    pub fn begin_era(&self, row: &EraRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO era (sequence, epoch, key, spki) VALUES (?1, ?2, ?3, ?4)";
        self.execute(sql, params![row.sequence as i64, row.epoch as i64, row.key.to_string(), row.public_key.spki()])?;
        Ok(())
    }

    /// Nothing of a series is issued at or below this number.
    pub fn mark(&self, what: &str, name: &str, number: u64, sequence: u64) -> Result<(), StoreError> {
        let sql = "INSERT INTO high_water (sequence, what, name, number) VALUES (?1, ?2, ?3, ?4)";
        self.execute(sql, params![sequence as i64, what, name, number as i64])?;
        Ok(())
    }
}
