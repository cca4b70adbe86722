//! P05: every rule decides something.

use super::cover::covered;
use super::world::{World, quoted};
use super::{HOUSE, LintRule, Severity};
use crate::approval::policy::{Rule, Subject};

/// Every rule decides something.
pub static P05: LintRule = LintRule {
    id: "P05",
    title: "no rule is hidden behind earlier ones",
    clause: HOUSE,
    severity: Severity::Error,
    reason: "The first rule that matches decides. A rule that comes after others which match all it matches is never asked: \
             what it demands is not demanded.",
    bad: r#"
[[rule]]
name = "all"
acts = ["*"]
quorum = 2
validity = "7 days"

[[rule]]
name = "keys"
acts = ["key.*"]
quorum = 3
validity = "7 days"
"#,
    good: r#"
[[rule]]
name = "keys"
acts = ["key.*"]
quorum = 3
validity = "7 days"

[[rule]]
name = "all"
acts = ["*"]
quorum = 2
validity = "7 days"
"#,
    check: |world, report| {
        for (rule, earlier) in world.with_earlier() {
            if covered(rule, None, earlier) {
                report.add(
                    rule,
                    format!("it decides nothing: all it matches is decided before it, by {}", behind(rule, earlier)),
                    "move it before them, or drop it",
                );
            } else if hidden_today(world, rule, earlier) {
                report.add_as(
                    Severity::Warning,
                    Some(rule),
                    format!("it decides no act of today: each is decided before it, by {}", behind(rule, earlier)),
                    "move it before them; drop it unless it is meant for acts and profiles to come",
                );
            }
        }
    },
};

/// The names of the earlier rules that could be in front of this one.
fn behind(rule: &Rule, earlier: &[Rule]) -> String {
    let meets = |other: &&Rule| other.acts().iter().any(|a| rule.acts().iter().any(|b| a.meets(b)));
    quoted(earlier.iter().filter(meets))
}

/// Whether it matches acts and profiles that are there today, and earlier rules match every one of them.
fn hidden_today(world: &World<'_>, rule: &Rule, earlier: &[Rule]) -> bool {
    let taken = |subject: &Subject<'_>| earlier.iter().any(|other| other.matches(subject));
    let mut some = false;
    for act in world.acts {
        if world.is_blind(act) {
            if world.is_about(rule, act) {
                some = true;
                if !covered(rule, Some(act), earlier) {
                    return false;
                }
            }
            continue;
        }
        for subject in world.subjects(act).iter().filter(|subject| rule.matches(subject)) {
            some = true;
            if !taken(subject) {
                return false;
            }
        }
    }
    some
}

#[cfg(test)]
mod tests {
    use crate::approval::policy::lint::examples::*;
    use crate::approval::policy::{ACTS, lint::lint};

    fn rules(list: &[(&str, &str)]) -> String {
        let rule = |(n, (acts, profiles)): (usize, &(&str, &str))| {
            let profiles = if profiles.is_empty() { String::new() } else { format!("profiles={profiles}\n") };
            format!("[[rule]]\nname='r{n}'\nacts={acts}\n{profiles}quorum=2\nvalidity='7 days'\n")
        };
        list.iter().enumerate().map(rule).collect()
    }

    #[test]
    fn several_rules_together_hide_one() {
        let text = rules(&[("['key.generate']", ""), ("['key.lock']", ""), ("['key.*']", "")]);
        assert_eq!(
            shown("P05", &text),
            ["warning r2: it decides no act of today: each is decided before it, by rules 'r0', 'r1'"]
        );
        let text = rules(&[("['key.generate']", ""), ("['key.*']", "")]);
        assert!(shown("P05", &text).is_empty());
    }

    #[test]
    fn a_rule_for_some_profiles_hides_no_rule_for_others() {
        let text = rules(&[("['*']", "['csca-*']"), ("['certificate.issue']", "['csca-root', 'document-signer']")]);
        assert!(shown("P05", &text).is_empty());
        let text = rules(&[("['*']", "['csca-*', 'document-*']"), ("['certificate.issue']", "")]);
        assert_eq!(shown("P05", &text).len(), 1, "no profile of today is left");
    }

    #[test]
    fn where_profiles_are_not_known_only_what_holds_for_any_is_said() {
        let text = rules(&[("['*']", "['csca-*', 'document-*']"), ("['certificate.issue']", "")]);
        let blind = lint(&policy(&text), None, None, ACTS);
        assert!(blind.iter().all(|finding| finding.id != "P05"), "{blind:?}");
        let both = "['certificate.issue', 'certificate.batch']";
        let text = rules(&[(both, "['*']"), (both, "['csca-root']")]);
        let blind = lint(&policy(&text), None, None, ACTS);
        assert!(blind.iter().any(|finding| finding.id == "P05"), "{blind:?}");
    }
}
