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
    /// A change of key by profiles that make something else.
    #[error("CSCA-1: profile '{profile}' makes a {found}; wanted one that makes a {wanted}")]
    OtherProfile {
        /// Its name.
        profile: Label,
        /// What it makes.
        found: &'static str,
        /// What was wanted.
        wanted: &'static str,
    },
    /// A change from a key that another follows already.
    #[error("CSCA-2: key '{key}' is followed by '{newest}'; the next key follows the newest (Doc 9303-12 4.1.4.3)")]
    FollowedAlready {
        /// The key that was to be followed.
        key: Label,
        /// The newest of the same CSCA.
        newest: Label,
    },
    /// A change to a key that has a certificate.
    #[error("CSCA-3: key '{key}' has a certificate, {serial}; the next key of a CSCA is one that was never used")]
    UsedAlready {
        /// The key that was to follow.
        key: Label,
        /// The serial number of its certificate.
        serial: String,
    },
    /// A change from a key to itself.
    #[error("CSCA-4: key '{key}' cannot follow itself")]
    Itself {
        /// The key.
        key: Label,
    },
    /// The end of something that is no key of the CSCA.
    #[error("CSCA-5: key '{key}' has no root certificate of the CSCA; what it has is revoked with 'csca revoke'")]
    NotOfCsca {
        /// The key.
        key: Label,
    },
    /// The end of a key that has come to its end.
    #[error("CSCA-6: key '{key}' is {what} already, since ledger entry {entry}")]
    EndedAlready {
        /// The key.
        key: Label,
        /// What happened to it.
        what: &'static str,
        /// The entry.
        entry: u64,
    },
    /// A successor that cannot follow.
    #[error("CSCA-7: key '{successor}' cannot go on with the list of '{key}': {why}")]
    SuccessorUnfit {
        /// The key that ends.
        key: Label,
        /// The one that was to follow.
        successor: Label,
        /// Why not.
        why: &'static str,
    },
    /// The end of a key without a reason.
    #[error("CSCA-8: say what is known: a reason of 1 to 500 characters")]
    LossReason,
    /// The end of the last key, with none named to follow.
    #[error(
        "CSCA-9: no key is left that goes on for '{key}', and none is named to follow: a root that came later would know nothing of what was revoked"
    )]
    NoSuccessor {
        /// The key that ends.
        key: Label,
    },
    /// A root beside a CSCA of which no key signs any more.
    #[error(
        "CSCA-10: no key of the CSCA signs any more, and '{key}' is not the one that was named to follow{}",
        successor.as_ref().map_or_else(String::new, |named| format!(": '{named}' is"))
    )]
    NotNamed {
        /// The key that was to have a root.
        key: Label,
        /// The one that was named.
        successor: Option<Label>,
        /// The key that ended last.
        ended: Label,
    },
    /// The revocation of a root without the end of its key.
    #[error(
        "REVOKE-5: serial number {serial} is that of the root of key '{key}', which would sign lists and certificates all the same; a root is revoked with the end of its key (Doc 9303-12 4.1.5.1)"
    )]
    RootAlone {
        /// The key.
        key: Label,
        /// The serial number of its root.
        serial: String,
    },
    /// A list by a key that is not joined to older ones whose name it bears.
    #[error(
        "CRL-8: key '{key}' bears a name of the CSCA of key '{other}'{}, and no link leads to it; the numbers of lists under one name rise (Doc 9303-12 7.1.4)",
        number.map_or_else(String::new, |number| format!(", whose last list has number {number}"))
    )]
    SameName {
        /// The key that was to sign.
        key: Label,
        /// A key of the older roots.
        other: Label,
        /// The highest number of their lists.
        number: Option<u64>,
    },
    /// A list where no key is left to sign it.
    #[error(
        "CRL-9: no key of the CSCA is left to sign a list: the last, '{key}', signs no more{}",
        successor.as_ref().map_or_else(String::new, |named| format!(", and '{named}', which is to go on, has no root yet"))
    )]
    NoneLeft {
        /// The last key.
        key: Label,
        /// The one that was named to follow.
        successor: Option<Label>,
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
            CscaError::OtherProfile { .. } => "CSCA-1",
            CscaError::FollowedAlready { .. } => "CSCA-2",
            CscaError::UsedAlready { .. } => "CSCA-3",
            CscaError::Itself { .. } => "CSCA-4",
            CscaError::NotOfCsca { .. } => "CSCA-5",
            CscaError::EndedAlready { .. } => "CSCA-6",
            CscaError::SuccessorUnfit { .. } => "CSCA-7",
            CscaError::LossReason => "CSCA-8",
            CscaError::NoSuccessor { .. } => "CSCA-9",
            CscaError::NotNamed { .. } => "CSCA-10",
            CscaError::RootAlone { .. } => "REVOKE-5",
            CscaError::SameName { .. } => "CRL-8",
            CscaError::NoneLeft { .. } => "CRL-9",
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
            CscaError::OtherProfile { .. } => "see 'chancery profile list'".into(),
            CscaError::FollowedAlready { newest, .. } => format!("leave '--from' away, or name '{newest}'"),
            CscaError::UsedAlready { .. } | CscaError::Itself { .. } => {
                "make a new key: chancery key generate LABEL --spec KIND".into()
            }
            CscaError::NotOfCsca { .. } => "see 'chancery csca status'".into(),
            CscaError::EndedAlready { entry, .. } => format!("see 'chancery ledger show {entry}'"),
            CscaError::SuccessorUnfit { .. } => "name a key that is still to be made, or one that signs".into(),
            CscaError::LossReason => "give it with '--reason'".into(),
            CscaError::NoSuccessor { .. } => "name it with '--successor KEY'; it need not be there yet".into(),
            CscaError::NotNamed { successor: Some(successor), .. } => {
                format!("chancery cert issue --profile csca-root --key {successor}")
            }
            CscaError::NotNamed { key, ended, successor: None } => name_successor(ended, key.as_str()),
            CscaError::RootAlone { key, .. } => {
                format!("chancery csca compromise {key} --what compromised --reason WORDS")
            }
            CscaError::SameName { key, .. } => format!(
                "join it: chancery cert issue --profile csca-link --key {key} --issuer KEY; the next key comes by 'chancery csca rollover'"
            ),
            CscaError::NoneLeft { successor: Some(successor), .. } => {
                format!("chancery cert issue --profile csca-root --key {successor}")
            }
            CscaError::NoneLeft { key, successor: None } => name_successor(key, "KEY"),
            CscaError::OlderKey { newest, .. } => format!("chancery crl issue --issuer {newest}"),
        })
    }
}

/// How the key that follows is named for one whose end is recorded.
fn name_successor(ended: &Label, successor: &str) -> String {
    format!(
        "name who follows: chancery csca compromise {ended} --what lost|compromised --reason WORDS --successor {successor}"
    )
}
