//! P16: somebody holds every role that the policy names.

use std::collections::{BTreeMap, BTreeSet};

use super::world::quoted;
use super::{HOUSE, LintRule, Severity};
use crate::approval::policy::Rule;
use crate::approval::policy::slip::probably;
use crate::safe::Label;

/// Somebody holds every role that the policy names.
pub static P16: LintRule = LintRule {
    id: "P16",
    title: "somebody holds every role that is named",
    clause: HOUSE,
    severity: Severity::Warning,
    reason: "A role that nobody holds is a slip of the pen, or a person who is not enrolled yet.",
    bad: r#"
[[rule]]
name = "keys"
acts = ["key.*"]
quorum = 2
from = ["security-oficer", "custodian"]
validity = "7 days"
"#,
    good: r#"
[[rule]]
name = "keys"
acts = ["key.*"]
quorum = 2
from = ["security-officer", "custodian"]
validity = "7 days"
"#,
    check: |world, report| {
        let Some(people) = &world.people else { return };
        let held: BTreeSet<&str> = people.iter().flat_map(|person| &person.roles).map(Label::as_str).collect();
        let mut named: BTreeMap<&str, Vec<&Rule>> = BTreeMap::new();
        for rule in world.rules() {
            let roles: BTreeSet<&str> = rule.from().iter().chain(rule.roles().keys()).map(Label::as_str).collect();
            roles.into_iter().for_each(|role| named.entry(role).or_default().push(rule));
        }
        for (role, rules) in named.into_iter().filter(|(role, _)| !held.contains(role)) {
            let mend = match probably(role, held.iter().copied()) {
                Some(near) => format!("did you mean '{near}'?"),
                None => "enrol somebody with this role, or drop it".to_owned(),
            };
            let found = format!("nobody has the role '{role}', named by {}", quoted(rules.iter().copied()));
            report.add_as(Severity::Warning, rules.first().copied(), found, mend);
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::approval::policy::lint::examples::*;

    #[test]
    fn a_role_is_said_once_with_the_rules_that_name_it() {
        let rule = |name: &str| {
            format!(
                "[[rule]]\nname='{name}'\nacts=['key.*']\nvalidity='7 days'\nquorum=1\nfrom=['notary']\nroles={{notary=1}}\n"
            )
        };
        assert_eq!(shown("P16", &rule("r")), ["warning r: nobody has the role 'notary', named by rule 'r'"]);
        let two = rule("r") + &rule("s");
        assert_eq!(shown("P16", &two), ["warning r: nobody has the role 'notary', named by rules 'r', 's'"]);
        assert_eq!(found("P16", &policy(&two.replace("notary", "auditors")))[0].mend, "did you mean 'auditor'?");
    }
}
