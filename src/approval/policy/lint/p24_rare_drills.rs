//! P24: a drill is due every 90 days at the latest.

use super::{LintRule, Severity};
use crate::approval::policy::period::every;
use crate::clock::DAY;

/// A drill is due every 90 days at the latest.
pub static P24: LintRule = LintRule {
    id: "P24",
    title: "a restore is drilled every 90 days",
    clause: "key management of the state's services: quarterly restore drills; BSI TR-03145-1 5.1 Req.9 to 12",
    severity: Severity::Warning,
    reason: "Only a restore shows that a backup is one. Drills that are put off are found to have been needed on \
             the day that everything is lost: readers, programs, keepers and the keys of the shares change in a \
             quarter of a year.",
    bad: r#"
[[rule]]
name = "all"
acts = ["*"]
quorum = 2
validity = "7 days"

[backup]
drill-every = "1 year"
"#,
    good: r#"
[[rule]]
name = "all"
acts = ["*"]
quorum = 2
validity = "7 days"

[backup]
drill-every = "90 days"
"#,
    check: |world, report| {
        if let Some(goals) = world.backup().filter(|goals| goals.drill_every() > 90 * DAY) {
            let found = format!("drill-every: a restore is tried {} only", every(goals.drill_every()));
            report.add_to_backup(world.policy, found, "set drill-every = \"90 days\" or less");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::approval::policy::lint::examples::*;

    #[test]
    fn ninety_days_are_enough_and_a_minute_more_is_not() {
        assert!(of_backup("P24", "drill-every='90 days'").is_empty());
        assert!(of_backup("P24", "").is_empty());
        let late = of_backup("P24", "drill-every='90 days 1 minute'");
        assert_eq!(late, ["warning line 9: drill-every: a restore is tried every 90 days 1 minute only"]);
    }
}
