//! An approval is used once, whatever comes of it, and never after somebody stopped it.

use serde_json::json;

use super::council::Council;
use super::killing::kill_after_the_effect;
use super::memory::Memory;
use super::walk::text;

const KEY: [&str; 5] = ["key", "generate", "k-1", "--spec", "P-256"];

#[test]
fn what_was_performed_is_not_performed_again_and_takes_no_further_decision() {
    let council = Council::rehearsal("utopia");
    let proposal = council.propose(&KEY);
    council.not_performed(&proposal, "QUORUM-2");
    council.approve(&proposal, &["ann"]);
    council.not_performed(&proposal, "QUORUM-2");
    // The proposer's own approval is taken in and does not count.
    council.approve(&proposal, &["dan"]);
    council.not_performed(&proposal, "QUORUM-2");
    let late = council.statement(&proposal, "approve");
    let signature = council.sign("carol", &late);
    council.approve(&proposal, &["bob"]);
    let report = council.done(&["perform", &proposal]);
    assert_eq!(report["officers"], json!(["ann", "bob"]));
    council.not_performed(&proposal, "REPLAY-1");
    council.refused(&["proposal", "import", &late, &signature], 3, Some("REPLAY-1"));
    // The same act again is another proposal; the old approvals are none of it.
    let again = council.propose(&["key", "generate", "k-2", "--spec", "P-256"]);
    council.not_performed(&again, "QUORUM-2");
    assert_eq!(council.done(&["ledger", "verify"])["sound"], true);
    assert_eq!(council.done(&["key", "list"])["keys"].as_array().unwrap().len(), 1);
}

#[test]
fn an_act_that_is_refused_before_its_intent_leaves_the_approval_and_one_after_it_does_not() {
    let council = Council::rehearsal("utopia");
    let (one, other) = (council.agreed(&KEY), council.agreed(&KEY));
    council.done(&["perform", &one]);
    // The name is taken: nothing was begun.
    council.not_performed(&other, "LABEL-1");
    council.not_performed(&other, "LABEL-1");
    council.not_performed(&one, "REPLAY-1");
}

#[test]
fn an_approval_is_spent_by_a_crash_between_intent_and_outcome() {
    let council = Council::rehearsal("utopia");
    let proposal = council.agreed(&KEY);
    let now = council.now().to_string();
    kill_after_the_effect(&council.walk, &["perform", &proposal, "--at", &now], "key.generate");
    // Before anything is settled it cannot be used again, and nothing else is taken in.
    council.not_performed(&proposal, "REPLAY-1");
    let other = ["key", "generate", "k-2", "--spec", "P-256", "--propose", "--proposer", "dan"];
    council.refused(&other, 3, Some("RECOVER-1"));
    let recovered = council.done(&["recover"]);
    assert_eq!(text(&recovered["acts"][0], "state"), "done", "{recovered}");
    council.not_performed(&proposal, "REPLAY-1");
    assert_eq!(council.done(&["recover"])["acts"], json!([]));
    assert_eq!(council.done(&["ledger", "verify"])["sound"], true);
    let memory = Memory::of(&council.in_station("station.db"));
    memory.nothing_is_double();
    super::killing::the_vault_holds(&council.walk, &memory);
}

#[test]
fn an_approval_is_spent_by_a_crash_whose_effect_never_came_about() {
    let council = Council::rehearsal("utopia");
    let proposal = council.agreed(&KEY);
    let now = council.now().to_string();
    let label = kill_after_the_effect(&council.walk, &["perform", &proposal, "--at", &now], "key.generate");
    super::killing::unmake(&council.walk, &label);
    let recovered = council.done(&["recover"]);
    assert_eq!(text(&recovered["acts"][0], "state"), "not done", "{recovered}");
    council.not_performed(&proposal, "REPLAY-1");
    // The name is free for whoever is asked again.
    council.through(&KEY, "k-1");
}

#[test]
fn a_withdrawal_by_any_officer_ends_it_for_good() {
    let council = Council::rehearsal("utopia");
    let proposal = council.agreed(&KEY);
    council.decide("carol", &proposal, "withdraw");
    council.not_performed(&proposal, "APPROVAL-5");
    // More approvals change nothing, and carol's own neither.
    council.approve(&proposal, &["carol"]);
    council.not_performed(&proposal, "APPROVAL-5");
    let status = council.unsound(&["proposal", "status", &proposal]);
    assert_eq!(status["lacking"][0]["clause"], "APPROVAL-5");
    // A statement about it shows what it says; what the text names by a digest alone is written out.
    let refusal = council.statement(&proposal, "refuse");
    let shown = council.done(&["proposal", "show", &refusal]);
    assert_eq!((&shown["decision"], &shown["reason"]), (&"refuse".into(), &"I have my reasons".into()), "{shown}");
    let withdrawn = status["not_counted"].as_array().unwrap().iter().find(|one| one["decision"] == "withdraw").unwrap();
    assert_eq!(withdrawn["reason"], "I have my reasons", "{status}");
}

#[test]
fn a_refusal_stops_what_one_refusal_stops_and_beats_the_same_officers_approval_elsewhere() {
    let council = Council::rehearsal("utopia");
    // Where the rule has a veto: by somebody who was not even asked.
    let retire = council.agreed(&["officer", "retire", "dan", "--reason", "left the office"]);
    council.decide("carol", &retire, "refuse");
    council.not_performed(&retire, "APPROVAL-6");
    // Where it has none: the refusal takes away the officer's own approval, before or after it.
    let key = council.agreed(&KEY);
    council.decide("bob", &key, "refuse");
    council.not_performed(&key, "QUORUM-2");
    let status = council.unsound(&["proposal", "status", &key]);
    assert!(status["not_counted"].to_string().contains("QUORUM-10"), "{status}");
    council.approve(&key, &["carol"]);
    council.done(&["perform", &key]);
}

#[test]
fn one_decision_is_taken_in_once() {
    let council = Council::rehearsal("utopia");
    let proposal = council.propose(&KEY);
    council.approve(&proposal, &["ann"]);
    // The station stands in the environment here: what is to be typed next does not repeat it.
    let status = council.unsound(&["proposal", "status", &proposal]);
    assert_eq!(status["perform"], format!("chancery perform {proposal}"));
    let statement = council.statement(&proposal, "approve");
    let (ann, bob) = (council.sign("ann", &statement), council.sign("bob", &statement));
    council.refused(&["proposal", "import", &statement, &ann], 3, Some("APPROVAL-9"));
    // One bad file among them, and none is taken in.
    let before = council.entries();
    council.refused(&["proposal", "import", &statement, &bob, &ann], 3, Some("APPROVAL-9"));
    council.refused(&["proposal", "import", &statement, &bob, &bob], 3, Some("APPROVAL-9"));
    assert_eq!(council.entries(), before);
}

#[test]
fn without_a_proposal_nothing_is_done_that_officers_are_asked_about() {
    let council = Council::rehearsal("utopia");
    let before = council.entries();
    council.refused(&KEY, 3, Some("POLICY-3"));
    council.refused(&["vault", "test", "primary"], 3, Some("POLICY-3"));
    let now = council.now().to_string();
    council.refused(&["clock", "attest", "--read", &now, "--source", "radio clock"], 3, Some("POLICY-3"));
    council.refused(&["officer", "retire", "ann", "--reason", "left"], 3, Some("POLICY-3"));
    // Bookkeeping is not proposed, and the genesis not held twice.
    council.refused(&["proposal", "create", "proposal.create", "proposal=00", "text=00", "material=[]"], 2, None);
    let (challenge, proofs) = council.challenge("eve", "officer", &[super::pens::Pen::ssh("eve")]);
    let genesis = ["station", "genesis", "--policy", "council.toml", "--officer", &challenge, "--proof", &proofs[0]];
    council.refused(&genesis, 3, Some("GENESIS-1"));
    assert_eq!(council.entries(), before);
}
