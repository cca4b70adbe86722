//! What a file held, counted.

use std::collections::BTreeMap;

use super::collection::{Collection, Extent, FileName};
use super::finding::{Finding, Oddity, Place};
use super::object::{ObjectChange, ObjectKind};
use super::record::{Record, What};
use super::verify::Verdict;
use crate::icao::chain::Proof;

/// Objects, counted by what was found of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All.
    pub all: u64,
    /// Those whose octets stood earlier in the file; they count below too.
    pub repeated: u64,
    /// Those kept raw.
    pub unreadable: u64,
    /// Those that a key of the pool, or their own, verifies.
    pub verified: u64,
    /// Those that none verifies.
    pub orphans: u64,
    /// Master lists that can be read; their signers are judged with them.
    pub lists: u64,
}

impl Tally {
    fn add(&mut self, verdict: &Verdict) {
        self.all += 1;
        match verdict {
            Verdict::Unreadable(_) => self.unreadable += 1,
            Verdict::Proven { proof: Proof::Orphan(_), .. } => self.orphans += 1,
            Verdict::Proven { .. } => self.verified += 1,
            Verdict::List { .. } => self.lists += 1,
        }
    }
}

/// The objects of one state.
pub type StateCount = Tally;

/// What a file held.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// What its name says.
    pub name: Option<FileName>,
    /// What its version line says; `None` where there is none, or none that is a number.
    pub has_version: bool,
    /// Records of all kinds, version lines not counted.
    pub records: u64,
    /// Containers.
    pub containers: u64,
    /// Entries and objects that are taken away.
    pub deletions: u64,
    /// Changes without an object.
    pub changes: u64,
    /// Records that are none of these and hold no object.
    pub others: u64,
    /// Records longer than is read.
    pub skipped: u64,
    /// Objects by kind.
    pub kinds: BTreeMap<ObjectKind, Tally>,
    /// Objects by the state whose container they stand below; empty for those below none.
    pub states: BTreeMap<String, StateCount>,
    /// How often each oddity was found.
    pub findings: BTreeMap<Oddity, u64>,
    /// What is odd about the file as a whole.
    pub of_file: Vec<Finding>,
    /// Records by the collection to which they belong.
    pub collections: BTreeMap<Collection, u64>,
    /// The highest pkdVersion.
    pub highest_version: Option<u64>,
    /// Signatures checked.
    pub checked: u64,
    /// Whether more digests were met than are kept, so that some repeated objects may
    /// have been taken for new ones.
    pub digests_full: bool,
    /// Where the reading ended, or was stopped: what begins here was not given out.
    pub end: Place,
    /// Whether it was stopped.
    pub stopped: bool,
}

impl Survey {
    /// The collection that the records belong to, where they belong to one; else what the name says.
    pub fn collection(&self) -> Option<Collection> {
        let mut found = self.collections.keys();
        match (found.next(), found.next()) {
            (Some(one), None) => Some(*one),
            _ => self.name.map(|name| name.collection),
        }
    }

    /// Complete or delta: a delta by its changes or for holding nothing, else what the name says.
    pub fn extent(&self) -> Option<Extent> {
        let said = self.name.and_then(|name| name.extent);
        let changed = self.deletions > 0 || self.changes > 0;
        if changed || self.is_empty_delta() { Some(Extent::Delta) } else { said }
    }

    /// Whether the file holds its version and nothing else.
    pub fn is_empty_delta(&self) -> bool {
        self.has_version && self.records == 0 && !self.stopped
    }

    /// Every object, counted.
    pub fn total(&self) -> Tally {
        let sum = |f: fn(&Tally) -> u64| self.kinds.values().map(f).sum();
        Tally {
            all: sum(|t| t.all),
            repeated: sum(|t| t.repeated),
            unreadable: sum(|t| t.unreadable),
            verified: sum(|t| t.verified),
            orphans: sum(|t| t.orphans),
            lists: sum(|t| t.lists),
        }
    }

    pub(super) fn add(&mut self, record: &Record, verdicts: &[Verdict]) {
        for finding in &record.findings {
            *self.findings.entry(finding.oddity).or_default() += 1;
        }
        self.highest_version = self.highest_version.max(record.version);
        match &record.what {
            What::Version => {
                self.has_version = true;
                return;
            }
            What::Container => self.containers += 1,
            What::Deletion => self.deletions += 1,
            What::Change => self.changes += 1,
            What::Other => self.others += 1,
            What::Skipped(_) => self.skipped += 1,
            What::Objects(_) => {}
        }
        self.records += 1;
        if let Some(collection) = Collection::of_record(record.base, record.branch.as_ref()) {
            *self.collections.entry(collection).or_default() += 1;
        }
        for (object, verdict) in record.objects().iter().zip(verdicts) {
            if object.change == Some(ObjectChange::Removes) {
                self.deletions += 1;
                continue;
            }
            let state = record.state.clone().unwrap_or_default();
            let tallies = [self.kinds.entry(object.kind).or_default(), self.states.entry(state).or_default()];
            for tally in tallies {
                tally.add(verdict);
                tally.repeated += u64::from(verdict.is_repeated());
            }
        }
    }
}
