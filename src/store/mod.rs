//! The station's database: SQLite, one writer, every change in one transaction.
//!
//! [`Store`] opens the file; [`Rows`] reads; [`Writing`] changes, and nothing is
//! changed until [`Writing::commit`]. Certificates, lists and published documents
//! are kept by digest with their original bytes. Triggers forbid update and
//! delete on the ledger's tables.

mod adopted;
mod artefacts;
mod backups;
mod bundles;
mod ceremonies;
mod certificates;
mod cosignatures;
mod deviations;
mod ended;
mod intents;
mod ledger;
mod officers;
mod pkd;
mod profiles;
mod proposals;
mod renewed;
mod schema;
mod seen;
mod snapshot;
mod tables;
mod vault_keys;
mod world;

pub use adopted::AdoptedRow;
pub use artefacts::Artefact;
pub use backups::{DestroyedRow, DrillRow, SetRow, SetState, StateBackupRow};
pub use bundles::{BundleRow, RootRow};
pub use ceremonies::RunRow;
pub use certificates::{CrlRow, IssuedRow, RevokedRow, SerialState, revoked_already};
pub use cosignatures::CosignatureRow;
pub use deviations::{DeviationRow, deviations_already};
pub use ended::EndedRow;
pub use intents::{IntentRow, IntentState};
pub use officers::{OfficerRow, PolicyRow};
pub use pkd::{PkdFileRow, PkdReadingRow, PkdSighting};
pub use profiles::ProfileRow;
pub use proposals::{BallotRow, ProposalRow};
pub use renewed::EraRow;
pub use seen::{Holding, Origin};
pub use snapshot::DatabaseCopy;
pub use tables::{Cell, DERIVED, Snapshot};
pub use vault_keys::KeyRow;
pub use world::{DecisionRow, KnownRow, ListRow, MASTER_LIST, StateSummary};

use std::ops::Deref;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::clock::ClockError;
use crate::digest::DigestError;
use crate::fault::{Fail, Fault};
use crate::ledger::LedgerError;

/// The application id in the file's header: "Chcy".
pub const APPLICATION_ID: i32 = 0x4368_6379;

/// The station's database.
pub struct Store {
    connection: Connection,
}

impl Store {
    /// Makes a new database; the file must not exist.
    pub fn create(path: &Path) -> Result<Self, StoreError> {
        if path.exists() {
            return Err(StoreError::Exists { path: path.to_owned() });
        }
        // SQLite gives its journal the mode of the database: the owner's alone.
        use std::os::unix::fs::OpenOptionsExt as _;
        let made = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
        made.map_err(|_| StoreError::Exists { path: path.to_owned() })?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.pragma_update(None, "application_id", APPLICATION_ID)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        let mut store = Store { connection };
        store.settle()?;
        schema::migrate(&mut store.connection)?;
        Ok(store)
    }

    /// Opens a database to read and change it.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Self::open_as(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
    }

    /// Opens a database to read it only.
    pub fn open_to_read(path: &Path) -> Result<Self, StoreError> {
        Self::open_as(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
    }

    fn open_as(path: &Path, access: OpenFlags) -> Result<Self, StoreError> {
        if !path.is_file() {
            return Err(StoreError::Missing { path: path.to_owned() });
        }
        let connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        let found: i32 = connection
            .pragma_query_value(None, "application_id", |row| row.get(0))
            .map_err(|source| StoreError::NotOurs { path: path.to_owned(), source: Some(source) })?;
        if found != APPLICATION_ID {
            return Err(StoreError::NotOurs { path: path.to_owned(), source: None });
        }
        let mut store = Store { connection };
        store.settle()?;
        if access == OpenFlags::SQLITE_OPEN_READ_WRITE {
            schema::migrate(&mut store.connection)?;
        }
        schema::expect_current(&store.connection)?;
        Ok(store)
    }

    fn settle(&mut self) -> Result<(), StoreError> {
        self.connection.busy_timeout(std::time::Duration::from_secs(5))?;
        self.connection.pragma_update(None, "synchronous", "FULL")?;
        self.connection.pragma_update(None, "foreign_keys", true)?;
        self.connection.pragma_update(None, "trusted_schema", false)?;
        // What is given up is overwritten: a copy of the database takes its free pages along.
        self.connection.pragma_update(None, "secure_delete", "ON")?;
        Ok(())
    }

    /// Reads.
    pub fn rows(&self) -> Rows<'_> {
        Rows { connection: &self.connection }
    }

    /// Puts what was written so far into the database's own file and empties its log, in which what was given up stands
    /// until then. While another process reads, the log stays as it is: the next one who closes the database empties it.
    pub fn empty_log(&self) -> Result<(), StoreError> {
        Ok(self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
    }

    /// Begins a change; dropped without [`Writing::commit`] it never was.
    pub fn write(&mut self) -> Result<Writing<'_>, StoreError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        Ok(Writing { transaction })
    }
}

/// Reading access; a change in progress reads its own rows.
#[derive(Clone, Copy)]
pub struct Rows<'c> {
    connection: &'c Connection,
}

/// A change in progress.
pub struct Writing<'c> {
    transaction: rusqlite::Transaction<'c>,
}

impl Writing<'_> {
    /// Reads, the change's own rows included.
    pub fn rows(&self) -> Rows<'_> {
        Rows { connection: self.transaction.deref() }
    }

    /// Makes the change durable.
    pub fn commit(self) -> Result<(), StoreError> {
        Ok(self.transaction.commit()?)
    }

    fn execute(&self, sql: &str, values: impl rusqlite::Params) -> Result<usize, StoreError> {
        Ok(self.transaction.prepare_cached(sql)?.execute(values)?)
    }
}

impl<'c> Rows<'c> {
    /// One row, or none.
    fn one<T>(
        &self,
        sql: &str,
        values: impl rusqlite::Params,
        read: impl FnOnce(&rusqlite::Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(values)?;
        rows.next()?.map(read).transpose()
    }

    /// Every row.
    fn all<T>(
        &self,
        sql: &str,
        values: impl rusqlite::Params,
        mut read: impl FnMut(&rusqlite::Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(values)?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            out.push(read(row)?);
        }
        Ok(out)
    }
}

/// A value in the database that is not what it should be.
fn corrupt(table: &'static str, what: impl Into<String>) -> StoreError {
    StoreError::Corrupt { table, what: what.into() }
}

/// Why the database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Already there.
    #[error("{} exists already", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// Not there.
    #[error("{} is not there: this directory is no station", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// Not a station's database.
    #[error("{} is not a station's database", path.display())]
    NotOurs {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        #[source]
        source: Option<rusqlite::Error>,
    },
    /// Made by another version of the program.
    #[error("the database has schema {found}, this program knows schema {known}")]
    Schema {
        /// In the file.
        found: i64,
        /// Known here.
        known: i64,
    },
    /// A name that is used already.
    #[error("{clause}: {what} is used already and is never used twice")]
    Reserved {
        /// The clause: `LABEL-1`, `SERIAL-1`, `NUMBER-1`, `REPLAY-1`.
        clause: &'static str,
        /// What is.
        what: String,
    },
    /// Something that is done once and was done.
    #[error("{clause}: {what} already; once is enough")]
    DoneAlready {
        /// The clause: `LIST-1`, `REVOKE-1`.
        clause: &'static str,
        /// What was done to what.
        what: String,
    },
    /// A row that cannot be.
    #[error("table '{table}' holds something it cannot: {what}")]
    Corrupt {
        /// Which table.
        table: &'static str,
        /// What.
        what: String,
    },
    /// SQLite failed.
    #[error("the database did not do its part")]
    Sqlite(#[from] rusqlite::Error),
    /// A time in the database.
    #[error("a time in the database cannot be read")]
    Time(#[from] ClockError),
    /// A digest in the database.
    #[error("a digest in the database cannot be read")]
    Digest(#[from] DigestError),
    /// A JSON value in the database.
    #[error("a JSON value in the database cannot be read")]
    Json(#[from] serde_json::Error),
    /// The ledger's own rules.
    #[error(transparent)]
    Ledger(#[from] Box<LedgerError>),
}

impl Fail for StoreError {
    fn kind(&self) -> Fault {
        match self {
            StoreError::Exists { .. } | StoreError::Reserved { .. } | StoreError::DoneAlready { .. } => Fault::Refused,
            StoreError::Ledger(error) => error.kind(),
            _ => Fault::Storage,
        }
    }

    fn clause(&self) -> Option<&'static str> {
        match self {
            StoreError::Reserved { clause, .. } | StoreError::DoneAlready { clause, .. } => Some(clause),
            StoreError::Ledger(error) => error.clause(),
            _ => None,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            StoreError::Missing { .. } => {
                Some("name a station with '--station DIR', or make one with 'chancery station init'".into())
            }
            StoreError::Schema { found, known } if found > known => {
                Some("use the program this station was last used with".into())
            }
            StoreError::Ledger(error) => error.hint(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
