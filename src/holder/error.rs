//! Why a key of a holder is not made, not read, or does not sign.

use std::path::PathBuf;

use crate::approval::ApprovalError;
use crate::bundle::BundleError;
use crate::clock::Time;
use crate::digest::Digest;
use crate::entropy::EntropyError;
use crate::fault::{Fail, Fault};
use crate::ledger::LedgerError;
use crate::safe::Label;
use crate::sealed::SealedError;
use crate::signer::SignerError;
use crate::vault::VaultError;

use super::HeldKind;

/// Why a key of a holder is not made, not read, or does not sign. No message repeats anything of the key.
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
    /// What the witness remembers is not theirs.
    #[error("WITNESS-11: what this witness saw last bears no cosignature of '{witness}': somebody else wrote it")]
    SeenForeign {
        /// The name of the witness's key.
        witness: String,
    },
    /// A time before the last cosignature.
    #[error("WITNESS-6: it is {at}; this witness cosigned at {last} already")]
    Backward {
        /// The time that is to be cosigned.
        at: Time,
        /// The time of the last cosignature.
        last: Time,
    },
    /// The token has no such key, or has it under another label.
    #[error("TOKEN-KEY-1: the token {token} holds no {kind} key of '{name}'; it shows {shown}")]
    NotInToken {
        /// The kind.
        kind: HeldKind,
        /// Whose.
        name: Label,
        /// The token, in words.
        token: String,
        /// What it shows in its place.
        shown: String,
    },
    /// The key in the token is not that of the reference.
    #[error(
        "TOKEN-KEY-2: the {kind} key of '{name}' in the token {token} has another public key: found {found}, the \
         reference says {wanted}"
    )]
    PublicOther {
        /// The kind.
        kind: HeldKind,
        /// Whose.
        name: Label,
        /// The token, in words.
        token: String,
        /// Identity of the key in the token.
        found: Digest,
        /// Identity of the reference's.
        wanted: Digest,
    },
    /// The key in the token could be, or could have been, outside of it.
    #[error(
        "TOKEN-KEY-3: the {kind} key of '{name}' in the token {token} was not made there, or can leave it: {attribute} is \
         {found}, and {wanted} is wanted"
    )]
    NotGuarded {
        /// The kind.
        kind: HeldKind,
        /// Whose.
        name: Label,
        /// The token, in words.
        token: String,
        /// The attribute.
        attribute: &'static str,
        /// What is wanted of it.
        wanted: bool,
        /// What the key says.
        found: String,
    },
    /// The token has a key of this kind and name already.
    #[error("TOKEN-KEY-4: the token {token} holds a {kind} key of '{name}' already, labelled '{label}'")]
    PlaceTaken {
        /// The kind.
        kind: HeldKind,
        /// Whose.
        name: Label,
        /// The token, in words.
        token: String,
        /// Its label.
        label: String,
    },
    /// A reference names a module that nobody else vouches for.
    #[error(
        "TOKEN-KEY-5: the reference names the PKCS#11 module {}, which is outside {folders}: no program is loaded by the \
         word of a file alone", path.display()
    )]
    ModuleForeign {
        /// The module.
        path: PathBuf,
        /// Folders from which modules are taken.
        folders: String,
    },
    /// A token of its own is reached through a module.
    #[error("'{uri}' names no PKCS#11 module: wanted ?module-path=/…")]
    ModuleWanted {
        /// The URI.
        uri: String,
    },
    /// A name that does not fit into a token's label.
    #[error("a name of {found} octets: the label of a key in a token has room for {wanted}")]
    NameLong {
        /// Octets of the name.
        found: usize,
        /// Octets that fit.
        wanted: usize,
    },
    /// From tokens.
    #[error(transparent)]
    Vault(#[from] VaultError),
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
            HolderError::Vault(e) => e,
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
            HolderError::ModuleWanted { .. } | HolderError::NameLong { .. } => Fault::Usage,
            _ => self.below().map_or(Fault::Refused, Fail::kind),
        }
    }

    fn clause(&self) -> Option<&'static str> {
        match self {
            HolderError::KindOther { wanted, .. } => Some(wanted.clause()),
            HolderError::Backward { .. } => Some("WITNESS-6"),
            HolderError::SeenForeign { .. } => Some("WITNESS-11"),
            HolderError::NotInToken { .. } => Some("TOKEN-KEY-1"),
            HolderError::PublicOther { .. } => Some("TOKEN-KEY-2"),
            HolderError::NotGuarded { .. } => Some("TOKEN-KEY-3"),
            HolderError::PlaceTaken { .. } => Some("TOKEN-KEY-4"),
            HolderError::ModuleForeign { .. } => Some("TOKEN-KEY-5"),
            _ => self.below().and_then(Fail::clause),
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            HolderError::KindOther { wanted, .. } => {
                Some(format!("'chancery officer {}-key' makes a {wanted} key", wanted.word()))
            }
            HolderError::SeenUnreadable { .. } | HolderError::SeenForeign { .. } => {
                Some("put the file back as it was: without it nobody knows what this witness cosigned".into())
            }
            HolderError::NotInToken { kind, name, .. } => Some(format!(
                "insert the token in which it is; 'chancery officer {}-key {name} --token URI' makes one",
                kind.word()
            )),
            HolderError::PublicOther { .. } => Some(
                "use the reference that was written when the key was made; the public half beside it says which".into(),
            ),
            HolderError::NotGuarded { kind, .. } => {
                Some(format!("'chancery officer {}-key --token URI' makes one that stays in its token", kind.word()))
            }
            HolderError::ModuleWanted { .. } => Some(
                "add '?module-path=' and the file of the token's PKCS#11 module; where it is stands in the token's own \
                 documentation"
                    .into(),
            ),
            HolderError::NameLong { .. } => Some("choose a shorter name".into()),
            HolderError::PlaceTaken { .. } => Some("use the key that is there, or choose another name".into()),
            HolderError::ModuleForeign { path, .. } => Some(format!(
                "give --module {} if you know this program",
                crate::safe::line(&path.to_string_lossy(), 200)
            )),
            // No backup holds what can never leave its token.
            HolderError::Vault(VaultError::PinLocked { .. }) => Some(UNLOCK.into()),
            HolderError::Vault(VaultError::PinWrong { flags, .. }) if flags.locked => Some(UNLOCK.into()),
            _ => self.below().and_then(Fail::hint),
        }
    }
}

/// What to do with a token that takes no PIN any more.
const UNLOCK: &str = "set a new PIN with the token's own software, or make a new key and enrol it";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::PinFlags;

    #[test]
    fn a_token_that_takes_no_pin_is_not_restored_from_a_backup() {
        let flags = |locked| PinFlags { locked, ..PinFlags::default() };
        let hint = |error: VaultError| HolderError::from(error).hint().unwrap();
        assert_eq!(hint(VaultError::PinLocked { vault: "ann".into() }), UNLOCK);
        assert_eq!(hint(VaultError::PinWrong { vault: "ann".into(), flags: flags(true) }), UNLOCK);
        let wrong = hint(VaultError::PinWrong { vault: "ann".into(), flags: flags(false) });
        assert!(wrong.contains("every wrong try counts"), "{wrong}");
    }
}
