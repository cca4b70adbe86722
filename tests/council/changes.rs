//! What an approval builds on has changed: it is dead.

use std::fs;

use super::council::{Council, POLICY};
use super::pens::Pen;
use super::walk::text;

const KEY: [&str; 5] = ["key", "generate", "k-1", "--spec", "P-256"];

/// Dead: not performed, takes no further decision, and listed as dead with what changed.
#[track_caller]
fn dead(council: &Council, proposal: &str, named: &str) {
    let statement = council.statement(proposal, "approve");
    let signature = council.sign("carol", &statement);
    let said = council.not_performed(proposal, "APPROVAL-2");
    assert!(text(&said["error"], "message").contains(named), "{said}");
    council.refused(&["proposal", "import", &statement, &signature], 3, Some("APPROVAL-2"));
    let listed = council.done(&["proposal", "list", "--all"]);
    let one = listed["proposals"].as_array().unwrap().iter().find(|p| p["proposal"] == proposal).unwrap();
    assert_eq!(one["state"], "dead", "{one}");
}

#[test]
fn another_policy_and_a_weaker_one() {
    let council = Council::rehearsal("utopia");
    let waiting = council.agreed(&KEY);
    let few = council.propose(&["key", "generate", "k-2", "--spec", "P-256"]);
    council.approve(&few, &["ann"]);
    // From two officers to one: what one had approved under the old policy is not enough under the new one.
    let weaker = POLICY.replacen(
        "quorum = 2\nproposer-apart = true\nvalidity = \"7 days\"",
        "quorum = 1\nproposer-apart = true\nvalidity = \"7 days\"",
        1,
    );
    assert_ne!(weaker, POLICY);
    council.walk.write("weaker.toml", &weaker);
    let same = ["policy", "adopt", "council.toml", "--propose", "--proposer", "dan"];
    council.refused(&same, 3, Some("POLICY-7"));
    council.refused(&["policy", "lint", "specimen"], 3, Some("POLICY-4"));
    let adopt = council.propose(&["policy", "adopt", "weaker.toml"]);
    let shown = council.done(&["proposal", "show", &adopt, "--files", "beside"]);
    let digest = chancery::digest::Digest::of(weaker.as_bytes());
    assert_eq!(shown["files"]["files"], serde_json::json!([format!("{digest}.txt")]));
    assert_eq!(fs::read_to_string(council.walk.path("beside").join(format!("{digest}.txt"))).unwrap(), weaker);
    council.through(&["policy", "adopt", "weaker.toml"], "council");
    dead(&council, &waiting, "policy");
    dead(&council, &few, "policy");
    // The policy in force decided about its own end: one is enough from now on.
    let next = council.propose(&["key", "generate", "k-3", "--spec", "P-256"]);
    council.approve(&next, &["carol"]);
    council.done(&["perform", &next]);
}

#[test]
fn another_roster_by_retirement_enrolment_and_new_keys() {
    let mut council = Council::rehearsal("utopia");
    let (challenge, proofs) = council.challenge("eve", "officer", &[Pen::ssh("eve")]);
    let before = council.agreed(&KEY);
    council.through(&["officer", "enroll", &challenge, "--proof", &proofs[0]], "eve");
    dead(&council, &before, "roster");
    let again = ["officer", "replace-key", &challenge, "--proof", &proofs[0], "--propose", "--proposer", "dan"];
    council.refused(&again, 3, Some("ENROLL-7"));

    let hers = (challenge, proofs);
    let before = council.agreed(&KEY);
    let statement = council.statement(&before, "approve");
    let (challenge, proofs) = council.challenge("bob", "officer", &[Pen::ssh("bob's new key")]);
    council.through(&["officer", "replace-key", &challenge, "--proof", &proofs[0]], "bob");
    dead(&council, &before, "roster");
    let old = council.sign("bob", &statement);
    council.refused(&["proposal", "import", &statement, &old], 3, Some("APPROVAL-2"));
    // The old key is nobody's now.
    let next = council.propose(&KEY);
    let statement = council.statement(&next, "approve");
    let old = council.sign("bob", &statement);
    council.refused(&["proposal", "import", &statement, &old], 3, Some("QUORUM-5"));
    council.give("bob", vec![Pen::ssh("bob's new key")]);
    council.approve(&next, &["ann", "bob"]);

    // Who approved and was retired since counts no more; nor does anything from before.
    council.through(&["officer", "retire", "eve", "--reason", "left the office"], "eve");
    dead(&council, &next, "roster");
    let last = council.propose(&KEY);
    let statement = council.statement(&last, "approve");
    council.give("eve", vec![Pen::ssh("eve")]);
    let retired = council.sign("eve", &statement);
    council.refused(&["proposal", "import", &statement, &retired], 3, Some("QUORUM-5"));
    // And what made her an officer once does not make her one again.
    let (challenge, proofs) = hers;
    let back = ["officer", "enroll", &challenge, "--proof", &proofs[0], "--propose", "--proposer", "dan"];
    council.refused(&back, 3, Some("ENROLL-7"));
}

#[test]
fn the_configuration() {
    let council = Council::specimen("utopia");
    council.walk.request("ds");
    let issue = ["cert", "issue", "--profile", "document-signer", "--csr", "ds.csr", "--name", "DS"];
    let proposal = council.agreed(&issue);
    let file = council.in_station("station.toml");
    let good = fs::read_to_string(&file).unwrap();
    fs::write(&file, good.replacen("clock_jump_days", "# other\nclock_jump_days", 1)).unwrap();
    council.refused(&["perform", &proposal], 3, Some("CONFIG-1"));
    fs::write(&file, &good).unwrap();
    council.done(&["perform", &proposal]);
}

#[test]
fn the_last_revocation_list() {
    let council = Council::specimen("utopia");
    let (one, other) = (council.agreed(&["crl", "issue"]), council.agreed(&["crl", "issue"]));
    council.later(5);
    council.done(&["perform", &one]);
    dead(&council, &other, "last crl of csca-1");
}
