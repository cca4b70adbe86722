//! Why a foreign certificate is not accepted by a rule, or not by what two officers typed.

use crate::digest::Digest;
use crate::fault::{Fail, Fault};
use crate::safe::Label;

/// Why a foreign certificate is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// A rule that there is not.
    #[error("TRUST-11: there is no rule '{rule}'; the rules are {known}")]
    RuleUnknown {
        /// Its name.
        rule: Label,
        /// Those there are.
        known: String,
    },
    /// A rule that does not hold.
    #[error("TRUST-12: rule '{rule}' does not hold for certificate {certificate}: found {found}; wanted {wanted}")]
    RuleUnmet {
        /// The certificate.
        certificate: Digest,
        /// The rule.
        rule: Label,
        /// What was found.
        found: String,
        /// What the rule wants.
        wanted: &'static str,
    },
    /// Not two officers.
    #[error("TRUST-13: the fingerprint is typed by two different officers; named {found}")]
    NotTwo {
        /// Who was named.
        found: String,
    },
    /// Somebody who is no officer.
    #[error("TRUST-14: '{officer}' is no officer of this station, or has retired, and types no fingerprint")]
    NoOfficer {
        /// Who.
        officer: Label,
    },
    /// Two that differ.
    #[error("TRUST-15: what the two officers typed differs, first at group {group} of 16 (four hex digits, two words)")]
    TypedApart {
        /// Where first, from 1.
        group: usize,
    },
    /// A certificate nobody has seen.
    #[error("TRUST-16: both officers typed {typed}; no certificate with that fingerprint is known here")]
    TypedUnknown {
        /// What both typed.
        typed: Digest,
    },
    /// The first anchor, typed by nobody.
    #[error(
        "TRUST-17: no anchor was ever decided at this station: two officers each type the whole fingerprint of the first, from a source outside the medium it came on"
    )]
    FirstUntyped,
    /// An act that says officers typed, and they did not.
    #[error("TRUST-18: the act says that {officers} typed the fingerprint of {certificate}; here they did not")]
    NotTypedHere {
        /// The certificate.
        certificate: Digest,
        /// Who is said to have typed it.
        officers: String,
    },
}

impl Fail for TrustError {
    fn kind(&self) -> Fault {
        Fault::Refused
    }

    fn clause(&self) -> Option<&'static str> {
        Some(match self {
            TrustError::RuleUnknown { .. } => "TRUST-11",
            TrustError::RuleUnmet { .. } => "TRUST-12",
            TrustError::NotTwo { .. } => "TRUST-13",
            TrustError::NoOfficer { .. } => "TRUST-14",
            TrustError::TypedApart { .. } => "TRUST-15",
            TrustError::TypedUnknown { .. } => "TRUST-16",
            TrustError::FirstUntyped => "TRUST-17",
            TrustError::NotTypedHere { .. } => "TRUST-18",
        })
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            TrustError::RuleUnknown { .. } => "'chancery trust propose' says what each proposes".into(),
            TrustError::RuleUnmet { .. } => {
                "people accept it with '--source WORDS', by a fingerprint from outside the medium".into()
            }
            TrustError::NotTwo { .. } => "name two with '--typed-by OFFICER --typed-by OFFICER'".into(),
            TrustError::NoOfficer { .. } => "see 'chancery officer list'".into(),
            TrustError::TypedApart { .. } => "compare both with the source, and type it again".into(),
            TrustError::TypedUnknown { .. } => {
                "take in the list it stands on: see 'chancery masterlist ingest --help'".into()
            }
            TrustError::FirstUntyped | TrustError::NotTypedHere { .. } => {
                "chancery trust accept --source WORDS --typed-by OFFICER --typed-by OFFICER".into()
            }
        })
    }
}
