//! Downloads of the PKD: files that were taken in, what stands in them, and a reading that goes on.

use rusqlite::params;

use super::{Rows, StoreError, Writing, corrupt};
use crate::clock::Time;
use crate::digest::Digest;
use crate::icao::pkd::{Collection, Described, Extent, Judged, Kept, KeptWhat, ObjectKind, Said};

/// A file that was taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PkdFileRow {
    /// SHA-256 of its bytes, which are not kept.
    pub digest: Digest,
    /// The name it had.
    pub name: Option<String>,
    /// The number of its collection.
    pub collection: Option<u16>,
    /// Whether it holds all of its collection.
    pub extent: Option<Extent>,
    /// The edition's number in its name.
    pub edition: Option<u32>,
    /// The highest pkdVersion in it.
    pub version: Option<u64>,
    /// How many octets it has.
    pub octets: u64,
    /// How many records.
    pub records: u64,
    /// The digest over its rows.
    pub contents: Digest,
    /// The entry that recorded it.
    pub sequence: u64,
}

/// Where a reading stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PkdReadingRow {
    /// Octets before the next record.
    pub octets: u64,
    /// Its line.
    pub line: u64,
    /// Records before it.
    pub records: u64,
    /// How many entries the ledger had when the reading began.
    pub ledger: u64,
}

/// Where an object stands in the downloads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PkdSighting {
    /// The file.
    pub file: PkdFileRow,
    /// The line.
    pub entry: Kept,
}

const FILE: &str = "digest, name, collection, extent, edition, version, octets, records, contents, sequence";
const ENTRY: &str =
    "line, what, name, place, collection, state, kind, object, judged, verifier, version, said, findings";
const OBJECT: &str = "digest, kind, state, subject, number, identifier, not_before, not_after";

fn digest(octets: Option<Vec<u8>>) -> Result<Option<Digest>, StoreError> {
    Ok(octets.map(|octets| Digest::from_slice(&octets)).transpose()?)
}

fn read_file(row: &rusqlite::Row<'_>) -> Result<PkdFileRow, StoreError> {
    let number = |n: usize| row.get::<_, i64>(n).map(|v| v as u64);
    Ok(PkdFileRow {
        digest: Digest::from_slice(&row.get::<_, Vec<u8>>(0)?)?,
        name: row.get(1)?,
        collection: row.get(2)?,
        extent: word("pkd_file", row.get(3)?, Extent::from_word)?,
        edition: row.get(4)?,
        version: row.get::<_, Option<i64>>(5)?.map(|v| v as u64),
        octets: number(6)?,
        records: number(7)?,
        contents: Digest::from_slice(&row.get::<_, Vec<u8>>(8)?)?,
        sequence: number(9)?,
    })
}

/// A word of the store's that must be one of ours.
fn word<T>(table: &'static str, text: Option<String>, of: impl Fn(&str) -> Option<T>) -> Result<Option<T>, StoreError> {
    let read = |text: String| of(&text).ok_or_else(|| corrupt(table, format!("'{}'", crate::safe::line(&text, 40))));
    text.map(read).transpose()
}

fn kind(word: &str) -> Option<ObjectKind> {
    ObjectKind::ALL.iter().copied().find(|kind| kind.word() == word)
}

fn read_entry(row: &rusqlite::Row<'_>, first: usize) -> Result<Kept, StoreError> {
    let said: Option<String> = row.get(first + 11)?;
    let findings: Option<String> = row.get(first + 12)?;
    let what = word("pkd_entry", Some(row.get(first + 1)?), KeptWhat::from_word)?;
    Ok(Kept {
        line: row.get::<_, i64>(first)? as u64,
        what: what.unwrap_or(KeptWhat::Other),
        name: row.get(first + 2)?,
        place: digest(row.get(first + 3)?)?,
        collection: row.get::<_, Option<u16>>(first + 4)?.map(Collection::of),
        state: row.get(first + 5)?,
        kind: word("pkd_entry", row.get(first + 6)?, kind)?,
        object: digest(row.get(first + 7)?)?,
        judged: word("pkd_entry", row.get(first + 8)?, Judged::from_word)?,
        verifier: digest(row.get(first + 9)?)?,
        version: row.get::<_, Option<i64>>(first + 10)?.map(|v| v as u64),
        said: said.map(|text| serde_json::from_str::<Said>(&text)).transpose()?,
        findings: findings.iter().flat_map(|text| text.split(' ')).map(str::to_owned).collect(),
    })
}

fn read_object(row: &rusqlite::Row<'_>) -> Result<Described, StoreError> {
    let time = |text: Option<String>| text.map(|t| t.parse::<Time>()).transpose();
    Ok(Described {
        digest: Digest::from_slice(&row.get::<_, Vec<u8>>(0)?)?,
        kind: word("pkd_object", Some(row.get(1)?), kind)?.unwrap_or(ObjectKind::DocumentSigner),
        state: row.get(2)?,
        subject: row.get(3)?,
        number: row.get(4)?,
        identifier: row.get(5)?,
        not_before: time(row.get(6)?)?,
        not_after: time(row.get(7)?)?,
    })
}

impl Rows<'_> {
    /// Every file that was taken in, in that order.
    pub fn pkd_files(&self) -> Result<Vec<PkdFileRow>, StoreError> {
        self.all(&format!("SELECT {FILE} FROM pkd_file ORDER BY sequence"), [], read_file)
    }

    /// A file by its digest.
    pub fn pkd_file(&self, digest: Digest) -> Result<Option<PkdFileRow>, StoreError> {
        self.one(&format!("SELECT {FILE} FROM pkd_file WHERE digest = ?1"), [digest.bytes()], read_file)
    }

    /// Where the reading of a file stands that was begun and not ended.
    pub fn pkd_reading(&self, file: Digest) -> Result<Option<PkdReadingRow>, StoreError> {
        let sql = "SELECT octets, line, records, ledger FROM pkd_reading WHERE file = ?1";
        self.one(sql, [file.bytes()], |row| {
            let number = |n: usize| row.get::<_, i64>(n).map(|v| v as u64);
            Ok(PkdReadingRow { octets: number(0)?, line: number(1)?, records: number(2)?, ledger: number(3)? })
        })
    }

    /// The files whose reading was begun and not ended, each with the line it came to.
    pub fn pkd_readings(&self) -> Result<Vec<(Digest, u64)>, StoreError> {
        self.all("SELECT file, line FROM pkd_reading ORDER BY file", [], |row| {
            Ok((Digest::from_slice(&row.get::<_, Vec<u8>>(0)?)?, row.get::<_, i64>(1)? as u64))
        })
    }

    /// What stands in a file, line after line, one at a time.
    pub fn each_pkd_entry<E: From<StoreError>>(
        &self,
        file: Digest,
        mut each: impl FnMut(Kept) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = format!("SELECT {ENTRY} FROM pkd_entry WHERE file = ?1 ORDER BY line");
        let mut statement = self.connection.prepare_cached(&sql).map_err(StoreError::from)?;
        let mut rows = statement.query([file.bytes()]).map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            each(read_entry(row, 0)?)?;
        }
        Ok(())
    }

    /// Where an object stands in the files that were taken in, oldest first.
    pub fn pkd_sightings(&self, object: Digest) -> Result<Vec<PkdSighting>, StoreError> {
        let prefixed = |table: &str, columns: &str| {
            columns.split(", ").map(|column| format!("{table}.{column}")).collect::<Vec<_>>().join(", ")
        };
        let sql = format!(
            "SELECT {}, {} FROM pkd_entry e JOIN pkd_file f ON f.digest = e.file WHERE e.object = ?1 \
             ORDER BY f.sequence, e.line",
            prefixed("f", FILE),
            prefixed("e", ENTRY)
        );
        self.all(&sql, [object.bytes()], |row| Ok(PkdSighting { file: read_file(row)?, entry: read_entry(row, 10)? }))
    }

    /// Whether an object stands in a file that was taken in.
    pub fn has_pkd_object(&self, digest: Digest) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM pkd_entry e JOIN pkd_file f ON f.digest = e.file WHERE e.object = ?1 LIMIT 1";
        Ok(self.one(sql, [digest.bytes()], |_| Ok(()))?.is_some())
    }

    /// Objects of one kind and state.
    pub fn pkd_objects_of(&self, kind: ObjectKind, state: Option<&str>) -> Result<Vec<Described>, StoreError> {
        let sql = format!(
            "SELECT {OBJECT} FROM pkd_object o WHERE kind = ?1 AND (?2 IS NULL OR state = ?2) AND EXISTS \
             (SELECT 1 FROM pkd_entry e JOIN pkd_file f ON f.digest = e.file WHERE e.object = o.digest) \
             ORDER BY state, subject, not_before, digest"
        );
        self.all(&sql, params![kind.word(), state], read_object)
    }

    /// Rows of files that nobody took in and nobody reads: how many.
    pub fn pkd_strays(&self) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM pkd_entry WHERE file NOT IN (SELECT digest FROM pkd_file) \
                   AND file NOT IN (SELECT file FROM pkd_reading)";
        Ok(self.one(sql, [], |row| Ok(row.get::<_, i64>(0)?))?.unwrap_or(0) as u64)
    }
}

impl Writing<'_> {
    /// Forgets what was read of a file that was not taken in.
    pub fn forget_pkd_reading(&self, file: Digest) -> Result<(), StoreError> {
        if self.rows().pkd_file(file)?.is_some() {
            return Err(corrupt("pkd_reading", format!("file {file} was taken in and is not read again")));
        }
        self.execute("DELETE FROM pkd_entry WHERE file = ?1", [file.bytes()])?;
        self.execute("DELETE FROM pkd_reading WHERE file = ?1", [file.bytes()])?;
        Ok(())
    }

    /// Keeps where the reading of a file stands.
    pub fn keep_pkd_reading(&self, file: Digest, at: PkdReadingRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO pkd_reading (file, octets, line, records, ledger) VALUES (?1, ?2, ?3, ?4, ?5) \
                   ON CONFLICT (file) DO UPDATE SET octets = excluded.octets, line = excluded.line, \
                   records = excluded.records";
        let values = params![file.bytes(), at.octets as i64, at.line as i64, at.records as i64, at.ledger as i64];
        self.execute(sql, values)?;
        Ok(())
    }

    /// Keeps a line of a file.
    pub fn keep_pkd_entry(&self, file: Digest, row: &Kept) -> Result<(), StoreError> {
        let octets = |digest: Option<Digest>| digest.map(|d| d.bytes().to_vec());
        let values = params![
            file.bytes(),
            row.line as i64,
            row.what.word(),
            row.name,
            octets(row.place),
            row.collection.map(|c| c.number()),
            row.state,
            row.kind.map(ObjectKind::word),
            octets(row.object),
            row.judged.map(Judged::word),
            octets(row.verifier),
            row.version.map(|v| v as i64),
            row.said.as_ref().map(serde_json::to_string).transpose()?,
            (!row.findings.is_empty()).then(|| row.findings.join(" ")),
        ];
        let sql = format!(
            "INSERT INTO pkd_entry (file, {ENTRY}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"
        );
        self.execute(&sql, values)?;
        Ok(())
    }

    /// Keeps an object of a download with its bytes, once.
    pub fn keep_pkd_object(&self, row: &Described) -> Result<(), StoreError> {
        let values = params![
            row.digest.bytes(),
            row.kind.word(),
            row.state,
            row.subject,
            row.number,
            row.identifier,
            row.not_before.map(String::from),
            row.not_after.map(String::from),
        ];
        let sql = format!(
            "INSERT INTO pkd_object ({OBJECT}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (digest, kind) DO NOTHING"
        );
        self.execute(&sql, values)?;
        Ok(())
    }

    /// Keeps a file that was read to its end; once (PKD-3).
    pub fn keep_pkd_file(&self, row: &PkdFileRow) -> Result<(), StoreError> {
        if self.rows().pkd_file(row.digest)?.is_some() {
            let what = format!("PKD file {} was taken in", row.digest);
            return Err(StoreError::DoneAlready { clause: "PKD-3", what });
        }
        let values = params![
            row.digest.bytes(),
            row.name,
            row.collection,
            row.extent.map(Extent::word),
            row.edition,
            row.version.map(|v| v as i64),
            row.octets as i64,
            row.records as i64,
            row.contents.bytes(),
            row.sequence as i64,
        ];
        let sql = format!("INSERT INTO pkd_file ({FILE}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
        self.execute(&sql, values)?;
        self.execute("DELETE FROM pkd_reading WHERE file = ?1", [row.digest.bytes()])?;
        Ok(())
    }
}
