//! P12: changing the policy takes as long as anything it makes wait.

use super::{HOUSE, LintRule, Severity};
use crate::approval::policy::Rule;
use crate::approval::policy::in_words;

/// The acts by which somebody could do away with a cooling-off. Retiring a person may be urgent and is not among them.
const LOOSENING: [&str; 3] = ["policy.adopt", "officer.enroll", "officer.replace-key"];

/// Changing the policy takes as long as anything it makes wait.
pub static P12: LintRule = LintRule {
    id: "P12",
    title: "changing policy or roster cools off as long as any act",
    clause: HOUSE,
    severity: Severity::Warning,
    reason: "A cooling-off gives the others time to notice and to refuse. A policy that can be changed at once lets the same \
             people adopt one without it, and go on the same hour.",
    bad: r#"
[[rule]]
name = "keys"
acts = ["key.*"]
quorum = 2
validity = "7 days"
cooling-off = "24 hours"

[[rule]]
name = "others"
acts = ["*"]
quorum = 2
validity = "7 days"
"#,
    good: r#"
[[rule]]
name = "keys"
acts = ["key.*", "policy.*", "officer.*"]
quorum = 2
validity = "7 days"
cooling-off = "24 hours"

[[rule]]
name = "others"
acts = ["*"]
quorum = 2
validity = "7 days"
"#,
    check: |world, report| {
        let deciding: Vec<&Rule> = world.rules().iter().filter(|rule| !world.decided_by(rule).is_empty()).collect();
        let Some(slowest) = deciding.iter().max_by_key(|rule| rule.cooling_off()) else { return };
        for guard in &deciding {
            let acts: Vec<&str> =
                world.decided_by(guard).iter().copied().filter(|act| LOOSENING.contains(act)).collect();
            if !acts.is_empty() && guard.cooling_off() < slowest.cooling_off() {
                let (here, there) = (in_words(guard.cooling_off()), in_words(slowest.cooling_off()));
                report.add(
                    guard,
                    format!(
                        "it decides {} with a cooling-off of {here}, but rule '{}' has {there}",
                        acts.join(", "),
                        slowest.name()
                    ),
                    "give both the same cooling-off",
                );
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::approval::policy::lint::examples::*;

    #[test]
    fn retiring_somebody_may_be_quick() {
        let text = |acts: &str| {
            format!(
                "[[rule]]\nname='quick'\nacts={acts}\nquorum=2\nvalidity='7 days'\n\
                 [[rule]]\nname='slow'\nacts=['*']\nquorum=2\nvalidity='7 days'\ncooling-off='1 hour'\n"
            )
        };
        assert!(shown("P12", &text("['officer.retire']")).is_empty());
        assert_eq!(
            shown("P12", &text("['officer.*']")),
            [
                "warning quick: it decides officer.enroll, officer.replace-key with a cooling-off of none, but rule 'slow' \
              has 1 hour"
            ]
        );
    }
}
