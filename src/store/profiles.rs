//! Profiles that were adopted since the station was born.

use rusqlite::params;

use super::{Rows, StoreError, Writing, corrupt};
use crate::digest::Digest;
use crate::pki::lint::Role;
use crate::safe::Label;

/// A profile that was adopted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileRow {
    /// Its name.
    pub name: Label,
    /// The digest of its text.
    pub digest: Digest,
    /// What certificates of it are for.
    pub role: Role,
    /// The entry that put it in force.
    pub sequence: u64,
}

impl Rows<'_> {
    /// The newest adoption of each name, in alphabetical order.
    pub fn profiles(&self) -> Result<Vec<ProfileRow>, StoreError> {
        // Beside a lone max() SQLite takes the other columns from the row that has it.
        let sql = "SELECT name, digest, role, max(sequence) FROM profile GROUP BY name ORDER BY name";
        self.all(sql, [], |row| {
            let (name, digest, role): (String, Vec<u8>, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(ProfileRow {
                name: name.parse().map_err(|_| corrupt("profile", name))?,
                digest: Digest::from_slice(&digest)?,
                role: Role::from_word(&role).ok_or_else(|| corrupt("profile", role))?,
                sequence: row.get::<_, i64>(3)? as u64,
            })
        })
    }
}

impl Writing<'_> {
    /// Certificates of a profile are issued by this text from now on.
    pub fn adopt_profile(&self, name: &Label, text: &[u8], role: Role, sequence: u64) -> Result<(), StoreError> {
        let digest = self.keep_object(text)?;
        let values = params![name.as_str(), sequence as i64, digest.bytes(), role.word()];
        self.execute("INSERT INTO profile (name, sequence, digest, role) VALUES (?1, ?2, ?3, ?4)", values)?;
        Ok(())
    }
}
