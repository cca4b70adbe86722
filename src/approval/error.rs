//! Why an act is not approved, and why an officer, a text or a decision is not taken in.

use super::key::{KeyError, KeyForm, SignatureError};
use super::policy::{PolicyError, in_words};
use crate::act::{ActError, Decision};
use crate::canonical::CanonicalError;
use crate::clock::Time;
use crate::digest::Digest;
use crate::fault::{Fail, Fault};
use crate::ledger::LedgerError;
use crate::mode::Mode;
use crate::quorum::QuorumError;
use crate::safe::Label;
use crate::signer::SignerError;

/// Why an act is not approved, and why an officer, a text or a decision is not taken in.
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
    /// No rule about it.
    #[error("POLICY-2: no rule of policy '{policy}' is about '{act}'; what no rule is about is refused")]
    NoRule {
        /// The policy's name.
        policy: Label,
        /// The act, and the profile where it has one.
        act: String,
    },
    /// Officers must be asked.
    #[error("POLICY-3: nobody was asked; by rule '{rule}' the act '{act}' wants: {wanted}")]
    OfficersWanted {
        /// The act.
        act: &'static str,
        /// Whom the rule asks, in words.
        wanted: String,
        /// The rule.
        rule: String,
    },
    /// A policy of another mode.
    #[error("POLICY-4: policy '{policy}' is not for a {mode} station")]
    OtherMode {
        /// The policy's name.
        policy: Label,
        /// The station's mode.
        mode: Mode,
    },
    /// A policy that cannot work here.
    #[error("POLICY-5: policy '{policy}': {code}: {what}")]
    PolicyUnfit {
        /// The policy's name.
        policy: Label,
        /// The lint rule's code.
        code: String,
        /// What it found.
        what: String,
    },
    /// A policy that is in force.
    #[error("POLICY-7: policy '{policy}' is in force already, to the octet, since ledger entry {entry}")]
    PolicyInForce {
        /// The policy's name.
        policy: Label,
        /// The entry that adopted it.
        entry: u64,
    },
    /// An act of bookkeeping was wanted.
    #[error("POLICY-6: '{act}' is not bookkeeping; somebody must approve it")]
    NotBookkeeping {
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
    /// Taken back.
    #[error("APPROVAL-5: the proposal was withdrawn by '{officer}'")]
    Withdrawn {
        /// By whom.
        officer: Label,
    },
    /// Stopped by a refusal.
    #[error("APPROVAL-6: '{officer}' refused, and one refusal stops it")]
    Vetoed {
        /// Who.
        officer: Label,
    },
    /// Another proposal's.
    #[error("APPROVAL-7: the statement is about act {found}; wanted one about {wanted}")]
    StatementOther {
        /// The act it is about.
        found: Digest,
        /// The act that was meant.
        wanted: Digest,
    },
    /// A proposal that is not known.
    #[error("APPROVAL-8: this station knows no proposal of act {digest}")]
    ProposalUnknown {
        /// The digest of the act.
        digest: Digest,
    },
    /// The same decision a second time.
    #[error("APPROVAL-9: the decision of '{officer}' was taken in already, ledger entry {entry}")]
    DecisionAlready {
        /// Whose.
        officer: Label,
        /// The entry.
        entry: u64,
    },
    /// Whoever proposes must sign.
    #[error("QUORUM-6: the rule wants the proposer apart, and {}", match proposer {
        Some(proposer) => format!("'{proposer}', who is said to propose, did not sign that"),
        None => "nobody is named as the proposer".to_owned(),
    })]
    ProposerUnsigned {
        /// Who is said to have proposed it.
        proposer: Option<Label>,
    },
    /// A role that nobody fills.
    #[error("QUORUM-3: the people who count do not fill every place: {missing}; a person fills one")]
    RolesMissing {
        /// Which roles, and how many of each.
        missing: String,
    },
    /// Organisations.
    #[error("QUORUM-4: approvals from {have} organisations; wanted {wanted}")]
    OrganisationsTooFew {
        /// How many there are.
        have: usize,
        /// How many are wanted.
        wanted: usize,
    },
    /// Nobody's key.
    #[error("QUORUM-5: no enrolled officer's key made this {} signature", form.word())]
    KeyNotEnrolled {
        /// The form of the signature.
        form: KeyForm,
    },
    /// Too soon.
    #[error("COOLING-1: {} of attested time have passed since it was proposed; wanted {}", in_words(*passed), in_words(*wanted))]
    Cooling {
        /// Seconds that have passed.
        passed: i64,
        /// Seconds that are wanted.
        wanted: i64,
    },
    /// Too soon, as far as anybody can tell.
    #[error("COOLING-2: {} must pass between two readings of an independent clock after it was proposed; there are not two", in_words(*wanted))]
    CoolingUnattested {
        /// Seconds that are wanted.
        wanted: i64,
    },
    /// A reason too much, too long or lacking.
    #[error("DECISION-1: {}", if decision.wants_reason() {
        format!("to {} takes a reason of 1 to 500 characters", decision.word())
    } else {
        format!("to {} takes no reason", decision.word())
    })]
    ReasonUnfit {
        /// The decision.
        decision: Decision,
    },
    /// An id that somebody has.
    #[error("ENROLL-1: '{officer}' is an officer already")]
    OfficerAlready {
        /// The id.
        officer: Label,
    },
    /// A person who cannot be enrolled as they are described.
    #[error("ENROLL-2: '{officer}' cannot be enrolled: {what}")]
    PersonUnfit {
        /// The id.
        officer: Label,
        /// What is wrong.
        what: &'static str,
    },
    /// A key without its signature.
    #[error("ENROLL-3: key {number} of '{officer}' did not sign the enrolment")]
    Unproven {
        /// The id.
        officer: Label,
        /// Which key, from 1.
        number: usize,
    },
    /// A witness or root key without its proof.
    #[error("ENROLL-3: the {which} of '{officer}' did not prove itself over this enrolment")]
    HolderUnproven {
        /// The id.
        officer: Label,
        /// `witness key` or `root key`.
        which: &'static str,
    },
    /// A proof from the future.
    #[error("SIGNATURE-21: the witness key '{name}' says that it cosigned at {at}; wanted a time to {latest}")]
    WitnessAhead {
        /// The key's name.
        name: String,
        /// The time it says.
        at: Time,
        /// The station's time and the allowance beyond it.
        latest: Time,
    },
    /// An enrolment that is too old.
    #[error("ENROLL-4: the enrolment of '{officer}' was to be used before {expired}; it is {now}")]
    EnrolmentOld {
        /// The id.
        officer: Label,
        /// Until when.
        expired: Time,
        /// What time it is.
        now: Time,
    },
    /// An enrolment that served already.
    #[error("ENROLL-7: this enrolment of '{officer}' was used already, ledger entry {entry}; one serves once")]
    EnrolmentUsed {
        /// The id.
        officer: Label,
        /// The entry.
        entry: u64,
    },
    /// Nobody of this id.
    #[error("ENROLL-5: '{officer}' is not an officer")]
    OfficerUnknown {
        /// The id.
        officer: Label,
    },
    /// A text that is not one.
    #[error("this is no {kind}: {what}")]
    TextUnreadable {
        /// What was expected.
        kind: &'static str,
        /// What was found, with its place.
        what: String,
    },
    /// A text that says other things than its own bytes.
    #[error("FORM-1: the {kind} was altered: line {line} is not what its own block gives")]
    TextAltered {
        /// What it should be.
        kind: &'static str,
        /// The first line that differs, from 1.
        line: usize,
    },
    /// From keys.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// From signatures.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// From policies.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// From counting.
    #[error(transparent)]
    Quorum(#[from] QuorumError),
    /// The act has no canonical bytes.
    #[error(transparent)]
    Act(#[from] ActError),
    /// Something has no canonical bytes.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
    /// From witness keys.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// From public keys.
    #[error(transparent)]
    Signer(#[from] SignerError),
}

impl ApprovalError {
    /// The error below, where this only carries it.
    fn below(&self) -> Option<&dyn Fail> {
        Some(match self {
            ApprovalError::Key(e) => e,
            ApprovalError::Signature(e) => e,
            ApprovalError::Policy(e) => e,
            ApprovalError::Quorum(e) => e,
            ApprovalError::Act(e) => e,
            ApprovalError::Canonical(e) => e,
            ApprovalError::Ledger(e) => e,
            ApprovalError::Signer(e) => e,
            _ => return None,
        })
    }
}

impl Fail for ApprovalError {
    fn kind(&self) -> Fault {
        match self {
            ApprovalError::TextUnreadable { .. } => Fault::Malformed,
            ApprovalError::TextAltered { .. } => Fault::Unsound,
            _ => self.below().map_or(Fault::Refused, Fail::kind),
        }
    }

    fn clause(&self) -> Option<&'static str> {
        Some(match self {
            ApprovalError::NoPolicy { .. } => "POLICY-1",
            ApprovalError::NoRule { .. } => "POLICY-2",
            ApprovalError::OfficersWanted { .. } => "POLICY-3",
            ApprovalError::OtherMode { .. } => "POLICY-4",
            ApprovalError::PolicyUnfit { .. } => "POLICY-5",
            ApprovalError::NotBookkeeping { .. } => "POLICY-6",
            ApprovalError::PolicyInForce { .. } => "POLICY-7",
            ApprovalError::Expired { .. } => "APPROVAL-1",
            ApprovalError::Withdrawn { .. } => "APPROVAL-5",
            ApprovalError::Vetoed { .. } => "APPROVAL-6",
            ApprovalError::StatementOther { .. } => "APPROVAL-7",
            ApprovalError::ProposalUnknown { .. } => "APPROVAL-8",
            ApprovalError::DecisionAlready { .. } => "APPROVAL-9",
            ApprovalError::RolesMissing { .. } => "QUORUM-3",
            ApprovalError::OrganisationsTooFew { .. } => "QUORUM-4",
            ApprovalError::KeyNotEnrolled { .. } => "QUORUM-5",
            ApprovalError::ProposerUnsigned { .. } => "QUORUM-6",
            ApprovalError::Cooling { .. } => "COOLING-1",
            ApprovalError::CoolingUnattested { .. } => "COOLING-2",
            ApprovalError::ReasonUnfit { .. } => "DECISION-1",
            ApprovalError::OfficerAlready { .. } => "ENROLL-1",
            ApprovalError::PersonUnfit { .. } => "ENROLL-2",
            ApprovalError::Unproven { .. } | ApprovalError::HolderUnproven { .. } => "ENROLL-3",
            ApprovalError::WitnessAhead { .. } => "SIGNATURE-21",
            ApprovalError::EnrolmentOld { .. } => "ENROLL-4",
            ApprovalError::OfficerUnknown { .. } => "ENROLL-5",
            ApprovalError::EnrolmentUsed { .. } => "ENROLL-7",
            ApprovalError::TextAltered { .. } => "FORM-1",
            ApprovalError::TextUnreadable { .. } => return None,
            _ => return self.below().and_then(Fail::clause),
        })
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            ApprovalError::NoPolicy { .. } => {
                "officers and a policy are set in the station's genesis: 'chancery station genesis'; a station made with \
                 '--mode specimen' asks for nobody"
            }
            ApprovalError::NoRule { .. } => "see 'chancery policy show' for the rules in force",
            ApprovalError::OfficersWanted { .. } => "run it again with '--propose', or with '--proposer OFFICER' where the rule wants the proposer apart, and have the \
                 proposal approved",
            ApprovalError::Expired { .. } | ApprovalError::Withdrawn { .. } | ApprovalError::Vetoed { .. } => {
                "propose it again"
            }
            ApprovalError::RolesMissing { .. } | ApprovalError::OrganisationsTooFew { .. } => {
                "see 'chancery proposal status' for who counts, and 'chancery officer list' for who could"
            }
            ApprovalError::Quorum(QuorumError::TooFew { .. }) => {
                "'chancery proposal status' says who counts and who does not; 'chancery proposal show PROPOSAL \
                 --decision approve' writes what the next officer signs"
            }
            ApprovalError::Quorum(QuorumError::KeyTwice { .. }) => {
                "a key decides for one person alone: have this one bring a key of their own"
            }
            ApprovalError::KeyNotEnrolled { .. } => "see 'chancery officer list' for whose keys are enrolled",
            ApprovalError::ProposerUnsigned { proposer: None } => "say which officer proposes with '--proposer OFFICER'",
            ApprovalError::ProposerUnsigned { .. } => {
                "'chancery proposal show PROPOSAL --decision propose' writes what the proposer signs"
            }
            ApprovalError::Cooling { .. } | ApprovalError::CoolingUnattested { .. } => {
                "'chancery clock attest' records a reading of an independent clock: one soon after the proposal, one when the \
                 time has passed"
            }
            ApprovalError::ProposalUnknown { .. } => {
                "see 'chancery proposal list'; a proposal of another station, or of an earlier epoch, is not known here"
            }
            ApprovalError::OtherMode { .. } => "the line 'mode' of a policy says where it may be adopted",
            ApprovalError::PolicyUnfit { .. } => "'chancery policy lint' says everything that does not fit",
            ApprovalError::OfficerAlready { .. } => {
                "new keys for an officer come with 'chancery officer replace-key'; another person takes another id"
            }
            ApprovalError::ReasonUnfit { decision } if decision.wants_reason() => "say it with '--reason WORDS'",
            ApprovalError::ReasonUnfit { .. } => "leave '--reason' out; who refuses says why",
            ApprovalError::TextAltered { .. } => "take the file as it was written, not a copy that was edited",
            ApprovalError::TextUnreadable { kind: "statement", .. } => {
                "'chancery proposal show PROPOSAL --decision approve' writes the statement that an officer signs"
            }
            ApprovalError::TextUnreadable { kind: "enrolment", .. } => {
                "'chancery officer challenge' writes the text by which a person is enrolled"
            }
            ApprovalError::TextUnreadable { kind: "proposal", .. } => {
                "proposals lie in the station's folder out/proposals; 'chancery proposal list' names them"
            }
            ApprovalError::Unproven { .. } => {
                "have the person sign this very file with every key in it, and give each signature with '--proof'"
            }
            ApprovalError::HolderUnproven { .. } => {
                "'chancery officer prove' writes the proof of a key on a stick; give it with the signatures"
            }
            ApprovalError::PolicyInForce { .. } => "'chancery policy show' shows it; change the text first",
            ApprovalError::EnrolmentOld { .. } | ApprovalError::EnrolmentUsed { .. } => "write a new one with 'chancery officer challenge'",
            ApprovalError::OfficerUnknown { .. } => "see 'chancery officer list'",
            _ => return self.below().and_then(Fail::hint),
        }
        .to_owned())
    }
}
