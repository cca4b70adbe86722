//! The decisions about an act: which counted, and why the others did not.

use std::rc::Rc;

use super::super::journal::lost;
use super::super::{Station, StationError};
use super::ending;
use super::people::{Enrolled, Then};
use crate::act::Decision;
use crate::approval::key::OfficerKey;
use crate::approval::policy::Policy;
use crate::approval::{self, ApprovalError, Ballot, Demand, Evidence, Moment, Proposal, Roster};
use crate::digest::Digest;
use crate::ledger::Leaf;
use crate::store::BallotRow;

/// One decision that was taken in before the act.
pub(super) struct Decided {
    pub(super) row: BallotRow,
    /// Whose it is, by the enrolment that was in force.
    pub(super) person: Rc<Enrolled>,
    /// Why it did not count; none where it did.
    pub(super) why: Option<String>,
}

impl Decided {
    /// By what its files are called. The entry that took it in tells apart what did not count.
    pub(super) fn name(&self) -> String {
        let BallotRow { officer, decision, sequence, .. } = &self.row;
        match self.why {
            None => format!("counted-{officer}-{decision}"),
            Some(_) => format!("uncounted-{sequence}-{officer}-{decision}"),
        }
    }

    /// The file of the statement.
    pub(super) fn statement(&self) -> String {
        format!("{}.txt", self.name())
    }

    /// The file of the signature.
    pub(super) fn signature(&self, key: &OfficerKey) -> String {
        format!("{}.{}", self.name(), ending(key))
    }

    /// Which key of the enrolment signed, from 0.
    pub(super) fn number(&self) -> Result<usize, StationError> {
        let gone = || lost("ballot", format!("the key behind entry {} is lost", self.row.sequence));
        self.person.keys.iter().position(|key| key.identities().contains(&self.row.key)).ok_or_else(gone)
    }

    /// The key that signed.
    pub(super) fn key(&self) -> Result<&OfficerKey, StationError> {
        let gone = || lost("ballot", format!("the key behind entry {} is lost", self.row.sequence));
        self.person.keys.get(self.number()?).ok_or_else(gone)
    }
}

impl Station<'_> {
    /// Every decision about an act that was taken in before it, in the order in which they were.
    pub(super) fn decided(
        &self,
        leaf: &Leaf,
        evidence: &Evidence,
        proposal: &Proposal,
        then: &Then,
    ) -> Result<Vec<Decided>, StationError> {
        let entry = leaf.sequence();
        let (rows, ballots) = (self.store.rows().ballots(evidence.proposal)?, self.ballots(evidence.proposal)?);
        let (rows, ballots): (Vec<BallotRow>, Vec<Ballot>) =
            rows.into_iter().zip(ballots).filter(|(row, _)| row.sequence < entry).unzip();
        let reasons = self.reasons(leaf, evidence, proposal, then, &ballots)?;
        let mut decided = Vec::new();
        for (row, reason) in rows.into_iter().zip(reasons) {
            let counted = evidence.voices.iter().any(|voice| {
                let same = (voice.statement, voice.signature) == (row.statement, row.signature);
                same && voice.officer == row.officer && voice.decision.word() == row.decision
            });
            // What counted was signed with a key in force when it was counted, the rest with one in force when it came.
            let at_entry;
            let then = if counted || then.genesis {
                then
            } else {
                at_entry = self.then(row.sequence, false)?;
                &at_entry
            };
            let gone = || lost("officer", format!("'{}' was no officer when entry {entry} was written", row.officer));
            let (since, digest) = then.enrolment(&row.officer).ok_or_else(gone)?;
            let person = Rc::new(self.in_force_by(&row.officer, since, digest)?);
            let why = (!counted).then(|| reason.unwrap_or_else(|| "the station did not count it".to_owned()));
            decided.push(Decided { row, person, why });
        }
        if decided.iter().filter(|decided| decided.why.is_none()).count() != evidence.voices.len() {
            return Err(lost("ballot", format!("a decision that entry {entry} names is lost")));
        }
        Ok(decided)
    }

    /// Why each decision is no approval, counted again as when the entry was written; none where it is one.
    fn reasons(
        &self,
        leaf: &Leaf,
        evidence: &Evidence,
        proposal: &Proposal,
        then: &Then,
        ballots: &[Ballot],
    ) -> Result<Vec<Option<String>>, StationError> {
        let mut roster = Roster::new();
        for digest in then.enrolments().into_values() {
            roster.enroll(self.enrolment(digest)?)?;
        }
        let text = self.kept(evidence.policy)?;
        let policy = Policy::parse(&String::from_utf8_lossy(&text)).map_err(ApprovalError::from)?;
        let rule = policy.rules().iter().find(|rule| rule.name().as_str() == evidence.rule);
        let demand = match rule {
            Some(rule) if !then.genesis => Demand::Rule { policy: evidence.policy, rule },
            _ => Demand::Everybody { policy: evidence.policy },
        };
        let moment = Moment { now: leaf.reading().time, attested: None };
        let verdict = approval::decide(proposal, demand, &roster, ballots, moment)?;
        let mut uncounted = verdict.uncounted().iter();
        let reason = |ballot: &Ballot| {
            let (statement, signature) = (Digest::of(&ballot.statement), ballot.signature.digest());
            let approves = verdict.counted().iter().any(|voice| {
                voice.decision == Decision::Approve && (voice.statement, voice.signature) == (statement, signature)
            });
            if approves { None } else { uncounted.next().map(|uncounted| uncounted.words.clone()) }
        };
        Ok(ballots.iter().map(reason).collect())
    }
}
