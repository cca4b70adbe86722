//! P32: what a drill has restored is kept until the next drill.

use super::{HOUSE, LintRule, Severity};
use crate::approval::policy::in_words;
use crate::approval::policy::period::every;

/// What a drill has restored is kept until the next drill.
pub static P32: LintRule = LintRule {
    id: "P32",
    title: "what a drill restored is kept until the next drill",
    clause: HOUSE,
    severity: Severity::Warning,
    reason: "A drill that fails says that something went wrong since the last one that did not. Where everything \
             from that time has been thrown away by then, no backup is left that is known to be good.",
    bad: r#"
[[rule]]
name = "all"
acts = ["*"]
quorum = 2
validity = "7 days"

[backup]
drill-every = "90 days"
keep = { days = 7, weeks = 4, months = 0 }
"#,
    good: r#"
[[rule]]
name = "all"
acts = ["*"]
quorum = 2
validity = "7 days"

[backup]
drill-every = "90 days"
keep = { days = 7, weeks = 4, months = 6 }
"#,
    check: |world, report| {
        if let Some(goals) = world.backup().filter(|goals| goals.keep().longest() < goals.drill_every()) {
            let found = format!(
                "keep: a state backup is kept for {} at most, but a drill is due {} only (drill-every)",
                in_words(goals.keep().longest()),
                every(goals.drill_every())
            );
            report.add_to_backup(world.policy, found, "keep more months, or drill more often");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::approval::policy::lint::examples::*;

    #[test]
    fn days_weeks_and_months_are_counted_one_behind_the_other() {
        let kept = |days: u16, weeks: u16, months: u16| {
            of_backup("P32", &format!("keep={{days={days},weeks={weeks},months={months}}}\ndrill-every='90 days'"))
                .len()
        };
        assert_eq!((kept(90, 0, 0), kept(89, 0, 0)), (0, 1));
        assert_eq!((kept(34, 8, 0), kept(33, 8, 0)), (0, 1));
        assert_eq!((kept(28, 0, 2), kept(27, 0, 2)), (0, 1));
    }
}
