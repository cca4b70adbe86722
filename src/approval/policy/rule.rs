//! One rule: which acts it is about, and who must approve them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::Subject;
use super::glob::Glob;
use crate::digest::Digest;
use crate::safe::Label;

/// A rule of a policy, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    pub(super) name: Label,
    pub(super) line: usize,
    pub(super) acts: Vec<Glob>,
    pub(super) profiles: Vec<ProfileMatch>,
    pub(super) quorum: u16,
    pub(super) roles: BTreeMap<Label, u16>,
    pub(super) from: BTreeSet<Label>,
    pub(super) proposer_apart: bool,
    pub(super) organisations: u16,
    pub(super) validity: i64,
    pub(super) cooling_off: i64,
    pub(super) veto: bool,
}

/// Which profiles a rule is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProfileMatch {
    /// Those whose name fits.
    Name(Glob),
    /// The one with these bytes, whatever its name: `sha256:` and 64 hex digits.
    Digest(Digest),
}

impl ProfileMatch {
    /// Whether a profile of this name and digest is meant.
    pub fn matches(&self, name: &str, digest: Digest) -> bool {
        match self {
            ProfileMatch::Name(glob) => glob.matches(name),
            ProfileMatch::Digest(wanted) => *wanted == digest,
        }
    }
}

impl fmt::Display for ProfileMatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ProfileMatch::Name(glob) => glob.fmt(f),
            ProfileMatch::Digest(digest) => write!(f, "sha256:{digest}"),
        }
    }
}

impl Rule {
    /// Whether it is about this act and profile. A rule that names profiles is about no act without one.
    pub fn matches(&self, subject: &Subject<'_>) -> bool {
        self.acts.iter().any(|glob| glob.matches(subject.act))
            && (self.profiles.is_empty()
                || subject.profile.is_some_and(|(name, digest)| self.profiles.iter().any(|p| p.matches(name, digest))))
    }

    /// Its name.
    pub fn name(&self) -> &Label {
        &self.name
    }

    /// The line in the policy on which its name stands, from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The acts it is about.
    pub fn acts(&self) -> &[Glob] {
        &self.acts
    }

    /// The profiles it is about; none: any, and acts without a profile.
    pub fn profiles(&self) -> &[ProfileMatch] {
        &self.profiles
    }

    /// How many people must approve. 0 only in a policy for specimen stations.
    pub fn quorum(&self) -> u16 {
        self.quorum
    }

    /// How many of them must have which role; one person fills one place.
    pub fn roles(&self) -> &BTreeMap<Label, u16> {
        &self.roles
    }

    /// Only people with one of these roles count; empty: any officer.
    pub fn from(&self) -> &BTreeSet<Label> {
        &self.from
    }

    /// Whether the approval of whoever proposed it does not count.
    pub fn proposer_apart(&self) -> bool {
        self.proposer_apart
    }

    /// From how many different organisations approvals must come; 0: nothing is said.
    pub fn organisations(&self) -> u16 {
        self.organisations
    }

    /// How long a proposal may be approved and performed, in seconds.
    pub fn validity(&self) -> i64 {
        self.validity
    }

    /// How long it must wait after it was proposed, in seconds of attested time.
    pub fn cooling_off(&self) -> i64 {
        self.cooling_off
    }

    /// Whether one refusal stops it.
    pub fn veto(&self) -> bool {
        self.veto
    }

    /// What it is about, in words: `key.*`, or `certificate.issue by csca-*`.
    pub fn about(&self) -> String {
        let list = |items: Vec<String>| items.join(", ");
        let acts = list(self.acts.iter().map(Glob::to_string).collect());
        if self.profiles.is_empty() {
            return acts;
        }
        format!("{acts} by {}", list(self.profiles.iter().map(ProfileMatch::to_string).collect()))
    }

    /// Whom it asks, in words: `3 of security-officer or auditor, 1 auditor among them, from 2 organisations, …`.
    pub fn asks(&self) -> String {
        if self.quorum == 0 {
            return "nobody".to_owned();
        }
        let from: Vec<&str> = self.from.iter().map(Label::as_str).collect();
        let mut words = match (from.is_empty(), self.quorum) {
            (true, 1) => "1 officer".to_owned(),
            (true, quorum) => format!("{quorum} officers"),
            (false, quorum) => format!("{quorum} of {}", from.join(" or ")),
        };
        if !self.roles.is_empty() {
            let roles: Vec<String> = self.roles.iter().map(|(role, count)| format!("{count} {role}")).collect();
            words.push_str(&format!(", among them {}", roles.join(" and ")));
        }
        if self.organisations > 1 {
            words.push_str(&format!(", from {} organisations", self.organisations));
        }
        words.push_str(if self.proposer_apart { ", not the proposer" } else { ", the proposer too" });
        if self.veto {
            words.push_str("; one refusal stops it");
        }
        words
    }
}
