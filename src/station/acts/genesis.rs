//! `station.genesis`: the first officers, the first policy and the first keys behind bundles, by all of them together.

use std::collections::BTreeMap;

use super::officer::{members_of, namesakes, person_words, policy_words};
use super::{Material, Outcome};
use crate::act::StationGenesis;
use crate::approval::policy::Policy;
use crate::approval::{ApprovalError, Enrolment, Officer, Proofs, Roster, Spent};
use crate::ledger::Fields;
use crate::operation;
use crate::station::{Preview, Station, StationError};

/// The people and the policy of a genesis, and what they should think about before they sign.
struct First {
    roster: Roster,
    policy: Policy,
    warnings: Vec<String>,
}

impl Station<'_> {
    /// Refuses what [`Station::perform`] would refuse of a genesis.
    fn first(&self, act: &StationGenesis, material: &Material) -> Result<First, StationError> {
        if let Some(row) = self.store.rows().policy()? {
            return Err(StationError::GenesisDone { entry: row.sequence });
        }
        let now = self.now()?;
        let mut roster = Roster::new();
        for person in &act.officers {
            let enrolment = Enrolment::parse(material.find("enrolment", person.enrolment)?)?;
            self.expect_this_station(&enrolment.identity)?;
            self.expect_ancestor(enrolment.head)?;
            let mut proofs = Vec::new();
            for proof in &person.proofs {
                proofs.push(material.find("proof of possession", *proof)?);
            }
            let proven = enrolment.clone().prove(&Proofs::read(&proofs)?, now)?;
            if proven.enrolled()? != *person {
                let what = "the act says other things than the enrolment";
                return Err(ApprovalError::PersonUnfit { officer: person.officer.clone(), what }.into());
            }
            roster.enroll(enrolment)?;
        }
        operation::officer::check_roots(act, &roster)?;
        let (policy, warnings) = self.fit_policy(&act.name, act.policy, material, &members_of(&roster))?;
        Ok(First { roster, policy, warnings })
    }

    pub(in crate::station) fn preview_genesis(
        &self,
        act: &StationGenesis,
        material: &Material,
    ) -> Result<Preview, StationError> {
        let First { roster, policy, mut warnings } = self.first(act, material)?;
        let mut words = Vec::new();
        for officer in roster.officers() {
            words.extend(person_words(officer.enrolment())?);
            words.push(("enrolment", officer.digest().to_string()));
        }
        words.extend(policy_words(&policy, None));
        let mut before: Vec<&Enrolment> = Vec::new();
        for enrolment in roster.officers().map(Officer::enrolment) {
            warnings.extend(namesakes(enrolment, before.iter().copied()));
            before.push(enrolment);
        }
        Ok(Preview { words, warnings })
    }

    pub(super) fn station_genesis(
        &mut self,
        spent: &Spent,
        act: &StationGenesis,
        material: &Material,
    ) -> Result<Outcome, StationError> {
        self.first(act, material)?;
        let policy = material.find("policy", act.policy)?;
        let sequence = self.record(spent, Fields::new(), |writing, sequence| {
            for person in &act.officers {
                for proof in &person.proofs {
                    writing.keep_object(material.find("proof of possession", *proof)?)?;
                }
                writing.enroll(&person.officer, material.find("enrolment", person.enrolment)?, sequence)?;
            }
            for key in &act.root_keys {
                let spki = hex::decode(&key.spki).unwrap_or_default();
                writing.keep_root_key(&spki, &key.officer, sequence)?;
            }
            Ok(writing.adopt_policy(&act.name, policy, sequence)?)
        })?;
        Ok(Outcome::with(sequence, self.genesis_outputs(act, sequence)?))
    }

    /// What a genesis gives: the policy in force, how many decide from now on, and what belongs on paper from this day:
    /// the head of the ledger that ends with it, and the key by which that head is judged.
    pub(super) fn genesis_outputs(
        &self,
        act: &StationGenesis,
        entry: u64,
    ) -> Result<BTreeMap<String, String>, StationError> {
        let entries = entry + 1;
        let outputs = [
            ("policy", act.name.to_string()),
            ("digest", act.policy.to_string()),
            ("officers", act.officers.len().to_string()),
            ("entries", entries.to_string()),
            ("head", crate::ledger::root(&self.store.rows(), entries)?.to_string()),
            ("ledger_key", self.ledger_key().identity()?.to_string()),
        ];
        Ok(outputs.map(|(name, value)| (name.to_owned(), value)).into())
    }
}
