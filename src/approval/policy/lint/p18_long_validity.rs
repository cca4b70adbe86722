//! P18: no proposal lives longer than 30 days.

use super::{HOUSE, LintRule, Severity};
use crate::approval::policy::in_words;
use crate::clock::DAY;

/// No proposal lives longer than 30 days.
pub static P18: LintRule = LintRule {
    id: "P18",
    title: "no proposal lives longer than 30 days",
    clause: HOUSE,
    severity: Severity::Note,
    reason: "People forget what they approved. The longer a proposal lives, the more has changed around it when it is \
             performed.",
    bad: r#"
[[rule]]
name = "keys"
acts = ["key.*"]
quorum = 2
validity = "60 days"
"#,
    good: r#"
[[rule]]
name = "keys"
acts = ["key.*"]
quorum = 2
validity = "30 days"
"#,
    check: |world, report| {
        for rule in world.rules().iter().filter(|rule| rule.quorum() > 0 && rule.validity() > 30 * DAY) {
            let found = format!("a proposal lives for {}", in_words(rule.validity()));
            report.add(rule, found, "shorten the validity to 30 days, where that is enough");
        }
    },
};
