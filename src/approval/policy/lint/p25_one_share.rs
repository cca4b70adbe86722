//! P25: no single share opens a backup of keys.

use super::{LintRule, Severity};
use crate::mode::Mode;

/// No single share opens a backup of keys.
pub static P25: LintRule = LintRule {
    id: "P25",
    title: "no single share opens a key backup",
    clause: "BR 5.2.2, 6.2.7 (dual control for backup, storage, recovery); BSI TR-03145-1 5.1 Req.9 to 12 (four eyes)",
    severity: Severity::Error,
    reason: "Whoever holds a share that is enough alone holds every key in the backup, outside the station and \
             without an approval. In a policy that is for rehearsal and not for production it is a warning.",
    bad: r#"
[[rule]]
name = "all"
acts = ["*"]
quorum = 2
validity = "7 days"

[backup]
least-threshold = 1
"#,
    good: r#"
[[rule]]
name = "all"
acts = ["*"]
quorum = 2
validity = "7 days"

[backup]
least-threshold = 2
"#,
    check: |world, report| {
        if world.backup().is_some_and(|goals| goals.least_threshold() == 1) {
            let severity = if world.policy.is_for(Mode::Production) { Severity::Error } else { Severity::Warning };
            let found = "least-threshold: one share alone may open every key of the station";
            report.add_to_backup_as(severity, world.policy, found, "set least-threshold = 2 or more");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::approval::policy::lint::Severity;
    use crate::approval::policy::lint::examples::*;

    #[test]
    fn the_mode_says_how_much_it_weighs() {
        let text = "[[rule]]\nname='r'\nacts=['*']\nquorum=2\nvalidity='1 day'\n[backup]\nleast-threshold=1\n";
        let weight = |modes: &str| found("P25", &policy_for(modes, text)).first().map(|f| f.severity);
        assert_eq!(weight("'production'"), Some(Severity::Error));
        assert_eq!(weight("['rehearsal', 'production']"), Some(Severity::Error));
        assert_eq!(weight("'rehearsal'"), Some(Severity::Warning));
        assert_eq!(weight("'specimen'"), None);
    }
}
