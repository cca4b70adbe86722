//! Who must agree to an act here, and whether they did: officers, policy and decisions as they stand in the ledger.

use std::collections::BTreeMap;

use super::journal::lost;
use super::{Material, Station, StationError};
use crate::act::{Act, Head, StationGenesis};
use crate::approval::policy::{Policy, Rule, Subject, in_words};
use crate::approval::{
    self, ApprovalError, Approved, Ballot, Demand, Enrolment, Moment, Proposal, Roster, Verdict, key::Signature,
};
use crate::clock::Time;
use crate::digest::Digest;
use crate::ledger::Leaf;
use crate::mode::Mode;
use crate::safe::Label;
use crate::store::{IntentState, ProposalRow, Rows};

/// Who must agree to an act, in words for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The rule.
    pub rule: String,
    /// Whom it asks.
    pub whom: String,
    /// Whether it asks for anybody at all.
    pub anybody: bool,
    /// Whether the proposer must have signed, and does not count.
    pub proposer_apart: bool,
    /// Seconds of attested time that have to pass before it is performed.
    pub cooling_off: i64,
}

impl Asked {
    /// Nobody is asked, by this rule.
    fn nobody(rule: &str) -> Self {
        let (rule, whom) = (rule.to_owned(), "nobody".to_owned());
        Asked { rule, whom, anybody: false, proposer_apart: false, cooling_off: 0 }
    }

    /// Whom a rule asks.
    fn by(rule: &Rule) -> Self {
        let (cooling_off, mut whom) = (rule.cooling_off(), rule.asks());
        if cooling_off > 0 {
            whom.push_str(&format!("; waits {} of attested time", in_words(cooling_off)));
        }
        let (anybody, proposer_apart) = (rule.quorum() > 0, rule.proposer_apart());
        Asked { rule: rule.name().to_string(), whom, anybody, proposer_apart, cooling_off }
    }
}

/// A proposal as it stands.
#[derive(Debug)]
pub struct Standing {
    /// By what it is called here: `p-000012`.
    pub name: Label,
    /// The digest of the act.
    pub digest: Digest,
    /// What is proposed.
    pub proposal: Proposal,
    /// The entry that recorded it.
    pub sequence: u64,
    /// What stands in the way of performing it, the decisions aside: expired, used, something changed.
    pub dead: Option<StationError>,
}

/// The act that sets the first policy.
const GENESIS: &str = "station.genesis";

/// The profile that an act is about, where it is about one.
fn profile_of(act: &Act) -> Option<&Label> {
    match act {
        Act::CertificateIssue(issue) => Some(&issue.profile),
        Act::CertificateBatch(batch) => Some(&batch.profile),
        _ => None,
    }
}

/// The rule of trust that an act names, where it names one.
fn trust_rule_of(act: &Act) -> Option<&Label> {
    match act {
        Act::TrustAccept(accept) => accept.rule.as_ref(),
        _ => None,
    }
}

/// The name of the proposal that an entry recorded.
pub(super) fn proposal_name(sequence: u64) -> String {
    format!("p-{sequence:06}")
}

/// The enrolments in force, by officer.
pub(super) fn enrolments(rows: &Rows<'_>) -> Result<BTreeMap<Label, Digest>, StationError> {
    let officers = rows.officers()?.into_iter();
    Ok(officers.filter_map(|row| Some((row.officer, row.enrolment?))).collect())
}

impl Station<'_> {
    /// Everybody who may decide.
    pub fn roster(&self) -> Result<Roster, StationError> {
        let mut roster = Roster::new();
        for (officer, digest) in enrolments(&self.store.rows())? {
            let text = self.enrolment_text(digest)?;
            if Enrolment::kept(&text)?.person.officer != officer {
                return Err(lost("officer", format!("the enrolment of '{officer}' is another's")));
            }
            roster.enroll_kept(&text)?;
        }
        Ok(roster)
    }

    /// An enrolment that was taken in.
    pub fn enrolment(&self, digest: Digest) -> Result<Enrolment, StationError> {
        Ok(Enrolment::kept(&self.enrolment_text(digest)?)?)
    }

    fn enrolment_text(&self, digest: Digest) -> Result<Vec<u8>, StationError> {
        let missing = || StationError::MaterialMissing { what: "enrolment", digest };
        self.store.rows().object(digest)?.ok_or_else(missing)
    }

    /// The policy in force.
    pub fn policy(&self) -> Result<Option<Policy>, StationError> {
        let rows = self.store.rows();
        let Some(row) = rows.policy()? else { return Ok(None) };
        let missing = || StationError::MaterialMissing { what: "policy", digest: row.digest };
        let text = rows.object(row.digest)?.ok_or_else(missing)?;
        Ok(Some(Policy::parse(&String::from_utf8_lossy(&text)).map_err(ApprovalError::from)?))
    }

    /// The head of the ledger as it is now.
    pub fn head(&self) -> Result<Head, StationError> {
        let rows = self.store.rows();
        Ok(Head { size: rows.ledger_size()?, root: rows.ledger_root()? })
    }

    /// The rule of this policy that decides about an act; none is a refusal (POLICY-2).
    fn rule_for<'p>(&self, policy: &'p Policy, act: &Act) -> Result<&'p Rule, StationError> {
        self.rule_about(policy, act.name(), profile_of(act), trust_rule_of(act))
    }

    /// The same of an act of this name, the profile where it is about one, and the rule of trust where it names one.
    fn rule_about<'p>(
        &self,
        policy: &'p Policy,
        act: &str,
        profile: Option<&Label>,
        trust_rule: Option<&Label>,
    ) -> Result<&'p Rule, StationError> {
        let profile =
            profile.map(|name| Ok::<_, StationError>((name.as_str(), self.profile_digest(name)?))).transpose()?;
        let rule = policy.rule_for(&Subject { act, profile, trust_rule: trust_rule.map(Label::as_str) });
        Ok(rule.ok_or_else(|| {
            let by_profile = profile.map(|(name, _)| format!(" by profile {name}"));
            let by = by_profile.or(trust_rule.map(|name| format!(" by rule {name}"))).unwrap_or_default();
            ApprovalError::NoRule { policy: policy.name().clone(), act: format!("{act}{by}") }
        })?)
    }

    /// Who must agree to an act; nobody by name where no policy is in force in a specimen station.
    pub fn asked(&self, act: &Act) -> Result<Asked, StationError> {
        if act.is_bookkeeping() {
            return Ok(Asked::nobody("bookkeeping"));
        }
        self.asked_by(act.name(), profile_of(act), trust_rule_of(act))
    }

    /// Who must agree to an act of this name, and the profile where it is about one, before there is such an act.
    pub fn asked_about(&self, act: &'static str, profile: Option<&Label>) -> Result<Asked, StationError> {
        self.asked_by(act, profile, None)
    }

    fn asked_by(
        &self,
        act: &'static str,
        profile: Option<&Label>,
        trust_rule: Option<&Label>,
    ) -> Result<Asked, StationError> {
        if act == GENESIS {
            let (rule, whom) = ("genesis".to_owned(), "every first officer".to_owned());
            return Ok(Asked { rule, whom, anybody: true, proposer_apart: false, cooling_off: 0 });
        }
        match self.policy()? {
            Some(policy) => Ok(Asked::by(self.rule_about(&policy, act, profile, trust_rule)?)),
            None if self.identity.mode == Mode::Specimen => Ok(Asked::nobody("specimen")),
            None => Err(ApprovalError::NoPolicy { mode: self.identity.mode, act }.into()),
        }
    }

    /// How long a proposal of this act lives, in seconds, where a policy says so.
    pub(super) fn validity_of(&self, act: &Act) -> Result<Option<i64>, StationError> {
        if act.is_bookkeeping() {
            return Ok(None);
        }
        let policy = self.policy()?;
        policy.map(|policy| Ok(self.rule_for(&policy, act)?.validity())).transpose()
    }

    /// That nobody has to be asked about an act. Refused where officers have to be (POLICY-3).
    pub fn expect_nobody_asked(&self, act: &Act) -> Result<Asked, StationError> {
        let asked = self.asked(act)?;
        if asked.anybody {
            let act = act.name();
            return Err(ApprovalError::OfficersWanted { act, wanted: asked.whom, rule: asked.rule }.into());
        }
        Ok(asked)
    }

    /// Binds and approves an act for which nobody has to be asked. Refused where officers have to be (POLICY-3).
    pub fn approve_alone(&mut self, what: Act) -> Result<Approved, StationError> {
        let asked = self.expect_nobody_asked(&what)?;
        self.expect_typed_here(&what)?;
        let bound = self.bind(what, None)?;
        let now = self.reading_for(&bound.what)?.time;
        if bound.what.is_bookkeeping() {
            return Ok(approval::by_bookkeeping(bound, now)?);
        }
        if self.store.rows().policy()?.is_none() {
            return Ok(approval::by_specimen_policy(bound, now)?);
        }
        let (rule, asks) = (asked.rule, asked.whom);
        let proposal = Proposal { bound, rule, asks, seen: vec![], warnings: vec![], last: None, material: vec![] };
        let verdict = self.count(&proposal, &[], None)?;
        Ok(verdict.approved(&proposal)?)
    }

    /// The people of a genesis, out of what its act names.
    pub(super) fn first_roster(&self, act: &StationGenesis, material: &Material) -> Result<Roster, StationError> {
        let mut roster = Roster::new();
        for person in &act.officers {
            roster.enroll_kept(material.find("enrolment", person.enrolment)?)?;
        }
        Ok(roster)
    }

    /// Decides: the one way from decisions to an approval.
    fn count(&self, proposal: &Proposal, ballots: &[Ballot], since: Option<u64>) -> Result<Verdict, StationError> {
        let what = &proposal.bound.what;
        let now = self.reading_for(what)?.time;
        let attested = since.map(|entry| self.attested_since(entry)).transpose()?.flatten();
        let moment = Moment { now, attested };
        if let Act::StationGenesis(act) = what {
            let roster = self.first_roster(act, &self.material_of(proposal)?)?;
            let demand = Demand::Everybody { policy: act.policy };
            return Ok(approval::decide(proposal, demand, &roster, ballots, moment)?);
        }
        let none = || ApprovalError::NoPolicy { mode: self.identity.mode, act: what.name() };
        let policy = self.policy()?.ok_or_else(none)?;
        let demand = Demand::Rule { policy: policy.digest(), rule: self.rule_for(&policy, what)? };
        Ok(approval::decide(proposal, demand, &self.roster()?, ballots, moment)?)
    }

    /// Seconds between the first and the last reading of an independent clock that were taken after
    /// an entry was written: of a later moment than the entry's, and proposed over a ledger that has it.
    fn attested_since(&self, entry: u64) -> Result<Option<i64>, StationError> {
        let (done, begun) = (self.store.rows().intents(IntentState::Done)?, self.time_of(entry)?);
        let readings: Vec<i64> = done
            .iter()
            .filter(|intent| intent.bound.head.size > entry)
            .filter_map(|intent| match &intent.bound.what {
                Act::ClockAttest(act) if act.machine >= begun => Some(act.read.unix()),
                _ => None,
            })
            .collect();
        Ok(match (readings.iter().min(), readings.iter().max()) {
            (Some(first), Some(last)) if readings.len() > 1 => Some(last - first),
            _ => None,
        })
    }

    /// The station time of an entry.
    pub(super) fn time_of(&self, entry: u64) -> Result<Time, StationError> {
        let missing = || lost("entry", format!("entry {entry} is not there"));
        Ok(Leaf::parse(&self.store.rows().entry(entry)?.ok_or_else(missing)?)?.reading().time)
    }

    /// What a proposal refers to, out of what is kept.
    pub fn material_of(&self, proposal: &Proposal) -> Result<Material, StationError> {
        let rows = self.store.rows();
        let mut material = Material::none();
        for digest in &proposal.material {
            let missing = || StationError::MaterialMissing { what: "material of a proposal", digest: *digest };
            material = match rows.object(*digest)? {
                Some(bytes) => material.and(bytes),
                None => material.and_large(self.held_copy(*digest)?.ok_or_else(missing)?),
            };
        }
        Ok(material)
    }

    fn standing(&self, row: ProposalRow) -> Result<Standing, StationError> {
        let rows = self.store.rows();
        let missing = || StationError::MaterialMissing { what: "proposal", digest: row.text };
        let proposal = Proposal::kept(&rows.object(row.text)?.ok_or_else(missing)?)?;
        let digest = proposal.digest()?;
        if digest != row.digest {
            return Err(lost("proposal", format!("the text of proposal {} is another's", row.digest)));
        }
        let dead = match rows.is_spent(digest)? {
            true => Some(StationError::ProposalSpent { digest }),
            false => self.expect_still_so(&proposal.bound).err(),
        };
        Ok(Standing { name: proposal_name(row.sequence).parse()?, digest, proposal, sequence: row.sequence, dead })
    }

    /// Every proposal, oldest first.
    pub fn proposals(&self) -> Result<Vec<Standing>, StationError> {
        self.store.rows().proposals()?.into_iter().map(|row| self.standing(row)).collect()
    }

    /// How many proposals can still be performed, as far as anything but the decisions goes.
    pub(super) fn waiting_proposals(&self) -> Result<usize, StationError> {
        let mut waiting = 0;
        for row in self.store.rows().proposals()? {
            if !self.store.rows().is_spent(row.digest)? {
                waiting += usize::from(self.standing(row)?.dead.is_none());
            }
        }
        Ok(waiting)
    }

    /// The proposal of an act (APPROVAL-8 where there is none).
    pub fn proposal(&self, digest: Digest) -> Result<Standing, StationError> {
        let unknown = || ApprovalError::ProposalUnknown { digest };
        self.standing(self.store.rows().proposal(digest)?.ok_or_else(unknown)?)
    }

    /// The proposal that a statement is about; one of another station, mode or epoch is refused as that (APPROVAL-3).
    pub fn proposal_stated(&self, proposal: &Proposal) -> Result<Standing, StationError> {
        self.expect_this_station(&proposal.bound.identity)?;
        self.proposal(proposal.digest()?)
    }

    /// The newest proposal of exactly this act that can still be performed: neither dead nor stopped by an officer.
    pub fn open_proposal_of(&self, act: &Act) -> Result<Option<Standing>, StationError> {
        for row in self.store.rows().proposals()?.into_iter().rev() {
            let standing = self.standing(row)?;
            if standing.dead.is_none()
                && standing.proposal.bound.what == *act
                && self.verdict(&standing)?.stopped().is_none()
            {
                return Ok(Some(standing));
            }
        }
        Ok(None)
    }

    /// The proposal of this name: `p-000012`.
    pub fn proposal_named(&self, name: &Label) -> Result<Option<Standing>, StationError> {
        let number = name.as_str().strip_prefix("p-").and_then(|number| number.parse().ok());
        let Some(sequence) = number.filter(|number| proposal_name(*number) == name.as_str()) else { return Ok(None) };
        let row = self.store.rows().proposal_of_entry(sequence)?;
        row.map(|row| self.standing(row)).transpose()
    }

    /// The decisions that were taken in about a proposal.
    pub(super) fn ballots(&self, digest: Digest) -> Result<Vec<Ballot>, StationError> {
        let rows = self.store.rows();
        let kept = |digest| rows.object(digest)?.ok_or(StationError::MaterialMissing { what: "decision", digest });
        let mut ballots = Vec::new();
        for row in rows.ballots(digest)? {
            let signature = Signature::read(&kept(row.signature)?).map_err(ApprovalError::from)?;
            let (officer, key, statement) = (row.officer, row.key, kept(row.statement)?);
            ballots.push(Ballot { officer, key, statement, signature, taken: self.time_of(row.sequence)? });
        }
        Ok(ballots)
    }

    /// What the officers' decisions come to now: who counts, who does not and why, what is lacking.
    pub fn verdict(&self, standing: &Standing) -> Result<Verdict, StationError> {
        self.count(&standing.proposal, &self.ballots(standing.digest)?, Some(standing.sequence))
    }

    /// The approval of a proposal, where nothing is lacking, and what it refers to.
    pub fn approve_proposal(&self, standing: Standing) -> Result<(Approved, Material), StationError> {
        if let Some(dead) = standing.dead {
            return Err(dead);
        }
        let verdict = self.count(&standing.proposal, &self.ballots(standing.digest)?, Some(standing.sequence))?;
        let material = self.material_of(&standing.proposal)?;
        Ok((verdict.approved(&standing.proposal)?, material))
    }

    /// Refuses an approval of officers that is no longer there: somebody withdrew or refused since it was given.
    pub(super) fn expect_still_agreed(&self, approved: &Approved) -> Result<(), StationError> {
        match self.store.rows().proposal(approved.digest())? {
            Some(row) => self.approve_proposal(self.standing(row)?).map(drop),
            None => Ok(()),
        }
    }

    /// What the officers were warned of who read the proposal of an act; none where there is no proposal.
    pub(super) fn warnings_read(&self, digest: Digest) -> Result<Option<Vec<String>>, StationError> {
        let rows = self.store.rows();
        let Some(row) = rows.proposal(digest)? else { return Ok(None) };
        let missing = || StationError::MaterialMissing { what: "proposal", digest: row.text };
        Ok(Some(Proposal::kept(&rows.object(row.text)?.ok_or_else(missing)?)?.warnings))
    }

    /// Digests of policy and roster as they are: what every approval of theirs is bound to.
    pub(super) fn authority(&self) -> Result<BTreeMap<String, Digest>, StationError> {
        let rows = self.store.rows();
        let mut conditions = BTreeMap::new();
        if let Some(policy) = rows.policy()? {
            conditions.insert("policy".to_owned(), policy.digest);
            conditions.insert("roster".to_owned(), crate::canonical::digest(&enrolments(&rows)?)?);
        }
        Ok(conditions)
    }
}
