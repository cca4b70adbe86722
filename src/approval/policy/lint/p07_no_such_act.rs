//! P07: every pattern of a rule matches an act.

use super::{HOUSE, LintRule, Severity};
use crate::approval::policy::slip::probably;
use crate::approval::policy::{NO_RULE, Rule, WITH_PROFILE};

/// Every pattern of a rule matches an act.
pub static P07: LintRule = LintRule {
    id: "P07",
    title: "every pattern for acts matches one that needs a rule",
    clause: HOUSE,
    severity: Severity::Error,
    reason: "A pattern that matches nothing is a slip of the pen. The act that was meant is decided by another rule, or \
             refused. Of several patterns in a rule, one that matches nothing is a warning.",
    bad: r#"
[[rule]]
name = "keys"
acts = ["keys.*"]
quorum = 2
validity = "7 days"
"#,
    good: r#"
[[rule]]
name = "keys"
acts = ["key.*"]
quorum = 2
validity = "7 days"
"#,
    check: |world, report| {
        for rule in world.rules() {
            let idle = |glob: &&crate::approval::policy::Glob| !world.acts.iter().any(|act| glob.matches(act));
            let globs: Vec<_> = rule.acts().iter().filter(idle).collect();
            let severity = if globs.len() == rule.acts().len() { Severity::Error } else { Severity::Warning };
            for glob in globs {
                let mend = match probably(glob.as_str(), world.acts.iter().copied().chain(NOUNS.iter().copied())) {
                    Some(near) => format!("did you mean '{near}'?"),
                    None => "drop it, or name an act of the catalogue".to_owned(),
                };
                let asked = NO_RULE.iter().find(|(act, _)| glob.matches(act));
                let (found, mend) = match asked {
                    Some((act, reason)) => {
                        (format!("nobody is asked about '{act}': {reason}"), "drop the pattern".to_owned())
                    }
                    None => (format!("no act matches '{glob}'"), mend),
                };
                report.add_as(severity, Some(rule), found, mend);
            }
            if severity == Severity::Error && rule.acts().iter().all(|glob| idle(&glob)) {
                continue;
            }
            if names_profiles_in_vain(rule) {
                report.add(
                    rule,
                    format!(
                        "it names profiles, but of {} none is among its acts: it matches nothing",
                        WITH_PROFILE.join(" and ")
                    ),
                    "drop 'profiles', or name certificate.issue",
                );
            }
        }
    },
};

/// The patterns that stand for a whole noun, for "did you mean".
const NOUNS: [&str; 11] = [
    "policy.*",
    "officer.*",
    "vault.*",
    "key.*",
    "certificate.*",
    "crl.*",
    "masterlist.*",
    "trust.*",
    "bundle.*",
    "clock.*",
    "station.*",
];

fn names_profiles_in_vain(rule: &Rule) -> bool {
    !rule.profiles().is_empty() && !WITH_PROFILE.iter().any(|act| rule.names_act(act))
}

#[cfg(test)]
mod tests {
    use crate::approval::policy::lint::examples::*;

    fn rule(acts: &str) -> String {
        format!("[[rule]]\nname='r'\nacts={acts}\nquorum=2\nvalidity='7 days'\n")
    }

    #[test]
    fn a_slip_is_told_from_an_act_that_asks_nobody() {
        assert_eq!(shown("P07", &rule("['keys.*']")), ["error r: no act matches 'keys.*'"]);
        let mend = |acts: &str| found("P07", &policy(&rule(acts)))[0].mend.clone();
        assert_eq!(mend("['keys.*']"), "did you mean 'key.*'?");
        assert_eq!(mend("['crl.isue']"), "did you mean 'crl.issue'?");
        assert_eq!(shown("P07", &rule("['key.*', 'ceremony.*']")).len(), 1);
        assert!(shown("P07", &rule("['ceremony.event']"))[0].contains("nobody is asked about 'ceremony.event'"));
        assert!(shown("P07", &rule("['key.*', 'colour.mix']"))[0].starts_with("warning"));
    }

    #[test]
    fn profiles_belong_to_certificates_alone() {
        let text = rule("['key.*']") + "profiles=['csca-*']\n";
        assert!(shown("P07", &text)[0].contains("it names profiles"));
        assert!(shown("P07", &(rule("['*']") + "profiles=['csca-*']\n")).is_empty());
    }
}
