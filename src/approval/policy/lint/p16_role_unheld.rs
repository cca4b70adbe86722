//! P16: somebody holds every role that the policy names.

use std::collections::BTreeSet;

use super::{HOUSE, LintRule, Severity};
use crate::approval::policy::slip::probably;

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
        let held: BTreeSet<&str> = people.iter().flat_map(|person| &person.roles).map(|role| role.as_str()).collect();
        for rule in world.rules() {
            let named: BTreeSet<&str> =
                rule.from().iter().chain(rule.roles().keys()).map(|role| role.as_str()).collect();
            for role in named.difference(&held) {
                let mend = match probably(role, held.iter().copied()) {
                    Some(near) => format!("did you mean '{near}'?"),
                    None => "enrol somebody with this role, or drop it".to_owned(),
                };
                report.add(rule, format!("nobody has the role '{role}'"), mend);
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::approval::policy::lint::examples::*;

    #[test]
    fn a_role_in_both_lists_is_said_once() {
        let text = "[[rule]]\nname='r'\nacts=['key.*']\nvalidity='7 days'\nquorum=1\nfrom=['notary']\nroles={notary=1}";
        assert_eq!(shown("P16", text), ["warning r: nobody has the role 'notary'"]);
        assert_eq!(found("P16", &policy(&text.replace("notary", "auditors")))[0].mend, "did you mean 'auditor'?");
    }
}
