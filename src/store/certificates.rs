//! Serial numbers, issued certificates, revocations and revocation lists.

use rusqlite::params;

use super::{Rows, StoreError, Writing, corrupt};
use crate::clock::Time;
use crate::digest::Digest;
use crate::pki::lint::Role;
use crate::safe::Label;

/// How a serial number stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SerialState {
    /// Taken by an intent whose outcome is not recorded.
    Reserved,
    /// On a certificate of ours.
    Issued,
    /// On no certificate that we know of; perhaps on one that was signed and lost.
    Burnt,
}

impl SerialState {
    /// The word in the store and in reports.
    pub const fn word(self) -> &'static str {
        match self {
            SerialState::Reserved => "reserved",
            SerialState::Issued => "issued",
            SerialState::Burnt => "burnt",
        }
    }

    fn from_word(word: String) -> Result<Self, StoreError> {
        let states = [SerialState::Reserved, SerialState::Issued, SerialState::Burnt];
        states.into_iter().find(|s| s.word() == word).ok_or_else(|| corrupt("serial", word))
    }
}

/// A certificate we issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedRow {
    /// SHA-256 of the certificate.
    pub digest: Digest,
    /// The issuing key's name.
    pub issuer: Label,
    /// Serial number, lower-case hex.
    pub serial: String,
    /// By which profile.
    pub profile: Label,
    /// What for, as the profile said.
    pub role: Role,
    /// Subject name as text.
    pub subject: String,
    /// The subject's key, where it is in a vault of ours.
    pub subject_key: Option<Label>,
    /// The identity of the subject's public key.
    pub key: Digest,
    /// Validity.
    pub not_before: Time,
    /// Validity.
    pub not_after: Time,
    /// The outcome entry.
    pub sequence: u64,
}

/// A certificate that is revoked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevokedRow {
    /// Serial number, lower-case hex.
    pub serial: String,
    /// Since when.
    pub at: Time,
    /// The entry that recorded it.
    pub sequence: u64,
}

/// A revocation list: its number is taken even where the list was lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrlRow {
    /// Its number.
    pub number: u64,
    /// SHA-256 of the list, if there is one.
    pub digest: Option<Digest>,
    /// When it was made.
    pub this_update: Option<Time>,
    /// When the next is due.
    pub next_update: Option<Time>,
    /// The intent that took the number.
    pub sequence: u64,
}

const ISSUED: &str =
    "digest, issuer, serial, profile, subject, subject_key, key, not_before, not_after, sequence, role";

fn read_issued(row: &rusqlite::Row<'_>) -> Result<IssuedRow, StoreError> {
    let label = |text: String| text.parse::<Label>().map_err(|_| corrupt("issued", text));
    let time = |text: String| text.parse::<Time>().map_err(StoreError::from);
    let (digest, key, role): (Vec<u8>, Vec<u8>, String) = (row.get(0)?, row.get(6)?, row.get(10)?);
    Ok(IssuedRow {
        digest: Digest::from_slice(&digest)?,
        issuer: label(row.get(1)?)?,
        serial: row.get(2)?,
        profile: label(row.get(3)?)?,
        role: Role::from_word(&role).ok_or_else(|| corrupt("issued", role))?,
        subject: row.get(4)?,
        subject_key: row.get::<_, Option<String>>(5)?.map(label).transpose()?,
        key: Digest::from_slice(&key)?,
        not_before: time(row.get(7)?)?,
        not_after: time(row.get(8)?)?,
        sequence: row.get::<_, i64>(9)? as u64,
    })
}

fn read_crl(row: &rusqlite::Row<'_>) -> Result<CrlRow, StoreError> {
    let digest: Option<Vec<u8>> = row.get(1)?;
    let time = |text: Option<String>| text.map(|t| t.parse::<Time>()).transpose();
    Ok(CrlRow {
        number: row.get::<_, i64>(0)? as u64,
        digest: digest.map(|d| Digest::from_slice(&d)).transpose()?,
        this_update: time(row.get(2)?)?,
        next_update: time(row.get(3)?)?,
        sequence: row.get::<_, i64>(4)? as u64,
    })
}

impl Rows<'_> {
    /// How a serial number of an issuer stands, if it was ever taken.
    pub fn serial(&self, issuer: &Label, serial: &str) -> Result<Option<SerialState>, StoreError> {
        let sql = "SELECT state FROM serial WHERE issuer = ?1 AND serial = ?2";
        self.one(sql, [issuer.as_str(), serial], |row| SerialState::from_word(row.get(0)?))
    }

    /// The issuing key that took a serial number first.
    pub fn taker_of(&self, serial: &str) -> Result<Option<Label>, StoreError> {
        let sql = "SELECT issuer FROM serial WHERE serial = ?1 ORDER BY sequence LIMIT 1";
        let found: Option<String> = self.one(sql, [serial], |row| Ok(row.get(0)?))?;
        found.map(|issuer| issuer.parse().map_err(|_| corrupt("serial", issuer))).transpose()
    }

    /// Whether a serial number was ever taken, under whatever issuing key.
    pub fn serial_is_taken(&self, serial: &str) -> Result<bool, StoreError> {
        let taken =
            self.one("SELECT count(*) FROM serial WHERE serial = ?1", [serial], |row| Ok(row.get::<_, i64>(0)?))?;
        Ok(taken.is_some_and(|count| count > 0))
    }

    /// Every burnt serial number with its issuer and the intent that took it.
    pub fn burnt_serials(&self) -> Result<Vec<(String, String, u64)>, StoreError> {
        let sql = "SELECT issuer, serial, sequence FROM serial WHERE state = 'burnt' ORDER BY sequence";
        self.all(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, i64>(2)? as u64)))
    }

    /// Every certificate we issued, in order.
    pub fn issued(&self) -> Result<Vec<IssuedRow>, StoreError> {
        self.all(&format!("SELECT {ISSUED} FROM issued ORDER BY sequence"), [], read_issued)
    }

    /// How many certificates we issued.
    pub fn issued_count(&self) -> Result<u64, StoreError> {
        let count = self.one("SELECT count(*) FROM issued", [], |row| Ok(row.get::<_, i64>(0)?))?;
        Ok(count.unwrap_or(0) as u64)
    }

    /// The certificate of this serial number.
    pub fn issued_by_serial(&self, issuer: &Label, serial: &str) -> Result<Option<IssuedRow>, StoreError> {
        let sql = format!("SELECT {ISSUED} FROM issued WHERE issuer = ?1 AND serial = ?2");
        self.one(&sql, [issuer.as_str(), serial], read_issued)
    }

    /// The certificate with this digest, if we issued it.
    pub fn issued_certificate(&self, digest: Digest) -> Result<Option<IssuedRow>, StoreError> {
        self.one(&format!("SELECT {ISSUED} FROM issued WHERE digest = ?1"), [digest.bytes()], read_issued)
    }

    /// The certificates of these roles, in order.
    pub fn issued_by_role(&self, roles: &[Role]) -> Result<Vec<IssuedRow>, StoreError> {
        let mut rows = Vec::new();
        for role in roles {
            let sql = format!("SELECT {ISSUED} FROM issued WHERE role = ?1 ORDER BY sequence");
            rows.extend(self.all(&sql, [role.word()], read_issued)?);
        }
        rows.sort_by_key(|row| row.sequence);
        Ok(rows)
    }

    /// The newest certificate of a role for a key of ours, whichever key.
    pub fn newest_of_role(&self, role: Role) -> Result<Option<IssuedRow>, StoreError> {
        let sql = format!(
            "SELECT {ISSUED} FROM issued WHERE role = ?1 AND subject_key IS NOT NULL ORDER BY sequence DESC LIMIT 1"
        );
        self.one(&sql, [role.word()], read_issued)
    }

    /// The certificates for a public key, by its identity, wherever the key is; in order.
    pub fn issued_by_key(&self, key: Digest) -> Result<Vec<IssuedRow>, StoreError> {
        self.all(&format!("SELECT {ISSUED} FROM issued WHERE key = ?1 ORDER BY sequence"), [key.bytes()], read_issued)
    }

    /// The certificates for a key of ours, in order.
    pub fn certificates_of_key(&self, label: &Label) -> Result<Vec<IssuedRow>, StoreError> {
        let sql = format!("SELECT {ISSUED} FROM issued WHERE subject_key = ?1 ORDER BY sequence");
        self.all(&sql, [label.as_str()], read_issued)
    }

    /// The newest certificate for a key of ours that was made for this role.
    pub fn certificate_for(&self, label: &Label, role: Role) -> Result<Option<IssuedRow>, StoreError> {
        let sql =
            format!("SELECT {ISSUED} FROM issued WHERE subject_key = ?1 AND role = ?2 ORDER BY sequence DESC LIMIT 1");
        self.one(&sql, [label.as_str(), role.word()], read_issued)
    }

    /// The newest certificate for a key of ours.
    pub fn certificate_of_key(&self, label: &Label) -> Result<Option<IssuedRow>, StoreError> {
        let sql = format!("SELECT {ISSUED} FROM issued WHERE subject_key = ?1 ORDER BY sequence DESC LIMIT 1");
        self.one(&sql, [label.as_str()], read_issued)
    }

    /// What a key of ours issues under: the newest certificate of a CA that it signed itself, else its newest link; of a
    /// key that is no CA's, its newest certificate.
    pub fn issuing_certificate(&self, label: &Label) -> Result<Option<IssuedRow>, StoreError> {
        let sql = format!(
            "SELECT {ISSUED} FROM issued WHERE subject_key = ?1 \
             ORDER BY role IN ('csca-root', 'csca-link', 'service-ca') DESC, \
             issuer = subject_key DESC, role = 'csca-link' DESC, sequence DESC LIMIT 1"
        );
        self.one(&sql, [label.as_str()], read_issued)
    }

    /// Issued certificates by the first hex digits of their digest.
    pub fn issued_by_prefix(&self, prefix: &str) -> Result<Vec<IssuedRow>, StoreError> {
        let sql = format!("SELECT {ISSUED} FROM issued WHERE lower(hex(digest)) LIKE ?1 || '%' ORDER BY sequence");
        self.all(&sql, [prefix.to_lowercase()], read_issued)
    }

    /// Whether and since when a serial number is revoked.
    pub fn revocation(&self, issuer: &Label, serial: &str) -> Result<Option<Time>, StoreError> {
        let sql = "SELECT at FROM revoked WHERE issuer = ?1 AND serial = ?2";
        self.one(sql, [issuer.as_str(), serial], |row| Ok(row.get::<_, String>(0)?.parse()?))
    }

    /// Everything an issuer revoked, in order of serial number.
    pub fn revoked(&self, issuer: &Label) -> Result<Vec<RevokedRow>, StoreError> {
        // In the order of the table's key: nearly all numbers are of one length, and little is left to be sorted.
        let sql = "SELECT serial, at, sequence FROM revoked WHERE issuer = ?1 ORDER BY serial";
        let mut rows = self.all(sql, [issuer.as_str()], |row| {
            let sequence = row.get::<_, i64>(2)? as u64;
            Ok(RevokedRow { serial: row.get(0)?, at: row.get::<_, String>(1)?.parse()?, sequence })
        })?;
        rows.sort_by_key(|row| row.serial.len());
        Ok(rows)
    }

    /// The highest revocation list number an issuer ever took.
    pub fn last_crl_number(&self, issuer: &Label) -> Result<Option<u64>, StoreError> {
        let sql = "SELECT max(number) FROM crl WHERE issuer = ?1";
        let last = self.one(sql, [issuer.as_str()], |row| Ok(row.get::<_, Option<i64>>(0)?))?;
        Ok(last.flatten().map(|n| n as u64).max(self.high_water("crl", issuer.as_str())?))
    }

    /// The newest revocation list of an issuer that exists.
    pub fn last_crl(&self, issuer: &Label) -> Result<Option<CrlRow>, StoreError> {
        let sql = "SELECT number, digest, this_update, next_update, sequence FROM crl \
                   WHERE issuer = ?1 AND digest IS NOT NULL ORDER BY number DESC LIMIT 1";
        self.one(sql, [issuer.as_str()], read_crl)
    }

    /// Every revocation list of an issuer, lost numbers too.
    pub fn crls(&self, issuer: &Label) -> Result<Vec<CrlRow>, StoreError> {
        let sql =
            "SELECT number, digest, this_update, next_update, sequence FROM crl WHERE issuer = ?1 ORDER BY number";
        self.all(sql, [issuer.as_str()], read_crl)
    }
}

/// The refusal of a second revocation (REVOKE-1).
pub fn revoked_already(issuer: &Label, serial: &str) -> StoreError {
    StoreError::DoneAlready { clause: "REVOKE-1", what: format!("serial number {serial} of '{issuer}' was revoked") }
}

impl Writing<'_> {
    /// Takes a serial number (SERIAL-1 where it was ever taken).
    pub fn reserve_serial(&self, issuer: &Label, serial: &str, sequence: u64) -> Result<(), StoreError> {
        if self.rows().serial(issuer, serial)?.is_some() {
            return Err(StoreError::Reserved {
                clause: "SERIAL-1",
                what: format!("serial number {serial} of '{issuer}'"),
            });
        }
        let values = params![issuer.as_str(), serial, sequence as i64];
        self.execute("INSERT INTO serial (issuer, serial, state, sequence) VALUES (?1, ?2, 'reserved', ?3)", values)?;
        Ok(())
    }

    /// Burns a serial number that was reserved.
    pub fn burn_serial(&self, issuer: &Label, serial: &str) -> Result<(), StoreError> {
        let sql = "UPDATE serial SET state = 'burnt' WHERE issuer = ?1 AND serial = ?2 AND state = 'reserved'";
        self.execute(sql, [issuer.as_str(), serial])?;
        Ok(())
    }

    /// Records a certificate under the serial number that was reserved for it.
    pub fn keep_issued(&self, row: &IssuedRow, der: &[u8]) -> Result<(), StoreError> {
        self.keep_object(der)?;
        let sql = "UPDATE serial SET state = 'issued' WHERE issuer = ?1 AND serial = ?2 AND state = 'reserved'";
        if self.execute(sql, [row.issuer.as_str(), &row.serial])? != 1 {
            return Err(corrupt("serial", format!("serial number {} of '{}' is not reserved", row.serial, row.issuer)));
        }
        let values = params![
            row.digest.bytes(),
            row.issuer.as_str(),
            row.serial,
            row.profile.as_str(),
            row.subject,
            row.subject_key.as_ref().map(Label::as_str),
            row.key.bytes(),
            row.not_before.to_string(),
            row.not_after.to_string(),
            row.sequence as i64,
            row.role.word(),
        ];
        let sql = format!("INSERT INTO issued ({ISSUED}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
        self.execute(&sql, values)?;
        Ok(())
    }

    /// Records a revocation (REVOKE-1 where there is one already).
    pub fn revoke(&self, issuer: &Label, serial: &str, at: Time, sequence: u64) -> Result<(), StoreError> {
        if self.rows().revocation(issuer, serial)?.is_some() {
            return Err(revoked_already(issuer, serial));
        }
        let values = params![issuer.as_str(), serial, at.to_string(), sequence as i64];
        self.execute("INSERT INTO revoked (issuer, serial, at, sequence) VALUES (?1, ?2, ?3, ?4)", values)?;
        Ok(())
    }

    /// Takes a revocation list number; only numbers above all before are taken (NUMBER-1).
    pub fn reserve_crl_number(&self, issuer: &Label, number: u64, sequence: u64) -> Result<(), StoreError> {
        if self.rows().last_crl_number(issuer)?.is_some_and(|last| last >= number) {
            return Err(StoreError::Reserved {
                clause: "NUMBER-1",
                what: format!("revocation list number {number} of '{issuer}'"),
            });
        }
        let values = params![issuer.as_str(), number as i64, sequence as i64];
        self.execute("INSERT INTO crl (issuer, number, sequence) VALUES (?1, ?2, ?3)", values)?;
        Ok(())
    }

    /// Records a revocation list under the number that was reserved for it.
    pub fn keep_crl(
        &self,
        issuer: &Label,
        number: u64,
        der: &[u8],
        this: Time,
        next: Time,
    ) -> Result<Digest, StoreError> {
        let digest = self.keep_object(der)?;
        let sql = "UPDATE crl SET digest = ?3, this_update = ?4, next_update = ?5 WHERE issuer = ?1 AND number = ?2 AND digest IS NULL";
        let values = params![issuer.as_str(), number as i64, digest.bytes(), this.to_string(), next.to_string()];
        match self.execute(sql, values)? {
            1 => Ok(digest),
            _ => Err(corrupt("crl", format!("number {number} of '{issuer}' is not reserved"))),
        }
    }
}
