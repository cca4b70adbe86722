//! P02: no rule hangs on one person.

use super::{LintRule, Severity};
use crate::approval::policy::Member;

/// No rule hangs on one person.
pub static P02: LintRule = LintRule {
    id: "P02",
    title: "no rule hangs on one person",
    clause: "ceremony practice: roles named with backups",
    severity: Severity::Warning,
    reason: "People fall ill, leave and lose their tokens. A rule that cannot be met while one person is away stops the \
             station; where it is the rule for the roster, it cannot even be given a new officer.",
    bad: r#"
# Carol is the only auditor.
[[rule]]
name = "keys"
acts = ["key.*"]
quorum = 2
roles = { auditor = 1 }
validity = "7 days"
"#,
    good: r#"
[[rule]]
name = "keys"
acts = ["key.*"]
quorum = 2
roles = { custodian = 1 }
validity = "7 days"
"#,
    check: |world, report| {
        let Some(people) = &world.people else { return };
        for rule in world.rules() {
            // What can never be met is P01's, what takes the whole roster is P03's.
            let whole = usize::from(rule.quorum()) + usize::from(rule.proposer_apart()) >= people.len();
            if rule.quorum() == 0 || whole || rule.workable(people).is_err() {
                continue;
            }
            let without = |away: &&&Member| -> Vec<&Member> {
                people.iter().copied().filter(|person| person.id != away.id).collect()
            };
            let needed: Vec<&str> = people
                .iter()
                .filter(|away| rule.workable(&without(away)).is_err())
                .map(|person| person.id.as_str())
                .collect();
            if !needed.is_empty() {
                let away = needed.join("' or '");
                report.add(
                    rule,
                    format!("it cannot be met while '{away}' is away"),
                    "enrol somebody who can stand in, or ask for less",
                );
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::approval::policy::lint::examples::*;

    #[test]
    fn whoever_is_needed_is_named() {
        let rule = |asks: &str| format!("[[rule]]\nname='r'\nacts=['key.*']\nvalidity='7 days'\n{asks}");
        let both = shown("P02", &rule("quorum=2\nfrom=['custodian']"));
        assert_eq!(both, ["warning r: it cannot be met while 'dave' or 'erin' is away"]);
        assert!(shown("P02", &rule("quorum=1\nfrom=['custodian']")).is_empty());
        assert!(shown("P02", &rule("quorum=3\norganisations=3")).len() == 1, "the only auditor's office");
        assert!(shown("P02", &rule("quorum=5")).is_empty(), "this takes everybody: see P03");
        assert!(shown("P02", &rule("quorum=4")).is_empty());
    }
}
