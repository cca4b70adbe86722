//! Why a witness does not cosign, and why a cosignature is not taken in.

use crate::clock::Time;
use crate::fault::{Fail, Fault};
use crate::safe::Label;

/// Why a witness does not cosign, and why a cosignature is not taken in.
#[derive(Debug, thiserror::Error)]
pub enum WitnessError {
    /// Nobody's line.
    #[error("WITNESS-3: the note bears no cosignature by the witness key of an officer who is enrolled here")]
    NotAWitness,
    /// A proof from another head than the witness's last.
    #[error("WITNESS-4: {}; this witness cosigned a head of {wanted} last", match found {
        Some(found) => format!("the proof begins at {found} entries"),
        None => "there is no consistency proof".to_owned(),
    })]
    ProofOther {
        /// Where the proof begins, if there is one.
        found: Option<u64>,
        /// The size of the last head that was cosigned.
        wanted: u64,
    },
    /// A head smaller than one that the same witness cosigned.
    #[error("WITNESS-5: a head of {found} entries; this witness cosigned one of {seen} before")]
    Rollback {
        /// The size of the head.
        found: u64,
        /// The size of the largest head before.
        seen: u64,
    },
    /// A time at which nobody can have cosigned this head.
    #[error("WITNESS-6: cosigned at {at}; wanted a time from {earliest} to {latest}")]
    Time {
        /// The time in the cosignature.
        at: Time,
        /// When the head came about, or this witness's last cosignature.
        earliest: Time,
        /// The judge's time and the allowance beyond it.
        latest: Time,
    },
    /// A head of another history.
    #[error("WITNESS-7: the head of {size} entries that was cosigned is not in this ledger's past")]
    HeadNotOurs {
        /// Its size.
        size: u64,
    },
    /// The same head a second time.
    #[error("WITNESS-8: '{officer}' cosigned the head of {size} entries already")]
    Again {
        /// Who.
        officer: Label,
        /// Its size.
        size: u64,
    },
    /// The first sight of a ledger, and nobody said by which key it is signed.
    #[error("this witness cosigned nothing yet, and no ledger key was given")]
    LogKeyWanted,
    /// Another ledger key than the one this witness knows.
    #[error("WITNESS-9: another ledger key was given than the one this witness cosigned under: {known}")]
    LogKeyOther {
        /// The key it knows, as a verifier key.
        known: String,
    },
}

impl Fail for WitnessError {
    fn kind(&self) -> Fault {
        match self {
            WitnessError::LogKeyWanted => Fault::Usage,
            _ => Fault::Refused,
        }
    }

    fn clause(&self) -> Option<&'static str> {
        Some(match self {
            WitnessError::NotAWitness => "WITNESS-3",
            WitnessError::ProofOther { .. } => "WITNESS-4",
            WitnessError::Rollback { .. } => "WITNESS-5",
            WitnessError::Time { .. } => "WITNESS-6",
            WitnessError::HeadNotOurs { .. } => "WITNESS-7",
            WitnessError::Again { .. } => "WITNESS-8",
            WitnessError::LogKeyOther { .. } => "WITNESS-9",
            WitnessError::LogKeyWanted => return None,
        })
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            WitnessError::NotAWitness => {
                "see 'chancery officer show' for an officer's witness key; 'chancery officer challenge --witness-key' \
                 begins the enrolment of one"
                    .into()
            }
            WitnessError::ProofOther { wanted, .. } => {
                format!("have 'chancery ledger head --proof-from {wanted} --out FILE' written at the station")
            }
            WitnessError::Rollback { .. } | WitnessError::HeadNotOurs { .. } | WitnessError::LogKeyOther { .. } => {
                "do not cosign; keep both heads and call the auditor".into()
            }
            WitnessError::Time { .. } => "see 'chancery clock show' for how far the clocks are apart".into(),
            WitnessError::LogKeyWanted => {
                "give --log-key, from the paper of the station's birth or 'chancery station show'".into()
            }
            WitnessError::Again { .. } => return None,
        })
    }
}
