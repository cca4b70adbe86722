//! Rows of the derived tables as plain values, to hold them against the ledger.

use rusqlite::types::{ToSqlOutput, Value, ValueRef};

use super::{Rows, Store, StoreError};

/// A value in a row.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Cell {
    /// None.
    Null,
    /// A whole number.
    Number(i64),
    /// A text.
    Text(String),
    /// Octets; SQLite's text that is no UTF-8 and its fractions come as these too.
    Octets(Vec<u8>),
}

impl Cell {
    fn read(value: ValueRef<'_>) -> Cell {
        match value {
            ValueRef::Null => Cell::Null,
            ValueRef::Integer(number) => Cell::Number(number),
            ValueRef::Real(number) => Cell::Octets(number.to_be_bytes().to_vec()),
            ValueRef::Text(octets) => {
                String::from_utf8(octets.to_vec()).map_or_else(|e| Cell::Octets(e.into_bytes()), Cell::Text)
            }
            ValueRef::Blob(octets) => Cell::Octets(octets.to_vec()),
        }
    }
}

impl rusqlite::ToSql for Cell {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Cell::Null => ToSqlOutput::Owned(Value::Null),
            Cell::Number(number) => ToSqlOutput::Owned(Value::Integer(*number)),
            Cell::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Cell::Octets(octets) => ToSqlOutput::Borrowed(ValueRef::Blob(octets)),
        })
    }
}

/// The tables whose rows follow from entries, with the columns of their keys.
pub const DERIVED: [(&str, &[&str]); 35] = [
    ("intent", &["sequence"]),
    ("vault_key", &["label"]),
    ("serial", &["issuer", "serial"]),
    ("issued", &["digest"]),
    ("revoked", &["issuer", "serial"]),
    ("crl", &["issuer", "number"]),
    ("artefact", &["path"]),
    ("list", &["digest"]),
    ("sighting", &["list", "place"]),
    ("decision", &["certificate", "sequence"]),
    ("deviation_list", &["digest"]),
    ("run", &["name"]),
    ("event", &["run", "number"]),
    ("bundle", &["version"]),
    ("bundle_root", &["version"]),
    ("opening", &["sequence", "field"]),
    ("officer", &["officer", "sequence"]),
    ("policy", &["sequence"]),
    ("proposal", &["digest"]),
    ("ballot", &["sequence"]),
    ("root_key", &["spki"]),
    ("cosignature", &["sequence"]),
    ("pkd_file", &["digest"]),
    ("profile", &["name", "sequence"]),
    ("adopted", &["label"]),
    ("ended", &["key", "sequence"]),
    ("configuration", &["sequence"]),
    ("era", &["sequence"]),
    ("high_water", &["what", "name", "sequence"]),
    ("backup_set", &["name"]),
    ("backup_key", &["name", "label"]),
    ("destroyed", &["name", "what"]),
    ("share_checked", &["sequence"]),
    ("state_backup", &["name"]),
    ("drill", &["sequence"]),
];

/// The database as it stands at one moment, whoever writes meanwhile.
pub struct Snapshot<'s> {
    _transaction: rusqlite::Transaction<'s>,
}

impl Store {
    /// Holds what is read from now on to this moment.
    pub fn snapshot(&self) -> Result<Snapshot<'_>, StoreError> {
        Ok(Snapshot { _transaction: self.connection.unchecked_transaction()? })
    }
}

impl Rows<'_> {
    /// Columns of the one row with this key, if there is one. Names are the caller's own, never foreign text.
    pub fn cells(
        &self,
        table: &'static str,
        key: &[(&'static str, Cell)],
        columns: &[&'static str],
    ) -> Result<Option<Vec<Cell>>, StoreError> {
        let wanted: Vec<String> = key.iter().zip(1..).map(|((name, _), n)| format!("{name} IS ?{n}")).collect();
        let columns = if columns.is_empty() { "1".to_owned() } else { columns.join(", ") };
        let sql = format!("SELECT {columns} FROM {table} WHERE {}", wanted.join(" AND "));
        self.one(&sql, rusqlite::params_from_iter(key.iter().map(|(_, cell)| cell)), read)
    }

    /// How many rows a table has.
    pub fn count_of(&self, table: &'static str) -> Result<u64, StoreError> {
        let count = self.one(&format!("SELECT count(*) FROM {table}"), [], |row| Ok(row.get::<_, i64>(0)?))?;
        Ok(count.unwrap_or(0) as u64)
    }

    /// Every key of a table, one at a time.
    pub fn each_key(
        &self,
        table: &'static str,
        columns: &[&'static str],
        mut each: impl FnMut(Vec<Cell>),
    ) -> Result<(), StoreError> {
        let sql = format!("SELECT {} FROM {table}", columns.join(", "));
        let mut statement = self.connection.prepare(&sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            each(read(row)?);
        }
        Ok(())
    }

    /// Foreign certificates that stand on no list that was taken in.
    pub fn known_of_no_list(&self) -> Result<Vec<Cell>, StoreError> {
        let sql = "SELECT digest FROM known WHERE digest NOT IN (SELECT certificate FROM sighting)";
        self.all(sql, [], |row| Ok(Cell::read(row.get_ref(0)?)))
    }
}

fn read(row: &rusqlite::Row<'_>) -> Result<Vec<Cell>, StoreError> {
    let count = row.as_ref().column_count();
    (0..count).map(|n| Ok(Cell::read(row.get_ref(n)?))).collect()
}
