//! P06: what an earlier rule takes from a later one is known.

use super::cover::covered;
use super::world::{World, listed, quoted};
use super::{HOUSE, LintRule, Severity};
use crate::approval::policy::{ProfileMatch, Rule};

/// What an earlier rule takes from a later one is known.
pub static P06: LintRule = LintRule {
    id: "P06",
    title: "no rule loses some of what it matches to an earlier one",
    clause: HOUSE,
    severity: Severity::Note,
    reason: "A rule for some acts before a rule for more of them is how exceptions are written. It is worth reading twice \
             which of the two decides.",
    bad: r#"
[[rule]]
name = "keys"
acts = ["key.*"]
quorum = 3
validity = "7 days"

[[rule]]
name = "all"
acts = ["*"]
quorum = 2
validity = "7 days"
"#,
    good: r#"
[[rule]]
name = "keys"
acts = ["key.*"]
quorum = 3
validity = "7 days"

[[rule]]
name = "lists"
acts = ["crl.*", "masterlist.*"]
quorum = 2
validity = "7 days"
"#,
    check: |world, report| {
        for (rule, earlier) in world.with_earlier() {
            // A rule that is hidden wholly is P05's. It decides nothing, but where profiles are not known that is not seen.
            let hidden = || world.profiles.is_none() && covered(rule, None, earlier);
            if world.decided_by(rule).is_empty() || hidden() {
                continue;
            }
            let lost: Vec<&str> =
                world.acts.iter().filter(|act| earlier.iter().any(|e| shares(world, rule, e, act))).copied().collect();
            if !lost.is_empty() {
                let by = earlier.iter().filter(|e| lost.iter().any(|act| shares(world, rule, e, act)));
                report.add(
                    rule,
                    format!(
                        "of what it matches, {} is decided before it, by {}",
                        listed(lost.iter().copied()),
                        quoted(by)
                    ),
                    "nothing, where the earlier rules are meant as exceptions",
                );
            }
        }
    },
};

/// Whether both rules are about this act, with a profile in common where it has one.
fn shares<'a>(world: &World<'a>, one: &Rule, other: &Rule, act: &'a str) -> bool {
    if !world.is_blind(act) {
        return world.subjects(act).iter().any(|subject| one.matches(subject) && other.matches(subject));
    }
    let all = one.profiles().is_empty() || other.profiles().is_empty();
    let in_common = |a: &ProfileMatch, b: &ProfileMatch| match (a, b) {
        (ProfileMatch::Name(a), ProfileMatch::Name(b)) => a.meets(b),
        (a, b) => a == b,
    };
    world.is_about(one, act)
        && world.is_about(other, act)
        && (all || one.profiles().iter().any(|a| other.profiles().iter().any(|b| in_common(a, b))))
}

#[cfg(test)]
mod tests {
    use crate::approval::policy::lint::examples::*;

    #[test]
    fn the_acts_and_the_rules_are_named() {
        let text = "[[rule]]\nname='roots'\nacts=['certificate.issue']\nprofiles=['csca-*']\nquorum=3\nvalidity='7 days'\n\
                    [[rule]]\nname='others'\nacts=['certificate.*']\nquorum=2\nvalidity='7 days'\n";
        assert_eq!(
            shown("P06", text),
            ["note others: of what it matches, certificate.issue is decided before it, by rule 'roots'"]
        );
    }
}
