//! Travel documents: what Doc 9303 makes of certificates, lists and signed data.
//!
//! [`masterlist`] reads, judges and issues lists of CSCA certificates; [`deviation`] reads and judges
//! lists of what is wrong with issued documents. [`chain`] finds
//! the key that signed a certificate among many that may have, by whatever the two
//! have in common. [`rules`] judges certificates and CRLs, one rule per file. [`pkd`] reads the
//! PKD's downloads as a stream. Reading is tolerant and keeps original bytes; every
//! verdict says what it rests on.

#[macro_use]
mod oddity;

pub mod chain;
pub mod deviation;
pub mod inventory;
mod looks;
pub mod masterlist;
pub mod pkd;
pub mod rules;

pub use looks::Looks;

use crate::asn1::{self, Asn1Error};
use crate::cms::CmsError;
use crate::fault::{Fail, Fault};
use crate::pki::PkiError;
use crate::signer::SignerError;

/// Why a travel-document object cannot be read, judged or issued.
#[derive(Debug, thiserror::Error)]
pub enum IcaoError {
    /// The bytes cannot be taken apart.
    #[error("master list: {0}")]
    Unreadable(#[from] Asn1Error),
    /// The CMS around it cannot be read or made.
    #[error("master list: {0}")]
    Cms(#[from] CmsError),
    /// Signed data of another type.
    #[error("signed content of type {} where a master list (2.23.136.1.1.2) was expected", asn1::oid_text(oid))]
    NotAMasterList {
        /// The content octets of the type found.
        oid: Vec<u8>,
    },
    /// A signature without the list.
    #[error("master list: the signature is detached; a master list carries its certificates inside")]
    ContentMissing,
    /// A bare `CscaMasterList` where a signed one was wanted.
    #[error("MASTERLIST-1: the list carries no signature; anybody could have changed it")]
    Unsigned,
    /// There is nothing to put on a list.
    #[error("MASTERLIST-2: a master list of no certificates is not issued")]
    NothingToList,
    /// One of the certificates to be listed cannot be read.
    #[error("MASTERLIST-3: certificate {index} for the list cannot be read: {source}")]
    CertificateUnreadable {
        /// Which one, from 0.
        index: usize,
        /// Why.
        source: Asn1Error,
    },
    /// The signer is not one that may sign this list.
    #[error("MASTERLIST-4: the list's signer is not fit: {defect}")]
    SignerUnfit {
        /// What is wrong with it.
        defect: masterlist::SignerDefect,
    },
    /// The signer's certificate is not one of the CSCA given beside it.
    #[error("MASTERLIST-5: the signer's certificate was not issued by the CSCA certificate given beside it")]
    SignerOfAnotherCsca,
    /// A key or signature failed.
    #[error(transparent)]
    Signer(#[from] SignerError),
    /// A download of the PKD.
    #[error(transparent)]
    Pkd(#[from] pkd::PkdError),
    /// The rules refuse it.
    #[error(transparent)]
    Rules(Box<PkiError>),
    /// What was written does not read back as what was to be written.
    #[error("the master list that was written does not read back: {what}")]
    ProductDiffers {
        /// What differs.
        what: &'static str,
    },
}

impl Fail for IcaoError {
    fn kind(&self) -> Fault {
        match self {
            IcaoError::Unreadable(_) | IcaoError::NotAMasterList { .. } | IcaoError::ContentMissing => Fault::Malformed,
            IcaoError::Cms(error) => error.kind(),
            IcaoError::Signer(error) => error.kind(),
            IcaoError::Pkd(error) => error.kind(),
            IcaoError::Rules(error) => error.kind(),
            IcaoError::Unsigned
            | IcaoError::NothingToList
            | IcaoError::CertificateUnreadable { .. }
            | IcaoError::SignerUnfit { .. }
            | IcaoError::SignerOfAnotherCsca => Fault::Refused,
            IcaoError::ProductDiffers { .. } => Fault::Bug,
        }
    }

    fn clause(&self) -> Option<&'static str> {
        match self {
            IcaoError::Unsigned => Some("MASTERLIST-1"),
            IcaoError::NothingToList => Some("MASTERLIST-2"),
            IcaoError::CertificateUnreadable { .. } => Some("MASTERLIST-3"),
            IcaoError::SignerUnfit { .. } => Some("MASTERLIST-4"),
            IcaoError::SignerOfAnotherCsca => Some("MASTERLIST-5"),
            IcaoError::Cms(error) => error.clause(),
            IcaoError::Pkd(error) => error.clause(),
            IcaoError::Rules(error) => error.clause(),
            _ => None,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            IcaoError::Unsigned => {
                Some("a list without a signature is taken with '--unsigned', and marked so for ever".into())
            }
            IcaoError::Cms(error) => error.hint(),
            IcaoError::Pkd(error) => error.hint(),
            IcaoError::Rules(error) => error.hint(),
            _ => None,
        }
    }
}
