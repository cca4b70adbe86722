//! Where a key was seen before: in certificates of ours, in those of the world, and in those of the PKD.

use rusqlite::params;

use super::{Rows, StoreError};
use crate::digest::Digest;

/// Where a certificate that was kept is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// This station issued it.
    Issued,
    /// It was found on a master list, or imported.
    Known,
    /// It stands in a download of the PKD.
    Pkd,
}

impl Origin {
    /// The words for it.
    pub const fn word(self) -> &'static str {
        match self {
            Origin::Issued => "issued here",
            Origin::Known => "found in the world",
            Origin::Pkd => "of the PKD",
        }
    }
}

/// The tables that name certificates by their digest.
const TABLES: [(Origin, &str); 3] = [
    (Origin::Issued, "SELECT digest FROM issued"),
    (Origin::Known, "SELECT digest FROM known"),
    (Origin::Pkd, "SELECT digest FROM pkd_object WHERE kind <> 'CRL' AND kind <> 'master list'"),
];

impl Rows<'_> {
    /// Every certificate in whose octets these stand: candidates, of which the caller says whose key it is. Each
    /// certificate once for each origin, in order of digest.
    pub fn certificates_holding(&self, octets: &[u8]) -> Result<Vec<(Origin, Digest, Vec<u8>)>, StoreError> {
        let mut found = Vec::new();
        for (origin, digests) in TABLES {
            let sql = format!(
                "SELECT digest, bytes FROM object WHERE digest IN ({digests}) AND instr(bytes, ?1) > 0 ORDER BY digest"
            );
            found.extend(self.all(&sql, params![octets], |row| {
                Ok((origin, Digest::from_slice(&row.get::<_, Vec<u8>>(0)?)?, row.get(1)?))
            })?);
        }
        Ok(found)
    }
}
