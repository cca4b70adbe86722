//! The one place that decides whether a proposed act may be performed: who counts, who does not
//! and why, and what is lacking.
//!
//! [`decide`] looks at every signature again. What was concluded when a decision was taken in
//! counts for nothing here: a key may have expired since, a person retired. Only what stops a
//! proposal is judged as at the time it was taken in, so that no expiry brings it to life again.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::approved::{Approved, Evidence, Ground, Voice};
use super::key::Signature;
use super::policy::{Rule, places_filled};
use super::{ApprovalError, Officer, Proposal, Roster, Statement};
use crate::act::{Act, Decision};
use crate::clock::Time;
use crate::digest::Digest;
use crate::fault::Fail;
use crate::quorum::{self, Checked, Threshold};
use crate::safe::Label;

/// Who must agree.
#[derive(Clone, Copy, Debug)]
pub enum Demand<'a> {
    /// Whom a rule of the policy in force asks.
    Rule {
        /// The policy's digest.
        policy: Digest,
        /// The rule.
        rule: &'a Rule,
    },
    /// Everybody on the roster: how the first policy is set.
    Everybody {
        /// The digest of the policy that is to be the first.
        policy: Digest,
    },
}

impl Demand<'_> {
    fn policy(&self) -> Digest {
        match self {
            Demand::Rule { policy, .. } | Demand::Everybody { policy } => *policy,
        }
    }

    /// The rule's name in the ledger and in refusals.
    pub fn name(&self) -> &str {
        match self {
            Demand::Rule { rule, .. } => rule.name().as_str(),
            Demand::Everybody { .. } => "genesis: everybody",
        }
    }

    fn quorum(&self, people: usize) -> usize {
        match self {
            Demand::Rule { rule, .. } => usize::from(rule.quorum()),
            Demand::Everybody { .. } => people.max(1),
        }
    }

    fn rule(&self) -> Option<&Rule> {
        match self {
            Demand::Rule { rule, .. } => Some(rule),
            Demand::Everybody { .. } => None,
        }
    }
}

/// When it is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Station time.
    pub now: Time,
    /// Seconds since the proposal that readings of independent clocks attest; none where there are not two.
    pub attested: Option<i64>,
}

/// A decision that was taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ballot {
    /// Whose it is said to be.
    pub officer: Label,
    /// The key it is said to be signed with.
    pub key: Digest,
    /// The statement, to the octet.
    pub statement: Vec<u8>,
    /// The signature over it.
    pub signature: Signature,
    /// When it was taken in. A refusal and a withdrawal are judged as at that time: a key that
    /// expires later takes no word of warning back.
    pub taken: Time,
}

/// A decision that does not count as an approval, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Uncounted {
    /// Whose it is.
    pub officer: Label,
    /// The decision, where the statement could be read.
    pub decision: Option<Decision>,
    /// Why it does not count.
    pub why: Why,
    /// The clause behind it, where it is a refusal of its own.
    pub clause: Option<&'static str>,
    /// The same in words.
    pub words: String,
    /// What the officer gave as the reason, where the decision takes one; printable ASCII.
    pub reason: Option<String>,
}

/// Why a decision does not count as an approval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// It is no approval.
    OtherDecision,
    /// The statement is not about this proposal, or was altered.
    OtherStatement,
    /// The officer is not on the roster, or has another key by now.
    NotEnrolled,
    /// The key may not be used now.
    KeyUnfit,
    /// The signature is not good.
    SignatureBad,
    /// The officer refused.
    RefusedToo,
    /// The officer proposed it, and the rule wants them apart.
    IsProposer,
    /// The officer has none of the roles that count.
    RoleLacking,
    /// The officer is counted already.
    SamePerson,
}

impl Why {
    const fn words(self) -> &'static str {
        match self {
            Why::OtherDecision => "it is no approval",
            Why::OtherStatement => "it is not a statement about this proposal",
            Why::NotEnrolled => "no officer decides with this key",
            Why::KeyUnfit => "the key may not be used now",
            Why::SignatureBad => "the signature is not good",
            Why::RefusedToo => "the same officer refused",
            Why::IsProposer => "whoever proposes does not approve",
            Why::RoleLacking => "the officer has none of the roles that count here",
            Why::SamePerson => "the same officer is counted already",
        }
    }

    /// The clause behind it; none where there is nothing to refuse, or the key or signature has its own.
    const fn clause(self) -> Option<&'static str> {
        match self {
            Why::OtherStatement => Some("APPROVAL-7"),
            Why::NotEnrolled => Some("QUORUM-5"),
            Why::IsProposer => Some("QUORUM-7"),
            Why::RoleLacking => Some("QUORUM-8"),
            Why::SamePerson => Some("QUORUM-9"),
            Why::RefusedToo => Some("QUORUM-10"),
            Why::OtherDecision | Why::KeyUnfit | Why::SignatureBad => None,
        }
    }

    /// The clause, and the words that begin with it.
    fn said(self) -> (Option<&'static str>, String) {
        let clause = self.clause();
        (clause, clause.map_or_else(|| self.words().to_owned(), |clause| format!("{clause}: {}", self.words())))
    }
}

/// What was decided: only [`decide`] makes it.
///
/// ```compile_fail,E0451
/// use chancery::approval::Verdict;
/// fn lenient(verdict: Verdict) -> Verdict {
///     Verdict { lacking: vec![], ..verdict } // private fields
/// }
/// ```
#[derive(Debug)]
pub struct Verdict {
    evidence: Evidence,
    uncounted: Vec<Uncounted>,
    lacking: Vec<ApprovalError>,
}

impl Verdict {
    /// Who counts.
    pub fn counted(&self) -> &[Voice] {
        &self.evidence.voices
    }

    /// Who does not, and why.
    pub fn uncounted(&self) -> &[Uncounted] {
        &self.uncounted
    }

    /// What is lacking; nothing where it may be performed.
    pub fn lacking(&self) -> &[ApprovalError] {
        &self.lacking
    }

    /// The refusal or withdrawal that stops it for good, whatever else is said.
    pub fn stopped(&self) -> Option<&ApprovalError> {
        let stops = |e: &&ApprovalError| matches!(e, ApprovalError::Withdrawn { .. } | ApprovalError::Vetoed { .. });
        self.lacking.iter().find(stops)
    }

    /// The approval, where nothing is lacking; else the first thing that is.
    pub fn approved(self, proposal: &Proposal) -> Result<Approved, ApprovalError> {
        if let Some(lacking) = self.lacking.into_iter().next() {
            return Err(lacking);
        }
        let digest = proposal.digest()?;
        if digest != self.evidence.proposal {
            return Err(ApprovalError::StatementOther { found: digest, wanted: self.evidence.proposal });
        }
        Approved::by(proposal.bound.clone(), Ground::Officers(Box::new(self.evidence)))
    }
}

/// A decision after its signature was looked at.
struct Judged<'a> {
    officer: Option<&'a Officer>,
    decision: Option<Decision>,
    reason: Option<String>,
    why: Result<(), (Why, Option<&'static str>, String)>,
}

/// Decides. Every signature is checked over the statement that this proposal gives; the people are
/// counted by [`quorum::count`]; a person fills one role's place.
pub fn decide(
    proposal: &Proposal,
    demand: Demand<'_>,
    roster: &Roster,
    ballots: &[Ballot],
    moment: Moment,
) -> Result<Verdict, ApprovalError> {
    let digest = proposal.digest()?;
    let texts = statements(proposal)?;
    let judged: Vec<Judged<'_>> =
        ballots.iter().map(|ballot| judge(ballot, proposal, &texts, roster, moment.now)).collect();
    let good = |decision: Decision| {
        let of = judged.iter().filter(move |j| j.why.is_ok() && j.decision == Some(decision));
        of.filter_map(|j| j.officer).map(|officer| officer.id().clone()).collect::<BTreeSet<Label>>()
    };
    let (proposed, refused, withdrawn) = (good(Decision::Propose), good(Decision::Refuse), good(Decision::Withdraw));

    let rule = demand.rule();
    let apart = rule.is_some_and(Rule::proposer_apart);
    let standing: Vec<Result<(), Why>> =
        judged.iter().map(|judged| stands(judged, rule, apart, proposal, &refused)).collect();
    let checked: Vec<Checked> = ballots
        .iter()
        .zip(&standing)
        .map(|(ballot, stands)| Checked { key: ballot.key, good: stands.is_ok() })
        .collect();
    let (needed, people) = (demand.quorum(roster.holders().people()), roster.holders().people());
    let threshold = Threshold::new(needed.max(1), people.max(needed).max(1))?;
    let tally = quorum::count(roster.holders(), threshold, &checked);

    let mut voices = Vec::new();
    let mut uncounted = Vec::new();
    let mut seen = BTreeSet::new();
    for ((ballot, judged), stands) in ballots.iter().zip(&judged).zip(&standing) {
        let why = match stands {
            Ok(()) if tally.people.contains(ballot.officer.as_str()) && seen.insert(ballot.officer.clone()) => {
                voices.push(Voice::of(ballot, Decision::Approve));
                continue;
            }
            Ok(()) => Why::SamePerson,
            Err(why) => *why,
        };
        let proposer = proposal.bound.proposer.as_ref() == Some(&ballot.officer);
        if why == Why::OtherDecision && judged.decision == Some(Decision::Propose) && proposer {
            voices.push(Voice::of(ballot, Decision::Propose));
        }
        let (clause, words) = match &judged.why {
            Err((_, clause, words)) => (*clause, words.clone()),
            Ok(()) => why.said(),
        };
        let (officer, decision, reason) = (ballot.officer.clone(), judged.decision, judged.reason.clone());
        uncounted.push(Uncounted { officer, decision, why, clause, words, reason });
    }

    let counted: Vec<&Officer> = seen.iter().filter_map(|id| roster.officer(id)).collect();
    let mut lacking = Vec::new();
    if moment.now >= proposal.bound.expires {
        let (act, expired) = (proposal.bound.what.name(), proposal.bound.expires);
        lacking.push(ApprovalError::Expired { act, expired, now: moment.now });
    }
    lacking.extend(withdrawn.iter().next().map(|by| ApprovalError::Withdrawn { officer: by.clone() }));
    let veto = rule.is_none_or(Rule::veto);
    lacking.extend(refused.iter().next().filter(|_| veto).map(|by| ApprovalError::Vetoed { officer: by.clone() }));
    if apart {
        let named = proposal.bound.proposer.as_ref();
        if named.is_none_or(|named| !proposed.contains(named)) {
            lacking.push(ApprovalError::ProposerUnsigned { proposer: named.cloned() });
        }
    }
    if needed > 0 {
        lacking.extend(tally.met().err().map(ApprovalError::from));
    }
    lacking.extend(rule.and_then(|rule| places(rule, &counted)));
    lacking.extend(rule.and_then(|rule| organisations(rule, &counted)));
    lacking.extend(rule.and_then(|rule| cooling(rule, moment)));

    let evidence = Evidence {
        proposal: digest,
        policy: demand.policy(),
        roster: roster.digest()?,
        rule: demand.name().to_owned(),
        trust_rule: rule.and_then(|rule| trust_rule(rule, proposal)),
        voices,
    };
    Ok(Verdict { evidence, uncounted, lacking })
}

/// The exact text of every statement without a reason; those with one are made again for each.
fn statements(proposal: &Proposal) -> Result<BTreeMap<Decision, Vec<u8>>, ApprovalError> {
    let without = Decision::ALL.into_iter().filter(|decision| !decision.wants_reason());
    without.map(|d| Ok((d, Statement::new(d, "", proposal.clone())?.text()?.into_bytes()))).collect()
}

/// Looks at one decision: its statement, whose key it is, whether that may be used, its signature.
fn judge<'a>(
    ballot: &Ballot,
    proposal: &Proposal,
    texts: &BTreeMap<Decision, Vec<u8>>,
    roster: &'a Roster,
    now: Time,
) -> Judged<'a> {
    let officer = roster.officer(&ballot.officer);
    let known = texts.iter().find(|(_, text)| **text == ballot.statement).map(|(decision, _)| *decision);
    // What stops a proposal is known by its parts: no later wording of this program takes a word of warning back.
    let with_reason = || {
        let statement = Statement::kept(&ballot.statement).ok()?;
        let stops = statement.decision().wants_reason() && !statement.reason().is_empty();
        (stops && statement.proposal() == proposal).then(|| (statement.decision(), statement.reason().to_owned()))
    };
    let (decision, reason) = match known {
        Some(decision) => (Some(decision), None),
        None => with_reason().map_or((None, None), |(decision, reason)| (Some(decision), Some(reason))),
    };
    let fails = |why: Why, clause, words: String| Err((why, clause, words));
    let own = |why: Why| {
        let (clause, words) = why.said();
        fails(why, clause, words)
    };
    let why = match (decision, officer.and_then(|officer| officer.key(ballot.key))) {
        (None, _) => own(Why::OtherStatement),
        (_, None) => own(Why::NotEnrolled),
        (Some(decision), Some(key)) => {
            let stops = matches!(decision, Decision::Refuse | Decision::Withdraw);
            let at = if stops { ballot.taken.min(now) } else { now };
            match (key.expect_usable(at), key.verify(&ballot.statement, &ballot.signature, at)) {
                (Err(error), _) => fails(Why::KeyUnfit, error.clause(), error.to_string()),
                (Ok(()), Err(error)) => fails(Why::SignatureBad, error.clause(), error.to_string()),
                (Ok(()), Ok(identity)) if identity != ballot.key => {
                    let words = "SIGNATURE-18: another key of the same officer signed";
                    fails(Why::SignatureBad, Some("SIGNATURE-18"), words.into())
                }
                (Ok(()), Ok(_)) => Ok(()),
            }
        }
    };
    Judged { officer, decision, reason, why }
}

/// Whether a decision with a good signature stands as an approval under the rule.
fn stands(
    judged: &Judged<'_>,
    rule: Option<&Rule>,
    apart: bool,
    proposal: &Proposal,
    refused: &BTreeSet<Label>,
) -> Result<(), Why> {
    if let Err((why, ..)) = &judged.why {
        return Err(*why);
    }
    let Some(officer) = judged.officer else { return Err(Why::NotEnrolled) };
    if judged.decision != Some(Decision::Approve) {
        return Err(Why::OtherDecision);
    }
    if refused.contains(officer.id()) {
        return Err(Why::RefusedToo);
    }
    if apart && proposal.bound.proposer.as_ref() == Some(officer.id()) {
        return Err(Why::IsProposer);
    }
    let from = rule.map(Rule::from).filter(|from| !from.is_empty());
    let roles = &officer.enrolment().person.roles;
    if from.is_some_and(|from| from.is_disjoint(roles)) { Err(Why::RoleLacking) } else { Ok(()) }
}

/// The rule of trust by which the act goes, where the rule of the policy is about acts by it.
fn trust_rule(rule: &Rule, proposal: &Proposal) -> Option<Label> {
    match &proposal.bound.what {
        Act::TrustAccept(act) => act.rule.clone().filter(|name| rule.by_rule().contains(name)),
        _ => None,
    }
}

/// The places for roles that nobody fills.
fn places(rule: &Rule, counted: &[&Officer]) -> Option<ApprovalError> {
    let people: Vec<(&Label, &BTreeSet<Label>)> =
        counted.iter().map(|officer| (officer.id(), &officer.enrolment().person.roles)).collect();
    let missing = places_filled(rule.roles(), &people).err()?;
    Some(ApprovalError::RolesMissing { missing: missing.to_string() })
}

/// Organisations that are lacking.
fn organisations(rule: &Rule, counted: &[&Officer]) -> Option<ApprovalError> {
    let have = counted.iter().map(|officer| officer.organisation()).collect::<BTreeSet<_>>().len();
    let wanted = usize::from(rule.organisations());
    (have < wanted).then_some(ApprovalError::OrganisationsTooFew { have, wanted })
}

/// Time that has yet to pass, by clocks other than the station's own.
fn cooling(rule: &Rule, moment: Moment) -> Option<ApprovalError> {
    let wanted = rule.cooling_off();
    match moment.attested {
        _ if wanted == 0 => None,
        None => Some(ApprovalError::CoolingUnattested { wanted }),
        Some(passed) => (passed < wanted).then_some(ApprovalError::Cooling { passed, wanted }),
    }
}
