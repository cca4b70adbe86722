//! Bundles that left the station, and the history of their roots.

use rusqlite::params;
use serde_json::Value;

use super::{Rows, StoreError, Writing, corrupt};
use crate::digest::Digest;

/// A bundle; its version is taken even where the bundle was lost.
#[derive(Clone, Debug)]
pub struct BundleRow {
    /// Its version.
    pub version: u64,
    /// The digest of its manifest, if it was finished.
    pub manifest: Option<Digest>,
    /// The versions of its TUF roles.
    pub versions: Option<Value>,
    /// The entry that took the version.
    pub sequence: u64,
}

/// One version of the TUF root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootRow {
    /// Its version.
    pub version: u64,
    /// The digest of its bytes, which are kept.
    pub digest: Digest,
}

fn read_bundle(row: &rusqlite::Row<'_>) -> Result<BundleRow, StoreError> {
    let manifest: Option<Vec<u8>> = row.get(1)?;
    let versions: Option<String> = row.get(2)?;
    Ok(BundleRow {
        version: row.get::<_, i64>(0)? as u64,
        manifest: manifest.map(|m| Digest::from_slice(&m)).transpose()?,
        versions: versions.map(|v| serde_json::from_str(&v)).transpose()?,
        sequence: row.get::<_, i64>(3)? as u64,
    })
}

impl Rows<'_> {
    /// The highest bundle version ever taken.
    pub fn last_bundle_version(&self) -> Result<Option<u64>, StoreError> {
        let last = self.one("SELECT max(version) FROM bundle", [], |row| Ok(row.get::<_, Option<i64>>(0)?))?;
        Ok(last.flatten().map(|n| n as u64).max(self.high_water("bundle", "")?))
    }

    /// The newest bundle that was finished.
    pub fn last_bundle(&self) -> Result<Option<BundleRow>, StoreError> {
        let sql = "SELECT version, manifest, versions, sequence FROM bundle \
                   WHERE manifest IS NOT NULL ORDER BY version DESC LIMIT 1";
        self.one(sql, [], read_bundle)
    }

    /// Every bundle, lost versions too.
    pub fn bundles(&self) -> Result<Vec<BundleRow>, StoreError> {
        self.all("SELECT version, manifest, versions, sequence FROM bundle ORDER BY version", [], read_bundle)
    }

    /// One bundle by its version.
    pub fn bundle(&self, version: u64) -> Result<Option<BundleRow>, StoreError> {
        let sql = "SELECT version, manifest, versions, sequence FROM bundle WHERE version = ?1";
        self.one(sql, [version as i64], read_bundle)
    }

    /// The versions of every bundle that was finished, oldest first.
    pub fn bundle_versions(&self) -> Result<Vec<u64>, StoreError> {
        let sql = "SELECT version FROM bundle WHERE manifest IS NOT NULL ORDER BY version";
        self.all(sql, [], |row| Ok(row.get::<_, i64>(0)? as u64))
    }

    /// Every version of the TUF root, oldest first.
    pub fn bundle_roots(&self) -> Result<Vec<RootRow>, StoreError> {
        self.all("SELECT version, digest FROM bundle_root ORDER BY version", [], |row| {
            let digest: Vec<u8> = row.get(1)?;
            Ok(RootRow { version: row.get::<_, i64>(0)? as u64, digest: Digest::from_slice(&digest)? })
        })
    }
}

impl Writing<'_> {
    /// Takes a bundle version above all before (NUMBER-1).
    pub fn reserve_bundle(&self, version: u64, sequence: u64) -> Result<(), StoreError> {
        if self.rows().last_bundle_version()?.is_some_and(|last| last >= version) {
            return Err(StoreError::Reserved { clause: "NUMBER-1", what: format!("bundle version {version}") });
        }
        self.execute(
            "INSERT INTO bundle (version, sequence) VALUES (?1, ?2)",
            params![version as i64, sequence as i64],
        )?;
        Ok(())
    }

    /// Records a finished bundle under the version that was reserved for it.
    pub fn keep_bundle(&self, version: u64, manifest: Digest, versions: &Value) -> Result<(), StoreError> {
        let values = params![version as i64, manifest.bytes(), serde_json::to_string(versions)?];
        let sql = "UPDATE bundle SET manifest = ?2, versions = ?3 WHERE version = ?1 AND manifest IS NULL";
        match self.execute(sql, values)? {
            1 => Ok(()),
            _ => Err(corrupt("bundle", format!("version {version} is not reserved"))),
        }
    }

    /// Keeps a version of the TUF root.
    pub fn keep_bundle_root(&self, version: u64, bytes: &[u8], sequence: u64) -> Result<(), StoreError> {
        let digest = self.keep_object(bytes)?;
        let values = params![version as i64, digest.bytes(), sequence as i64];
        self.execute("INSERT INTO bundle_root (version, digest, sequence) VALUES (?1, ?2, ?3)", values)?;
        Ok(())
    }
}
