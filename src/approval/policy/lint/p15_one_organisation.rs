//! P15: where there are several organisations, no one of them decides alone.

use std::collections::BTreeSet;

use super::world::listed;
use super::{HOUSE, LintRule, Severity};
use crate::approval::policy::Member;

/// Where there are several organisations, no one of them decides alone.
pub static P15: LintRule = LintRule {
    id: "P15",
    title: "no organisation alone can meet a rule unless that is said",
    clause: HOUSE,
    severity: Severity::Note,
    reason: "The roster has people of several organisations, perhaps so that none can act alone. A rule that says nothing of \
             organisations lets one do so where it has enough people.",
    bad: r#"
[[rule]]
name = "keys"
acts = ["key.*"]
quorum = 2
validity = "7 days"
"#,
    good: r#"
[[rule]]
name = "keys"
acts = ["key.*"]
quorum = 2
organisations = 2
validity = "7 days"
"#,
    check: |world, report| {
        let Some(people) = &world.people else { return };
        let organisations: BTreeSet<&str> = people.iter().map(|person| person.organisation.as_str()).collect();
        // One voice is always one organisation's; that is P13's.
        for rule in world.rules().iter().filter(|rule| rule.organisations() == 0 && rule.quorum() > 1) {
            let alone = organisations.iter().filter(|organisation| {
                let own: Vec<&Member> =
                    people.iter().copied().filter(|person| person.organisation == **organisation).collect();
                rule.met_by(&own).is_ok()
            });
            let alone: Vec<&str> = alone.copied().collect();
            if organisations.len() > 1 && !alone.is_empty() {
                report.add(
                    rule,
                    format!("people of one organisation alone can meet it: {}", listed(alone)),
                    "set organisations = 2, where that is not meant",
                );
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::approval::policy::lint::examples::*;

    #[test]
    fn the_organisations_are_named() {
        let rule = |asks: &str| format!("[[rule]]\nname='r'\nacts=['key.*']\nvalidity='7 days'\n{asks}");
        assert_eq!(
            shown("P15", &rule("quorum=2")),
            ["note r: people of one organisation alone can meet it: Interior, Printing Office"]
        );
        assert!(shown("P15", &rule("quorum=2\nfrom=['custodian']")).is_empty());
        assert!(shown("P15", &rule("quorum=1")).is_empty());
    }
}
