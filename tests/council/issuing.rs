//! A list of our own holds what is vouched for when it is signed, and nothing is signed under a revoked certificate.

use super::council::Council;
use super::walk::{Walk, text};

/// A station with a CSCA, a master list signer and a foreign list that was taken in, before anybody is an officer there.
fn station() -> (Council, String, String) {
    let neighbour = Walk::new("antarctica");
    neighbour.init("AQ", "ATA");
    neighbour.genesis();
    neighbour.done(&["key", "generate", "mls-1", "--spec", "P-256"]);
    neighbour.done(&["cert", "issue", "--profile", "masterlist-signer", "--key", "mls-1"]);
    let foreign = neighbour.files(&neighbour.done(&["masterlist", "issue"])).remove(0);
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    walk.genesis();
    walk.done(&["key", "generate", "mls-1", "--spec", "P-256"]);
    let signer = walk.done(&["cert", "issue", "--profile", "masterlist-signer", "--key", "mls-1"]);
    walk.done(&["key", "generate", "mls-2", "--spec", "P-256"]);
    walk.done(&["masterlist", "ingest", foreign.to_str().unwrap(), "--source", "courier"]);
    let known = walk.done(&["trust", "list"]);
    let of_state = |one: &&serde_json::Value| one["state"] == "AQ";
    let anchor = known["certificates"].as_array().unwrap().iter().find(of_state).unwrap();
    let anchor = text(anchor, "fingerprint").to_owned();
    (Council::seated(walk), anchor, text(&signer, "serial").to_owned())
}

const ISSUE: [&str; 2] = ["masterlist", "issue"];

#[test]
fn what_nobody_vouches_for_is_not_listed_and_nothing_is_listed_twice() {
    let (council, foreign, _) = station();
    let issued = council.done(&["cert", "list"]);
    let of = |profile: &str| {
        let all = issued["certificates"].as_array().unwrap();
        text(all.iter().find(|one| one["profile"] == profile).unwrap(), "fingerprint").to_owned()
    };
    let (own, signer) = (of("csca-root"), of("masterlist-signer"));
    let create = |list: &[&String], clause| {
        let list = format!("certificates={}", serde_json::json!(list));
        let words = ["proposal", "create", "masterlist.issue", "signer=mls-1", &list, "--proposer", "dan"];
        council.refused(&words, 3, Some(clause));
    };
    create(&[&own, &foreign], "LIST-7");
    create(&[&signer], "LIST-7");
    create(&[&own, &own], "LIST-6");
    create(&[], "LIST-2");
}

#[test]
fn a_list_that_was_agreed_to_dies_with_a_decision_about_what_is_on_it_and_with_the_next_list() {
    let (council, foreign, _) = station();
    council.accept_first(&foreign);
    let before = council.agreed(&ISSUE);
    council.through(&["trust", "distrust", &foreign, "--reason", "its key was stolen"], "");
    council.not_performed(&before, "APPROVAL-2");
    let (one, two) = (council.agreed(&ISSUE), council.agreed(&ISSUE));
    council.done(&["perform", &one]);
    council.not_performed(&two, "APPROVAL-2");
}

#[test]
fn what_is_warned_of_now_and_was_not_when_officers_read_it_ends_their_approval() {
    let (council, _, _) = station();
    let issue = ["cert", "issue", "--profile", "masterlist-signer", "--key", "mls-2"];
    let (one, two) = (council.agreed(&issue), council.agreed(&issue));
    council.done(&["perform", &one]);
    let said = council.not_performed(&two, "APPROVAL-2");
    let told = text(&said["error"], "message");
    let begins =
        "APPROVAL-2: the approval is dead, for something is warned of that was not when the act was proposed: ";
    let rest = told.strip_prefix(begins).unwrap_or_else(|| panic!("{told}"));
    assert!(rest.starts_with("this key has a certificate"), "{told}");
}

#[test]
fn nothing_is_signed_under_a_certificate_that_was_revoked() {
    let (council, _, serial) = station();
    let before = council.agreed(&ISSUE);
    council.through(&["csca", "revoke", &serial, "--reason", "the key was stolen"], &serial);
    council.not_performed(&before, "REVOKE-4");
    council.refused(&[&ISSUE[..], &["--propose", "--proposer", "dan"]].concat(), 3, Some("REVOKE-4"));
}
