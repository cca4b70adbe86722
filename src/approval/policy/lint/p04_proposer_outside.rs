//! P04: people who may approve can also propose.

use super::{HOUSE, LintRule, Severity};
use crate::approval::policy::Member;

/// People who may approve can also propose.
pub static P04: LintRule = LintRule {
    id: "P04",
    title: "the people who may approve need nobody else to propose",
    clause: HOUSE,
    severity: Severity::Note,
    reason: "Where the proposer stands apart and all who may approve are needed, only somebody who may not approve can \
             propose. That may be meant: operators propose, officers decide.",
    bad: r#"
# There are two custodians. Where one of them proposes, one is left.
[[rule]]
name = "pin"
acts = ["vault.protect"]
quorum = 2
from = ["custodian"]
proposer-apart = true
validity = "7 days"
"#,
    good: r#"
[[rule]]
name = "pin"
acts = ["vault.protect"]
quorum = 2
from = ["custodian", "auditor"]
proposer-apart = true
validity = "7 days"
"#,
    check: |world, report| {
        let Some(people) = &world.people else { return };
        for rule in world.rules() {
            let able: Vec<&Member> = people.iter().copied().filter(|person| rule.may_approve(person)).collect();
            if rule.workable(people).is_ok() && rule.workable(&able).is_err() {
                report.add(
                    rule,
                    "it can be met only where somebody proposes whose approval does not count",
                    "let such a person propose, or let one more person approve",
                );
            }
        }
    },
};
