//! P17: there is time to act between cooling-off and expiry.

use super::{HOUSE, LintRule, Severity};
use crate::approval::policy::in_words;
use crate::clock::DAY;

/// There is time to act between cooling-off and expiry.
pub static P17: LintRule = LintRule {
    id: "P17",
    title: "after the cooling-off there is a day left to perform",
    clause: HOUSE,
    severity: Severity::Warning,
    reason: "A proposal that has cooled off must still be performed before it expires, in a room that may be open in office \
             hours only. A cooling-off that is no shorter than the validity is refused when the file is read.",
    bad: r#"
[[rule]]
name = "keys"
acts = ["key.*"]
quorum = 2
validity = "7 days"
cooling-off = "6 days 12 hours"
"#,
    good: r#"
[[rule]]
name = "keys"
acts = ["key.*"]
quorum = 2
validity = "7 days"
cooling-off = "6 days"
"#,
    check: |world, report| {
        for rule in world.rules().iter().filter(|rule| rule.cooling_off() > 0) {
            let left = rule.validity() - rule.cooling_off();
            if left < DAY {
                report.add(
                    rule,
                    format!("{} are left to perform it between cooling-off and expiry", in_words(left)),
                    "lengthen the validity, or shorten the cooling-off",
                );
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::approval::policy::lint::examples::*;

    #[test]
    fn a_day_is_enough_a_minute_less_is_not_and_a_short_validity_without_cooling_off_is_no_matter() {
        let rule = |periods: &str| format!("[[rule]]\nname='r'\nacts=['key.*']\nquorum=2\n{periods}");
        assert!(shown("P17", &rule("validity='2 days'\ncooling-off='24 hours'")).is_empty());
        assert_eq!(shown("P17", &rule("validity='2 days'\ncooling-off='24 hours 1 minute'")).len(), 1);
        assert!(shown("P17", &rule("validity='1 hour'")).is_empty());
    }
}
