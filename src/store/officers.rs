//! Who may decide, and by which policy.

use rusqlite::params;

use super::{Rows, StoreError, Writing};
use crate::digest::Digest;
use crate::safe::Label;

/// How an officer stands since an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficerRow {
    /// The id.
    pub officer: Label,
    /// The entry.
    pub sequence: u64,
    /// The enrolment in force since then; none where they retired.
    pub enrolment: Option<Digest>,
}

/// A policy since an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyRow {
    /// The policy's own name.
    pub name: Label,
    /// The digest of its text.
    pub digest: Digest,
    /// The entry.
    pub sequence: u64,
}

fn label(text: String, table: &'static str) -> Result<Label, StoreError> {
    text.parse().map_err(|_| super::corrupt(table, format!("'{}' is no name", crate::safe::line(&text, 40))))
}

impl Rows<'_> {
    /// Everything that happened to officers, oldest first.
    pub fn officer_history(&self) -> Result<Vec<OfficerRow>, StoreError> {
        self.all("SELECT officer, sequence, enrolment FROM officer ORDER BY sequence, officer", [], |row| {
            let enrolment: Option<Vec<u8>> = row.get(2)?;
            Ok(OfficerRow {
                officer: label(row.get(0)?, "officer")?,
                sequence: row.get::<_, i64>(1)? as u64,
                enrolment: enrolment.map(|digest| Digest::from_slice(&digest)).transpose()?,
            })
        })
    }

    /// How everybody stands who ever was an officer, by id.
    pub fn officers(&self) -> Result<Vec<OfficerRow>, StoreError> {
        let mut newest = std::collections::BTreeMap::new();
        for row in self.officer_history()? {
            newest.insert(row.officer.clone(), row);
        }
        Ok(newest.into_values().collect())
    }

    /// The policy in force.
    pub fn policy(&self) -> Result<Option<PolicyRow>, StoreError> {
        self.policy_before(i64::MAX as u64)
    }

    /// The policy that was in force just before an entry.
    pub fn policy_before(&self, sequence: u64) -> Result<Option<PolicyRow>, StoreError> {
        let sql = "SELECT sequence, name, digest FROM policy WHERE sequence < ?1 ORDER BY sequence DESC LIMIT 1";
        self.one(sql, [sequence as i64], |row| {
            let digest: Vec<u8> = row.get(2)?;
            Ok(PolicyRow {
                sequence: row.get::<_, i64>(0)? as u64,
                name: label(row.get(1)?, "policy")?,
                digest: Digest::from_slice(&digest)?,
            })
        })
    }

    /// The keys outside the station behind the root of bundles: SPKI, and whose they are.
    pub fn root_keys(&self) -> Result<Vec<(Vec<u8>, Label)>, StoreError> {
        self.all("SELECT spki, officer FROM root_key ORDER BY officer, spki", [], |row| {
            Ok((row.get(0)?, label(row.get(1)?, "root_key")?))
        })
    }
}

impl Writing<'_> {
    /// An enrolment is in force from now on.
    pub fn enroll(&self, officer: &Label, enrolment: &[u8], sequence: u64) -> Result<(), StoreError> {
        let digest = self.keep_object(enrolment)?;
        let values = params![officer.as_str(), sequence as i64, digest.bytes()];
        self.execute("INSERT INTO officer (officer, sequence, enrolment) VALUES (?1, ?2, ?3)", values)?;
        Ok(())
    }

    /// An officer decides no more.
    pub fn retire(&self, officer: &Label, sequence: u64) -> Result<(), StoreError> {
        let values = params![officer.as_str(), sequence as i64];
        self.execute("INSERT INTO officer (officer, sequence, enrolment) VALUES (?1, ?2, NULL)", values)?;
        Ok(())
    }

    /// A policy is in force from now on.
    pub fn adopt_policy(&self, name: &Label, text: &[u8], sequence: u64) -> Result<(), StoreError> {
        let digest = self.keep_object(text)?;
        let values = params![sequence as i64, name.as_str(), digest.bytes()];
        self.execute("INSERT INTO policy (sequence, name, digest) VALUES (?1, ?2, ?3)", values)?;
        Ok(())
    }

    /// A key outside the station stands behind the root of bundles.
    pub fn keep_root_key(&self, spki: &[u8], officer: &Label, sequence: u64) -> Result<(), StoreError> {
        let values = params![spki, officer.as_str(), sequence as i64];
        self.execute("INSERT INTO root_key (spki, officer, sequence) VALUES (?1, ?2, ?3)", values)?;
        Ok(())
    }
}
