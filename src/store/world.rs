//! What is known of the world: lists, certificates on them, decisions of people.

use rusqlite::params;
use serde_json::Value;

use super::{Rows, StoreError, Writing, corrupt};
use crate::clock::Time;
use crate::digest::Digest;

/// How a master list stands in [`ListRow::form`].
pub const MASTER_LIST: &str = "master-list";

/// A list that was taken in, or certificates that were imported.
#[derive(Clone, Debug)]
pub struct ListRow {
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// Where it came from, in words, unless that was erased.
    pub source: Option<String>,
    /// `master-list`; `folder` or `trust-store` for what was imported.
    pub form: String,
    /// Whether it has a signature.
    pub signed: bool,
    /// What was concluded about its signature when it was taken in.
    pub verdict: String,
    /// Its signer, as text.
    pub signer: Option<String>,
    /// The certificate that verifies the signer's.
    pub signer_issuer: Option<Digest>,
    /// When it says it was signed.
    pub signed_at: Option<Time>,
    /// How many entries.
    pub entries: u64,
    /// The entry that recorded it.
    pub sequence: u64,
}

/// A foreign certificate, once, whatever lists it stands on.
#[derive(Clone, Debug)]
pub struct KnownRow {
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// The state: two letters, upper case; `??` where it says none.
    pub state: String,
    /// Subject name as text.
    pub subject: String,
    /// How it is verified: self-signed, link, orphan, unreadable.
    pub kind: String,
    /// The certificate whose key verifies it.
    pub verifier: Option<Digest>,
    /// Validity, where it can be read.
    pub not_before: Option<Time>,
    /// Validity, where it can be read.
    pub not_after: Option<Time>,
    /// How many findings are errors.
    pub errors: u32,
    /// How many are warnings.
    pub warnings: u32,
    /// The findings.
    pub findings: Value,
}

/// What people decided about a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionRow {
    /// The certificate.
    pub certificate: Digest,
    /// `accept` or `distrust`.
    pub word: String,
    /// When. On what ground stands, sealed, in the entry.
    pub at: Time,
    /// The entry that recorded it.
    pub sequence: u64,
}

/// The certificates of one state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateSummary {
    /// The state: two letters.
    pub state: String,
    /// How many certificates.
    pub certificates: u64,
    /// How many of them are self-signed.
    pub self_signed: u64,
    /// How many are links.
    pub links: u64,
    /// How many nothing verifies, or cannot be read.
    pub not_verified: u64,
    /// How many have an error finding.
    pub with_errors: u64,
    /// How many have expired at the time asked about.
    pub expired: u64,
}

/// The tables in which certificates stand by their digest, in the order in which they are asked. A further kind of
/// thing that is found here has its table named here.
const CERTIFICATES: [&str; 3] = ["issued", "known", PKD_CERTIFICATES];

/// Certificates of downloads that were taken in; what a reading left that was cut off is not among them.
const PKD_CERTIFICATES: &str = "(SELECT o.digest FROM pkd_object o WHERE o.kind <> 'CRL' AND EXISTS \
    (SELECT 1 FROM pkd_entry e JOIN pkd_file f ON f.digest = e.file WHERE e.object = o.digest))";

/// The same for their revocation lists.
const PKD_CRLS: &str = "(SELECT o.digest FROM pkd_object o WHERE o.kind = 'CRL' AND EXISTS \
    (SELECT 1 FROM pkd_entry e JOIN pkd_file f ON f.digest = e.file WHERE e.object = o.digest))";

/// The same for revocation lists.
const REVOCATION_LISTS: [&str; 2] = ["crl", PKD_CRLS];

const KNOWN: &str = "digest, state, subject, kind, verifier, not_before, not_after, errors, warnings, findings";

fn read_known(row: &rusqlite::Row<'_>) -> Result<KnownRow, StoreError> {
    let digest: Vec<u8> = row.get(0)?;
    let verifier: Option<Vec<u8>> = row.get(4)?;
    let time = |text: Option<String>| text.map(|t| t.parse::<Time>()).transpose();
    let findings: String = row.get(9)?;
    Ok(KnownRow {
        digest: Digest::from_slice(&digest)?,
        state: row.get(1)?,
        subject: row.get(2)?,
        kind: row.get(3)?,
        verifier: verifier.map(|v| Digest::from_slice(&v)).transpose()?,
        not_before: time(row.get(5)?)?,
        not_after: time(row.get(6)?)?,
        errors: row.get(7)?,
        warnings: row.get(8)?,
        findings: serde_json::from_str(&findings)?,
    })
}

impl Rows<'_> {
    /// A list by its digest.
    pub fn list(&self, digest: Digest) -> Result<Option<ListRow>, StoreError> {
        Ok(self.lists()?.into_iter().find(|l| l.digest == digest))
    }

    /// Every list that was taken in.
    pub fn lists(&self) -> Result<Vec<ListRow>, StoreError> {
        let sql = "SELECT digest, signed, verdict, signer, signed_at, entries, sequence, signer_issuer, form \
                   FROM list ORDER BY sequence";
        self.all(sql, [], |row| {
            let digest: Vec<u8> = row.get(0)?;
            let sequence = row.get::<_, i64>(6)? as u64;
            Ok(ListRow {
                digest: Digest::from_slice(&digest)?,
                source: self.opened_text(sequence, "source")?,
                form: row.get(8)?,
                signed: row.get(1)?,
                verdict: row.get(2)?,
                signer: row.get(3)?,
                signer_issuer: row.get::<_, Option<Vec<u8>>>(7)?.map(|d| Digest::from_slice(&d)).transpose()?,
                signed_at: row.get::<_, Option<String>>(4)?.map(|t| t.parse()).transpose()?,
                entries: row.get::<_, i64>(5)? as u64,
                sequence,
            })
        })
    }

    /// A foreign certificate by its digest.
    pub fn known(&self, digest: Digest) -> Result<Option<KnownRow>, StoreError> {
        self.one(&format!("SELECT {KNOWN} FROM known WHERE digest = ?1"), [digest.bytes()], read_known)
    }

    /// Every foreign certificate, by state, or of one state only.
    pub fn known_of(&self, state: Option<&str>) -> Result<Vec<KnownRow>, StoreError> {
        let sql = format!(
            "SELECT {KNOWN} FROM known WHERE ?1 IS NULL OR state = ?1 ORDER BY state, subject, not_before, digest"
        );
        self.all(&sql, [state], read_known)
    }

    /// Every certificate whose digest begins with these hex digits, lower case: ours, and those that were found.
    pub fn certificates_beginning(&self, beginning: &str) -> Result<Vec<Digest>, StoreError> {
        self.beginning(&CERTIFICATES, beginning)
    }

    /// Every revocation list whose digest begins with these hex digits, lower case.
    pub fn revocation_lists_beginning(&self, beginning: &str) -> Result<Vec<Digest>, StoreError> {
        self.beginning(&REVOCATION_LISTS, beginning)
    }

    fn beginning(&self, tables: &[&str], beginning: &str) -> Result<Vec<Digest>, StoreError> {
        let mut found = Vec::new();
        for table in tables {
            let sql = format!("SELECT digest FROM {table} WHERE substr(lower(hex(digest)), 1, length(?1)) = ?1");
            found.extend(self.all(&sql, [beginning], |row| Ok(Digest::from_slice(&row.get::<_, Vec<u8>>(0)?)?))?);
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// The lists a certificate was seen on.
    pub fn sightings(&self, certificate: Digest) -> Result<Vec<Digest>, StoreError> {
        let sql = "SELECT DISTINCT list FROM sighting WHERE certificate = ?1 ORDER BY list";
        self.all(sql, [certificate.bytes()], |row| {
            let list: Vec<u8> = row.get(0)?;
            Ok(Digest::from_slice(&list)?)
        })
    }

    /// The certificates on a list.
    pub fn listed(&self, list: Digest) -> Result<Vec<Digest>, StoreError> {
        let sql = "SELECT certificate FROM sighting WHERE list = ?1 ORDER BY place";
        self.all(sql, [list.bytes()], |row| {
            let certificate: Vec<u8> = row.get(0)?;
            Ok(Digest::from_slice(&certificate)?)
        })
    }

    /// The places on lists at which a certificate was seen, from 0.
    pub fn places(&self, certificate: Digest) -> Result<Vec<(Digest, u64)>, StoreError> {
        let sql = "SELECT list, place FROM sighting WHERE certificate = ?1 ORDER BY list, place";
        self.all(sql, [certificate.bytes()], |row| {
            let list: Vec<u8> = row.get(0)?;
            Ok((Digest::from_slice(&list)?, row.get::<_, i64>(1)? as u64))
        })
    }

    /// The certificates by state, of one list or of all.
    pub fn states(&self, list: Option<Digest>, at: Time) -> Result<Vec<StateSummary>, StoreError> {
        let sql = "SELECT state, count(*), sum(kind = 'self-signed'), sum(kind IN ('link', 'link-other-name')), \
                   sum(kind IN ('orphan', 'unreadable')), sum(errors > 0), sum(not_after IS NOT NULL AND not_after < ?2) \
                   FROM known WHERE ?1 IS NULL OR digest IN (SELECT certificate FROM sighting WHERE list = ?1) \
                   GROUP BY state ORDER BY state";
        let list = list.map(|d| d.bytes().to_vec());
        self.all(sql, params![list, at.to_string()], |row| {
            let count = |n: usize| row.get::<_, i64>(n).map(|v| v as u64);
            Ok(StateSummary {
                state: row.get(0)?,
                certificates: count(1)?,
                self_signed: count(2)?,
                links: count(3)?,
                not_verified: count(4)?,
                with_errors: count(5)?,
                expired: count(6)?,
            })
        })
    }

    /// Every decision, oldest first.
    pub fn decisions(&self) -> Result<Vec<DecisionRow>, StoreError> {
        let sql = "SELECT certificate, word, at, sequence FROM decision ORDER BY sequence";
        self.all(sql, [], |row| {
            let certificate: Vec<u8> = row.get(0)?;
            Ok(DecisionRow {
                certificate: Digest::from_slice(&certificate)?,
                word: row.get(1)?,
                at: row.get::<_, String>(2)?.parse()?,
                sequence: row.get::<_, i64>(3)? as u64,
            })
        })
    }
}

impl Writing<'_> {
    /// Keeps a list with its bytes; once (LIST-1).
    pub fn keep_list(&self, row: &ListRow, bytes: &[u8]) -> Result<(), StoreError> {
        if self.rows().list(row.digest)?.is_some() {
            return Err(StoreError::DoneAlready {
                clause: "LIST-1",
                what: format!("list {} was taken in", row.digest),
            });
        }
        self.keep_object(bytes)?;
        let values = params![
            row.digest.bytes(),
            row.signed,
            row.verdict,
            row.signer,
            row.signed_at.map(String::from),
            row.entries as i64,
            row.sequence as i64,
            row.signer_issuer.map(|d| d.bytes().to_vec()),
            row.form,
        ];
        let sql = "INSERT INTO list (digest, signed, verdict, signer, signed_at, entries, sequence, signer_issuer, form) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        self.execute(sql, values)?;
        Ok(())
    }

    /// Keeps a foreign certificate with its bytes and newest verdict, and where it was seen.
    pub fn keep_known(&self, row: &KnownRow, bytes: &[u8], list: Digest, place: u64) -> Result<(), StoreError> {
        self.keep_object(bytes)?;
        let values = params![
            row.digest.bytes(),
            row.state,
            row.subject,
            row.kind,
            row.verifier.map(|d| d.bytes().to_vec()),
            row.not_before.map(String::from),
            row.not_after.map(String::from),
            row.errors,
            row.warnings,
            serde_json::to_string(&row.findings)?,
        ];
        // A later list may hold the certificate that verifies an orphan; never the other way round.
        let sql = format!(
            "INSERT INTO known ({KNOWN}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) \
             ON CONFLICT (digest) DO UPDATE SET kind = excluded.kind, verifier = excluded.verifier, \
             errors = excluded.errors, warnings = excluded.warnings, findings = excluded.findings \
             WHERE known.kind = 'orphan'"
        );
        self.execute(&sql, values)?;
        let values = params![row.digest.bytes(), list.bytes(), place as i64];
        self.execute("INSERT INTO sighting (certificate, list, place) VALUES (?1, ?2, ?3)", values)?;
        Ok(())
    }

    /// Gives an orphan the verdict that it has since the certificate which verifies it is known.
    pub fn adopt(&self, row: &KnownRow) -> Result<(), StoreError> {
        let values = params![
            row.digest.bytes(),
            row.kind,
            row.verifier.map(|d| d.bytes().to_vec()),
            row.errors,
            row.warnings,
            serde_json::to_string(&row.findings)?,
        ];
        let sql = "UPDATE known SET kind = ?2, verifier = ?3, errors = ?4, warnings = ?5, findings = ?6 \
                   WHERE digest = ?1 AND kind = 'orphan'";
        self.execute(sql, values)?;
        Ok(())
    }

    /// Records what people decided.
    pub fn decide(&self, row: &DecisionRow) -> Result<(), StoreError> {
        if self.rows().known(row.certificate)?.is_none() {
            return Err(corrupt("decision", format!("certificate {} is not known", row.certificate)));
        }
        let values = params![row.certificate.bytes(), row.sequence as i64, row.word, row.at.to_string()];
        self.execute("INSERT INTO decision (certificate, sequence, word, at) VALUES (?1, ?2, ?3, ?4)", values)?;
        Ok(())
    }
}
