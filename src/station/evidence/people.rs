//! Officers and policy as they stood when an act was decided, and the entries that brought them in force.

use std::collections::BTreeMap;

use super::super::journal::lost;
use super::super::{Station, StationError};
use super::ending;
use crate::act::{self, Act};
use crate::approval::Enrolment;
use crate::approval::key::OfficerKey;
use crate::canonical;
use crate::digest::Digest;
use crate::safe::Label;
use crate::store::{OfficerRow, PolicyRow};

/// Who might decide, and by which policy, just before an entry.
pub(super) struct Then {
    /// The enrolments in force, by officer: the entry of each, and its digest.
    officers: BTreeMap<Label, (u64, Digest)>,
    /// The policy in force.
    pub(super) policy: PolicyRow,
    /// The act that brought it in force.
    pub(super) policy_act: &'static str,
    /// Whether these officers came in force by the act itself.
    pub(super) genesis: bool,
}

impl Then {
    /// The enrolments in force, as a roster is digested.
    pub(super) fn enrolments(&self) -> BTreeMap<&Label, Digest> {
        self.officers.iter().map(|(officer, (_, digest))| (officer, *digest)).collect()
    }

    /// The octets that the roster's digest is over.
    pub(super) fn roster(&self) -> Result<Vec<u8>, StationError> {
        Ok(canonical::bytes(&self.enrolments())?)
    }

    /// The entry and the digest of an officer's enrolment in force.
    pub(super) fn enrolment(&self, officer: &Label) -> Option<(u64, Digest)> {
        self.officers.get(officer).copied()
    }
}

/// An enrolment, and what the entry that brought it in force says of it.
pub(super) struct Enrolled {
    pub(super) officer: Label,
    /// The entry that brought it in force.
    pub(super) entry: u64,
    /// The act of that entry.
    pub(super) act: &'static str,
    /// The digest of its text.
    pub(super) digest: Digest,
    /// The keys for decisions.
    pub(super) keys: Vec<OfficerKey>,
    /// What they signed to be in it, in their order.
    proofs: Vec<Digest>,
    /// The people of a genesis, where they are too many to stand in its entry: it names this by its digest.
    pub(super) long: Option<Vec<u8>>,
}

impl Enrolled {
    /// By what its files are called: officer and entry.
    pub(super) fn name(&self) -> String {
        format!("{}-{}", self.officer, self.entry)
    }

    /// The file of its text.
    pub(super) fn text(&self) -> String {
        format!("enrolment-{}.txt", self.name())
    }

    /// The file of a key, for its stock tool; keys are counted from 0 here, from 1 in names and in the text.
    pub(super) fn key_file(&self, number: usize, key: &OfficerKey) -> String {
        format!("key-{}-{}.{}", self.name(), number + 1, key.for_stock_tool().0)
    }

    /// The file of what that key signed to be in it.
    pub(super) fn proof_file(&self, number: usize, key: &OfficerKey) -> String {
        format!("proof-{}-{}.{}", self.name(), number + 1, ending(key))
    }

    /// The digest of that.
    pub(super) fn proof(&self, number: usize) -> Result<Digest, StationError> {
        let missing = || lost("officer", format!("entry {} names no proof of key {}", self.entry, number + 1));
        self.proofs.get(number).copied().ok_or_else(missing)
    }

    /// The file that names enrolment and proofs: the entry, or what the entry names by its digest.
    pub(super) fn naming(&self) -> String {
        match self.long {
            None => format!("entry-{}.json", self.entry),
            Some(_) => format!("entry-{}-officers.json", self.entry),
        }
    }
}

impl Station<'_> {
    /// Officers and policy just before an entry; at a genesis those that it sets.
    pub(super) fn then(&self, entry: u64, genesis: bool) -> Result<Then, StationError> {
        let before = if genesis { entry + 1 } else { entry };
        let mut officers = BTreeMap::new();
        for OfficerRow { officer, sequence, enrolment } in self.store.rows().officer_history()? {
            match enrolment {
                _ if sequence >= before => {}
                Some(digest) => drop(officers.insert(officer, (sequence, digest))),
                None => drop(officers.remove(&officer)),
            }
        }
        let policy = self.store.rows().policy_before(before)?;
        let policy = policy.ok_or_else(|| lost("policy", format!("there was none before entry {before}")))?;
        let gone = || lost("intent", format!("the act of entry {} is lost", policy.sequence));
        let policy_act = self.store.rows().intent(policy.sequence)?.ok_or_else(gone)?.bound.what.name();
        Ok(Then { officers, policy, policy_act, genesis })
    }

    /// An enrolment that came in force by an entry, with what that entry says of it.
    pub(super) fn in_force_by(&self, officer: &Label, entry: u64, digest: Digest) -> Result<Enrolled, StationError> {
        let gone = || lost("officer", format!("entry {entry} does not bring the enrolment of '{officer}' in force"));
        let what = self.store.rows().intent(entry)?.ok_or_else(gone)?.bound.what;
        let people = match &what {
            Act::OfficerEnroll(act) => std::slice::from_ref(&act.person),
            Act::OfficerReplaceKey(act) => std::slice::from_ref(&act.person),
            Act::StationGenesis(act) => &act.officers,
            _ => return Err(gone()),
        };
        let of = |person: &&act::Enrolled| person.officer == *officer && person.enrolment == digest;
        let person = people.iter().find(of).ok_or_else(gone)?;
        let long = match &what {
            Act::StationGenesis(act) if !self.leaf_of(entry)?.public().contains_key("officers") => {
                Some(canonical::bytes(&act.officers)?)
            }
            _ => None,
        };
        Ok(Enrolled {
            officer: officer.clone(),
            entry,
            act: what.name(),
            digest,
            keys: Enrolment::kept(&self.kept(digest)?)?.keys()?,
            proofs: person.proofs.clone(),
            long,
        })
    }
}
