//! P19: nobody alone can stop what ends the harm of a lost key.

use super::{HOUSE, LintRule, Severity};
use crate::approval::policy::is_emergency;

/// Nobody alone can stop what ends the harm of a lost key.
pub static P19: LintRule = LintRule {
    id: "P19",
    title: "nobody alone can stop a revocation",
    clause: HOUSE,
    severity: Severity::Note,
    reason: "A revocation and the list that tells of it end the harm of a lost key. With a veto, one person who was bribed, or \
             is wrong, keeps the harm going.",
    bad: r#"
[[rule]]
name = "revocation"
acts = ["certificate.revoke", "crl.issue"]
quorum = 2
veto = true
validity = "7 days"
"#,
    good: r#"
[[rule]]
name = "revocation"
acts = ["certificate.revoke", "crl.issue"]
quorum = 2
veto = false
validity = "7 days"
"#,
    check: |world, report| {
        for rule in world.rules().iter().filter(|rule| rule.veto()) {
            let acts: Vec<&str> = world.decided_by(rule).iter().copied().filter(|act| is_emergency(act)).collect();
            if !acts.is_empty() {
                let found = format!("one refusal stops what an emergency needs: {}", acts.join(", "));
                report.add(rule, found, "give these acts a rule of their own without 'veto'");
            }
        }
    },
};
