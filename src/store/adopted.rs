//! Keys that another program made, and what they issued before.

use rusqlite::params;

use super::{Rows, StoreError, Writing, corrupt};
use crate::digest::Digest;
use crate::safe::Label;

/// A key that was taken over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdoptedRow {
    /// Its root certificate.
    pub root: Digest,
    /// The serial numbers that were claimed without certificates.
    pub inventory: Option<Digest>,
    /// Its last list.
    pub crl: Option<Digest>,
    /// The greatest serial number that came with it: its magnitude, without zeros before it.
    pub highest: Vec<u8>,
    /// Whether it was made outside its vault, or could leave it once.
    pub outside: bool,
    /// The entry by which it was taken over.
    pub sequence: u64,
}

impl Writing<'_> {
    /// Records that a key was taken over, with what was claimed of it.
    pub fn keep_adopted(&self, label: &Label, row: &AdoptedRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO adopted (label, root, inventory, crl, highest, outside, sequence) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let octets = |digest: Option<Digest>| digest.map(|digest| digest.bytes().to_vec());
        let (inventory, crl, sequence) = (octets(row.inventory), octets(row.crl), row.sequence as i64);
        let values = params![label.as_str(), row.root.bytes(), inventory, crl, row.highest, row.outside, sequence];
        self.execute(sql, values)?;
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
    /// What was claimed of a key that was taken over; none for a key that was made here.
    pub fn adopted(&self, label: &Label) -> Result<Option<AdoptedRow>, StoreError> {
        let sql = "SELECT root, inventory, crl, highest, outside, sequence FROM adopted WHERE label = ?1";
        self.one(sql, [label.as_str()], |row| {
            let digest = |octets: Option<Vec<u8>>| octets.map(|octets| Digest::from_slice(&octets)).transpose();
            Ok(AdoptedRow {
                root: Digest::from_slice(&row.get::<_, Vec<u8>>(0)?)?,
                inventory: digest(row.get(1)?)?,
                crl: digest(row.get(2)?)?,
                highest: row.get(3)?,
                outside: row.get(4)?,
                sequence: row.get::<_, i64>(5)? as u64,
            })
        })
    }

    /// The serial numbers that came with keys that were taken over, and of which no certificate is at hand: the key and
    /// the number, in the order in which keys came.
    pub fn bare_serials(&self) -> Result<Vec<(Label, String)>, StoreError> {
        let sql = "SELECT s.issuer, s.serial FROM serial s WHERE s.sequence IN (SELECT sequence FROM adopted) \
                   AND NOT EXISTS (SELECT 1 FROM issued i WHERE i.issuer = s.issuer AND i.serial = s.serial) \
                   ORDER BY s.sequence, length(s.serial), s.serial";
        self.all(sql, [], |row| {
            let issuer: String = row.get(0)?;
            Ok((issuer.parse().map_err(|_| corrupt("serial", issuer))?, row.get(1)?))
        })
    }

    /// Whether a serial number of a key came with one that was taken over.
    pub fn came_with_adoption(&self, issuer: &Label, serial: &str) -> Result<bool, StoreError> {
        let sql = "SELECT count(*) FROM serial WHERE issuer = ?1 AND serial = ?2 \
                   AND sequence IN (SELECT sequence FROM adopted)";
        let found = self.one(sql, [issuer.as_str(), serial], |row| Ok(row.get::<_, i64>(0)?))?;
        Ok(found.is_some_and(|count| count > 0))
    }

    /// Whether another program made a key.
    pub fn is_adopted(&self, label: &Label) -> Result<bool, StoreError> {
        let found = self.one("SELECT 1 FROM adopted WHERE label = ?1", [label.as_str()], |_| Ok(()))?;
        Ok(found.is_some())
    }

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
