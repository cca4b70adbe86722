//! P01: the people on the roster can meet every rule.

use super::{HOUSE, LintRule, Severity};

/// The people on the roster can meet every rule.
pub static P01: LintRule = LintRule {
    id: "P01",
    title: "the people on the roster can meet every rule",
    clause: HOUSE,
    severity: Severity::Error,
    reason: "What nobody can approve is refused for ever, and nobody notices before the day it is needed. Counted exactly: \
             people who may approve, a place of their own for each role, organisations, and somebody else to propose where \
             the proposer stands apart.",
    bad: r#"
# The roster has one auditor.
[[rule]]
name = "keys"
acts = ["key.*"]
quorum = 3
roles = { auditor = 2 }
validity = "7 days"
"#,
    good: r#"
[[rule]]
name = "keys"
acts = ["key.*"]
quorum = 3
roles = { auditor = 1 }
validity = "7 days"
"#,
    check: |world, report| {
        let Some(people) = &world.people else { return };
        for rule in world.rules() {
            if let Err(short) = rule.met_by(people) {
                report.add(
                    rule,
                    format!("nobody can ever meet it, even with everybody there: {short}"),
                    "ask for less, or enrol the people it asks for",
                );
            } else if let Err(short) = rule.workable(people) {
                report.add(
                    rule,
                    format!("nobody can ever meet it: whoever proposes does not count, and then there is too little: {short}"),
                    "ask for one person less, or enrol one more",
                );
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::approval::policy::lint::examples::*;

    fn rule(asks: &str) -> String {
        format!("[[rule]]\nname='r'\nacts=['key.*']\nvalidity='7 days'\n{asks}")
    }

    #[test]
    fn places_organisations_and_the_proposer_are_counted() {
        let one = |asks: &str| shown("P01", &rule(asks)).into_iter().next().unwrap_or_default();
        assert_eq!(one("quorum=5"), "");
        assert!(one("quorum=6").contains("whoever proposes does not count"), "{}", one("quorum=6"));
        assert_eq!(one("quorum=6\nproposer-apart=false"), "");
        assert!(one("quorum=7").contains("6 of 7 people"));
        assert!(one("quorum=4\norganisations=4").contains("3 of 4 organisations"));
        assert!(one("quorum=2\nroles={auditor=1,notary=1}").contains("1 more with role 'notary'"));
        assert!(one("quorum=3\nfrom=['custodian']").contains("2 of 3 people"));
        assert_eq!(one("quorum=2\nfrom=['custodian']"), "", "somebody else proposes");
        assert!(one("quorum=2\nfrom=['custodian','auditor']\nroles={operator=1}").contains("'operator'"));
    }

    #[test]
    fn an_organisation_of_one_that_proposes_is_lacking() {
        let asks = "quorum=3\norganisations=3\nfrom=['auditor','custodian','security-officer','operator']";
        assert_eq!(shown("P01", &rule(asks)), Vec::<String>::new(), "somebody of the ministry proposes");
    }
}
