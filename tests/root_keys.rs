//! Officers' root keys stand behind bundles: what the genesis promised is what a stick bears, and python-tuf agrees.

#[path = "support/prepared.rs"]
mod prepared;
#[path = "support/python_tuf.rs"]
mod python_tuf;
#[path = "support/walk.rs"]
mod walk;

use std::fs;

use serde_json::Value;
use walk::{Walk, number, text};

/// A station whose genesis wants two of three root signatures: the vault's, Ann's, Bob's.
fn walk() -> Walk {
    let walk = Walk::new("utopia");
    prepared::prepare("root", walk.folder());
    walk
}

/// The words by which somebody signs a root.
fn signing<'a>(root: &'a str, key: &'a str, out: &'a str, confirm: &'a str) -> Vec<&'a str> {
    vec!["bundle", "sign-root", root, "--key", key, "--identity", "ann.identity", "--out", out, "--answers", confirm]
}

#[test]
fn root_2_nothing_weaker_than_promised_leaves_the_station() {
    let walk = walk();
    let before = number(&walk.done(&["status"]), "entries");
    let refused = walk.refused(&["bundle", "export", "stick-out"], 3, Some("ROOT-2"));
    assert!(text(&refused["error"], "message").contains("has 1 of the 2 signatures"), "{refused}");
    assert_eq!(number(&walk.done(&["status"]), "entries"), before, "no version was taken");
    assert!(!walk.path("stick-out/metadata").exists());
}

#[test]
fn the_vault_and_a_holder_sign_the_root_and_python_tuf_accepts_it() {
    let walk = walk();
    let signed = walk.done(&signing("root.json", "stick/ann.root.age", "ann.json", "root.toml"));
    assert_eq!((text(&signed, "holder"), number(&signed, "wanted")), ("ann", 2));
    let exported = walk.done(&["bundle", "export", "out", "--root-signature", "ann.json"]);
    let root: Value = serde_json::from_slice(&fs::read(walk.path("out/metadata/1.root.json")).unwrap()).unwrap();
    assert_eq!(root["signatures"].as_array().unwrap().len(), 2);
    assert_eq!(root["signed"]["roles"]["root"]["threshold"], 2);
    assert_eq!(root["signed"]["roles"]["root"]["keyids"].as_array().unwrap().len(), 3);
    let key = walk.done(&["station", "show"]);
    let verify =
        ["bundle", "verify", "out", "--root", text(&exported, "root_digest"), "--service-ca", "service-ca.pem"];
    walk.done(&[&verify[..], &["--log-key", text(&key, "log_key")]].concat());
    assert_eq!(walk.done(&["ledger", "verify"])["sound"], true);
    // The next bundle goes on under the same root, and wants no signature of a holder.
    walk.refused(&["bundle", "export", "out", "--root-signature", "ann.json"], 3, Some("ROOT-4"));
    walk.refused(&["bundle", "root", "--out", "next.json"], 2, None);
    walk.done(&["bundle", "export", "out"]);
    let Some(python) = python_tuf::python() else { return };
    let judge = |pinned: &std::path::Path, state: &str| {
        python_tuf::judge(&python, &walk.path("out"), &walk.path(state), pinned, &["trust-anchors/index.json"])
    };
    let verdict = judge(&walk.path("out/metadata/1.root.json"), "state");
    assert_eq!(verdict["accepted"]["root"], 1, "{verdict}");
    // With the vault's signature alone it would refuse.
    let mut weaker = root.clone();
    weaker["signatures"].as_array_mut().unwrap().pop();
    walk.write("weaker.json", &weaker.to_string());
    let verdict = judge(&walk.path("weaker.json"), "other");
    assert_eq!(verdict["refused"], "UnsignedMetadataError", "{verdict}");
}

#[test]
fn both_holders_may_sign_and_one_signature_twice_counts_once() {
    let walk = walk();
    for (key, out) in [("stick/ann.root.age", "a1"), ("stick/ann.root.age", "a2"), ("stick/bob.root.age", "b")] {
        walk.done(&signing("root.json", key, out, "root.toml"));
    }
    assert_eq!(fs::read(walk.path("a1")).unwrap(), fs::read(walk.path("a2")).unwrap());
    let files = ["--root-signature", "a1", "--root-signature", "a2", "--root-signature", "b"];
    walk.done(&[&["bundle", "export", "out"], &files[..]].concat());
    let root: Value = serde_json::from_slice(&fs::read(walk.path("out/metadata/1.root.json")).unwrap()).unwrap();
    assert_eq!(root["signatures"].as_array().unwrap().len(), 3);
}

#[test]
fn root_1_and_keys_that_the_root_does_not_name_sign_nothing() {
    let walk = walk();
    walk.refused(&signing("root.json", "stick/ann.witness.age", "x", "root.toml"), 3, Some("ROOT-1"));
    let made = ["officer", "root-key", "carol", "--out", "stick", "--seal-to"];
    walk.done(&[&made[..], &["age15nsf9y4k28p83wth93tf7hafhvfajp45d2mge80ems45gz0c5gys3me64l"]].concat());
    let stranger = walk.run(&signing("root.json", "stick/carol.root.age", "x", "root.toml"));
    assert_eq!(stranger.status.code(), Some(1));
    // What is no root is not signed: not the other metadata of a bundle, not a text.
    walk.done(&signing("root.json", "stick/ann.root.age", "ann.json", "root.toml"));
    walk.done(&["bundle", "export", "out", "--root-signature", "ann.json"]);
    for file in ["out/metadata/timestamp.json", "out/metadata/targets.json", "ann.txt", "root.toml"] {
        let refused = walk.refused(&signing(file, "stick/ann.root.age", "x", "root.toml"), 4, None);
        assert_eq!(refused["error"]["kind"], "malformed", "{file}: {refused}");
    }
    assert!(!walk.path("x").exists());
}

#[test]
fn root_3_and_5_signatures_over_another_root_or_a_longer_one_are_refused() {
    let walk = walk();
    for (at, root, confirm) in
        [("2099-01-01T00:00:00Z", "late.json", "late.toml"), ("2026-01-01T00:00:00Z", "early.json", "early.toml")]
    {
        let offered = walk.done(&["bundle", "root", "--out", root, "--at", at]);
        walk.write(confirm, &format!("confirm = [\"{}\"]\n", &text(&offered, "payload_sha256")[..8]));
    }
    walk.done(&signing("root.json", "stick/ann.root.age", "now", "root.toml"));
    walk.refused(&signing("late.json", "stick/bob.root.age", "late", "root.toml"), 3, Some("CONFIRM-2"));
    walk.done(&signing("late.json", "stick/bob.root.age", "late", "late.toml"));
    let export = ["bundle", "export", "out", "--root-signature"];
    walk.refused(&[&export[..], &["late"]].concat(), 3, Some("ROOT-5"));
    walk.refused(&[&export[..], &["now", "--root-signature", "late"]].concat(), 3, Some("ROOT-3"));
    // One whose bytes were altered is none.
    let good = fs::read_to_string(walk.path("now")).unwrap();
    let mut altered: Value = serde_json::from_str(&good).unwrap();
    altered["signed"]["roles"]["root"]["threshold"] = 1.into();
    walk.write("altered", &altered.to_string());
    walk.refused(&[&export[..], &["altered"]].concat(), 3, Some("ROOT-3"));
    let signature = altered["signatures"][0]["sig"].as_str().unwrap().to_owned();
    let other = format!("{}{}", if signature.starts_with('0') { '1' } else { '0' }, &signature[1..]);
    walk.write("altered", &good.replace(&signature, &other));
    let refused = walk.run(&[&export[..], &["altered"]].concat());
    assert_eq!(refused.status.code(), Some(1));
    walk.refused(&[&export[..], &["ann.txt"]].concat(), 4, None);
    // An offered root without a signature adds none.
    walk.refused(&[&export[..], &["root.json"]].concat(), 3, Some("ROOT-2"));
    walk.done(&[&export[..], &["now"]].concat());
}
