//! P20: what ends the harm of a lost key does not wait.

use super::{LintRule, Severity};
use crate::approval::policy::{in_words, is_emergency};

/// What ends the harm of a lost key does not wait.
pub static P20: LintRule = LintRule {
    id: "P20",
    title: "a revocation does not wait",
    clause: "Doc 9303-12 4.1.5 (a revocation is distributed within 48 hours)",
    severity: Severity::Warning,
    reason: "While a revocation cools off, whoever has the lost key goes on signing.",
    bad: r#"
[[rule]]
name = "certificates"
acts = ["certificate.*"]
quorum = 2
cooling-off = "24 hours"
validity = "7 days"
"#,
    good: r#"
[[rule]]
name = "revocation"
acts = ["certificate.revoke"]
quorum = 2
validity = "7 days"

[[rule]]
name = "certificates"
acts = ["certificate.*"]
quorum = 2
cooling-off = "24 hours"
validity = "7 days"
"#,
    check: |world, report| {
        for rule in world.rules().iter().filter(|rule| rule.cooling_off() > 0) {
            let acts: Vec<&str> = world.decided_by(rule).iter().copied().filter(|act| is_emergency(act)).collect();
            if !acts.is_empty() {
                let waits = in_words(rule.cooling_off());
                report.add(
                    rule,
                    format!("{} waits {waits} while a lost key goes on signing", acts.join(", ")),
                    "give these acts a rule of their own without 'cooling-off'",
                );
            }
        }
    },
};
