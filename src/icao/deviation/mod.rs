//! Deviation lists (Doc 9303-3, Doc 9303-12 10): what a state says is wrong with documents it issued.
//!
//! [`read`] takes a list apart as it was found and keeps every deviation with its original
//! bytes; one that cannot be read keeps the reason and never costs the list. Which documents a
//! deviation is about is said by their type, their signer's certificate, their dates of issue
//! and their numbers, all of which must hold. Lists name hundreds of thousands of numbers, so
//! that those are walked where they stand and never collected. [`judge`] judges the signer as
//! that of a master list is judged. None of this is trust.

mod description;
mod documents;
mod finding;
mod judge;
mod numbers;
mod read;

pub use description::{Description, Descriptions, Kind, Parameter};
pub use documents::{DocumentSigner, Documents, Moment, Period};
pub use finding::{Finding, Findings, Oddity};
pub use judge::{Judgement, judge};
pub use numbers::{Number, Numbers};
pub use read::{Deviation, DeviationList, Entry, read};

use crate::asn1::{self, Asn1Error};
use crate::cms::CmsError;
use crate::fault::{Fail, Fault};

/// id-icao-DeviationList, 2.23.136.1.1.7 (content octets).
pub const CONTENT_TYPE: &[u8] = &[0x67, 0x81, 0x08, 0x01, 0x01, 0x07];

/// Why a deviation list cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum DeviationError {
    /// The bytes cannot be taken apart.
    #[error("deviation list: {0}")]
    Unreadable(#[from] Asn1Error),
    /// The CMS around it cannot be read.
    #[error("deviation list: {0}")]
    Cms(#[from] CmsError),
    /// Signed data of another type.
    #[error("signed content of type {} where a deviation list (2.23.136.1.1.7) was expected", asn1::oid_text(oid))]
    NotADeviationList {
        /// The content octets of the type found.
        oid: Vec<u8>,
    },
    /// A signature without the list.
    #[error("deviation list: the signature is detached; a deviation list carries its deviations inside")]
    ContentMissing,
    /// A bare `DeviationList`: its signature was stripped.
    #[error("DEVIATION-2: the list carries no signature; anybody could have changed it")]
    Unsigned,
}

impl Fail for DeviationError {
    fn kind(&self) -> Fault {
        match self {
            DeviationError::Unreadable(_)
            | DeviationError::NotADeviationList { .. }
            | DeviationError::ContentMissing => Fault::Malformed,
            DeviationError::Cms(error) => error.kind(),
            DeviationError::Unsigned => Fault::Refused,
        }
    }

    fn clause(&self) -> Option<&'static str> {
        match self {
            DeviationError::Unsigned => Some("DEVIATION-2"),
            DeviationError::Cms(error) => error.clause(),
            _ => None,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            DeviationError::Unsigned => Some("ask whoever sent it for the list as it was signed".into()),
            DeviationError::Cms(error) => error.hint(),
            _ => None,
        }
    }
}
