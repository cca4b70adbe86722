//! P26: a share may be lost.

use super::{LintRule, Severity};

/// A share may be lost.
pub static P26: LintRule = LintRule {
    id: "P26",
    title: "a share may be lost, and the keys come back",
    clause: "ceremony practice: roles named with backups",
    severity: Severity::Warning,
    reason: "Cards are mislaid, handwriting is misread, keepers die and tokens with the keys of sealed shares \
             break. Where every share of a set is needed, the first of these takes every key with it.",
    bad: r#"
[[rule]]
name = "all"
acts = ["*"]
quorum = 2
validity = "7 days"

[backup]
spare-shares = 0
"#,
    good: r#"
[[rule]]
name = "all"
acts = ["*"]
quorum = 2
validity = "7 days"

[backup]
spare-shares = 1
"#,
    check: |world, report| {
        if world.backup().is_some_and(|goals| goals.spare_shares() == 0) {
            let found = "spare-shares: every share of a set may be needed; one that is lost then loses the backup";
            report.add_to_backup(world.policy, found, "set spare-shares = 1 or more");
        }
    },
};
