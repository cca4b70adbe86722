//! The people and profiles that the good and bad policies of the rules are judged against.

use super::{Finding, find, lint};
use crate::approval::policy::{ACTS, Member, Policy, read_people};
use crate::digest::Digest;
use crate::safe::Label;

/// Six people, as a small state may have them.
pub(super) const PEOPLE: &str = r#"
[[person]]
id = "alice"
roles = ["security-officer"]
organisation = "Interior"
[[person]]
id = "bob"
roles = ["security-officer"]
organisation = "Printing Office"
[[person]]
id = "carol"
roles = ["auditor"]
organisation = "Audit Office"
[[person]]
id = "dave"
roles = ["custodian"]
organisation = "Interior"
[[person]]
id = "erin"
roles = ["custodian"]
organisation = "Printing Office"
[[person]]
id = "frank"
roles = ["operator"]
organisation = "Interior"
"#;

pub(super) fn people() -> Vec<Member> {
    read_people(PEOPLE).unwrap()
}

pub(super) fn profiles() -> Vec<(Label, Digest)> {
    ["csca-root", "csca-link", "document-signer"].map(|n| (n.parse().unwrap(), Digest::of(n.as_bytes()))).to_vec()
}

/// A policy for production of these rules.
pub(super) fn policy(rules: &str) -> Policy {
    policy_for("[\"production\"]", rules)
}

pub(super) fn policy_for(modes: &str, rules: &str) -> Policy {
    let text = format!("name = \"example\"\ntitle = \"Example\"\nmode = {modes}\n{rules}");
    Policy::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// What one lint rule finds in a policy, with people and profiles known.
pub(super) fn found(id: &str, policy: &Policy) -> Vec<Finding> {
    let all = lint(policy, Some(&people()), Some(&profiles()), ACTS);
    all.into_iter().filter(|finding| finding.id == id).collect()
}

/// The same as text, of rules in a policy for production: `weight rule: found`.
pub(super) fn shown(id: &str, rules: &str) -> Vec<String> {
    let line = |f: Finding| format!("{} {}: {}", f.severity.word(), f.rule.unwrap_or_default(), f.found);
    found(id, &policy(rules)).into_iter().map(line).collect()
}

/// The same of a policy for production with this table `[backup]`: `weight line N: found`.
pub(super) fn of_backup(id: &str, table: &str) -> Vec<String> {
    let rule = "[[rule]]\nname='r'\nacts=['*']\nquorum=2\nvalidity='1 day'\n";
    let line = |f: Finding| format!("{} line {}: {}", f.severity.word(), f.line, f.found);
    found(id, &policy(&format!("{rule}[backup]\n{table}\n"))).into_iter().map(line).collect()
}

#[test]
fn every_rule_finds_something_in_its_bad_policy_and_nothing_in_its_good_one() {
    for rule in super::LINT_RULES {
        let bad = found(rule.id, &policy(rule.bad));
        assert!(!bad.is_empty(), "{} finds nothing in its bad policy", rule.id);
        assert!(bad.iter().any(|f| f.severity == rule.severity), "{}: {bad:?}", rule.id);
        assert!(bad.iter().all(|f| !f.mend.is_empty() && !f.mend.ends_with('.') && !f.found.ends_with('.')));
        let good = found(rule.id, &policy(rule.good));
        assert!(good.is_empty(), "{} finds something in its good policy: {good:?}", rule.id);
    }
}

#[test]
fn ids_are_in_order_and_found_in_either_case() {
    for (n, rule) in super::LINT_RULES.iter().enumerate() {
        assert_eq!(rule.id, format!("P{:02}", n + 1));
        assert_eq!(find(&rule.id.to_lowercase()).map(|r| r.id), Some(rule.id));
    }
    assert!(find("P00").is_none());
}
