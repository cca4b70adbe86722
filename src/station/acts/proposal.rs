//! `proposal.create` and `proposal.decide`: what was proposed and what officers said is written down.

use super::last_such::COMPARED;
use super::{Done, Material, Outcome};
use crate::act::{Act, Decision, ProposalCreate, ProposalDecide};
use crate::approval::key::Signature;
use crate::approval::{ApprovalError, Proposal, Roster, Spent, Statement};
use crate::digest::Digest;
use crate::ledger::Fields;
use crate::safe::Label;
use crate::station::approving::proposal_name;
use crate::station::{Standing, Station, StationError};
use crate::store::BallotRow;

/// A statement with its signature, and whose it is. Only [`Station::judge_decision`] makes it.
pub struct JudgedDecision {
    statement: Vec<u8>,
    signature: Vec<u8>,
    act: ProposalDecide,
}

impl JudgedDecision {
    /// Whose it is.
    pub fn officer(&self) -> &Label {
        &self.act.officer
    }

    /// What was decided.
    pub fn decision(&self) -> Decision {
        self.act.decision
    }

    /// The digest of the act it is about.
    pub fn proposal(&self) -> Digest {
        self.act.proposal
    }
}

impl Station<'_> {
    /// Proposes an act: what will come of it is looked at as for its performance, written into a text, and kept.
    pub fn propose(&mut self, what: Act, material: &Material, proposer: Option<Label>) -> Result<Done, StationError> {
        let preview = self.preview(&what, material)?;
        let asked = self.asked(&what)?;
        self.expect_typed_here(&what)?;
        let written = serde_json::to_string(&what)?;
        if let Some(digest) = material.digests().into_iter().find(|digest| !written.contains(&digest.to_string())) {
            return Err(StationError::MaterialUnnamed { act: what.name(), digest });
        }
        if let Some(officer) = &proposer
            && !self.deciders(&what, material)?.officers().any(|known| known.id() == officer)
        {
            return Err(ApprovalError::OfficerUnknown { officer: officer.clone() }.into());
        }
        let difference = self.list_difference(&what, material)?;
        let mut seen: Vec<(String, String)> =
            preview.words.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let (compared, last) = self.last_such(&what, &seen)?;
        seen.extend(difference);
        seen.push((COMPARED.to_owned(), compared));
        let bound = self.bind(what, proposer)?;
        let proposal = Proposal {
            bound,
            rule: asked.rule,
            asks: asked.whom,
            seen,
            warnings: preview.warnings,
            last,
            material: material.digests(),
        };
        let text = proposal.text()?.into_bytes();
        let act = ProposalCreate {
            proposal: proposal.digest()?,
            text: Digest::of(&text),
            material: proposal.material.clone(),
        };
        let approved = self.approve_alone(Act::ProposalCreate(act))?;
        self.perform(approved, &material.clone().and(text))
    }

    /// Who decides about an act: the roster, or the people who are to be the first.
    fn deciders(&self, what: &Act, material: &Material) -> Result<Roster, StationError> {
        match what {
            Act::StationGenesis(act) => self.first_roster(act, material),
            _ => self.roster(),
        }
    }

    pub(super) fn proposal_create(
        &mut self,
        spent: &Spent,
        act: &ProposalCreate,
        material: &Material,
    ) -> Result<Outcome, StationError> {
        let text = material.find("proposal", act.text)?.to_vec();
        let proposal = Proposal::parse(&text)?;
        if proposal.digest()? != act.proposal || proposal.material != act.material {
            return Err(ApprovalError::TextAltered { kind: "proposal", line: 1 }.into());
        }
        self.expect_still_so(&proposal.bound)?;
        let mut kept = Vec::new();
        for digest in &act.material {
            // A file of any size waits beside the database, and is held before anybody can rely on it.
            match material.find_large("material of a proposal", *digest) {
                Ok(large) => self.hold(large)?,
                Err(_) => kept.push(material.find("material of a proposal", *digest)?),
            }
        }
        let sequence = self.record(spent, Fields::new(), |writing, sequence| {
            writing.keep_proposal(act.proposal, &text, &kept, sequence)?;
            writing.keep_artefact(&format!("proposals/{}.txt", proposal_name(sequence)), &text, sequence)?;
            Ok(())
        })?;
        let outputs = [("proposal", proposal_name(sequence)), ("digest", act.proposal.to_string())];
        Ok(Outcome::of(sequence, outputs))
    }

    /// Looks at a decision that was brought: the statement is about a proposal of this station that can still be
    /// performed, the signature is by an officer's key that may be used now, and it was not taken in before.
    pub fn judge_decision(&self, statement: &[u8], signature: &[u8]) -> Result<JudgedDecision, StationError> {
        let read = Statement::parse(statement)?;
        self.expect_this_station(&read.proposal().bound.identity)?;
        let wanted = read.proposal().digest()?;
        let standing = self.proposal(wanted)?;
        if standing.proposal != *read.proposal() {
            return Err(ApprovalError::TextAltered { kind: "statement", line: 1 }.into());
        }
        let Standing { dead, proposal, .. } = standing;
        if let Some(dead) = dead {
            return Err(dead);
        }
        let parsed = Signature::read(signature).map_err(ApprovalError::from)?;
        let roster = match &proposal.bound.what {
            Act::StationGenesis(act) => self.first_roster(act, &self.material_of(&proposal)?)?,
            _ => self.roster()?,
        };
        let (officer, key) = roster.signer(statement, &parsed, self.now()?)?;
        let officer = officer.id().clone();
        let decision = read.decision();
        let before = self.store.rows().ballots(wanted)?;
        if let Some(row) = before.iter().find(|row| row.officer == officer && row.decision == decision.word()) {
            return Err(ApprovalError::DecisionAlready { officer, entry: row.sequence }.into());
        }
        let act = ProposalDecide {
            proposal: wanted,
            officer,
            key,
            decision,
            statement: Digest::of(statement),
            signature: Digest::of(signature),
            reason: read.reason().to_owned(),
        };
        Ok(JudgedDecision { statement: statement.to_vec(), signature: signature.to_vec(), act })
    }

    /// Takes a decision in that was looked at.
    pub fn take_in(&mut self, decision: JudgedDecision) -> Result<Done, StationError> {
        let JudgedDecision { statement, signature, act } = decision;
        let approved = self.approve_alone(Act::ProposalDecide(act))?;
        self.perform(approved, &Material::one(statement).and(signature))
    }

    pub(super) fn proposal_decide(
        &mut self,
        spent: &Spent,
        act: &ProposalDecide,
        material: &Material,
    ) -> Result<Outcome, StationError> {
        let statement = material.find("statement", act.statement)?.to_vec();
        let signature = material.find("signature", act.signature)?.to_vec();
        if self.judge_decision(&statement, &signature)?.act != *act {
            return Err(ApprovalError::TextAltered { kind: "statement", line: 1 }.into());
        }
        let sequence = self.record(spent, Fields::new(), |writing, sequence| {
            let row = BallotRow {
                sequence,
                proposal: act.proposal,
                officer: act.officer.clone(),
                key: act.key,
                decision: act.decision.word().to_owned(),
                statement: act.statement,
                signature: act.signature,
            };
            Ok(writing.keep_ballot(&row, &statement, &signature)?)
        })?;
        let outputs = [("officer", act.officer.to_string()), ("decision", act.decision.word().to_owned())];
        Ok(Outcome::of(sequence, outputs))
    }
}
