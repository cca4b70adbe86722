//! A vault that fails in mid-batch: what it signed stands, what it did not is burnt, and the rest is gone on with.

use serde_json::json;

use super::failing_token::{fail_after, on_failing_token};
use super::memory::Memory;
use super::walk::{Walk, number, text};
use super::{BATCH, burnt, entries, grown_at, indices};

/// A station on a failing token with a CSCA, and so many requests.
fn failing(count: usize) -> Option<Walk> {
    let walk = on_failing_token("utopia")?;
    grown_at(&walk, count);
    Some(walk)
}

/// Nothing waits for recovery, and every table says what the ledger says.
fn all_agree(walk: &Walk) {
    let recovered = walk.done(&["recover"]);
    assert_eq!((&recovered["acts"], &recovered["files"]), (&json!([]), &json!([])), "{recovered}");
    assert_eq!(walk.done(&["status"])["open"], json!([]));
    entries(walk);
    let memory = Memory::of(&walk.in_station("station.db"));
    memory.nothing_is_double();
    memory.out_is_whole(&walk.in_station("out"));
}

/// The names for which there are certificates, each once.
fn named(walk: &Walk) -> usize {
    let mut names: Vec<String> = indices(walk).into_iter().map(|row| row[1].clone()).collect();
    let all = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), all, "a name was certified twice");
    all
}

#[test]
fn a_vault_that_fails_in_mid_batch_leaves_intent_and_outcome_in_agreement() {
    let Some(walk) = failing(12) else { return };
    let before = entries(&walk);
    fail_after(&walk, Some(5));
    let said = walk.refused(&BATCH, 5, None);
    let message = text(&said["error"], "message");
    assert!(message.contains("5 certificates of 12 issued and recorded"), "{message}");
    assert!(text(&said["error"], "hint").contains("perform the rest"), "{said}");
    assert_eq!(entries(&walk), before + 2, "an intent and its outcome");
    assert_eq!((named(&walk), burnt(&walk)), (5, 7));
    all_agree(&walk);
    // It still fails: nothing more is lost than one attempt's numbers.
    fail_after(&walk, Some(0));
    walk.refused(&BATCH, 5, None);
    assert_eq!((named(&walk), burnt(&walk)), (5, 14));
    all_agree(&walk);
    // It works again: the same command issues the rest, each once.
    fail_after(&walk, None);
    let report = walk.done(&BATCH);
    assert_eq!((report["left_out"].as_array().unwrap().len(), number(&report, "certificates")), (5, 7));
    assert_eq!((named(&walk), burnt(&walk)), (12, 14));
    all_agree(&walk);
    walk.refused(&BATCH, 3, Some("BATCH-1"));
}

#[test]
fn a_vault_that_fails_in_the_second_part_leaves_the_first_whole() {
    let Some(walk) = failing(300) else { return };
    let before = entries(&walk);
    fail_after(&walk, Some(270));
    let said = walk.refused(&BATCH, 5, None);
    assert!(text(&said["error"], "message").contains("270 certificates of 300"), "{said}");
    assert_eq!(entries(&walk), before + 4);
    assert_eq!((named(&walk), burnt(&walk)), (270, 30));
    all_agree(&walk);
    fail_after(&walk, None);
    assert_eq!(number(&walk.done(&BATCH), "certificates"), 30);
    assert_eq!(named(&walk), 300);
    all_agree(&walk);
}
