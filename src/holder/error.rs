//! Why a key on a stick is not made, not read, or does not sign.

use crate::approval::ApprovalError;
use crate::bundle::BundleError;
use crate::clock::Time;
use crate::entropy::EntropyError;
use crate::fault::{Fail, Fault};
use crate::ledger::LedgerError;
use crate::sealed::SealedError;
use crate::signer::SignerError;

use super::HeldKind;

/// Why a key on a stick is not made, not read, or does not sign. No message repeats anything of the key.
#[derive(Debug, thiserror::Error)]
pub enum HolderError {
    /// What was sealed is not a key.
    #[error("this is no key of a holder, line {line}: wanted {wanted}")]
    NotAKey {
        /// The line, from one.
        line: usize,
        /// What should stand there.
        wanted: &'static str,
    },
    /// A key of the other kind.
    #[error("{}: this is a {found} key, and a {wanted} key is wanted; neither does the other's work", wanted.clause())]
    KindOther {
        /// What it is.
        found: HeldKind,
        /// What is wanted.
        wanted: HeldKind,
    },
    /// What the witness remembers cannot be read.
    #[error("what this witness saw last cannot be read, line {line}: wanted {wanted}")]
    SeenUnreadable {
        /// The line, from one.
        line: usize,
        /// What should stand there.
        wanted: &'static str,
    },
    /// A time before the last cosignature.
    #[error("WITNESS-6: it is {at}; this witness cosigned at {last} already")]
    Backward {
        /// The time that is to be cosigned.
        at: Time,
        /// The time of the last cosignature.
        last: Time,
    },
    /// From heads and cosignatures.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// From enrolments.
    #[error(transparent)]
    Approval(#[from] ApprovalError),
    /// From roots of bundles.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// From sealed files.
    #[error(transparent)]
    Sealed(#[from] SealedError),
    /// From public keys.
    #[error(transparent)]
    Signer(#[from] SignerError),
    /// No randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

impl HolderError {
    /// The error below, where this only carries it.
    fn below(&self) -> Option<&dyn Fail> {
        Some(match self {
            HolderError::Ledger(e) => e,
            HolderError::Approval(e) => e,
            HolderError::Bundle(e) => e,
            HolderError::Sealed(e) => e,
            HolderError::Signer(e) => e,
            HolderError::Entropy(e) => e,
            _ => return None,
        })
    }
}

impl Fail for HolderError {
    fn kind(&self) -> Fault {
        match self {
            HolderError::NotAKey { .. } | HolderError::SeenUnreadable { .. } => Fault::Malformed,
            _ => self.below().map_or(Fault::Refused, Fail::kind),
        }
    }

    fn clause(&self) -> Option<&'static str> {
        match self {
            HolderError::KindOther { wanted, .. } => Some(wanted.clause()),
            HolderError::Backward { .. } => Some("WITNESS-6"),
            _ => self.below().and_then(Fail::clause),
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            HolderError::KindOther { wanted, .. } => {
                Some(format!("'chancery officer {}-key' makes a {wanted} key", wanted.word()))
            }
            HolderError::SeenUnreadable { .. } => {
                Some("put the file back as it was: without it nobody knows what this witness cosigned".into())
            }
            _ => self.below().and_then(Fail::hint),
        }
    }
}
