//! [`Approved`]: the evidence that an act may be performed, once.

use serde::{Deserialize, Serialize};

use super::ApprovalError;
use super::decide::Ballot;
use crate::act::{Act, Bound, Decision};
use crate::clock::Time;
use crate::digest::Digest;
use crate::mode::Mode;
use crate::safe::Label;

/// Evidence that an act may be performed, once.
///
/// ```compile_fail,E0599
/// fn twice(approved: chancery::approval::Approved) {
///     let again = approved.clone(); // cannot be copied
/// }
/// ```
///
/// ```compile_fail,E0382
/// fn used(approved: chancery::approval::Approved) {
///     let first = approved.spend();
///     let second = approved.spend(); // consumed by use
/// }
/// ```
///
/// ```compile_fail,E0451
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ground {
    /// A specimen station without officers, which asks for nobody.
    SpecimenPolicy,
    /// An act that only writes down what happened.
    Bookkeeping,
    /// Officers, as the policy in force asks for them; nobody where it asks for nobody.
    Officers(Box<Evidence>),
    /// The keepers of shares, who opened so many sets; of none where every key was still in its token.
    Shares {
        /// How many sets.
        sets: usize,
    },
}

impl Ground {
    /// The words that stand in the ledger.
    pub fn words(&self) -> String {
        match self {
            Ground::SpecimenPolicy => "specimen policy: nobody is asked".into(),
            Ground::Bookkeeping => "written down by the station".into(),
            Ground::Shares { sets: 0 } => "the PINs of the vaults, whose tokens hold every key".into(),
            Ground::Shares { sets } => format!("the shares of {sets} sets of wrapped keys"),
            Ground::Officers(evidence) => {
                let count = evidence.voices.iter().filter(|voice| voice.decision == Decision::Approve).count();
                match &evidence.trust_rule {
                    Some(trust_rule) if count == 0 => {
                        format!("rule {}: nobody is asked where rule of trust {trust_rule} holds", evidence.rule)
                    }
                    _ => format!("rule {}: {count} approvals", evidence.rule),
                }
            }
        }
    }

    /// Who decided, where officers did.
    pub fn evidence(&self) -> Option<&Evidence> {
        match self {
            Ground::Officers(evidence) => Some(evidence),
            _ => None,
        }
    }
}

/// One signed decision that counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voice {
    /// Who.
    pub officer: Label,
    /// What they decided.
    pub decision: Decision,
    /// The identity of the key that signed.
    pub key: Digest,
    /// The digest of the statement.
    pub statement: Digest,
    /// The digest of the signature.
    pub signature: Digest,
}

impl Voice {
    pub(super) fn of(ballot: &Ballot, decision: Decision) -> Self {
        Voice {
            officer: ballot.officer.clone(),
            decision,
            key: ballot.key,
            statement: Digest::of(&ballot.statement),
            signature: ballot.signature.digest(),
        }
    }
}

/// Under which rule of which policy, who of which roster decided what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The digest of the act.
    pub proposal: Digest,
    /// The policy's digest.
    pub policy: Digest,
    /// The roster's digest.
    pub roster: Digest,
    /// The rule.
    pub rule: String,
    /// The rule of trust that the rule of the policy names, where it names the one by which the act goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trust_rule: Option<Label>,
    /// The decisions that counted.
    pub voices: Vec<Voice>,
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
    pub(super) fn by(bound: Bound, by: Ground) -> Result<Self, ApprovalError> {
        let digest = bound.digest()?;
        Ok(Approved { bound, digest, by })
    }

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

    /// On what it rests.
    pub fn ground(&self) -> &Ground {
        &self.by
    }

    /// Uses it up.
    pub fn spend(self) -> Spent {
        Spent { bound: self.bound, digest: self.digest, by: self.by }
    }
}

fn expect_alive(bound: &Bound, now: Time) -> Result<(), ApprovalError> {
    if now < bound.expires {
        return Ok(());
    }
    Err(ApprovalError::Expired { act: bound.what.name(), expired: bound.expires, now })
}

/// Approves in a specimen station that has no policy. Refused in every other mode (POLICY-1), and after expiry.
pub fn by_specimen_policy(bound: Bound, now: Time) -> Result<Approved, ApprovalError> {
    let (mode, act) = (bound.identity.mode, bound.what.name());
    if mode != Mode::Specimen {
        return Err(ApprovalError::NoPolicy { mode, act });
    }
    expect_alive(&bound, now)?;
    Approved::by(bound, Ground::SpecimenPolicy)
}

/// Approves the birth of a station, at which there is nobody yet. Refused for anything else.
pub fn by_birth(bound: Bound, now: Time) -> Result<Approved, ApprovalError> {
    if !matches!(bound.what, Act::StationCreate(_)) {
        return Err(ApprovalError::NotBookkeeping { act: bound.what.name() });
    }
    expect_alive(&bound, now)?;
    let by = if bound.identity.mode == Mode::Specimen { Ground::SpecimenPolicy } else { Ground::Bookkeeping };
    Approved::by(bound, by)
}

/// Approves that a station goes on from a backup: there is no station yet that could ask, and whoever is here has opened so
/// many sets by their shares. Refused for anything else.
pub fn by_shares(bound: Bound, now: Time, sets: usize) -> Result<Approved, ApprovalError> {
    if !matches!(bound.what, Act::StationRestore(_)) {
        return Err(ApprovalError::NotBookkeeping { act: bound.what.name() });
    }
    expect_alive(&bound, now)?;
    Approved::by(bound, Ground::Shares { sets })
}

/// Approves what only writes down what happened. Refused for anything else (POLICY-6).
pub fn by_bookkeeping(bound: Bound, now: Time) -> Result<Approved, ApprovalError> {
    if !bound.what.is_bookkeeping() {
        return Err(ApprovalError::NotBookkeeping { act: bound.what.name() });
    }
    expect_alive(&bound, now)?;
    Approved::by(bound, Ground::Bookkeeping)
}
