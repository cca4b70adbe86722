//! P31: the copies of a key backup are not lost together.

use super::{LintRule, Severity};

/// The copies of a key backup are not lost together.
pub static P31: LintRule = LintRule {
    id: "P31",
    title: "the copies of a key backup lie on media of their own",
    clause: "ceremony practice: each output on two media",
    severity: Severity::Warning,
    reason: "A stick fails, is lost or is taken as a whole. Two folders on it are one copy, and so is a single copy \
             that is read back well.",
    bad: r#"
[[rule]]
name = "all"
acts = ["*"]
quorum = 2
validity = "7 days"

[backup]
separate-media = false
"#,
    good: r#"
[[rule]]
name = "all"
acts = ["*"]
quorum = 2
validity = "7 days"

[backup]
media = 2
separate-media = true
"#,
    check: |world, report| {
        let Some(goals) = world.backup() else { return };
        if goals.media() == 1 {
            let found = "media: there is a single copy of every key backup";
            report.add_to_backup(world.policy, found, "set media = 2 or more");
        } else if !goals.separate_media() {
            let found = format!("separate-media: all {} copies of a key backup may lie on one medium", goals.media());
            report.add_to_backup(world.policy, found, "set separate-media = true");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::approval::policy::lint::examples::*;

    #[test]
    fn a_single_copy_is_found_where_the_reader_takes_one() {
        let text =
            "[[rule]]\nname='r'\nacts=['*']\nquorum=2\nvalidity='1 day'\n[backup]\nmedia=1\nseparate-media=false\n";
        let one = found("P31", &policy_for("'rehearsal'", text));
        assert_eq!((one.len(), one[0].found.as_str()), (1, "media: there is a single copy of every key backup"));
        assert!(found("P31", &policy_for("'specimen'", text)).is_empty());
        let three = of_backup("P31", "media=3\nseparate-media=false");
        assert_eq!(three, ["warning line 9: separate-media: all 3 copies of a key backup may lie on one medium"]);
    }
}
