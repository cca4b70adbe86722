//! The root of bundles where people outside the station hold keys behind it: who they are, and that enough of them signed.
//!
//! The genesis says which keys of officers stand behind the root and how many root signatures a bundle wants. The vault
//! holds one key more. A root that wants holders' signatures is offered to them as a file; what comes back is held
//! against the root that would be signed now, before the intent: nothing weaker than was promised leaves the station.

use super::bundle_export::ReservedRoot;
use crate::bundle::{BundleError, OfferedRoot, RoleKey, RoleKeys, RootDraft, RootRoles, Roots};
use crate::clock::Time;
use crate::digest::Digest;
use crate::fault::{Fail, Fault};
use crate::signer::PublicKey;

/// Who stands behind the root beside the vault, and how many signatures it wants.
#[derive(Clone, Debug, Default)]
pub struct Holders {
    /// The keys of officers.
    pub keys: Vec<PublicKey>,
    /// How many root signatures a bundle wants; none is said before a genesis.
    pub threshold: u16,
}

/// Why a root is not signed.
#[derive(Debug, thiserror::Error)]
pub enum RootError {
    /// Fewer signatures than were promised.
    #[error("ROOT-2: root version {version} has {have} of the {wanted} signatures it wants ({role})")]
    TooFew {
        /// Its version.
        version: u64,
        /// Keys that signed or will sign.
        have: usize,
        /// How many it takes.
        wanted: usize,
        /// By which root's rule.
        role: &'static str,
    },
    /// Signatures over another root.
    #[error("ROOT-3: a signature is over another root (version {found}) than the next one (version {wanted})")]
    Other {
        /// The version it says.
        found: u64,
        /// The version that is due.
        wanted: u64,
    },
    /// Signatures where none are wanted.
    #[error("ROOT-4: root signatures were given, and no new root is due")]
    NoneDue,
    /// An end that no root of ours has.
    #[error("ROOT-5: the root that was signed is good until {found}; wanted at most {latest}")]
    TooLong {
        /// Its end.
        found: Time,
        /// The latest end.
        latest: Time,
    },
    /// From bundles.
    #[error(transparent)]
    Bundle(#[from] BundleError),
}

impl Fail for RootError {
    fn kind(&self) -> Fault {
        match self {
            RootError::Bundle(error) => error.kind(),
            _ => Fault::Refused,
        }
    }

    fn clause(&self) -> Option<&'static str> {
        Some(match self {
            RootError::TooFew { .. } => "ROOT-2",
            RootError::Other { .. } => "ROOT-3",
            RootError::NoneDue => "ROOT-4",
            RootError::TooLong { .. } => "ROOT-5",
            RootError::Bundle(error) => return error.clause(),
        })
    }

    fn hint(&self) -> Option<String> {
        match self {
            RootError::TooFew { .. } | RootError::Other { .. } | RootError::TooLong { .. } => Some(
                "'chancery bundle root' writes the next root; each holder runs 'chancery bundle sign-root'; then export \
                 with '--root-signature'"
                    .into(),
            ),
            RootError::NoneDue => Some("export without '--root-signature'".into()),
            RootError::Bundle(error) => error.hint(),
        }
    }
}

/// The roles of a bundle: one key of the vault and those of the holders behind the root, one key behind all else.
pub fn roles(root: &PublicKey, holders: &Holders, bundle: &PublicKey) -> Result<RootRoles, BundleError> {
    let one = |key: &PublicKey| RoleKeys::new(vec![RoleKey::new(key)?], 1);
    let mut behind = vec![RoleKey::new(root)?];
    for key in &holders.keys {
        behind.push(RoleKey::new(key)?);
    }
    let root = RoleKeys::new(behind, usize::from(holders.threshold.max(1)))?;
    Ok(RootRoles { root, targets: one(bundle)?, snapshot: one(bundle)?, timestamp: one(bundle)? })
}

/// The root that the holders signed, as something that is drafted again with the same end; all of them signed one root.
pub fn offered(files: &[OfferedRoot], latest: Time) -> Result<Option<ReservedRoot>, RootError> {
    let Some(first) = files.first() else { return Ok(None) };
    let wanted = first.term();
    for file in files {
        if file.payload() != first.payload() {
            return Err(RootError::Other { found: file.term().version, wanted: wanted.version });
        }
    }
    if wanted.expires > latest {
        return Err(RootError::TooLong { found: wanted.expires, latest });
    }
    Ok(Some(ReservedRoot { version: wanted.version, expires: wanted.expires, payload: Digest::of(first.payload()) }))
}

/// Gives the draft the holders' signatures, each checked, and refuses it unless enough keys sign in all: `ours` are those
/// that the vault will sign with.
pub fn sign_off(
    draft: Option<&mut RootDraft>,
    files: &[OfferedRoot],
    ours: &[Digest],
    roles: &RootRoles,
    before: Option<&Roots>,
) -> Result<(), RootError> {
    let Some(draft) = draft else {
        return if files.is_empty() { Ok(()) } else { Err(RootError::NoneDue) };
    };
    let version = draft.term().version;
    let mut signed: Vec<Digest> = ours.to_vec();
    for file in files {
        if file.payload() != draft.payload() {
            return Err(RootError::Other { found: file.term().version, wanted: version });
        }
        for (id, signature) in file.signatures() {
            draft.add(*id, signature.clone())?;
            signed.push(*id);
        }
    }
    signed.sort_unstable();
    signed.dedup();
    let last = before.filter(|roots| roots.latest_version() < version).map(|roots| &roots.roles().root);
    for (keys, role) in [(Some(&roles.root), "its own keys"), (last, "the keys of the root before")] {
        let Some(keys) = keys else { continue };
        let have = signed.iter().filter(|id| keys.get(**id).is_some()).count();
        let wanted = keys.threshold().needed();
        if have < wanted {
            return Err(RootError::TooFew { version, have, wanted, role });
        }
    }
    Ok(())
}
