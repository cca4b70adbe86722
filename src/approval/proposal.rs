//! Proposals and statements: the texts that officers judge and sign.

use serde::{Deserialize, Serialize};

use super::ApprovalError;
use super::form::{Form, LIMIT, Lines, head_words};
use crate::act::{Bound, Decision};
use crate::digest::Digest;
use crate::safe;

/// Characters that a reason may have.
const REASON: usize = 500;

/// A field that is not as it was in the last such act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Differs {
    /// The field.
    pub field: String,
    /// What it was.
    pub before: String,
    /// What it would be.
    pub now: String,
}

/// The last act of the same name, and what differs from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LastSuch {
    /// Its entry in the ledger.
    pub entry: u64,
    /// Field by field.
    pub differs: Vec<Differs>,
}

/// One act, proposed: with what it is bound to, what the station saw when it was proposed, and
/// what differs from the last such act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    /// What the approval is bound to.
    pub bound: Bound,
    /// The rule that decides about it, as the policy stood.
    pub rule: String,
    /// Whom that rule asks, in words.
    pub asks: String,
    /// What the station saw, field by field.
    pub seen: Vec<(String, String)>,
    /// What to be careful of.
    pub warnings: Vec<String>,
    /// The last such act, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<LastSuch>,
    /// What the act refers to, by digest; kept beside it.
    pub material: Vec<Digest>,
}

impl Form for Proposal {
    const KIND: &'static str = "proposal";

    fn lines(&self, page: &mut Lines) {
        let bound = &self.bound;
        page.say(
            "One act, proposed to the officers of a station. Whoever signs a decision about it signs every line of it. \
             The block at its end is what the station acts on; it says the same, for a machine.",
        );
        page.heading("Where and until when");
        let identity = &bound.identity;
        page.field("station", &format!("{}, {}, epoch {}", identity.station, identity.mode, identity.epoch));
        page.field("act", bound.what.name());
        let proposer = bound.proposer.as_ref();
        page.field("said to be proposed by", proposer.map_or("nobody by name", |p| p.as_str()));
        page.field("dies at", &bound.expires.to_string());
        page.field("by rule", &self.rule);
        page.field("asks", &self.asks);
        page.heading("What will happen");
        let words = bound.what.words();
        page.fields(words.iter().map(|(name, value)| (*name, value.as_str())));
        if !self.seen.is_empty() {
            page.heading("As the station saw it when this was proposed");
            page.fields(self.seen.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        }
        if !self.warnings.is_empty() {
            page.heading("Be careful");
        }
        self.warnings.iter().for_each(|warning| page.field("warning", warning));
        match &self.last {
            None => page.heading("There was no such act before"),
            Some(last) if last.differs.is_empty() => {
                page.heading(&format!("As the last such act, ledger entry {}, in every field", last.entry));
            }
            Some(last) => {
                page.heading(&format!("What differs from the last such act, ledger entry {}", last.entry));
                for Differs { field, before, now } in &last.differs {
                    let shown = |value: &str| if value.is_empty() { "nothing".to_owned() } else { value.to_owned() };
                    page.field(field, &format!("was {}", shown(before)));
                    page.field("", &format!("now {}", shown(now)));
                }
            }
        }
        page.heading("What it builds on; if any of this changes, it is dead");
        page.field("ledger head", &head_words(&bound.head));
        for (name, digest) in &bound.preconditions {
            page.field(name, &digest.to_string());
        }
        page.field("nonce", &String::from(bound.nonce));
        if !self.material.is_empty() {
            page.heading("What it refers to, kept beside it");
            for digest in &self.material {
                page.field("file", &digest.to_string());
            }
        }
        if let Ok(digest) = bound.digest() {
            page.heading("The digest of the act, and the same in words");
            page.field("", &digest.groups());
            page.field("", &digest.words().join(" "));
        }
    }
}

impl Proposal {
    /// The text that is shown, sent and signed.
    pub fn text(&self) -> Result<String, ApprovalError> {
        Form::text(self)
    }

    /// Reads a text; every line of it must be what its block says (FORM-1).
    pub fn parse(text: &[u8]) -> Result<Self, ApprovalError> {
        Form::parse(text)
    }

    /// Reads a text that is kept by its digest, and was held against its block when it was taken in.
    pub fn kept(text: &[u8]) -> Result<Self, ApprovalError> {
        Form::kept(text)
    }

    /// The digest of the act.
    pub fn digest(&self) -> Result<Digest, ApprovalError> {
        Ok(self.bound.digest()?)
    }
}

/// What an officer signs: a decision, and the whole proposal it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    decision: Decision,
    /// Printable ASCII, escapes as they are written; empty where none is given.
    reason: String,
    proposal: Proposal,
}

/// Where the decision ends and the proposal begins.
const RULER: &str = "----------------------------------------------------------------";

impl Statement {
    /// A decision about a proposal. A refusal and a withdrawal want a reason (DECISION-1).
    pub fn new(decision: Decision, reason: &str, proposal: Proposal) -> Result<Self, ApprovalError> {
        let reason = safe::ascii(reason.trim());
        let unfit = reason.chars().count() > REASON || (reason.is_empty() && decision.wants_reason());
        if unfit || (!reason.is_empty() && !decision.wants_reason()) {
            return Err(ApprovalError::ReasonUnfit { decision });
        }
        Ok(Statement { decision, reason, proposal })
    }

    /// The decision.
    pub fn decision(&self) -> Decision {
        self.decision
    }

    /// Why, in printable ASCII; empty where nothing is said.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// What it is about.
    pub fn proposal(&self) -> &Proposal {
        &self.proposal
    }

    /// The text to sign, to the octet.
    pub fn text(&self) -> Result<String, ApprovalError> {
        let digest = self.proposal.digest()?;
        let mut text = format!("chancery statement 1\n\nI {} the act below.\n", self.decision.word());
        text.push_str(&format!("\nDecision: {}\n", self.decision.word()));
        if !self.reason.is_empty() {
            text.push_str(&format!("Reason: {}\n", self.reason));
        }
        text.push_str(&format!("Digest: {digest}\n\n{RULER}\n{}", self.proposal.text()?));
        Ok(text)
    }

    /// Reads a statement. It must be, to the octet, what its decision and its proposal give.
    pub fn parse(text: &[u8]) -> Result<Self, ApprovalError> {
        let (text, statement) = Self::read(text, Proposal::parse)?;
        let (decision, reason) = (statement.decision, statement.reason.as_str());
        let reason_fits = reason.is_empty() != decision.wants_reason()
            && reason.len() <= REASON
            && reason.trim() == reason
            && reason.bytes().all(|b| (b' '..=b'~').contains(&b));
        let wanted = statement.text()?;
        if reason_fits && wanted == text {
            return Ok(statement);
        }
        let line = wanted.lines().zip(text.lines()).take_while(|(a, b)| a == b).count() + 1;
        Err(ApprovalError::TextAltered { kind: "statement", line })
    }

    /// Reads a statement that is kept by its digest, and was held against its parts when it was taken in: later words of
    /// this program may be others.
    pub fn kept(text: &[u8]) -> Result<Self, ApprovalError> {
        Ok(Self::read(text, Proposal::kept)?.1)
    }

    fn read(
        text: &[u8],
        proposal: impl Fn(&[u8]) -> Result<Proposal, ApprovalError>,
    ) -> Result<(&str, Self), ApprovalError> {
        let unreadable = |what: &str| ApprovalError::TextUnreadable { kind: "statement", what: what.to_owned() };
        if text.len() > LIMIT {
            return Err(unreadable("larger than 10 MiB"));
        }
        let text =
            std::str::from_utf8(text).map_err(|e| unreadable(&format!("octet {} is not ASCII", e.valid_up_to())))?;
        if !text.starts_with("chancery statement 1\n") {
            return Err(unreadable("its first line is not 'chancery statement 1'"));
        }
        let (head, below) =
            text.split_once(&format!("\n{RULER}\n")).ok_or_else(|| unreadable("it has no proposal below its ruler"))?;
        let said = |name: &str| head.lines().find_map(|line| line.strip_prefix(name));
        let decision = said("Decision: ").and_then(|word| word.parse().ok());
        let decision = decision.ok_or_else(|| unreadable("it says no decision"))?;
        let reason = said("Reason: ").unwrap_or_default().to_owned();
        Ok((text, Statement { decision, reason, proposal: proposal(below.as_bytes())? }))
    }

    /// The name of the file it is written to: `approve.txt`.
    pub fn file_name(&self) -> String {
        format!("{}.txt", self.decision.word())
    }
}
