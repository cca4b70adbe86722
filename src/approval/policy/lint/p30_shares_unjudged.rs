//! P30: every share is judged once a year.

use super::{HOUSE, LintRule, Severity};
use crate::approval::policy::in_words;
use crate::approval::policy::period::YEAR;

/// Every share is judged once a year.
pub static P30: LintRule = LintRule {
    id: "P30",
    title: "every share is judged once a year",
    clause: HOUSE,
    severity: Severity::Warning,
    reason: "A drill takes as many shares as are needed, and says nothing of the others. A share that faded, was \
             swapped or went away with its keeper is found only when somebody looks at it.",
    bad: r#"
[[rule]]
name = "all"
acts = ["*"]
quorum = 2
validity = "7 days"

[backup]
check-shares-every = "3 years"
"#,
    good: r#"
[[rule]]
name = "all"
acts = ["*"]
quorum = 2
validity = "7 days"

[backup]
check-shares-every = "1 year"
"#,
    check: |world, report| {
        if let Some(goals) = world.backup().filter(|goals| goals.check_shares_every() > YEAR) {
            let every = in_words(goals.check_shares_every());
            let found = format!("check-shares-every: nobody looks at a share for {every}");
            report.add_to_backup(world.policy, found, "set check-shares-every = \"1 year\" or less");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::approval::policy::lint::examples::*;

    #[test]
    fn a_year_is_enough() {
        assert!(of_backup("P30", "check-shares-every='365 days'").is_empty());
        let late = of_backup("P30", "check-shares-every='366 days'");
        assert_eq!(late, ["warning line 9: check-shares-every: nobody looks at a share for 1 year 1 day"]);
    }
}
