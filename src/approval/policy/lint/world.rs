//! What a policy is judged against: the people, the profiles in force, the acts, and which rule decides which of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::approval::policy::{BY_RULE, BackupGoals, Member, Policy, Rule, Subject, WITH_PROFILE};
use crate::digest::Digest;
use crate::mode::Mode;
use crate::safe::Label;
use crate::trust::rules;

/// Everything a rule may look at.
pub(super) struct World<'a> {
    pub(super) policy: &'a Policy,
    pub(super) people: Option<Vec<&'a Member>>,
    pub(super) profiles: Option<&'a [(Label, Digest)]>,
    pub(super) acts: &'a [&'a str],
    /// The acts that each rule decides, by the rule's name.
    decided: BTreeMap<&'a Label, Vec<&'a str>>,
}

impl<'a> World<'a> {
    pub(super) fn new(
        policy: &'a Policy,
        roster: Option<&'a [Member]>,
        profiles: Option<&'a [(Label, Digest)]>,
        acts: &'a [&'a str],
    ) -> Self {
        let people = roster.map(|roster| roster.iter().collect());
        let mut world = World { policy, people, profiles, acts, decided: BTreeMap::new() };
        for act in acts {
            let deciding: BTreeSet<&Label> = if world.is_blind(act) {
                policy.rules().iter().filter(|rule| world.is_about(rule, act)).map(Rule::name).collect()
            } else {
                world.subjects(act).iter().filter_map(|subject| policy.rule_for(subject)).map(Rule::name).collect()
            };
            deciding.into_iter().for_each(|name| world.decided.entry(name).or_default().push(act));
        }
        world
    }

    pub(super) fn rules(&self) -> &'a [Rule] {
        self.policy.rules()
    }

    /// The rules with those that stand before each.
    pub(super) fn with_earlier(&self) -> impl Iterator<Item = (&'a Rule, &'a [Rule])> {
        let rules = self.rules();
        rules.iter().enumerate().map(move |(n, rule)| (rule, rules.get(..n).unwrap_or_default()))
    }

    /// Whether a station may adopt it in which something is at stake.
    pub(super) fn is_serious(&self) -> bool {
        self.policy.is_for(Mode::Production) || self.policy.is_for(Mode::Rehearsal)
    }

    /// What the policy says of backups, where it says something and something is at stake. Nobody wrote the defaults,
    /// so nobody is told what is in them.
    pub(super) fn backup(&self) -> Option<&'a BackupGoals> {
        let goals = self.policy.backup();
        (self.is_serious() && goals.line().is_some()).then_some(goals)
    }

    /// Everything that could be asked about an act, as far as it is known: with each profile where it has one, and by
    /// each rule of trust where it may name one.
    pub(super) fn subjects(&self, act: &'a str) -> Vec<Subject<'a>> {
        if act == BY_RULE {
            let named = rules::names().map(Some).chain([None]);
            return named.map(|trust_rule| Subject { act, profile: None, trust_rule }).collect();
        }
        if !WITH_PROFILE.contains(&act) {
            return vec![Subject { act, profile: None, trust_rule: None }];
        }
        let profiles = self.profiles.unwrap_or_default();
        let by = |(name, digest): &'a (Label, Digest)| Subject {
            act,
            profile: Some((name.as_str(), *digest)),
            trust_rule: None,
        };
        profiles.iter().map(by).collect()
    }

    /// Whether the profiles in force are not known, so that of acts that have one only the name can be judged.
    pub(super) fn is_blind(&self, act: &str) -> bool {
        WITH_PROFILE.contains(&act) && self.profiles.is_none()
    }

    /// Whether the rule is about the act, with whatever profile.
    pub(super) fn is_about(&self, rule: &Rule, act: &'a str) -> bool {
        if self.is_blind(act) {
            return rule.names_act(act);
        }
        self.subjects(act).iter().any(|subject| rule.matches(subject))
    }

    /// The acts that a rule decides, being the first that matches. Where the profiles are not known, `certificate.issue`
    /// is among them if the rule is about it.
    pub(super) fn decided_by(&self, rule: &Rule) -> &[&'a str] {
        self.decided.get(rule.name()).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Names in one line: the first ten, then how many more.
pub(super) fn listed<'i>(names: impl IntoIterator<Item = &'i str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    let shown = names.iter().take(10).copied().collect::<Vec<_>>().join(", ");
    if names.len() > 10 { format!("{shown} and {} more", names.len() - 10) } else { shown }
}

/// Rules by their names: `rule 'a'`, or `rules 'a', 'b'`.
pub(super) fn quoted<'i>(rules: impl IntoIterator<Item = &'i Rule>) -> String {
    let names: Vec<String> = rules.into_iter().map(|rule| format!("'{}'", rule.name())).collect();
    let word = if names.len() == 1 { "rule" } else { "rules" };
    format!("{word} {}", listed(names.iter().map(String::as_str)))
}
