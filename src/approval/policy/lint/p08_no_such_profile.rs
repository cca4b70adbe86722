//! P08: every pattern for profiles matches one in force.

use super::world::listed;
use super::{HOUSE, LintRule, Severity};
use crate::approval::policy::ProfileMatch;
use crate::approval::policy::slip::probably;

/// Every pattern for profiles matches one in force.
pub static P08: LintRule = LintRule {
    id: "P08",
    title: "every pattern for profiles matches one in force",
    clause: HOUSE,
    severity: Severity::Warning,
    reason: "A slip in a profile's name leaves the certificates that were meant to the next rule, which may ask for less. A \
             pattern may also be meant for a profile to come.",
    bad: r#"
[[rule]]
name = "roots"
acts = ["certificate.issue"]
profiles = ["cssa-*"]
quorum = 3
validity = "7 days"
"#,
    good: r#"
[[rule]]
name = "roots"
acts = ["certificate.issue"]
profiles = ["csca-*"]
quorum = 3
validity = "7 days"
"#,
    check: |world, report| {
        let Some(profiles) = world.profiles else { return };
        let names = || profiles.iter().map(|(name, _)| name.as_str());
        for rule in world.rules() {
            for profile in rule.profiles() {
                let ProfileMatch::Name(glob) = profile else { continue };
                if names().any(|name| glob.matches(name)) {
                    continue;
                }
                let mend = match probably(glob.as_str(), names()) {
                    Some(near) => format!("did you mean '{near}'?"),
                    None => format!("in force are: {}", listed(names())),
                };
                report.add(rule, format!("no profile in force matches '{glob}'"), mend);
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::approval::policy::lint::examples::*;
    use crate::approval::policy::{ACTS, lint::lint};

    #[test]
    fn the_name_that_was_meant_is_said_and_nothing_where_profiles_are_not_known() {
        let text = "[[rule]]\nname='r'\nacts=['*']\nprofiles=['csca-rot']\nquorum=2\nvalidity='7 days'\n";
        assert_eq!(found("P08", &policy(text))[0].mend, "did you mean 'csca-root'?");
        assert!(lint(&policy(text), None, None, ACTS).iter().all(|finding| finding.id != "P08"));
    }
}
