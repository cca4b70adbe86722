//! Why a bundle is not made, not written, not read or not believed.

use crate::canonical::CanonicalError;
use crate::clock::Time;
use crate::cms::CmsError;
use crate::digest::Digest;
use crate::fault::{Fail, Fault};
use crate::ledger::LedgerError;
use crate::quorum::{QuorumError, Threshold};
use crate::signer::SignerError;

/// Why a bundle is refused. Every message names the file or role, what was found
/// and what was wanted.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// Older than what was seen before: a rollback.
    #[error("BUNDLE-1: {what} is at {found}; {seen} was seen before: this is an older bundle")]
    Rollback {
        /// The role, or the ledger.
        what: String,
        /// Its version here.
        found: u64,
        /// The version that was seen before.
        seen: u64,
    },
    /// A role's time is over: a freeze, or a delivery that is late.
    #[error("BUNDLE-2: role '{role}' expired at {expires}; it is {now}")]
    Expired {
        /// The role.
        role: String,
        /// Until when it was good.
        expires: Time,
        /// The reading it was judged by.
        now: Time,
    },
    /// A good file of another bundle: mix and match.
    #[error("BUNDLE-3: {file} belongs to another bundle: {what} is {found}, wanted {wanted}")]
    Mixed {
        /// The file.
        file: String,
        /// What does not match.
        what: &'static str,
        /// What was found.
        found: String,
        /// What was wanted.
        wanted: String,
    },
    /// A file is not there, or ends too soon: a partial copy.
    #[error("BUNDLE-4: {file} is incomplete: {found} octets, wanted {wanted}")]
    Partial {
        /// The file.
        file: String,
        /// How many octets are there.
        found: u64,
        /// How many there should be.
        wanted: u64,
    },
    /// A file is not there: a partial copy.
    #[error("BUNDLE-4: {file} is missing")]
    Missing {
        /// The file.
        file: String,
    },
    /// A file has been changed.
    #[error("BUNDLE-5: {file} has been changed: {what} is {found}, wanted {wanted}")]
    Tampered {
        /// The file.
        file: String,
        /// What does not match.
        what: &'static str,
        /// What was found.
        found: String,
        /// What was wanted.
        wanted: String,
    },
    /// A signature that is there is bad, whoever else signed well.
    #[error("BUNDLE-5: {file} has been changed: the signature by key {key} is not good")]
    SignatureBad {
        /// The file.
        file: String,
        /// The key's id or words that name it.
        key: String,
        /// Why it is not.
        #[source]
        source: Option<SignerError>,
    },
    /// The manifest's signature cannot be made, or is not good.
    #[error("BUNDLE-5: MANIFEST.p7s: {source}")]
    ManifestSignature {
        /// Why.
        source: CmsError,
    },
    /// A file that is no part of the bundle.
    #[error("BUNDLE-6: {path} is no part of this bundle")]
    Foreign {
        /// Where it lies.
        path: String,
    },
    /// A file that nobody signed lies among those of a bundle that is judged.
    #[error("BUNDLE-6: {path} is no part of this bundle")]
    Smuggled {
        /// Where it lies.
        path: String,
    },
    /// Too few of the keys that count have signed.
    #[error("BUNDLE-7: {file} has {have} good signatures by distinct keys of role '{role}', wanted {threshold}")]
    TooFew {
        /// The file.
        file: String,
        /// The role whose keys count.
        role: String,
        /// How many count.
        have: usize,
        /// How many are wanted.
        threshold: Threshold,
    },
    /// A signature by a key that the role does not list.
    #[error("BUNDLE-7: {file} is signed by key {key}, which role '{role}' does not list")]
    KeyUnknown {
        /// The file.
        file: String,
        /// The role.
        role: String,
        /// The key's id.
        key: Digest,
    },
    /// A name that does not mean the same everywhere.
    #[error("BUNDLE-8: the name '{path}' is not taken: {what}")]
    OddName {
        /// The name, made harmless.
        path: String,
        /// Why.
        what: &'static str,
    },
    /// A link, a device or anything else that is not a plain file or folder.
    #[error("BUNDLE-8: {path} is not taken: it is {what}, wanted a plain file or folder")]
    NotPlain {
        /// Where it lies.
        path: String,
        /// What it is.
        what: &'static str,
    },
    /// Two names that some file systems keep as one.
    #[error("BUNDLE-9: '{one}' and '{other}' would be one name on a file system that loses case")]
    CaseClash {
        /// The one.
        one: String,
        /// The other.
        other: String,
    },
    /// Two different files of one name.
    #[error("BUNDLE-9: two different files would lie at '{path}'")]
    PathTwice {
        /// The name.
        path: String,
    },
    /// A file changed while it was read.
    #[error("BUNDLE-10: {path} changed while it was read")]
    Unsteady {
        /// Where it lies.
        path: String,
    },
    /// More than a reader should take.
    #[error("BUNDLE-11: {what} is {found}, the limit is {limit}")]
    TooLarge {
        /// What is too large.
        what: String,
        /// How large it is, in octets or pieces.
        found: u64,
        /// The limit.
        limit: u64,
    },
    /// The pinned root is not in the bundle's chain.
    #[error("BUNDLE-12: none of the {count} roots in the bundle is the pinned one, SHA-256 {wanted}")]
    RootUnknown {
        /// How many roots there are.
        count: usize,
        /// The pinned digest.
        wanted: Digest,
    },
    /// The ledger's evidence does not hold.
    #[error("BUNDLE-13: {file}: {what}: found {found}, wanted {wanted}")]
    Ledger {
        /// The file.
        file: String,
        /// What does not hold.
        what: &'static str,
        /// What was found.
        found: String,
        /// What was wanted.
        wanted: String,
    },
    /// The ledger's evidence cannot be read or is not good.
    #[error("BUNDLE-13: {file}: {source}")]
    Log {
        /// The file.
        file: String,
        /// Why.
        source: LedgerError,
    },
    /// A service of an earlier bundle is left out.
    #[error("BUNDLE-14: service '{service}' was in an earlier bundle and is not in this one")]
    ServiceLost {
        /// The service.
        service: String,
    },
    /// A target does not lie under the service that lists it, or there twice.
    #[error("target '{path}' cannot be listed by service '{service}'")]
    TargetMisplaced {
        /// The target's path.
        path: String,
        /// The service.
        service: String,
    },
    /// No service has a target.
    #[error("there is nothing to deliver: no service has a target")]
    NothingToDeliver,
    /// Two services of one name, or a name that TUF keeps for itself.
    #[error("'{service}' cannot be a service: the name is taken")]
    ServiceName {
        /// The name.
        service: String,
    },
    /// A kind of key that has no TUF scheme here.
    #[error("an {found} key cannot sign metadata: wanted EC P-256, EC P-384 or Ed25519")]
    KeyKind {
        /// What it is.
        found: String,
    },
    /// A file cannot be read.
    #[error("{file}: {what}")]
    Malformed {
        /// The file.
        file: String,
        /// What was found and wanted.
        what: String,
    },
    /// A number that canonical JSON cannot say.
    #[error("{shown} cannot stand in signed metadata: wanted an integer of at most 2^53 - 1")]
    NotAnInteger {
        /// The number.
        shown: String,
    },
    /// Keys or thresholds that cannot be.
    #[error(transparent)]
    Quorum(#[from] QuorumError),
    /// A key did not sign.
    #[error(transparent)]
    Signer(#[from] SignerError),
    /// A value has no canonical form.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
    /// The stick cannot be read or written.
    #[error("{path}: {doing} failed: {source}")]
    Storage {
        /// Where.
        path: String,
        /// What was tried.
        doing: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
}

impl Fail for BundleError {
    fn kind(&self) -> Fault {
        match self {
            BundleError::Rollback { .. }
            | BundleError::Expired { .. }
            | BundleError::Mixed { .. }
            | BundleError::Partial { .. }
            | BundleError::Missing { .. }
            | BundleError::Tampered { .. }
            | BundleError::SignatureBad { .. }
            | BundleError::TooFew { .. }
            | BundleError::KeyUnknown { .. }
            | BundleError::RootUnknown { .. }
            | BundleError::Smuggled { .. }
            | BundleError::Ledger { .. } => Fault::Unsound,
            BundleError::Foreign { .. }
            | BundleError::OddName { .. }
            | BundleError::NotPlain { .. }
            | BundleError::CaseClash { .. }
            | BundleError::PathTwice { .. }
            | BundleError::Unsteady { .. }
            | BundleError::TooLarge { .. }
            | BundleError::ServiceLost { .. } => Fault::Refused,
            BundleError::TargetMisplaced { .. }
            | BundleError::NothingToDeliver
            | BundleError::ServiceName { .. }
            | BundleError::KeyKind { .. } => Fault::Usage,
            BundleError::Malformed { .. } | BundleError::NotAnInteger { .. } => Fault::Malformed,
            BundleError::ManifestSignature { source } => of_evidence(source.kind()),
            BundleError::Log { source, .. } => of_evidence(source.kind()),
            BundleError::Quorum(error) => error.kind(),
            BundleError::Signer(error) => error.kind(),
            BundleError::Canonical(error) => error.kind(),
            BundleError::Storage { .. } => Fault::Storage,
        }
    }

    fn clause(&self) -> Option<&'static str> {
        Some(match self {
            BundleError::Rollback { .. } => "BUNDLE-1",
            BundleError::Expired { .. } => "BUNDLE-2",
            BundleError::Mixed { .. } => "BUNDLE-3",
            BundleError::Partial { .. } | BundleError::Missing { .. } => "BUNDLE-4",
            BundleError::Tampered { .. } | BundleError::SignatureBad { .. } | BundleError::ManifestSignature { .. } => {
                "BUNDLE-5"
            }
            BundleError::Foreign { .. } | BundleError::Smuggled { .. } => "BUNDLE-6",
            BundleError::TooFew { .. } | BundleError::KeyUnknown { .. } => "BUNDLE-7",
            BundleError::OddName { .. } | BundleError::NotPlain { .. } => "BUNDLE-8",
            BundleError::CaseClash { .. } | BundleError::PathTwice { .. } => "BUNDLE-9",
            BundleError::Unsteady { .. } => "BUNDLE-10",
            BundleError::TooLarge { .. } => "BUNDLE-11",
            BundleError::RootUnknown { .. } => "BUNDLE-12",
            BundleError::Ledger { .. } | BundleError::Log { .. } => "BUNDLE-13",
            BundleError::ServiceLost { .. } => "BUNDLE-14",
            BundleError::Quorum(error) => return error.clause(),
            BundleError::Signer(error) => return error.clause(),
            _ => return None,
        })
    }

    fn hint(&self) -> Option<String> {
        let text = match self {
            BundleError::Rollback { .. } => "ask for the latest stick; keep this one as evidence",
            BundleError::Expired { .. } => "ask the station for a fresh delivery, or check this machine's clock",
            BundleError::Mixed { .. } | BundleError::Partial { .. } | BundleError::Missing { .. } => {
                "copy the whole bundle again from the first stick"
            }
            BundleError::Tampered { .. } | BundleError::SignatureBad { .. } | BundleError::Smuggled { .. } => {
                "do not use this stick; keep it as evidence"
            }
            BundleError::Foreign { .. } => "take a new folder or an empty stick, or move the file away",
            BundleError::Unsteady { .. } => "unmount the stick everywhere else and read it again",
            BundleError::RootUnknown { .. } => "compare the pinned digest with the words printed at genesis",
            BundleError::ServiceLost { .. } => {
                "list the service with no targets: stock clients refuse a bundle that lost a role"
            }
            BundleError::TooFew { .. } => "collect the missing signatures",
            _ => return None,
        };
        Some(text.to_owned())
    }
}

/// Evidence that another room would call misused is, in a bundle, unsound.
fn of_evidence(kind: Fault) -> Fault {
    match kind {
        Fault::Usage | Fault::Refused => Fault::Unsound,
        other => other,
    }
}
