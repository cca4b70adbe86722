//! Why a PKD file cannot be read to its end, or not be written.

use crate::fault::{Fail, Fault};

/// What ends the reading or writing of a PKD file. Nothing that stands in a file does.
#[derive(Debug, thiserror::Error)]
pub enum PkdError {
    /// The input or the output failed.
    #[error("PKD file: {0}")]
    Io(#[from] std::io::Error),
    /// Nothing in a file is what a download of the PKD holds.
    #[error("PKD-1: nothing in the file is what a download of the PKD holds: no version line, no entry, no change")]
    NotLdif,
    /// A file has more in it than is kept of one.
    #[error("PKD-5: the file holds more than {most} lines that are to be kept; the whole PKD has some thirty thousand")]
    TooMany {
        /// How many are kept.
        most: u64,
    },
}

impl Fail for PkdError {
    fn kind(&self) -> Fault {
        match self {
            PkdError::Io(_) => Fault::Storage,
            PkdError::NotLdif | PkdError::TooMany { .. } => Fault::Malformed,
        }
    }

    fn clause(&self) -> Option<&'static str> {
        match self {
            PkdError::Io(_) => None,
            PkdError::NotLdif => Some("PKD-1"),
            PkdError::TooMany { .. } => Some("PKD-5"),
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            PkdError::Io(_) => None,
            PkdError::TooMany { .. } => Some("look at it with an editor: it is none that the PKD gives out".into()),
            PkdError::NotLdif => {
                Some("name an LDIF file as the PKD gives it out, such as icaopkd-001-complete-009667.ldif".into())
            }
        }
    }
}
