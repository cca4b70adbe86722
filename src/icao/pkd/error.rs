//! Why a PKD file cannot be read to its end, or not be written.

use crate::fault::{Fail, Fault};

/// What ends the reading or writing of a PKD file. Nothing that stands in a file does.
#[derive(Debug, thiserror::Error)]
pub enum PkdError {
    /// The input or the output failed.
    #[error("PKD file: {0}")]
    Io(#[from] std::io::Error),
    /// An object that is to be published cannot be named.
    #[error("PKD-1: object {index} cannot be published: it cannot be read, so it has no name in the directory")]
    Nameless {
        /// Which one, from 0.
        index: usize,
    },
    /// An object that is to be published under no state.
    #[error("PKD-2: object {index} cannot be published: it belongs under two capital letters of a state")]
    Stateless {
        /// Which one, from 0.
        index: usize,
    },
}

impl Fail for PkdError {
    fn kind(&self) -> Fault {
        match self {
            PkdError::Io(_) => Fault::Storage,
            PkdError::Nameless { .. } | PkdError::Stateless { .. } => Fault::Refused,
        }
    }

    fn clause(&self) -> Option<&'static str> {
        match self {
            PkdError::Io(_) => None,
            PkdError::Nameless { .. } => Some("PKD-1"),
            PkdError::Stateless { .. } => Some("PKD-2"),
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            PkdError::Io(_) => None,
            PkdError::Nameless { .. } => Some("leave it out: a download holds what can be read".into()),
            PkdError::Stateless { .. } => Some("give the country of the object's issuer".into()),
        }
    }
}
