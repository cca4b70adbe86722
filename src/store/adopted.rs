//! Keys that another program made, and what they issued before.

use rusqlite::params;

use super::{StoreError, Writing};
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
        self.reserve_serial(issuer, serial, sequence)?;
        let sql = "UPDATE serial SET state = 'issued' WHERE issuer = ?1 AND serial = ?2";
        self.execute(sql, [issuer.as_str(), serial])?;
        Ok(())
    }
}
