//! P28: the station is back in time to revoke.

use super::{LintRule, Severity};
use crate::approval::policy::in_words;
use crate::clock::DAY;

/// The station is back in time to revoke.
pub static P28: LintRule = LintRule {
    id: "P28",
    title: "the station is back before a revocation is late",
    clause: "Doc 9303-12 4.1.5 (a revocation is distributed within 48 hours)",
    severity: Severity::Warning,
    reason: "Until the keys are back nothing is revoked and no list is signed. A key that is lost with the station, \
             or in the same night, goes on being believed.",
    bad: r#"
[[rule]]
name = "all"
acts = ["*"]
quorum = 2
validity = "7 days"

[backup]
recovery-time = "5 days"
"#,
    good: r#"
[[rule]]
name = "all"
acts = ["*"]
quorum = 2
validity = "7 days"

[backup]
recovery-time = "1 day"
"#,
    check: |world, report| {
        if let Some(goals) = world.backup().filter(|goals| goals.recovery_time() >= 2 * DAY) {
            let found = format!("recovery-time: for {} nothing could be revoked", in_words(goals.recovery_time()));
            report.add_to_backup(world.policy, found, "set recovery-time to less than 48 hours");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::approval::policy::lint::examples::*;

    #[test]
    fn less_than_48_hours_leave_time_for_the_list() {
        assert!(of_backup("P28", "recovery-time='47 hours'").is_empty());
        assert_eq!(of_backup("P28", "recovery-time='48 hours'").len(), 1);
    }
}
