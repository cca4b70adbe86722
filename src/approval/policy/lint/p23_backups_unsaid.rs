//! P23: a policy for production says what its backups have to be.

use super::{HOUSE, LintRule, Severity};
use crate::approval::policy::in_words;
use crate::approval::policy::period::every;
use crate::mode::Mode;

/// A policy for production says what its backups have to be.
pub static P23: LintRule = LintRule {
    id: "P23",
    title: "a policy for production says what backups have to be",
    clause: HOUSE,
    severity: Severity::Note,
    reason: "Where nothing is said the defaults hold, and they are what the house would ask. But nobody who \
             approved the policy has read them, and a drill is measured against goals that nobody set.",
    bad: r#"
[[rule]]
name = "all"
acts = ["*"]
quorum = 2
validity = "7 days"
"#,
    good: r#"
[[rule]]
name = "all"
acts = ["*"]
quorum = 2
validity = "7 days"

[backup]
state-every = "1 day"
drill-every = "90 days"
recovery-time = "4 hours"
data-age = "1 day"
"#,
    check: |world, report| {
        let goals = world.policy.backup();
        if world.policy.is_for(Mode::Production) && goals.line().is_none() {
            let found = format!(
                "nothing is said of backups, so the defaults hold: state {}, a drill {}, restored within {}, \
                 shares of which at least {} are needed",
                every(goals.state_every()),
                every(goals.drill_every()),
                in_words(goals.recovery_time()),
                goals.least_threshold()
            );
            let mend = "write a table [backup], as the policies that come with the program have one";
            report.add_to_backup(world.policy, found, mend);
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::approval::policy::lint::examples::*;

    #[test]
    fn it_is_said_of_production_alone_and_an_empty_table_says_enough() {
        let rule = "[[rule]]\nname='r'\nacts=['*']\nquorum=2\nvalidity='1 day'\n";
        let notes = |modes: &str, table: &str| found("P23", &policy_for(modes, &format!("{rule}{table}"))).len();
        assert_eq!(notes("'production'", ""), 1);
        assert_eq!(notes("['rehearsal', 'production']", ""), 1);
        assert_eq!(notes("'production'", "[backup]\n"), 0);
        assert_eq!((notes("'rehearsal'", ""), notes("'specimen'", "")), (0, 0));
        let first = found("P23", &policy(rule)).into_iter().next().unwrap();
        assert_eq!((first.rule, first.line), (None, 0));
    }
}
