//! P10: every act has a rule.

use super::world::listed;
use super::{HOUSE, LintRule, Severity};
use crate::approval::policy::WITH_PROFILE;

/// Every act has a rule.
pub static P10: LintRule = LintRule {
    id: "P10",
    title: "every act has a rule",
    clause: HOUSE,
    severity: Severity::Error,
    reason: "An act that no rule matches is refused. That may be meant for an act a station never performs. A policy without \
             a rule for policy.adopt can never be changed: that is an error, the others are a warning.",
    bad: r#"
[[rule]]
name = "keys"
acts = ["key.*"]
quorum = 2
validity = "7 days"
"#,
    good: r#"
[[rule]]
name = "all"
acts = ["*"]
quorum = 2
validity = "7 days"
"#,
    check: |world, report| {
        let mut bare: Vec<String> = Vec::new();
        for act in world.acts {
            if world.is_blind(act) {
                if !world.rules().iter().any(|rule| world.is_about(rule, act)) {
                    bare.push((*act).to_owned());
                }
                continue;
            }
            let subjects = world.subjects(act);
            let without: Vec<_> = subjects.iter().filter(|s| world.policy.rule_for(s).is_none()).collect();
            if WITH_PROFILE.contains(act) && without.len() < subjects.len() {
                bare.extend(without.iter().filter_map(|s| s.profile).map(|(name, _)| format!("{act} by {name}")));
            } else if !without.is_empty() {
                bare.push((*act).to_owned());
            }
        }
        if bare.iter().any(|act| act == "policy.adopt") {
            let mend = "add a rule for policy.adopt that asks for at least as much as any other";
            report.add_as(Severity::Error, None, "no rule for policy.adopt: this policy could never be changed", mend);
        }
        bare.retain(|act| act != "policy.adopt");
        if !bare.is_empty() {
            let names = listed(bare.iter().map(String::as_str));
            let found = format!("refused, for no rule matches: {names}");
            report.add_as(Severity::Warning, None, found, "add rules for those that the station is to perform");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::approval::policy::lint::examples::*;
    use crate::approval::policy::{ACTS, lint::lint};

    #[test]
    fn what_is_refused_is_named_also_by_profile() {
        let text = "[[rule]]\nname='c'\nacts=['certificate.issue']\nprofiles=['csca-*']\nquorum=2\nvalidity='7 days'\n\
                    [[rule]]\nname='r'\nacts=['policy.*','officer.*','vault.*','key.*','crl.*','csca.*','masterlist.*','pkd.*','deviation.*','trust.*',\
                    'bundle.*','clock.*','backup.*','share.*']\nquorum=2\nvalidity='7 days'\n";
        assert_eq!(
            shown("P10", text),
            ["warning : refused, for no rule matches: profile.adopt, certificate.issue by document-signer, \
                 certificate.batch, certificate.revoke"]
        );
        let blind = lint(&policy(text), None, None, ACTS);
        let finding = blind.iter().find(|finding| finding.id == "P10").unwrap();
        assert_eq!(finding.found, "refused, for no rule matches: profile.adopt, certificate.batch, certificate.revoke");
    }
}
