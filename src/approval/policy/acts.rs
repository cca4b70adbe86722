//! What the policy knows of acts by their names: which need a rule, which cannot wait, which can be undone.

/// The acts that a policy has to say something about. A newer catalogue may have more: [`super::lint`] takes the list
/// as a parameter.
pub const ACTS: &[&str] = &[
    "policy.adopt",
    "profile.adopt",
    "officer.enroll",
    "officer.retire",
    "officer.replace-key",
    "vault.test",
    "vault.protect",
    "key.generate",
    "key.lock",
    "csca.adopt",
    "certificate.issue",
    "certificate.batch",
    "certificate.revoke",
    "crl.issue",
    "csca.rollover",
    "csca.compromise",
    "masterlist.ingest",
    "masterlist.issue",
    "pkd.ingest",
    "deviation.ingest",
    "deviation.issue",
    "trust.import",
    "trust.accept",
    "trust.distrust",
    "bundle.export",
    "vault.add",
    "vault.clone",
    "vault.fail-over",
    "backup.keys",
    "backup.destroyed",
    "share.reissue",
    "clock.correct",
    "clock.attest",
];

/// The acts that no rule is asked about, each with the reason.
pub const NO_RULE: &[(&str, &str)] = &[
    ("station.create", "it makes the station, before there is anybody to ask"),
    ("station.genesis", "it sets the first roster and policy, and every first officer signs it"),
    ("station.restore", "whoever has the shares restores; there is no station yet that could ask"),
    ("backup.state", "it records that a copy was written"),
    ("backup.drill", "it records what came of a drill"),
    ("share.checked", "it records that a share was judged"),
    ("ceremony.event", "it records what people did in the room"),
    ("ceremony.transcript", "it records what people signed off"),
    ("proposal.create", "it records that something was proposed"),
    ("proposal.decide", "it records an officer's decision"),
    ("ledger.cosign", "it records a witness's cosignature"),
];

/// The acts that are about a profile.
pub const WITH_PROFILE: &[&str] = &["certificate.issue", "certificate.batch"];

/// The one act that may name a rule of trust.
pub const BY_RULE: &str = "trust.accept";

/// Acts that another act makes good: measuring a token, taking in what people decide about later, distrusting (it can be
/// accepted again), and a revocation list, which holds what was approved before and is followed by the next.
const CAN_BE_UNDONE: [&str; 7] = [
    "vault.test",
    "masterlist.ingest",
    "pkd.ingest",
    "deviation.ingest",
    "trust.import",
    "trust.distrust",
    "crl.issue",
];

/// Acts by which the harm of a lost key is ended.
const EMERGENCY: [&str; 3] = ["certificate.revoke", "csca.compromise", "crl.issue"];

/// Whether a later act makes this one good. An act that is not known here cannot be undone.
pub fn can_be_undone(act: &str) -> bool {
    CAN_BE_UNDONE.contains(&act)
}

/// Whether this act ends the harm of a lost key, and so cannot wait.
pub fn is_emergency(act: &str) -> bool {
    EMERGENCY.contains(&act)
}

/// Whether whoever performs this act can change who may perform the others.
pub(super) fn guards_the_others(act: &str) -> bool {
    ["policy.", "officer.", "station."].iter().any(|noun| act.starts_with(noun))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_of_the_catalogue_wants_a_rule_or_says_why_it_does_not() {
        for act in crate::act::Act::NAMES {
            let free = NO_RULE.iter().any(|(name, _)| *name == act);
            assert!(ACTS.contains(&act) != free, "{act}");
        }
    }

    #[test]
    fn an_act_needs_a_rule_or_a_reason_and_what_is_not_known_cannot_be_undone() {
        assert!(NO_RULE.iter().all(|(act, reason)| !ACTS.contains(act) && !reason.is_empty()));
        for known in CAN_BE_UNDONE.iter().chain(&EMERGENCY).chain(WITH_PROFILE).chain(&[BY_RULE]) {
            assert!(ACTS.contains(known), "{known}");
        }
        assert!(!can_be_undone("station.blow-up") && can_be_undone("crl.issue"));
        assert!(guards_the_others("officer.retire") && !guards_the_others("key.generate"));
    }
}
