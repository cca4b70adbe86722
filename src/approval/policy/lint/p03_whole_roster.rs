//! P03: no rule takes everybody.

use super::{LintRule, Severity};

/// No rule takes everybody.
pub static P03: LintRule = LintRule {
    id: "P03",
    title: "no rule takes everybody on the roster",
    clause: "ceremony practice: roles named with backups",
    severity: Severity::Warning,
    reason: "A quorum of all is lost with the first person who is away, and lost for good with the first who will not. Only \
             the genesis of a station is by everybody.",
    bad: r#"
# Six people: one proposes, five approve.
[[rule]]
name = "keys"
acts = ["key.*"]
quorum = 5
proposer-apart = true
validity = "7 days"
"#,
    good: r#"
[[rule]]
name = "keys"
acts = ["key.*"]
quorum = 3
proposer-apart = true
validity = "7 days"
"#,
    check: |world, report| {
        let Some(people) = &world.people else { return };
        for rule in world.rules() {
            let asked = usize::from(rule.quorum()) + usize::from(rule.proposer_apart());
            if rule.quorum() > 0 && asked >= people.len() && rule.workable(people).is_ok() {
                let proposer = if rule.proposer_apart() { " and the proposer" } else { "" };
                report.add(
                    rule,
                    format!("{} approvals{proposer} take all {} people", rule.quorum(), people.len()),
                    "ask for fewer people, or enrol more",
                );
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::approval::policy::lint::examples::*;

    #[test]
    fn the_proposer_is_one_of_all_only_where_apart() {
        let rule = |asks: &str| format!("[[rule]]\nname='r'\nacts=['key.*']\nvalidity='7 days'\n{asks}");
        assert!(shown("P03", &rule("quorum=5\nproposer-apart=false")).is_empty());
        assert_eq!(shown("P03", &rule("quorum=6\nproposer-apart=false")), ["warning r: 6 approvals take all 6 people"]);
        assert!(shown("P03", &rule("quorum=7\nproposer-apart=false")).is_empty(), "that is never met: see P01");
    }
}
