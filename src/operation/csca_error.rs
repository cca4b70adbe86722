//! Why a CSCA's keys do not do what is asked of them: links and lists over a change of key.

use crate::fault::{Fail, Fault};
use crate::safe::Label;

/// Why something is refused that has to do with the order of a CSCA's keys.
#[derive(Debug, thiserror::Error)]
pub enum CscaError {
    /// A link to a key of which nobody knows the name that its root bears.
    #[error("LINK-1: {what} has no root certificate of this station, whose name its link would bear")]
    NoRoot {
        /// Whose key was to be linked.
        what: String,
    },
    /// A link with a name of its own.
    #[error(
        "LINK-2: a link bears the name of the new key's root, '{root}'; none is given, and '{found}' was (Doc 9303-12 7.1 table 1)"
    )]
    LinkNamed {
        /// The subject of the root.
        root: String,
        /// What was given.
        found: String,
    },
    /// A link from a key to one before it.
    #[error("LINK-3: key '{key}' does not come after '{issuer}'; a link leads from an older key to a newer one")]
    LinkBackwards {
        /// The key that was to be linked to.
        key: Label,
        /// The key that was to sign.
        issuer: Label,
    },
    /// A list by a key that another follows.
    #[error(
        "CRL-7: key '{key}' is followed by '{newest}'; a CSCA has one revocation list over all its keys, signed by the newest (Doc 9303-12 4.1.4.3)"
    )]
    OlderKey {
        /// The key that was to sign.
        key: Label,
        /// The newest of the same CSCA.
        newest: Label,
    },
}

impl Fail for CscaError {
    fn kind(&self) -> Fault {
        Fault::Refused
    }

    fn clause(&self) -> Option<&'static str> {
        Some(match self {
            CscaError::NoRoot { .. } => "LINK-1",
            CscaError::LinkNamed { .. } => "LINK-2",
            CscaError::LinkBackwards { .. } => "LINK-3",
            CscaError::OlderKey { .. } => "CRL-7",
        })
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            CscaError::NoRoot { .. } => {
                "issue the new key's root first: chancery cert issue --profile csca-root --key KEY".into()
            }
            CscaError::LinkNamed { .. } => "leave '--name' away".into(),
            CscaError::LinkBackwards { .. } => "see 'chancery cert list'".into(),
            CscaError::OlderKey { newest, .. } => format!("chancery crl issue --issuer {newest}"),
        })
    }
}
