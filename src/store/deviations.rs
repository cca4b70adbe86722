//! Deviation lists that were taken in.

use rusqlite::params;

use super::{Rows, StoreError, Writing};
use crate::clock::Time;
use crate::digest::Digest;

/// A deviation list that was taken in.
#[derive(Clone, Debug)]
pub struct DeviationRow {
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// Where it came from, in words, unless that was erased.
    pub source: Option<String>,
    /// The state whose documents it is about: that of its signer; none where nobody says.
    pub state: Option<String>,
    /// Its version.
    pub version: u32,
    /// What was concluded about its signature when it was taken in.
    pub verdict: String,
    /// Its signer, as text.
    pub signer: Option<String>,
    /// The certificate that verifies the signer's.
    pub signer_issuer: Option<Digest>,
    /// When it says it was signed.
    pub signed_at: Option<Time>,
    /// How many deviations.
    pub deviations: u64,
    /// How many document numbers.
    pub numbers: u64,
    /// The entry that recorded it.
    pub sequence: u64,
}

impl Rows<'_> {
    /// Every deviation list that was taken in, oldest first.
    pub fn deviation_lists(&self) -> Result<Vec<DeviationRow>, StoreError> {
        let sql = "SELECT digest, state, version, verdict, signer, signer_issuer, signed_at, deviations, numbers, sequence \
                   FROM deviation_list ORDER BY sequence";
        self.all(sql, [], |row| {
            let digest: Vec<u8> = row.get(0)?;
            let count = |n: usize| row.get::<_, i64>(n).map(|v| v as u64);
            let sequence = count(9)?;
            Ok(DeviationRow {
                digest: Digest::from_slice(&digest)?,
                source: self.opened_text(sequence, "source")?,
                state: row.get(1)?,
                version: row.get(2)?,
                verdict: row.get(3)?,
                signer: row.get(4)?,
                signer_issuer: row.get::<_, Option<Vec<u8>>>(5)?.map(|d| Digest::from_slice(&d)).transpose()?,
                signed_at: row.get::<_, Option<String>>(6)?.map(|t| t.parse()).transpose()?,
                deviations: count(7)?,
                numbers: count(8)?,
                sequence,
            })
        })
    }

    /// A deviation list by its digest.
    pub fn deviation_list(&self, digest: Digest) -> Result<Option<DeviationRow>, StoreError> {
        Ok(self.deviation_lists()?.into_iter().find(|list| list.digest == digest))
    }
}

/// A deviation list that was taken in comes again (DEVIATION-1).
pub fn deviations_already(list: Digest) -> StoreError {
    StoreError::DoneAlready { clause: "DEVIATION-1", what: format!("deviation list {list} was taken in") }
}

impl Writing<'_> {
    /// Keeps a deviation list with its bytes; once (DEVIATION-1).
    pub fn keep_deviation_list(&self, row: &DeviationRow, bytes: &[u8]) -> Result<(), StoreError> {
        if self.rows().deviation_list(row.digest)?.is_some() {
            return Err(deviations_already(row.digest));
        }
        self.keep_object(bytes)?;
        let values = params![
            row.digest.bytes(),
            row.state,
            row.version,
            row.verdict,
            row.signer,
            row.signer_issuer.map(|d| d.bytes().to_vec()),
            row.signed_at.map(String::from),
            row.deviations as i64,
            row.numbers as i64,
            row.sequence as i64,
        ];
        let sql = "INSERT INTO deviation_list \
                   (digest, state, version, verdict, signer, signer_issuer, signed_at, deviations, numbers, sequence) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
        self.execute(sql, values)?;
        Ok(())
    }
}
