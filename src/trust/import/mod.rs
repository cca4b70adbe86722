//! Certificates that no list vouches for: files in a folder, strings in some program's trust store.
//!
//! A [`Collector`] is shown file after file, or one JSON document, and takes out what certificates it finds, each
//! once and with every place where it lies. What cannot be read is named with the reason and costs nothing else.
//! Private keys are never read: where one lies, nothing is imported. The [`Import`] that comes of it is one canonical
//! JSON object, which is kept as lists are kept: whoever reads it later finds the same certificates at the same places.

mod collector;
mod container;
mod file;
mod json;

pub use collector::Collector;
pub use container::{Form, Import, Place, Unread};

use crate::fault::{Fail, Fault};

/// How many places of certificates one import has at most.
pub const PLACES: usize = 100_000;

/// How many files or strings that cannot be read one import names at most.
pub const UNREAD: usize = 10_000;

/// How many octets all certificates of one import have at most.
pub const OCTETS: usize = 128 << 20;

/// Why nothing is imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Key material lies among the certificates.
    #[error("IMPORT-1: private key material lies at {names}; certificates are imported, and never beside keys")]
    KeyMaterial {
        /// Where, made harmless; the first few.
        names: String,
    },
    /// There is no certificate.
    #[error("IMPORT-2: no certificate was found{why}")]
    Nothing {
        /// Why the first that might have been one is not, with its place.
        why: String,
    },
    /// More than one import holds.
    #[error("the import has more than {limit} {what}")]
    TooMuch {
        /// Of what.
        what: &'static str,
        /// How many there may be.
        limit: usize,
    },
    /// A trust store that is no JSON.
    #[error("line {line}, column {column}: this is not JSON that can be read: {what}")]
    NotJson {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// Why, made harmless.
        what: String,
    },
    /// The kept object is not one that a collector made.
    #[error("this is no import: {what}")]
    NotAnImport {
        /// What is wrong.
        what: String,
    },
    /// It cannot be written.
    #[error(transparent)]
    Canonical(#[from] crate::canonical::CanonicalError),
}

impl Fail for ImportError {
    fn kind(&self) -> Fault {
        match self {
            ImportError::KeyMaterial { .. } | ImportError::Nothing { .. } => Fault::Refused,
            ImportError::TooMuch { .. } | ImportError::NotJson { .. } | ImportError::NotAnImport { .. } => {
                Fault::Malformed
            }
            ImportError::Canonical(error) => error.kind(),
        }
    }

    fn clause(&self) -> Option<&'static str> {
        match self {
            ImportError::KeyMaterial { .. } => Some("IMPORT-1"),
            ImportError::Nothing { .. } => Some("IMPORT-2"),
            _ => None,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            ImportError::KeyMaterial { .. } => {
                Some("tell whoever owns the key that it travelled; import a copy without it".into())
            }
            ImportError::Nothing { .. } => Some("a master list is taken in with 'chancery masterlist ingest'".into()),
            ImportError::TooMuch { .. } => Some("import it in parts".into()),
            _ => None,
        }
    }
}
