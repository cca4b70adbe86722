//! What is concluded about foreign certificates and lists follows later lists and decisions.

#[path = "support/walk.rs"]
mod walk;

use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use walk::{Walk, text};

fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    [&[tag, 0x84], &length[..], content].concat()
}

/// An unsigned list of these certificates.
fn list(walk: &Walk, name: &str, certificates: &[&PathBuf]) -> String {
    let mut content: Vec<u8> = certificates.iter().flat_map(|path| fs::read(path).unwrap()).collect();
    content = [vec![2, 1, 0], der(0x31, &content)].concat();
    fs::write(walk.path(name), der(0x30, &content)).unwrap();
    name.to_owned()
}

fn of_profile(walk: &Walk, profile: &str) -> PathBuf {
    let entries = fs::read_dir(walk.in_station("out/certificates")).unwrap().map(|entry| entry.unwrap().path());
    let fits = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap();
        name.starts_with(profile) && name.ends_with(".cer")
    };
    entries.filter(fits).min().unwrap()
}

/// What is known of a certificate, by the digest of its file.
fn known(walk: &Walk, certificate: &PathBuf) -> Value {
    let fingerprint = chancery::digest::Digest::of(&fs::read(certificate).unwrap()).to_string();
    let listed = walk.done(&["trust", "list"]);
    let mut all = listed["certificates"].as_array().unwrap().iter();
    all.find(|c| c["fingerprint"] == fingerprint.as_str()).unwrap_or_else(|| panic!("{listed}")).clone()
}

#[test]
fn an_orphan_is_judged_again_when_another_list_brings_what_verifies_it() {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    walk.genesis();
    walk.request("ds");
    walk.done(&["cert", "issue", "--profile", "document-signer", "--csr", "ds.csr", "--name", "DS"]);
    let (child, root) = (of_profile(&walk, "document-signer"), of_profile(&walk, "csca-root"));
    let ingest = |file: &str| walk.done(&["masterlist", "ingest", file, "--unsigned", "--source", "courier"]);
    ingest(&list(&walk, "a.ml", &[&child]));
    let orphan = known(&walk, &child);
    assert_eq!((text(&orphan, "kind"), &orphan["verifier"]), ("orphan", &Value::Null));
    let accept = ["trust", "accept", text(&orphan, "fingerprint"), "--source", "diplomatic note 12"];
    walk.refused(&accept, 3, Some("TRUST-1"));
    ingest(&list(&walk, "b.ml", &[&root]));
    let adopted = known(&walk, &child);
    assert_eq!(
        (text(&adopted, "kind"), &adopted["verifier"]),
        ("link-other-name", &known(&walk, &root)["fingerprint"])
    );
    // It signs documents: what verifies it may be an anchor, it may not.
    walk.refused(&accept, 3, Some("TRUST-1"));
    let root = text(&known(&walk, &root), "fingerprint").to_owned();
    walk.done(&["trust", "accept", &root, "--source", "diplomatic note 12"]);
    assert_eq!(walk.done(&["ledger", "verify"])["sound"], true);
}

#[test]
fn a_decision_changes_what_lists_are_worth_and_nothing_that_was_concluded_about_certificates() {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    walk.genesis();
    walk.done(&["key", "generate", "mls-1", "--spec", "P-256"]);
    walk.done(&["cert", "issue", "--profile", "masterlist-signer", "--key", "mls-1"]);
    let file = walk.files(&walk.done(&["masterlist", "issue"])).remove(0).display().to_string();
    walk.done(&["masterlist", "ingest", &file, "--source", "courier"]);
    let root = of_profile(&walk, "csca-root");
    let verdict = || text(&walk.done(&["masterlist", "list"])["lists"][0], "verdict").to_owned();
    let concluded = || {
        let mut one = known(&walk, &root);
        one.as_object_mut().unwrap().remove("standing");
        one
    };
    let (before, fingerprint) = (concluded(), text(&known(&walk, &root), "fingerprint").to_owned());
    assert_eq!(verdict(), "signed");
    walk.done(&["trust", "accept", &fingerprint, "--source", "diplomatic note 12"]);
    assert_eq!((verdict().as_str(), concluded()), ("anchored", before.clone()));
    walk.done(&["trust", "distrust", &fingerprint, "--reason", "key compromised"]);
    assert_eq!((verdict().as_str(), concluded()), ("signed", before));
    // What it was worth when it came stands in its entry, and the table says so still.
    assert_eq!(walk.done(&["ledger", "verify"])["sound"], true);
}
