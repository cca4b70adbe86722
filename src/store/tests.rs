//! What the database refuses, and what it keeps.

use std::collections::BTreeMap;

use rusqlite::Connection;
use serde_json::json;

use super::*;
use crate::act::{Act, Bound, Head, KeyLock, Nonce};
use crate::clock::{Reading, Source, Time};
use crate::digest::Digest;
use crate::entropy::{Mixer, OperatingSystem};
use crate::keys::{KeyId, KeySpec, KeyState};
use crate::ledger::{Fields, Frontier, Kind, Leaf};
use crate::mode::{Identity, Mode};
use crate::pki::lint::Role;
use crate::safe::Label;

fn label(text: &str) -> Label {
    text.parse().unwrap()
}

fn time(text: &str) -> Time {
    text.parse().unwrap()
}

fn identity() -> Identity {
    Identity { station: label("utopia"), mode: Mode::Specimen, epoch: 1 }
}

fn new() -> (tempfile::TempDir, Store) {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::create(&directory.path().join("station.db")).unwrap();
    (directory, store)
}

fn append(writing: &Writing<'_>, fields: Fields) -> u64 {
    let mut entropy = Mixer::new(vec![Box::new(OperatingSystem)]);
    let sequence = writing.rows().ledger_size().unwrap();
    let reading = Reading { time: time("2026-11-22T10:00:00Z"), source: Source::Battery, bound: 1 };
    let digest = Digest::of(b"act");
    let leaf = Leaf::compose(&identity(), sequence, reading, Kind::Record, "key.lock", digest, fields, &mut entropy);
    let (leaf, openings) = leaf.unwrap();
    writing.append_entry(&leaf, &openings).unwrap()
}

fn bound(nonce: u8) -> Bound {
    Bound {
        what: Act::KeyLock(KeyLock { key: label("csca") }),
        identity: identity(),
        preconditions: BTreeMap::new(),
        head: Head { size: 0, root: Digest::of(b"") },
        nonce: Nonce([nonce; 16]),
        expires: time("2026-11-23T10:00:00Z"),
        proposer: None,
    }
}

fn refused(result: Result<(), StoreError>, clause: &str) {
    assert_eq!(result.unwrap_err().clause(), Some(clause));
}

#[test]
fn entries_hashes_checkpoints_and_openings_are_never_changed() {
    let (directory, mut store) = new();
    let writing = store.write().unwrap();
    append(&writing, Fields::new().sealed("who", "alice"));
    writing.keep_checkpoint(1, Digest::of(b"root"), "note").unwrap();
    writing.commit().unwrap();
    drop(store);
    let raw = Connection::open(directory.path().join("station.db")).unwrap();
    for sql in [
        "UPDATE entry SET body = x'00'",
        "DELETE FROM entry",
        "UPDATE node SET hash = zeroblob(32)",
        "DELETE FROM node",
        "UPDATE checkpoint SET note = ''",
        "DELETE FROM checkpoint",
        "UPDATE opening SET opening = ''",
    ] {
        assert!(raw.execute(sql, []).is_err(), "{sql}");
    }
    assert_eq!(raw.execute("DELETE FROM opening", []).unwrap(), 1, "an opening may be erased");
}

#[test]
fn the_stored_tree_has_the_root_of_a_tree_built_anew() {
    let (_directory, mut store) = new();
    for n in 0..70u64 {
        let writing = store.write().unwrap();
        append(&writing, Fields::new().open("n", n));
        writing.commit().unwrap();
    }
    let mut frontier = Frontier::new();
    let count = std::cell::Cell::new(0);
    store
        .rows()
        .each_entry::<StoreError>(|number, bytes, hash| {
            assert_eq!(number, count.get());
            count.set(number + 1);
            assert_eq!(hash, Some(crate::ledger::leaf_hash(bytes)));
            frontier.push(crate::ledger::leaf_hash(bytes));
            Ok(())
        })
        .unwrap();
    assert_eq!(count.get(), 70);
    assert_eq!(store.rows().ledger_root().unwrap(), frontier.root());
}

#[test]
fn a_change_that_is_not_committed_never_was() {
    let (_directory, mut store) = new();
    let writing = store.write().unwrap();
    append(&writing, Fields::new());
    drop(writing);
    assert_eq!(store.rows().ledger_size().unwrap(), 0);
}

#[test]
fn an_approval_is_spent_once_whatever_came_of_it() {
    let (_directory, mut store) = new();
    let writing = store.write().unwrap();
    let bound = bound(1);
    let digest = bound.digest().unwrap();
    let first = append(&writing, Fields::new());
    writing.open_intent(first, digest, &bound, &json!({})).unwrap();
    let second = append(&writing, Fields::new());
    refused(writing.open_intent(second, digest, &bound, &json!({})), "REPLAY-1");
    writing.close_intent(first, IntentState::Failed, second).unwrap();
    refused(writing.open_intent(second, digest, &bound, &json!({})), "REPLAY-1");
    assert!(writing.close_intent(first, IntentState::Done, second).is_err(), "an intent ends once");
}

#[test]
fn names_serials_numbers_and_files_are_never_used_twice() {
    let (_directory, mut store) = new();
    let writing = store.write().unwrap();
    let sequence = append(&writing, Fields::new());
    let (csca, primary) = (label("csca"), label("primary"));
    let spec = KeySpec::Ed25519;
    writing.reserve_key(&csca, &primary, KeyId::of([1; 16]), spec, sequence).unwrap();
    refused(writing.reserve_key(&csca, &primary, KeyId::of([2; 16]), spec, sequence), "LABEL-1");
    writing.set_key_state(&csca, KeyState::Destroyed).unwrap();
    refused(writing.reserve_key(&csca, &primary, KeyId::of([3; 16]), spec, sequence), "LABEL-1");
    assert!(writing.release_key(&csca).is_err(), "a name is given back only while it is reserved");
    writing.reserve_key(&label("other"), &primary, KeyId::of([4; 16]), spec, sequence).unwrap();
    writing.release_key(&label("other")).unwrap();
    writing.reserve_key(&label("other"), &primary, KeyId::of([5; 16]), spec, sequence).unwrap();

    writing.reserve_serial(&csca, "01", sequence).unwrap();
    refused(writing.reserve_serial(&csca, "01", sequence), "SERIAL-1");
    writing.burn_serial(&csca, "01").unwrap();
    refused(writing.reserve_serial(&csca, "01", sequence), "SERIAL-1");
    // A burnt one is taken as well, and one of another key.
    assert!(writing.rows().serial_is_taken("01").unwrap() && !writing.rows().serial_is_taken("0001").unwrap());

    writing.reserve_crl_number(&csca, 5, sequence).unwrap();
    refused(writing.reserve_crl_number(&csca, 5, sequence), "NUMBER-1");
    refused(writing.reserve_crl_number(&csca, 4, sequence), "NUMBER-1");
    writing.reserve_bundle(2, sequence).unwrap();
    refused(writing.reserve_bundle(1, sequence), "NUMBER-1");

    writing.keep_artefact("a.cer", b"one", sequence).unwrap();
    refused(writing.keep_artefact("a.cer", b"two", sequence).map(|_| ()), "FILE-1");
}

#[test]
fn a_certificate_needs_the_serial_that_was_reserved_for_it() {
    let (_directory, mut store) = new();
    let writing = store.write().unwrap();
    let sequence = append(&writing, Fields::new());
    let row = IssuedRow {
        digest: Digest::of(b"der"),
        issuer: label("csca"),
        serial: "0a".into(),
        profile: label("document-signer"),
        role: Role::DocumentSigner,
        subject: "C=UT".into(),
        subject_key: None,
        key: Digest::of(b"key"),
        not_before: time("2026-11-22T10:00:00Z"),
        not_after: time("2036-11-22T10:00:00Z"),
        sequence,
    };
    assert!(writing.keep_issued(&row, b"der").is_err(), "never reserved");
    writing.reserve_serial(&row.issuer, "0a", sequence).unwrap();
    writing.keep_issued(&row, b"der").unwrap();
    assert!(writing.keep_issued(&row, b"der").is_err(), "issued already");
    writing.burn_serial(&row.issuer, "0a").unwrap();
    assert_eq!(writing.rows().serial(&row.issuer, "0a").unwrap(), Some(SerialState::Issued), "what is issued stays so");
    writing.revoke(&row.issuer, "0a", row.not_before, sequence).unwrap();
    refused(writing.revoke(&row.issuer, "0a", row.not_before, sequence), "REVOKE-1");
    assert!(writing.revoke(&row.issuer, "0b", row.not_before, sequence).is_err(), "no such serial");
}

#[test]
fn another_programs_database_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("station.db");
    assert!(matches!(Store::open(&path), Err(StoreError::Missing { .. })));
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    assert!(matches!(Store::open(&path), Err(StoreError::NotOurs { .. })));
    std::fs::write(&path, b"not a database at all, only some text that is long enough").unwrap();
    assert!(matches!(Store::open(&path), Err(StoreError::NotOurs { .. })));
    assert!(matches!(Store::create(&path), Err(StoreError::Exists { .. })));
}

#[test]
fn a_database_of_a_later_program_is_refused() {
    let (directory, store) = new();
    drop(store);
    let path = directory.path().join("station.db");
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    assert!(matches!(Store::open(&path), Err(StoreError::Schema { found: 99, .. })));
    assert!(matches!(Store::open_to_read(&path), Err(StoreError::Schema { found: 99, .. })));
}

/// The octets of the database's files, one after the other.
fn files(directory: &std::path::Path) -> Vec<u8> {
    let names = ["station.db", "station.db-wal"];
    names.iter().flat_map(|name| std::fs::read(directory.join(name)).unwrap_or_default()).collect()
}

#[test]
fn what_is_given_up_stands_nowhere_in_the_files() {
    let (directory, mut store) = new();
    // Of one page, of several, and an opening that is erased.
    let marks = ["a short note, sealed to alice", "a long note, sealed to bob", "who: a person"];
    let long: Vec<u8> = marks[1].bytes().chain([b' '; 20_000]).chain(marks[1].bytes()).collect();
    let set = crate::keys::SetId::of([7; 8]);
    let writing = store.write().unwrap();
    append(&writing, Fields::new().sealed("who", marks[2]));
    writing.keep_artefact("short.age", marks[0].as_bytes(), 0).unwrap();
    let reserved = json!({ "set": set, "notes": { "bob.age": Digest::of(&long) } });
    writing.open_intent(0, Digest::of(b"act"), &bound(1), &reserved).unwrap();
    writing.keep_object(&long).unwrap();
    writing.begin_set(set, &[], 2, 3, 0).unwrap();
    writing.commit().unwrap();
    let stands = |octets: &[u8], mark: &str| octets.windows(mark.len()).any(|part| part == mark.as_bytes());
    store.empty_log().unwrap();
    let before = files(directory.path());
    assert!(marks.iter().all(|mark| stands(&before, mark)));
    let writing = store.write().unwrap();
    writing.give_up_artefact("short.age").unwrap();
    writing.set_void(set).unwrap();
    writing.execute("DELETE FROM opening", []).unwrap();
    writing.commit().unwrap();
    store.empty_log().unwrap();
    let after = files(directory.path());
    for mark in marks {
        assert!(!stands(&after, mark), "'{mark}' is still there");
    }
    assert_eq!(store.rows().object(Digest::of(&long)).unwrap(), None);
}
