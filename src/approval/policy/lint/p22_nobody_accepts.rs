//! P22: it is known what becomes an anchor with nobody asked.

use super::world::listed;
use super::{HOUSE, LintRule, Severity};
use crate::safe::Label;

/// The rules of trust that rest on what the state itself signed. The others rest on what third parties say.
const SIGNED: [&str; 2] = ["link-from-anchor", "successor"];

/// It is known what becomes an anchor with nobody asked.
pub static P22: LintRule = LintRule {
    id: "P22",
    title: "nothing becomes an anchor with nobody asked",
    clause: HOUSE,
    severity: Severity::Warning,
    reason: "A rule of trust that may decide alone makes anchors that no person looked at. Where it rests on a signature by a \
             key that people accepted, that may be meant, and it is a note. Where it rests on what other states' lists hold, \
             whoever brings lists to the station has a part in the decision.",
    bad: r#"
[[rule]]
name = "everybody-has-it"
acts = ["trust.accept"]
by-rule = ["three-lists"]
quorum = 0
validity = "1 day"
"#,
    good: r#"
[[rule]]
name = "everybody-has-it"
acts = ["trust.accept"]
by-rule = ["three-lists"]
quorum = 1
validity = "1 day"
"#,
    check: |world, report| {
        if !world.is_serious() {
            return;
        }
        for rule in world.rules().iter().filter(|rule| rule.quorum() == 0 && !rule.by_rule().is_empty()) {
            let names = listed(rule.by_rule().iter().map(Label::as_str));
            let signed = rule.by_rule().iter().all(|name| SIGNED.contains(&name.as_str()));
            let severity = if signed { Severity::Note } else { Severity::Warning };
            let found = format!("nobody is asked before a certificate becomes an anchor by {names}");
            let mend = "set quorum = 1 or more, where somebody is to look at each";
            report.add_as(severity, Some(rule), found, mend);
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::approval::policy::lint::examples::*;

    #[test]
    fn what_the_state_signed_is_a_note_and_what_others_list_is_a_warning() {
        let rule = |names: &str| {
            format!("[[rule]]\nname='r'\nacts=['trust.accept']\nby-rule={names}\nquorum=0\nvalidity='1 day'\n")
        };
        let note = "note r: nobody is asked before a certificate becomes an anchor by link-from-anchor, successor";
        assert_eq!(shown("P22", &rule("['link-from-anchor','successor']")), [note]);
        assert!(shown("P22", &rule("['link-from-anchor','three-lists']"))[0].starts_with("warning r: "));
        assert!(found("P22", &policy_for("'specimen'", &rule("['three-lists']"))).is_empty());
    }
}
