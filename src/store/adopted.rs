//! Keys that another program made, and what they issued before.

use rusqlite::params;

use super::{Rows, StoreError, Writing};
use crate::digest::Digest;
use crate::safe::Label;

impl Writing<'_> {
    /// Records that a key was taken over, with the root, the inventory and the list that were claimed of it.
    pub fn keep_adopted(
        &self,
        label: &Label,
        root: Digest,
        inventory: Option<Digest>,
        crl: Option<Digest>,
        sequence: u64,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO adopted (label, root, inventory, crl, sequence) VALUES (?1, ?2, ?3, ?4, ?5)";
        let octets = |digest: Option<Digest>| digest.map(|digest| digest.bytes().to_vec());
        self.execute(sql, params![label.as_str(), root.bytes(), octets(inventory), octets(crl), sequence as i64])?;
        Ok(())
    }

    /// Takes a serial number of which no certificate is at hand (SERIAL-1 where it was ever taken).
    pub fn take_serial(&self, issuer: &Label, serial: &str, sequence: u64) -> Result<(), StoreError> {
        // One statement a number: inventories are long.
        let sql = "INSERT INTO serial (issuer, serial, state, sequence) VALUES (?1, ?2, 'issued', ?3) \
                   ON CONFLICT DO NOTHING";
        match self.execute(sql, params![issuer.as_str(), serial, sequence as i64])? {
            1 => Ok(()),
            _ => {
                let what = format!("serial number {serial} of '{issuer}'");
                Err(StoreError::Reserved { clause: "SERIAL-1", what })
            }
        }
    }
}

impl Rows<'_> {
    /// The entry by which a key took a serial number.
    pub fn serial_entry(&self, issuer: &Label, serial: &str) -> Result<Option<u64>, StoreError> {
        let sql = "SELECT sequence FROM serial WHERE issuer = ?1 AND serial = ?2";
        self.one(sql, [issuer.as_str(), serial], |row| Ok(row.get::<_, i64>(0)? as u64))
    }

    /// The entry by which a serial number of a key was revoked.
    pub fn revocation_entry(&self, issuer: &Label, serial: &str) -> Result<Option<u64>, StoreError> {
        let sql = "SELECT sequence FROM revoked WHERE issuer = ?1 AND serial = ?2";
        self.one(sql, [issuer.as_str(), serial], |row| Ok(row.get::<_, i64>(0)? as u64))
    }
}
