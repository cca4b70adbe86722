//! What is known of foreign certificates at one time, gathered by the station for the rules to look at.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::{Decision, Standing, Verdict, standings};
use crate::clock::Time;
use crate::digest::Digest;
use crate::safe;

/// How a certificate is verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// By its own key.
    SelfSigned,
    /// By the key of another.
    Link,
    /// By nothing that is known, or it cannot be read.
    Other,
}

impl Kind {
    /// From the word in the store.
    pub fn from_word(word: &str) -> Kind {
        match word {
            "self-signed" => Kind::SelfSigned,
            "link" | "link-other-name" => Kind::Link,
            _ => Kind::Other,
        }
    }

    /// The word in what is said of it.
    pub const fn word(self) -> &'static str {
        match self {
            Kind::SelfSigned => "self-signed",
            Kind::Link => "a link certificate",
            Kind::Other => "verified by nothing that is known",
        }
    }
}

/// A foreign certificate, as it was judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its digest.
    pub certificate: Digest,
    /// The state: two letters, upper case; `??` where it says none.
    pub state: String,
    /// How it is verified.
    pub kind: Kind,
    /// The certificate whose key verifies it.
    pub verifier: Option<Digest>,
    /// What its key is known by, however it is written; none where it cannot be read.
    pub key: Option<Digest>,
    /// The start of its validity, where it can be read.
    pub not_before: Option<Time>,
    /// The end of its validity, where it can be read.
    pub not_after: Option<Time>,
    /// How many of the findings about it are errors.
    pub errors: u32,
    /// Whether anything in it says that its key may sign certificates.
    pub may_sign: bool,
}

impl Candidate {
    /// Whether it is valid at a time. What cannot be read is not.
    pub fn is_valid_at(&self, time: Time) -> bool {
        self.not_before.is_some_and(|from| from <= time) && self.not_after.is_some_and(|until| time <= until)
    }
}

/// One edition of a signer's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// The list's digest.
    pub list: Digest,
    /// Who signs: the state of the CSCA certificate that stands behind the signer's.
    pub signer: String,
    /// Whether that certificate is an anchor.
    pub anchored: bool,
    /// When it says it was signed.
    pub signed_at: Time,
    /// The ledger entry that took it in.
    pub entry: u64,
    /// What stands on it.
    pub certificates: BTreeSet<Digest>,
}

impl Edition {
    /// Which it is, without what stands on it.
    pub fn place(&self) -> Place {
        Place {
            list: self.list,
            signer: self.signer.clone(),
            signed_at: self.signed_at,
            entry: self.entry,
            anchored: self.anchored,
        }
    }
}

/// Which edition of whose list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The list's digest.
    pub list: Digest,
    /// Who signs it.
    pub signer: String,
    /// When it says it was signed.
    pub signed_at: Time,
    /// The ledger entry that took it in.
    pub entry: u64,
    /// Whether its signer's CSCA is an anchor; anybody can sign a list that is under none.
    pub anchored: bool,
}

impl fmt::Display for Place {
    /// As it stands in evidence: `DE of 2026-05-28 (list 0a1b2c3d, ledger entry 12)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day: String = self.signed_at.to_string().chars().take(10).collect();
        let under = if self.anchored { "" } else { ", under no anchor" };
        let (signer, list) = (safe::line(&self.signer, 80), self.list.short());
        write!(f, "{signer} of {day} (list {list}, ledger entry {}{under})", self.entry)
    }
}

/// A decision with the entry that recorded it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// What was decided.
    pub decision: Decision,
    /// Where that is recorded.
    pub entry: u64,
}

/// Everything that rules may look at, as at one time.
#[derive(Clone, Debug)]
pub struct World {
    at: Time,
    candidates: BTreeMap<Digest, Candidate>,
    editions: Vec<Edition>,
    decided: Vec<Decided>,
    standings: BTreeMap<Digest, Standing>,
}

impl World {
    /// What is known at a time: later decisions and lists that say they were signed later are left out. Decisions come
    /// oldest first.
    pub fn new(at: Time, candidates: Vec<Candidate>, mut editions: Vec<Edition>, mut decided: Vec<Decided>) -> Self {
        editions.retain(|edition| edition.signed_at <= at);
        editions.sort_by_key(|edition| (edition.signed_at, edition.entry));
        decided.retain(|one| one.decision.at <= at);
        let decisions: Vec<Decision> = decided.iter().map(|one| one.decision.clone()).collect();
        let standings = standings(&decisions, at);
        let candidates = candidates.into_iter().map(|one| (one.certificate, one)).collect();
        World { at, candidates, editions, decided, standings }
    }

    /// The same world, with one certificate judged anew.
    pub fn with(mut self, candidate: Candidate) -> Self {
        self.candidates.insert(candidate.certificate, candidate);
        self
    }

    /// As at which time.
    pub fn at(&self) -> Time {
        self.at
    }

    /// Every certificate that is known, by digest.
    pub fn candidates(&self) -> impl Iterator<Item = &Candidate> {
        self.candidates.values()
    }

    /// The certificate of this digest.
    pub fn candidate(&self, certificate: Digest) -> Option<&Candidate> {
        self.candidates.get(&certificate)
    }

    /// Every signed list, oldest first.
    pub fn editions(&self) -> &[Edition] {
        &self.editions
    }

    /// Where a certificate stands.
    pub fn standing(&self, certificate: Digest) -> Standing {
        self.standings.get(&certificate).copied().unwrap_or(Standing::Undecided)
    }

    /// The entry that recorded the last decision about a certificate.
    pub fn last_entry(&self, certificate: Digest) -> Option<u64> {
        self.decided.iter().rev().find(|one| one.decision.certificate == certificate).map(|one| one.entry)
    }

    /// The entry by which a certificate was distrusted, whatever was decided since.
    pub fn distrusted_by(&self, certificate: Digest) -> Option<u64> {
        let distrusts =
            |one: &&Decided| one.decision.certificate == certificate && one.decision.verdict == Verdict::Distrust;
        self.decided.iter().find(distrusts).map(|one| one.entry)
    }

    /// The certificates that are anchors.
    pub fn anchors(&self) -> impl Iterator<Item = &Candidate> {
        self.candidates.values().filter(|one| self.standing(one.certificate) == Standing::Anchor)
    }

    /// The newest edition of each anchored signer, in the order of the signers' names.
    pub fn newest(&self) -> Vec<&Edition> {
        let mut newest: BTreeMap<&str, &Edition> = BTreeMap::new();
        for edition in self.editions.iter().filter(|edition| edition.anchored) {
            newest.insert(&edition.signer, edition);
        }
        newest.into_values().collect()
    }

    /// The state of a certificate, where it is known.
    pub(super) fn state_of(&self, certificate: Digest) -> Option<&str> {
        self.candidate(certificate).map(|one| one.state.as_str())
    }
}

#[cfg(test)]
pub(super) mod made {
    //! Worlds for tests.

    use super::*;

    pub fn time(text: &str) -> Time {
        format!("{text}T12:00:00Z").parse().unwrap()
    }

    pub fn digest(name: &str) -> Digest {
        Digest::of(name.as_bytes())
    }

    /// A self-signed certificate without findings, good until 2035; its key is named like it.
    pub fn root(name: &str, state: &str) -> Candidate {
        Candidate {
            certificate: digest(name),
            state: state.into(),
            kind: Kind::SelfSigned,
            verifier: Some(digest(name)),
            key: Some(Digest::of(format!("key of {name}").as_bytes())),
            not_before: Some(time("2025-01-01")),
            not_after: Some(time("2035-01-01")),
            errors: 0,
            may_sign: true,
        }
    }

    /// A link certificate for the key of `to`, verified by the key of `from`.
    pub fn link(name: &str, state: &str, from: &str, to: &str) -> Candidate {
        let key = Some(Digest::of(format!("key of {to}").as_bytes()));
        Candidate { kind: Kind::Link, verifier: Some(digest(from)), key, ..root(name, state) }
    }

    /// An anchored list.
    pub fn list(signer: &str, day: &str, entry: u64, names: &[&str]) -> Edition {
        Edition {
            list: Digest::of(format!("{signer} {day}").as_bytes()),
            signer: signer.into(),
            anchored: true,
            signed_at: time(day),
            entry,
            certificates: names.iter().map(|name| digest(name)).collect(),
        }
    }

    pub fn decided(name: &str, verdict: Verdict, day: &str, entry: u64) -> Decided {
        Decided { decision: Decision { certificate: digest(name), verdict, at: time(day) }, entry }
    }
}
