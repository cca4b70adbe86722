//! P27: a backup is never older than the state that comes back may be.

use super::{HOUSE, LintRule, Severity};
use crate::approval::policy::in_words;
use crate::approval::policy::period::every;

/// A backup is never older than the state that comes back may be.
pub static P27: LintRule = LintRule {
    id: "P27",
    title: "state is backed up as often as its age wants",
    clause: HOUSE,
    severity: Severity::Warning,
    reason: "What is lost lies between the last backup and the loss. Where the next backup is due later than the \
             state may be old, the goal is missed on most days by a station that is never late.",
    bad: r#"
[[rule]]
name = "all"
acts = ["*"]
quorum = 2
validity = "7 days"

[backup]
state-every = "7 days"
data-age = "1 day"
"#,
    good: r#"
[[rule]]
name = "all"
acts = ["*"]
quorum = 2
validity = "7 days"

[backup]
state-every = "1 day"
data-age = "1 day"
"#,
    check: |world, report| {
        if let Some(goals) = world.backup().filter(|goals| goals.state_every() > goals.data_age()) {
            let found = format!(
                "state-every: state is backed up {}, but what comes back may be {} old at most (data-age)",
                every(goals.state_every()),
                in_words(goals.data_age())
            );
            report.add_to_backup(world.policy, found, "shorten state-every, or lengthen data-age");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::approval::policy::lint::examples::*;

    #[test]
    fn what_is_not_written_is_compared_too() {
        assert!(of_backup("P27", "state-every='24 hours'").is_empty());
        assert_eq!(of_backup("P27", "state-every='25 hours'").len(), 1);
        assert_eq!(of_backup("P27", "data-age='12 hours'").len(), 1);
        assert!(of_backup("P27", "data-age='12 hours'\nstate-every='12 hours'").is_empty());
    }
}
