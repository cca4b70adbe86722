//! Judging a bundle: from a copy of a stick to a [`VerifiedBundle`], in numbered
//! steps, offline.
//!
//! 1. the pinned root is in the chain; 2. every link of the chain holds and the
//!    latest root is in time; 3. timestamp; 4. snapshot; 5. targets; then for each
//!    service its role, and its files; then the manifest says the same files; its
//!    CMS signature; nothing else lies there; the ledger's checkpoint and the
//!    inclusion of the export's entry; the entry commits to manifest and metadata.
//!
//! Nothing of the copy is believed before the step that judges it. The first step
//! that does not hold ends the walk; the steps before it stay told.

mod evidence;
mod tuf;

use std::collections::BTreeMap;

use serde::Serialize;

use super::{BundleError, Seen, StickCopy, TargetPath, Versions};
use crate::clock::{Reading, Time};
use crate::digest::Digest;
use crate::ledger::{Head, NoteKey};
use crate::safe::Label;
use crate::signer::PublicKey;

pub use tuf::VerifiedTarget;

/// What a consumer trusts before it sees the stick.
#[derive(Clone, Copy, Debug)]
pub struct Trust<'a> {
    /// SHA-256 of a root file that is pinned: the first, or any later one that was
    /// verified before.
    pub root: Digest,
    /// The bundle signer's key, out of a certificate that was verified.
    pub manifest_key: &'a PublicKey,
    /// The ledger's keys.
    pub ledger_keys: &'a [NoteKey],
    /// The ledger's origin ([`crate::ledger::origin`]): station and mode.
    pub origin: &'a str,
}

/// A step that was passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// From 1.
    pub number: usize,
    /// What was judged.
    pub name: &'static str,
    /// What was found.
    pub found: String,
}

fn passed(steps: &mut Vec<Step>, name: &'static str, found: String) {
    steps.push(Step { number: steps.len() + 1, name, found });
}

/// A bundle that was judged from end to end; its files are the copy that was judged.
///
/// ```compile_fail
/// // There is no way to one but through `verify`.
/// fn forge(copy: chancery::bundle::StickCopy) -> chancery::bundle::VerifiedBundle {
///     chancery::bundle::VerifiedBundle { copy }
/// }
/// ```
///
/// The bundle it came from cannot be put in its place either:
///
/// ```compile_fail
/// fn use_it(bundle: &chancery::bundle::VerifiedBundle) {}
/// fn skip(copy: chancery::bundle::StickCopy) {
///     use_it(&copy);
/// }
/// ```
#[derive(Clone, Debug)]
pub struct VerifiedBundle {
    copy: StickCopy,
    found: tuf::Found,
    signed_at: Option<Time>,
    head: Head,
    recorded_at: Time,
}

/// Judges a copy. `steps` is filled as steps are passed, also before a refusal.
pub fn verify(
    copy: StickCopy,
    trust: &Trust<'_>,
    seen: &Seen,
    reading: Reading,
    steps: &mut Vec<Step>,
) -> Result<VerifiedBundle, BundleError> {
    let files = copy.files();
    let walk = tuf::Walk { copy: files, pinned: trust.root, seen, now: reading.time, steps };
    let found = walk.run()?;
    let signed_at = evidence::manifest(files, &found, trust.manifest_key, steps)?;
    evidence::no_strangers(files, &found, steps)?;
    let recorded = evidence::ledger(files, trust, seen, steps)?;
    Ok(VerifiedBundle { copy, found, signed_at, head: recorded.head, recorded_at: recorded.at })
}

impl VerifiedBundle {
    /// Every target by its path.
    pub const fn targets(&self) -> &BTreeMap<TargetPath, VerifiedTarget> {
        &self.found.targets
    }

    /// A target's octets.
    pub fn bytes(&self, path: &TargetPath) -> Option<&[u8]> {
        self.found.targets.get(path)?;
        self.copy.files().get(&path.on_stick()).map(Vec::as_slice)
    }

    /// The services in it.
    pub fn services(&self) -> &[Label] {
        &self.found.services
    }

    /// The versions of its roles.
    pub const fn versions(&self) -> &Versions {
        &self.found.versions
    }

    /// What to remember, so that nothing older is taken from now on.
    pub fn seen(&self) -> Seen {
        Seen {
            versions: self.found.versions.clone(),
            timestamp_digest: Some(self.found.timestamp_digest),
            ledger_size: self.head.size,
        }
    }

    /// The digest of every file: what [`super::Stick::write`] may replace there.
    pub fn file_digests(&self) -> BTreeMap<String, Digest> {
        self.copy.files().iter().map(|(path, bytes)| (path.clone(), Digest::of(bytes))).collect()
    }

    /// SHA-256 of the latest root: may be pinned from now on.
    pub const fn root_digest(&self) -> Digest {
        self.found.root_digest
    }

    /// The earliest time at which a role expires: the next stick must come before.
    pub const fn expires(&self) -> Time {
        self.found.expires
    }

    /// When the bundle signer says it signed the manifest.
    pub const fn signed_at(&self) -> Option<Time> {
        self.signed_at
    }

    /// When the export was recorded in the ledger.
    pub const fn recorded_at(&self) -> Time {
        self.recorded_at
    }

    /// The ledger's head that the export is under.
    pub const fn head(&self) -> Head {
        self.head
    }
}
