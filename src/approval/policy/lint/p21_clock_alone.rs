//! P21: nobody alone ends a cooling-off with a reading of the clock.

use super::{HOUSE, LintRule, Severity};
use crate::approval::policy::in_words;

/// The act by which time is attested.
const ATTESTING: &str = "clock.attest";

/// Nobody alone ends a cooling-off with a reading of the clock.
pub static P21: LintRule = LintRule {
    id: "P21",
    title: "nobody alone attests the time that others wait for",
    clause: HOUSE,
    severity: Severity::Warning,
    reason: "A cooling-off is counted between readings of an independent clock. One person who may record readings alone \
             ends every waiting with a false one.",
    bad: r#"
[[rule]]
name = "clock"
acts = ["clock.*"]
quorum = 1
proposer-apart = false
validity = "1 day"

[[rule]]
name = "others"
acts = ["*"]
quorum = 2
validity = "7 days"
cooling-off = "24 hours"
"#,
    good: r#"
[[rule]]
name = "clock"
acts = ["clock.*"]
quorum = 2
validity = "1 day"

[[rule]]
name = "others"
acts = ["*"]
quorum = 2
validity = "7 days"
cooling-off = "24 hours"
"#,
    check: |world, report| {
        let decides = |rule: &&_| !world.decided_by(rule).is_empty();
        let Some(slowest) = world.rules().iter().filter(decides).max_by_key(|rule| rule.cooling_off()) else { return };
        let heads = |rule: &crate::approval::policy::Rule| {
            rule.quorum() + u16::from(rule.proposer_apart() && rule.quorum() > 0)
        };
        for rule in world.rules().iter().filter(|rule| world.decided_by(rule).contains(&ATTESTING)) {
            if slowest.cooling_off() > 0 && heads(rule) < 2 {
                report.add(
                    rule,
                    format!(
                        "one person attests the time here, and ends the {} that rule '{}' waits",
                        in_words(slowest.cooling_off()),
                        slowest.name()
                    ),
                    "ask for two people, or for a proposer apart",
                );
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::approval::policy::lint::examples::*;

    #[test]
    fn two_people_attest_it_or_nobody_waits() {
        let text = |clock: &str, wait: &str| {
            format!(
                "[[rule]]\nname='clock'\nacts=['clock.*']\nvalidity='1 day'\n{clock}\n\
                 [[rule]]\nname='slow'\nacts=['*']\nquorum=2\nvalidity='7 days'\n{wait}\n"
            )
        };
        let alone = "quorum=1\nproposer-apart=false";
        assert_eq!(
            shown("P21", &text(alone, "cooling-off='1 hour'")),
            ["warning clock: one person attests the time here, and ends the 1 hour that rule 'slow' waits"]
        );
        assert!(shown("P21", &text(alone, "")).is_empty());
        assert!(shown("P21", &text("quorum=1\nproposer-apart=true", "cooling-off='1 hour'")).is_empty());
        assert!(shown("P21", &text("quorum=2\nproposer-apart=false", "cooling-off='1 hour'")).is_empty());
    }
}
