//! Deviation lists (Doc 9303-3, Doc 9303-12 10): what a state says is wrong with documents it issued.
//!
//! [`read`] takes a list apart as it was found and keeps every deviation with its original
//! bytes; one that cannot be read keeps the reason and never costs the list. Which documents a
//! deviation is about is said by their type, their signer's certificate, their dates of issue
//! and their numbers, all of which must hold. Lists name hundreds of thousands of numbers, so
//! that those are walked where they stand and never collected. [`judge`] judges the signer as
//! that of a master list is judged. None of this is trust. [`DeviationDraft`] is what a list of ours
//! is to say, [`issue`] writes, signs and judges it.

mod description;
mod documents;
mod draft;
mod finding;
mod issue;
mod judge;
mod numbers;
mod read;
mod text;
mod write;

pub use description::{Description, Descriptions, Kind, Parameter};
pub use documents::{DocumentSigner, Documents, Moment, Period};
pub use draft::{DeviationDraft, kinds};
pub use finding::{Finding, Findings, Oddity};
pub use issue::{IssuedDeviationList, Issuing, LintedDeviationList, issue, lint};
pub use judge::{Judgement, judge};
pub use numbers::{Number, Numbers};
pub use read::{Deviation, DeviationList, Entry, read};
pub use text::DeviationText;

use crate::asn1::{self, Asn1Error};
use crate::cms::CmsError;
use crate::fault::{Fail, Fault};
use crate::icao::masterlist::SignerDefect;
use crate::pki::PkiError;

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
    /// The description of a list of ours cannot be used.
    #[error("DEVIATION-3: the description of the list: {what}")]
    Draft {
        /// Where and why; no document number is in it.
        what: String,
    },
    /// What bounds a deviation and what its description says of that do not agree.
    #[error(
        "DEVIATION-4: deviation {deviation} {}",
        if *said { "says 'every_document', and something bounds it" }
        else { "bounds no documents; wanted a type, a signer, dates or numbers, or 'every_document = true'" }
    )]
    EveryDocument {
        /// Which one, from 1.
        deviation: usize,
        /// Whether it says that it is about every document.
        said: bool,
    },
    /// A list of nothing that does not say so, or the other way round.
    #[error(
        "DEVIATION-5: {}",
        if *said { "the description says 'nothing_deviates', and there are deviations" }
        else { "no deviation; wanted at least one, or 'nothing_deviates = true', which takes back what the last list said" }
    )]
    NothingDeviates {
        /// Whether it says so.
        said: bool,
    },
    /// The signer is not one that may sign this list.
    #[error("DEVIATION-6: the list's signer is not fit: {defect}")]
    SignerUnfit {
        /// What is wrong with it.
        defect: SignerDefect,
    },
    /// The signer's certificate is not one of the CSCA given beside it.
    #[error("DEVIATION-7: the signer's certificate was not issued by the CSCA certificate given beside it")]
    SignerOfAnotherCsca,
    /// A deviation about documents that are not the state's own, or that nobody can have signed.
    #[error(
        "DEVIATION-8: deviation {deviation} names {what}; wanted who signed documents of the own state (Doc 9303-12 10.2)"
    )]
    OtherSigner {
        /// Which one, from 1.
        deviation: usize,
        /// Whom it names, harmless.
        what: String,
    },
    /// The rules refuse it.
    #[error(transparent)]
    Rules(Box<PkiError>),
    /// What was written does not read back as what was to be written.
    #[error("the deviation list that was written does not read back: {what}")]
    ProductDiffers {
        /// What differs.
        what: &'static str,
    },
}

impl Fail for DeviationError {
    fn kind(&self) -> Fault {
        match self {
            DeviationError::Unreadable(_)
            | DeviationError::NotADeviationList { .. }
            | DeviationError::ContentMissing => Fault::Malformed,
            DeviationError::Cms(error) => error.kind(),
            DeviationError::Rules(error) => error.kind(),
            DeviationError::Draft { .. } => Fault::Malformed,
            DeviationError::Unsigned
            | DeviationError::EveryDocument { .. }
            | DeviationError::NothingDeviates { .. }
            | DeviationError::SignerUnfit { .. }
            | DeviationError::SignerOfAnotherCsca
            | DeviationError::OtherSigner { .. } => Fault::Refused,
            DeviationError::ProductDiffers { .. } => Fault::Bug,
        }
    }

    fn clause(&self) -> Option<&'static str> {
        match self {
            DeviationError::Unsigned => Some("DEVIATION-2"),
            DeviationError::Draft { .. } => Some("DEVIATION-3"),
            DeviationError::EveryDocument { .. } => Some("DEVIATION-4"),
            DeviationError::NothingDeviates { .. } => Some("DEVIATION-5"),
            DeviationError::SignerUnfit { .. } => Some("DEVIATION-6"),
            DeviationError::SignerOfAnotherCsca => Some("DEVIATION-7"),
            DeviationError::OtherSigner { .. } => Some("DEVIATION-8"),
            DeviationError::Rules(error) => error.clause(),
            DeviationError::Cms(error) => error.clause(),
            _ => None,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            DeviationError::Unsigned => Some("ask whoever sent it for the list as it was signed".into()),
            DeviationError::Draft { .. } => {
                Some("see 'chancery deviation issue --help' for what may stand in it".into())
            }
            DeviationError::Rules(error) => error.hint(),
            DeviationError::Cms(error) => error.hint(),
            _ => None,
        }
    }
}
