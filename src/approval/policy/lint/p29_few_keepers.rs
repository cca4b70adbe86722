//! P29: there is a person for every share that is needed, and for one to spare.

use super::{LintRule, Severity};

/// There is a person for every share that is needed, and for those to spare.
pub static P29: LintRule = LintRule {
    id: "P29",
    title: "there are people enough to keep a share each",
    clause: "ceremony report: shares by custodian, never both; BSI TR-03145-1 5.1 Req.9 to 12 (four eyes)",
    severity: Severity::Warning,
    reason: "Two shares in one hand are one share. Where fewer people are on the roster than shares are needed, \
             somebody has to keep several, and fewer people than the threshold says open every key. Shares may be \
             kept by people who are no officers; then this counts too few.",
    bad: r#"
# The roster has six people.
[[rule]]
name = "all"
acts = ["*"]
quorum = 2
validity = "7 days"

[backup]
least-threshold = 7
most-shares = 9
"#,
    good: r#"
[[rule]]
name = "all"
acts = ["*"]
quorum = 2
validity = "7 days"

[backup]
least-threshold = 4
most-shares = 6
"#,
    check: |world, report| {
        let (Some(people), Some(goals)) = (&world.people, world.backup()) else { return };
        let (there, needed) = (people.len(), usize::from(goals.least_threshold()));
        let wanted = needed + usize::from(goals.spare_shares());
        let found = if there < needed {
            format!(
                "least-threshold: {} for the {needed} shares that are needed at the least: somebody keeps more than \
                 one, and fewer people than that open every key",
                heads(there)
            )
        } else if there < wanted {
            format!(
                "spare-shares: {} for the {wanted} shares that a set has at the least: somebody keeps more than one",
                heads(there)
            )
        } else {
            return;
        };
        report.add_to_backup(
            world.policy,
            found,
            "enrol more people, ask for less, or name keepers who are no officers",
        );
    },
};

/// So many people, as the subject of a finding.
fn heads(count: usize) -> String {
    if count == 1 { "one person is there".to_owned() } else { format!("{count} people are there") }
}

#[cfg(test)]
mod tests {
    use crate::approval::policy::lint::examples::*;
    use crate::approval::policy::{ACTS, lint::lint};

    #[test]
    fn six_people_keep_six_shares_and_no_seventh() {
        assert!(of_backup("P29", "least-threshold=5\nspare-shares=1").is_empty());
        let spare = of_backup("P29", "least-threshold=5\nspare-shares=2");
        assert!(spare[0].starts_with("warning line 9: spare-shares: 6 people are there for the 7 shares"), "{spare:?}");
        assert!(of_backup("P29", "least-threshold=6\nspare-shares=0").is_empty());
        let needed = of_backup("P29", "least-threshold=7\nspare-shares=0");
        assert!(needed[0].contains("6 people are there for the 7 shares that are needed"), "{needed:?}");
    }

    #[test]
    fn one_person_is_told_and_nobody_is_counted_where_nobody_is_known_or_nothing_was_written() {
        let rule = "[[rule]]\nname='r'\nacts=['*']\nquorum=2\nvalidity='1 day'\n";
        let ids = |text: &str, known: Option<usize>| {
            let people = known.map(|count| people().into_iter().take(count).collect::<Vec<_>>());
            let found = lint(&policy(text), people.as_deref(), None, ACTS);
            found.into_iter().filter(|f| f.id == "P29").map(|f| f.found).collect::<Vec<_>>()
        };
        let written = format!("{rule}[backup]\n");
        assert!(ids(&written, Some(1))[0].contains("one person is there for the 2 shares that are needed"));
        assert_eq!((ids(&written, Some(2)).len(), ids(&written, Some(3)).len(), ids(&written, None).len()), (1, 0, 0));
        assert!(ids(rule, Some(1)).is_empty());
    }
}
