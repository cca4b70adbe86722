//! P11: what guards the policy is as strong as all that the policy guards.

use super::{HOUSE, LintRule, Severity};
use crate::approval::policy::Rule;
use crate::approval::policy::acts::guards_the_others;

/// What guards the policy is as strong as all that the policy guards.
pub static P11: LintRule = LintRule {
    id: "P11",
    title: "changing policy or roster asks for as much as any act",
    clause: HOUSE,
    severity: Severity::Error,
    reason: "Whoever can change the policy, the roster or the station can do everything: adopt a policy that asks for \
             nobody, or enrol friends. So no rule may ask for more people, more organisations, or people whom the rules \
             for policy.*, officer.* and station.* could do without. A role that only another rule asks for is a warning.",
    bad: r#"
[[rule]]
name = "roots"
acts = ["certificate.issue", "key.*"]
quorum = 3
validity = "7 days"

[[rule]]
name = "others"
acts = ["*"]
quorum = 2
validity = "7 days"
"#,
    good: r#"
[[rule]]
name = "roots"
acts = ["certificate.issue", "key.*", "policy.*", "officer.*"]
quorum = 3
validity = "7 days"

[[rule]]
name = "others"
acts = ["*"]
quorum = 2
validity = "7 days"
"#,
    check: |world, report| {
        let deciding: Vec<(&Rule, &[&str])> = world
            .rules()
            .iter()
            .map(|rule| (rule, world.decided_by(rule)))
            .filter(|(_, acts)| !acts.is_empty())
            .collect();
        for (guard, acts) in &deciding {
            let guarded: Vec<&str> = acts.iter().copied().filter(|act| guards_the_others(act)).collect();
            if guarded.is_empty() {
                continue;
            }
            let names = guarded.join(", ");
            let others = || deciding.iter().map(|(rule, _)| *rule).filter(|rule| rule.name() != guard.name());
            if let Some((other, why)) = others().find_map(|other| Some((other, weaker(guard, other)?))) {
                report.add(
                    guard,
                    format!("it decides {names}, but rule '{}' asks for more: {why}", other.name()),
                    "ask for as much here as there, or for less there",
                );
                continue;
            }
            let fewer = |other: &&Rule| other.roles().iter().any(|(role, n)| guard.roles().get(role).unwrap_or(&0) < n);
            if let Some(other) = others().find(fewer) {
                let roles = other.roles().iter().filter(|(role, n)| guard.roles().get(*role).unwrap_or(&0) < *n);
                let roles: Vec<String> = roles.map(|(role, n)| format!("{n} {role}")).collect();
                report.add_as(
                    Severity::Warning,
                    Some(guard),
                    format!(
                        "it decides {names} without the people that rule '{}' asks for: {}",
                        other.name(),
                        roles.join(", ")
                    ),
                    "ask for the same roles here",
                );
            }
        }
    },
};

/// Why people who meet `guard` might not meet `other`, in heads and organisations.
fn weaker(guard: &Rule, other: &Rule) -> Option<String> {
    let heads = |rule: &Rule| rule.quorum() + u16::from(rule.proposer_apart() && rule.quorum() > 0);
    if heads(guard) < heads(other) {
        let told = |rule: &Rule| {
            let apart = if rule.proposer_apart() { " beside the proposer" } else { ", the proposer among them" };
            format!("{}{apart}", rule.quorum())
        };
        return Some(format!("{} instead of {}", told(other), told(guard)));
    }
    // How many of those who meet the guard are sure to be people whose voice counts in the other rule.
    let inside = !guard.from().is_empty() && guard.from().is_subset(other.from());
    let sure: u16 = if other.from().is_empty() || inside {
        guard.quorum()
    } else {
        guard.roles().iter().filter(|(role, _)| other.from().contains(*role)).map(|(_, n)| *n).sum()
    };
    if sure < other.quorum() {
        let from: Vec<&str> = other.from().iter().map(|role| role.as_str()).collect();
        return Some(format!("{} of {}, where this is sure of {sure}", other.quorum(), from.join(" or ")));
    }
    (guard.organisations() < other.organisations())
        .then(|| format!("{} organisations instead of {}", other.organisations(), guard.organisations().max(1)))
}

#[cfg(test)]
mod tests {
    use crate::approval::policy::lint::examples::*;

    fn two(guard: &str, other: &str) -> Vec<String> {
        shown(
            "P11",
            &format!(
                "[[rule]]\nname='guard'\nacts=['policy.*','officer.*']\nvalidity='7 days'\n{guard}\n\
                 [[rule]]\nname='other'\nacts=['*']\nvalidity='7 days'\n{other}\n"
            ),
        )
    }

    #[test]
    fn heads_people_and_organisations_are_compared() {
        assert!(two("quorum=2", "quorum=2").is_empty());
        assert!(two("quorum=2", "quorum=3")[0].contains("3 beside the proposer instead of 2 beside the proposer"));
        assert!(two("quorum=2\nproposer-apart=false", "quorum=2")[0].contains("the proposer among them"));
        assert!(two("quorum=3\nproposer-apart=false", "quorum=2").is_empty());
        assert!(two("quorum=2", "quorum=2\norganisations=2")[0].contains("2 organisations instead of 1"));
        assert!(two("quorum=3", "quorum=2\nfrom=['auditor']")[0].contains("2 of auditor, where this is sure of 0"));
        assert!(two("quorum=3\nroles={auditor=2}", "quorum=2\nfrom=['auditor']").is_empty());
        assert!(two("quorum=2\nfrom=['auditor']", "quorum=2\nfrom=['auditor','custodian']").is_empty());
        assert!(two("quorum=2\nfrom=['auditor','operator']", "quorum=2\nfrom=['auditor','custodian']").len() == 1);
        assert!(two("quorum=2\nfrom=['auditor']", "quorum=2").is_empty());
    }

    #[test]
    fn a_role_that_only_another_rule_asks_for_is_a_warning() {
        let found = two("quorum=3", "quorum=3\nroles={auditor=1}");
        assert_eq!(
            found,
            [
                "warning guard: it decides policy.adopt, officer.enroll, officer.retire, officer.replace-key without the \
              people that rule 'other' asks for: 1 auditor"
            ]
        );
        assert!(two("quorum=3\nroles={auditor=1}", "quorum=3\nroles={auditor=1}").is_empty());
    }

    #[test]
    fn a_rule_that_decides_nothing_is_not_compared() {
        let text = "[[rule]]\nname='all'\nacts=['*']\nquorum=2\nvalidity='7 days'\n\
                    [[rule]]\nname='hidden'\nacts=['key.*']\nquorum=5\nvalidity='7 days'\n";
        assert!(shown("P11", text).is_empty());
    }
}
