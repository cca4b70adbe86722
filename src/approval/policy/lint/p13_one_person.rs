//! P13: nobody alone does what cannot be undone.

use super::{LintRule, Severity};
use crate::approval::policy::can_be_undone;
use crate::mode::Mode;

/// Nobody alone does what cannot be undone.
pub static P13: LintRule = LintRule {
    id: "P13",
    title: "nobody alone approves what cannot be undone",
    clause: "ETSI EN 319 411-1 6.5.1 (dual control); BSI TR-03145-1 5.1 (four eyes)",
    severity: Severity::Error,
    reason: "A key, a certificate or a list that has left the station cannot be called back. One approval is one person, one \
             mistake, one stolen token. In a policy that is for rehearsal and not for production it is a warning. Without a \
             rule of their own, acts that are not known here are taken for such as cannot be undone.",
    bad: r#"
[[rule]]
name = "certificates"
acts = ["certificate.issue"]
quorum = 1
validity = "7 days"
"#,
    good: r#"
[[rule]]
name = "certificates"
acts = ["certificate.issue"]
quorum = 2
validity = "7 days"
"#,
    check: |world, report| {
        if !world.is_serious() {
            return;
        }
        let severity = if world.policy.is_for(Mode::Production) { Severity::Error } else { Severity::Warning };
        for rule in world.rules().iter().filter(|rule| rule.quorum() == 1) {
            let acts: Vec<&str> = world.decided_by(rule).iter().copied().filter(|act| !can_be_undone(act)).collect();
            if !acts.is_empty() {
                let found = format!("one person approves what cannot be undone: {}", acts.join(", "));
                report.add_as(severity, Some(rule), found, "set quorum = 2 or more");
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::approval::policy::lint::Severity;
    use crate::approval::policy::lint::examples::*;

    #[test]
    fn the_mode_says_how_much_it_weighs() {
        let rule = |acts: &str| format!("[[rule]]\nname='r'\nacts={acts}\nquorum=1\nvalidity='7 days'\n");
        let weight =
            |modes: &str, acts: &str| found("P13", &policy_for(modes, &rule(acts))).first().map(|f| f.severity);
        assert_eq!(weight("'production'", "['key.*']"), Some(Severity::Error));
        assert_eq!(weight("['rehearsal', 'production']", "['key.*']"), Some(Severity::Error));
        assert_eq!(weight("'rehearsal'", "['key.*']"), Some(Severity::Warning));
        assert_eq!(weight("'specimen'", "['key.*']"), None);
        assert_eq!(weight("'production'", "['crl.issue', 'masterlist.ingest']"), None);
    }
}
