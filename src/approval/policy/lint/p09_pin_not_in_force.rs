//! P09: a profile that is named by its digest is in force with that digest.

use super::{HOUSE, LintRule, Severity};
use crate::approval::policy::{ProfileMatch, Subject, WITH_PROFILE};

/// A profile that is named by its digest is in force with that digest.
pub static P09: LintRule = LintRule {
    id: "P09",
    title: "a profile named by its digest is in force with that digest",
    clause: HOUSE,
    severity: Severity::Error,
    reason: "A digest names one text of a profile. Once another text is in force the rule matches nothing, and what it \
             guarded is decided by the next rule that matches, or refused.",
    bad: r#"
[[rule]]
name = "roots"
acts = ["certificate.issue"]
profiles = ["sha256:0000000000000000000000000000000000000000000000000000000000000000"]
quorum = 3
validity = "7 days"
"#,
    good: r#"
[[rule]]
name = "roots"
acts = ["certificate.issue"]
profiles = ["csca-root"]
quorum = 3
validity = "7 days"
"#,
    check: |world, report| {
        let Some(profiles) = world.profiles else { return };
        for rule in world.rules() {
            for profile in rule.profiles() {
                let ProfileMatch::Digest(pinned) = profile else { continue };
                if profiles.iter().any(|(_, digest)| digest == pinned) {
                    continue;
                }
                // The profile that was meant is often the one that now falls to nobody, or is named as the rule is.
                let orphan = |(name, digest): &&(crate::safe::Label, crate::digest::Digest)| {
                    let profile = Some((name.as_str(), *digest));
                    let of = |act: &&'static str| Subject { act, profile, trust_rule: None };
                    name == rule.name() || WITH_PROFILE.iter().all(|act| world.policy.rule_for(&of(act)).is_none())
                };
                let others: Vec<String> = profiles
                    .iter()
                    .filter(orphan)
                    .take(3)
                    .map(|(name, digest)| format!("{name} is in force as sha256:{digest}"))
                    .collect();
                let mend = if others.is_empty() {
                    "compare with the digests of 'station show' and 'profile list'".to_owned()
                } else {
                    others.join("; ")
                };
                report.add(rule, format!("no profile in force has the digest sha256:{pinned}"), mend);
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::approval::policy::lint::examples::*;
    use crate::digest::Digest;

    #[test]
    fn the_digest_in_force_is_taken_and_another_is_shown_beside_it() {
        let text = |digest: Digest| {
            format!(
                "[[rule]]\nname='csca-root'\nacts=['*']\nprofiles=['sha256:{digest}']\nquorum=2\nvalidity='7 days'\n"
            )
        };
        assert!(shown("P09", &text(Digest::of(b"csca-root"))).is_empty());
        let finding = &found("P09", &policy(&text(Digest::of(b"csca-root, changed"))))[0];
        let wanted = format!("csca-root is in force as sha256:{}", Digest::of(b"csca-root"));
        assert!(finding.mend.contains(&wanted), "{}", finding.mend);
    }
}
