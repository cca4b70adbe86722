//! What the station writes down of proposals: that one was made, and what officers decided.

use serde::{Deserialize, Serialize};

use super::Word;
use crate::digest::Digest;
use crate::safe::{Label, Safe};

/// What an officer says to a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// I proposed this.
    Propose,
    /// It may be done.
    Approve,
    /// It should not be done.
    Refuse,
    /// It is taken back: nobody's approval counts any more.
    Withdraw,
}

impl Decision {
    /// Every one.
    pub const ALL: [Decision; 4] = [Decision::Propose, Decision::Approve, Decision::Refuse, Decision::Withdraw];

    /// The word in statements, files and reports.
    pub const fn word(self) -> &'static str {
        match self {
            Decision::Propose => "propose",
            Decision::Approve => "approve",
            Decision::Refuse => "refuse",
            Decision::Withdraw => "withdraw",
        }
    }

    /// Whether it is said with a reason.
    pub const fn wants_reason(self) -> bool {
        matches!(self, Decision::Refuse | Decision::Withdraw)
    }
}

impl std::str::FromStr for Decision {
    type Err = crate::safe::SafeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || crate::safe::SafeError::Label { shown: crate::safe::line(text, 40) };
        Decision::ALL.into_iter().find(|d| d.word() == text).ok_or_else(unknown)
    }
}

/// `proposal.create`: something was proposed; its text and everything it refers to are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProposalCreate {
    /// The digest of the proposed act with everything it is bound to.
    pub proposal: Digest,
    /// The digest of the proposal's text.
    pub text: Digest,
    /// The digests of what the proposed act refers to.
    pub material: Vec<Digest>,
}

impl ProposalCreate {
    pub(super) fn words(&self) -> Vec<Word> {
        vec![("proposal", self.proposal.to_string()), ("text", self.text.to_string())]
    }
}

/// `proposal.decide`: an officer's signed decision was taken in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProposalDecide {
    /// The digest of the proposed act.
    pub proposal: Digest,
    /// Who decided.
    pub officer: Label,
    /// The identity of the key that signed.
    pub key: Digest,
    /// What they decided.
    pub decision: Decision,
    /// The digest of the statement that was signed.
    pub statement: Digest,
    /// The digest of the signature.
    pub signature: Digest,
    /// Why; empty where none was given.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

impl ProposalDecide {
    pub(super) fn words(&self) -> Vec<Word> {
        let mut words = vec![
            ("proposal", self.proposal.to_string()),
            ("officer", self.officer.to_string()),
            ("decision", self.decision.word().to_owned()),
        ];
        if !self.reason.is_empty() {
            words.push(("reason", Safe(&self.reason).to_string()));
        }
        words
    }
}
