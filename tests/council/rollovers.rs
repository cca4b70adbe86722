//! The next key of the CSCA under a policy: what officers read before they sign, and one of two that follow the same key.

use std::fs;

use super::council::Council;
use super::walk::{Walk, text};

/// A station with a CSCA and two keys that might follow it, before anybody is an officer there.
fn station() -> Council {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    walk.genesis();
    for key in ["csca-2", "csca-3"] {
        walk.done(&["key", "generate", key, "--spec", "P-384"]);
    }
    Council::seated(walk)
}

fn rollover(to: &str) -> [&str; 5] {
    ["csca", "rollover", to, "--name", "CSCA New Utopia"]
}

#[test]
fn officers_read_names_keys_and_validity_of_both_certificates_before_they_sign() {
    let council = station();
    let proposal = council.propose(&rollover("csca-2"));
    let statement = fs::read_to_string(council.walk.path(&council.statement(&proposal, "approve"))).unwrap();
    for wanted in
        ["the root", "the link", "csca-link", "csca-root", "EC P-384", "nameChange", "counted from its signing"]
    {
        assert!(statement.contains(wanted), "{wanted}: {statement}");
    }
    let lines = |start: &str| statement.lines().filter(|line| line.trim_start().starts_with(start)).count();
    for field in ["subject  ", "issuer  ", "valid from  ", "valid until  ", "key digest  ", "serial number  "] {
        assert_eq!(lines(field), 2, "{field} {statement}");
    }
    assert!(statement.matches("CN=CSCA New Utopia").count() >= 3, "{statement}");
    // Serial numbers are drawn when it is performed: no two previews say the same.
    council.approve(&proposal, &["ann", "bob"]);
    let done = council.perform(&proposal, "csca-2");
    assert_eq!(done["officers"], serde_json::json!(["ann", "bob"]));
    assert_eq!(council.done(&["ledger", "verify"])["sound"], true);
}

#[test]
fn of_two_keys_that_were_agreed_to_follow_the_same_one_one_does() {
    let council = station();
    let (one, other) = (council.agreed(&rollover("csca-2")), council.agreed(&rollover("csca-3")));
    council.perform(&one, "csca-2");
    let said = council.not_performed(&other, "CSCA-2");
    assert!(said.to_string().contains("csca-2"), "{said}");
}

#[test]
fn a_key_that_was_compromised_since_is_followed_by_none() {
    let council = station();
    let agreed = council.agreed(&rollover("csca-2"));
    let end = ["csca", "compromise", "csca-1", "--what", "compromised", "--reason", "stolen", "--successor", "csca-3"];
    let ended = council.through(&end, "csca-1");
    assert_eq!(text(&ended["recorded"], "act"), "csca.compromise", "{ended}");
    council.not_performed(&agreed, "KEY-1");
}

#[test]
fn what_ends_with_a_key_is_what_officers_read_or_they_read_it_anew() {
    let council = station();
    let end = ["csca", "compromise", "csca-1", "--what", "compromised", "--reason", "stolen", "--successor", "csca-3"];
    let agreed = council.agreed(&end);
    let follows = council.agreed(&rollover("csca-2"));
    council.perform(&follows, "csca-2");
    // By now a link would be revoked too, and the list would be another key's.
    council.not_performed(&agreed, "APPROVAL-2");
}

#[test]
fn a_master_list_is_signed_under_the_certificates_that_officers_read() {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    walk.genesis();
    walk.done(&["key", "generate", "mls-1", "--spec", "P-256"]);
    let issue = ["cert", "issue", "--profile", "masterlist-signer", "--key", "mls-1"];
    walk.done(&issue);
    let council = Council::seated(walk);
    let agreed = council.agreed(&["masterlist", "issue"]);
    council.through(&issue, "nothing");
    council.not_performed(&agreed, "APPROVAL-2");
}
