//! Approval: how several people let one thing happen once.
//!
//! [`Approved`] is the evidence: bound to one act's digest, not copyable,
//! consumed by use. A specimen station has a policy that asks for nobody; no
//! other mode has a way to an `Approved` without officers.

pub mod key;
pub mod policy;

use crate::act::{Act, ActError, Bound};
use crate::clock::Time;
use crate::digest::Digest;
use crate::fault::{Fail, Fault};
use crate::mode::Mode;

/// Evidence that an act may be performed, once.
///
/// ```compile_fail
/// fn twice(approved: chancery::approval::Approved) {
///     let again = approved.clone(); // cannot be copied
/// }
/// ```
///
/// ```compile_fail
/// fn used(approved: chancery::approval::Approved) {
///     let first = approved.spend();
///     let second = approved.spend(); // consumed by use
/// }
/// ```
///
/// ```compile_fail
/// use chancery::approval::{Approved, Ground};
/// fn forged(bound: chancery::act::Bound, digest: chancery::digest::Digest) -> Approved {
///     Approved { bound, digest, by: Ground::SpecimenPolicy } // private fields
/// }
/// ```
#[derive(Debug)]
#[must_use = "an approval that is not performed does nothing"]
pub struct Approved {
    bound: Bound,
    digest: Digest,
    by: Ground,
}

/// On what an approval rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// The specimen policy, which asks for nobody.
    SpecimenPolicy,
}

impl Ground {
    /// The words that stand in the ledger.
    pub const fn words(self) -> &'static str {
        match self {
            Ground::SpecimenPolicy => "specimen policy: nobody is asked",
        }
    }
}

/// What an approval was, once it is spent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spent {
    /// The act with everything it was bound to.
    pub bound: Bound,
    /// Its digest.
    pub digest: Digest,
    /// On what the approval rested.
    pub by: Ground,
}

impl Approved {
    /// The act's digest.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The act.
    pub fn act(&self) -> &Act {
        &self.bound.what
    }

    /// The act with everything it is bound to.
    pub fn bound(&self) -> &Bound {
        &self.bound
    }

    /// Uses it up.
    pub fn spend(self) -> Spent {
        Spent { bound: self.bound, digest: self.digest, by: self.by }
    }
}

/// Refuses a mode in which no policy could approve the act (POLICY-1).
pub fn expect_policy(mode: Mode, act: &'static str) -> Result<(), ApprovalError> {
    if mode == Mode::Specimen { Ok(()) } else { Err(ApprovalError::NoPolicy { mode, act }) }
}

/// Approves under the specimen policy. Refused in every other mode, and after expiry.
pub fn by_specimen_policy(bound: Bound, now: Time) -> Result<Approved, ApprovalError> {
    expect_policy(bound.identity.mode, bound.what.name())?;
    if now >= bound.expires {
        return Err(ApprovalError::Expired { act: bound.what.name(), expired: bound.expires, now });
    }
    let digest = bound.digest()?;
    Ok(Approved { bound, digest, by: Ground::SpecimenPolicy })
}

/// Why an act is not approved.
#[derive(Debug, thiserror::Error)]
pub enum ApprovalError {
    /// No policy that could approve it.
    #[error("POLICY-1: no policy is in force in this {mode} station, so nobody can approve '{act}'")]
    NoPolicy {
        /// The station's mode.
        mode: Mode,
        /// The act.
        act: &'static str,
    },
    /// Too late.
    #[error("APPROVAL-1: the proposal of '{act}' expired at {expired}; it is {now}")]
    Expired {
        /// The act.
        act: &'static str,
        /// When.
        expired: Time,
        /// What time it is.
        now: Time,
    },
    /// The act has no canonical bytes.
    #[error(transparent)]
    Act(#[from] ActError),
}

impl Fail for ApprovalError {
    fn kind(&self) -> Fault {
        match self {
            ApprovalError::NoPolicy { .. } | ApprovalError::Expired { .. } => Fault::Refused,
            ApprovalError::Act(error) => error.kind(),
        }
    }

    fn clause(&self) -> Option<&'static str> {
        match self {
            ApprovalError::NoPolicy { .. } => Some("POLICY-1"),
            ApprovalError::Expired { .. } => Some("APPROVAL-1"),
            ApprovalError::Act(_) => None,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            ApprovalError::NoPolicy { .. } => {
                Some("officers and a policy are set in the station's genesis ceremony; a station made with '--mode specimen' asks for nobody".into())
            }
            ApprovalError::Expired { .. } => Some("propose it again".into()),
            ApprovalError::Act(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::act::{Head, KeyLock, Nonce};
    use crate::mode::Identity;
    use std::collections::BTreeMap;

    fn bound(mode: Mode) -> Bound {
        Bound {
            what: Act::KeyLock(KeyLock { key: "csca".parse().unwrap() }),
            identity: Identity { station: "utopia".parse().unwrap(), mode, epoch: 1 },
            preconditions: BTreeMap::new(),
            head: Head { size: 0, root: Digest::of(b"") },
            nonce: Nonce([0; 16]),
            expires: "2026-11-22T10:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn only_a_specimen_station_asks_for_nobody() {
        let now = "2026-11-22T09:00:00Z".parse().unwrap();
        for mode in [Mode::Production, Mode::Rehearsal] {
            assert_eq!(by_specimen_policy(bound(mode), now).unwrap_err().clause(), Some("POLICY-1"));
        }
        let approved = by_specimen_policy(bound(Mode::Specimen), now).unwrap();
        assert_eq!(approved.digest(), bound(Mode::Specimen).digest().unwrap());
    }

    #[test]
    fn an_expired_proposal_is_dead_at_its_very_second() {
        let at = "2026-11-22T10:00:00Z".parse().unwrap();
        assert_eq!(by_specimen_policy(bound(Mode::Specimen), at).unwrap_err().clause(), Some("APPROVAL-1"));
    }
}
