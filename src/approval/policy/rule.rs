//! One rule: which acts it is about, and who must approve them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::Subject;
use super::glob::Glob;
use super::period::in_words;
use crate::digest::Digest;
use crate::safe::Label;

/// A rule of a policy, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    pub(super) name: Label,
    pub(super) line: usize,
    pub(super) acts: Vec<Glob>,
    pub(super) profiles: Vec<ProfileMatch>,
    pub(super) by_rule: BTreeSet<Label>,
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
    /// Whether it is about this act, profile and rule of trust. A rule that names profiles is about no act without one;
    /// nor is one that names rules of trust about an act that names none.
    pub fn matches(&self, subject: &Subject<'_>) -> bool {
        self.names_act(subject.act) && self.names_profile(subject.profile) && self.names_rule(subject.trust_rule)
    }

    /// Whether it is about acts by this rule of trust.
    pub(super) fn names_rule(&self, rule: Option<&str>) -> bool {
        self.by_rule.is_empty() || rule.is_some_and(|rule| self.by_rule.iter().any(|wanted| wanted.as_str() == rule))
    }

    /// Whether it is about this act, with whatever profile.
    pub(super) fn names_act(&self, act: &str) -> bool {
        self.acts.iter().any(|glob| glob.matches(act))
    }

    /// Whether it is about this profile, or about acts without one.
    pub(super) fn names_profile(&self, profile: Option<(&str, Digest)>) -> bool {
        self.profiles.is_empty()
            || profile.is_some_and(|(name, digest)| self.profiles.iter().any(|wanted| wanted.matches(name, digest)))
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

    /// The rules of trust it is about; none: any, and acts without one.
    pub fn by_rule(&self) -> &BTreeSet<Label> {
        &self.by_rule
    }

    /// How many people must approve. 0 only in a policy for specimen stations, or by a rule of trust.
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
        if !self.by_rule.is_empty() {
            return format!("{acts} by rule {}", list(self.by_rule.iter().map(Label::to_string).collect()));
        }
        if self.profiles.is_empty() {
            return acts;
        }
        format!("{acts} by {}", list(self.profiles.iter().map(ProfileMatch::to_string).collect()))
    }

    /// Whom it asks, in words: `3 of auditor, security-officer (1 auditor), 2 organisations, not the proposer, veto`.
    pub fn asks(&self) -> String {
        if self.quorum == 0 {
            return "nobody".to_owned();
        }
        let from: Vec<&str> = self.from.iter().map(Label::as_str).collect();
        let mut words = match (from.is_empty(), self.quorum) {
            (true, 1) => "1 officer".to_owned(),
            (true, quorum) => format!("{quorum} officers"),
            (false, quorum) => format!("{quorum} of {}", from.join(", ")),
        };
        if !self.roles.is_empty() {
            let roles: Vec<String> = self.roles.iter().map(|(role, count)| format!("{count} {role}")).collect();
            words.push_str(&format!(" ({})", roles.join(", ")));
        }
        if self.organisations > 1 {
            words.push_str(&format!(", {} organisations", self.organisations));
        }
        words.push_str(if self.proposer_apart { ", not the proposer" } else { ", the proposer too" });
        if self.veto {
            words.push_str(", veto");
        }
        words
    }

    /// How long it takes, in words: `30 days, not before 2 days`.
    pub fn time(&self) -> String {
        match self.cooling_off {
            0 => in_words(self.validity),
            waits => format!("{}, not before {}", in_words(self.validity), in_words(waits)),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::approval::policy::Policy;

    #[test]
    fn a_rule_is_told_in_words() {
        let told = |fields: &str| {
            let head = "name='p'\ntitle='P'\nmode='specimen'\n[[rule]]\nname='r'\nacts=['key.*', 'crl.issue']\n";
            let policy = Policy::parse(&format!("{head}{fields}")).unwrap();
            policy.rules()[0].clone()
        };
        let rule = told("quorum=2\nvalidity='7 days'");
        assert_eq!((rule.asks().as_str(), rule.time().as_str()), ("2 officers, not the proposer", "7 days"));
        let rule = told(
            "quorum=3\nfrom=['b','a']\nroles={b=2}\norganisations=2\nproposer-apart=false\nveto=true\n\
             validity='7 days'\ncooling-off='36 hours'\nprofiles=['csca-*']",
        );
        assert_eq!(rule.asks(), "3 of a, b (2 b), 2 organisations, the proposer too, veto");
        assert_eq!(rule.time(), "7 days, not before 1 day 12 hours");
        assert_eq!(rule.about(), "key.*, crl.issue by csca-*");
        assert_eq!(told("quorum=0\nvalidity='1 day'").asks(), "nobody");
        assert_eq!(told("quorum=1\nvalidity='1 day'").asks(), "1 officer, not the proposer");
    }
}
