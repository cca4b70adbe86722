//! P14: nobody approves a proposal of their own alone.

use super::{HOUSE, LintRule, Severity};

/// Nobody approves a proposal of their own alone.
pub static P14: LintRule = LintRule {
    id: "P14",
    title: "a quorum of one is not the proposer",
    clause: HOUSE,
    severity: Severity::Warning,
    reason: "Where one approval is enough and the proposer may give it, nobody else ever sees the proposal.",
    bad: r#"
[[rule]]
name = "lists"
acts = ["masterlist.ingest"]
quorum = 1
proposer-apart = false
validity = "7 days"
"#,
    good: r#"
[[rule]]
name = "lists"
acts = ["masterlist.ingest"]
quorum = 1
proposer-apart = true
validity = "7 days"
"#,
    check: |world, report| {
        if !world.is_serious() {
            return;
        }
        for rule in world.rules().iter().filter(|rule| rule.quorum() == 1 && !rule.proposer_apart()) {
            report.add(rule, "one person can propose and approve alone", "set proposer-apart = true, or quorum = 2");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::approval::policy::lint::examples::*;

    #[test]
    fn in_a_specimen_policy_it_is_not_said() {
        let rule = "[[rule]]\nname='r'\nacts=['*']\nquorum=1\nproposer-apart=false\nvalidity='7 days'\n";
        assert!(found("P14", &policy_for("'specimen'", rule)).is_empty());
        assert_eq!(found("P14", &policy_for("'rehearsal'", rule)).len(), 1);
    }
}
