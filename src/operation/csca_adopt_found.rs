//! What the rules find in the objects of a CSCA that is taken over, rule by rule, as people read it before they accept it.

use crate::digest::Digest;
use crate::pki::lint::Finding;

use super::csca_adopt::Proven;

/// How many different examples are kept of a rule; all findings are counted.
const EXAMPLES: usize = 4;

/// What one rule found in all objects together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByRule {
    /// The rule's id.
    pub rule: &'static str,
    /// How many findings.
    pub count: usize,
    /// In how many objects.
    pub objects: usize,
    /// The heaviest severity among them, as a word.
    pub severity: &'static str,
    /// Different places or different wants, in the order they were found; the first few.
    pub examples: Vec<Example>,
}

/// One finding that stands for those of its place that want the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// Where, what was found and what was wanted.
    pub finding: Finding,
    /// In which object, in words.
    pub object: String,
    /// How many findings it stands for, itself included.
    pub count: usize,
}

impl ByRule {
    /// The line of the rule.
    pub fn line(&self) -> String {
        let (many, of) = (|count: usize| if count == 1 { "" } else { "s" }, self.objects);
        format!("{}: {} {}{} in {of} object{}", self.rule, self.count, self.severity, many(self.count), many(of))
    }

    /// The lines of its examples.
    pub fn examples(&self) -> impl Iterator<Item = String> {
        self.examples.iter().map(|example| {
            let Finding { place, found, wanted, .. } = &example.finding;
            let more = if example.count > 1 { format!(", and {} more", example.count - 1) } else { String::new() };
            format!("{place}: found {found}; wanted {wanted}; in {}{more}", example.object)
        })
    }
}

/// Findings grouped by their rules, in the order in which rules found something first. No rule is left out.
pub fn by_rule(found: &[(Digest, Finding)], proven: &Proven) -> Vec<ByRule> {
    let mut rules: Vec<ByRule> = Vec::new();
    let mut last: Vec<Option<Digest>> = Vec::new();
    for (digest, finding) in found {
        let at = rules.iter().position(|one| one.rule == finding.rule).unwrap_or(rules.len());
        if at == rules.len() {
            let (rule, severity) = (finding.rule, finding.severity.word());
            rules.push(ByRule { rule, count: 0, objects: 0, severity, examples: Vec::new() });
            last.push(None);
        }
        let (Some(one), Some(last)) = (rules.get_mut(at), last.get_mut(at)) else { continue };
        one.count += 1;
        // The findings of an object follow each other.
        one.objects += usize::from(last.replace(*digest) != Some(*digest));
        if finding.severity.word() == "error" {
            one.severity = "error";
        }
        let same =
            |example: &Example| example.finding.place == finding.place && example.finding.wanted == finding.wanted;
        let known = one.examples.iter().position(same);
        if let Some(example) = known.and_then(|at| one.examples.get_mut(at)) {
            example.count += 1;
        } else if one.examples.len() < EXAMPLES {
            let object = named(*digest, proven);
            one.examples.push(Example { finding: finding.clone(), object, count: 1 });
        }
    }
    rules
}

/// An object by what it is, its serial number or its list's, and its digest.
fn named(digest: Digest, proven: &Proven) -> String {
    match proven.certificates().iter().find(|one| one.digest == digest) {
        Some(one) => format!("{} {} ({digest})", one.role.word(), one.serial),
        None => match proven.list().filter(|list| list.digest == digest) {
            Some(list) => format!("revocation list {} ({digest})", list.number),
            None => digest.to_string(),
        },
    }
}

/// What one rule found, and below it what the next one did: a line for each where a refusal is told.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{line}; {example}")]
pub struct Open {
    line: String,
    example: String,
    #[source]
    next: Option<Box<Open>>,
}

impl Open {
    /// One below the other; none for no rule.
    pub fn chain(rules: &[ByRule]) -> Option<Box<Open>> {
        rules.iter().rev().fold(None, |next, one| {
            let example = one.examples().next().unwrap_or_default();
            Some(Box::new(Open { line: one.line(), example, next }))
        })
    }
}
