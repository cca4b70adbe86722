//! Bundles out of a whole station: what it refuses before anything is signed or recorded.

#[path = "support/prepared.rs"]
mod prepared;

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

fn csca() -> TempDir {
    let folder = TempDir::new().unwrap();
    prepared::prepare("csca", folder.path());
    folder
}

/// A command with `--json`: its exit code and its document.
fn chancery(dir: &Path, line: &str) -> (i32, Value) {
    let more = " --station utopia --pin-source file:pin --json";
    let words: Vec<String> = format!("{line}{more}").split(' ').map(str::to_owned).collect();
    let output =
        Command::new(env!("CARGO_BIN_EXE_chancery")).args(words).current_dir(dir).stdin(Stdio::null()).output();
    let output = output.unwrap();
    (output.status.code().unwrap(), serde_json::from_slice(&output.stdout).unwrap())
}

fn entries(dir: &Path) -> u64 {
    chancery(dir, "ledger verify").1["entries"].as_u64().unwrap()
}

/// Refused by this clause, and nothing was written in the ledger.
fn refused(dir: &Path, line: &str, clause: &str) {
    let before = entries(dir);
    let (code, said) = chancery(dir, line);
    assert!(said["error"]["clause"] == clause, "{line}: {said}");
    assert!([1, 3].contains(&code), "{line}: {said}");
    assert_eq!(entries(dir), before, "{line} left an entry");
}

#[test]
fn a_certificate_under_a_leaf_or_the_other_hierarchy_is_refused_before_the_intent() {
    let folder = csca();
    let here = folder.path();
    for key in ["mls-1", "x"] {
        assert_eq!(chancery(here, &format!("key generate {key} --spec P-384")).0, 0);
    }
    assert_eq!(chancery(here, "cert issue --profile masterlist-signer --key mls-1").0, 0);
    refused(here, "cert issue --profile bundle-signer --key x --issuer mls-1", "PROFILE-6");
    refused(here, "cert issue --profile bundle-signer --key x --issuer csca-1", "PROFILE-6");
    refused(here, "cert issue --profile masterlist-signer --key x --issuer service-ca-1", "PROFILE-6");
    refused(here, "cert issue --profile csca-link --key x --issuer service-ca-1", "PROFILE-6");
}

#[test]
fn a_key_with_another_duty_signs_no_bundle_and_no_root() {
    let folder = csca();
    let here = folder.path();
    refused(here, "bundle export stick --bundle-key csca-1", "BUNDLE-15");
    refused(here, "bundle export stick --bundle-key service-ca-1", "BUNDLE-15");
    refused(here, "bundle export stick --bundle-key bundle-root-1", "BUNDLE-15");
    refused(here, "bundle export stick --root-key csca-1", "BUNDLE-16");
    refused(here, "bundle export stick --root-key service-ca-1", "BUNDLE-16");
    refused(here, "bundle export stick --root-key bundle-signer-1", "BUNDLE-16");
    assert_eq!(chancery(here, "bundle export stick").0, 0);
}

#[test]
fn a_bundle_that_cannot_be_made_is_refused_before_a_version_is_taken() {
    let folder = csca();
    let here = folder.path();
    refused(here, "bundle export stick --days 0", "BUNDLE-18");
    let (code, said) = chancery(here, "bundle export stick");
    assert_eq!((code, &said["version"]), (0, &Value::from(1)), "{said}");
}

#[test]
fn a_version_that_may_have_been_signed_is_never_signed_again() {
    let folder = csca();
    let here = folder.path();
    assert_eq!(chancery(here, "bundle export stick").0, 0);
    // As an export that was cut off leaves it: its version taken, its end unknown.
    let store = rusqlite::Connection::open(here.join("utopia/station.db")).unwrap();
    store.execute("INSERT INTO bundle (version, sequence) VALUES (2, 0)", []).unwrap();
    drop(store);
    let (code, said) = chancery(here, "bundle export stick");
    assert_eq!((code, &said["version"]), (0, &Value::from(3)), "{said}");
    for role in ["timestamp", "snapshot", "targets", "trust-anchors"] {
        let bytes = std::fs::read(here.join(format!("stick/metadata/{role}.json"))).unwrap();
        let file: Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(file["signed"]["version"], 3, "{role}");
    }
}

#[test]
fn a_new_root_key_is_signed_in_by_the_old_one_and_whoever_pinned_the_first_root_follows() {
    let folder = csca();
    let here = folder.path();
    let first = chancery(here, "bundle export stick").1;
    assert_eq!(chancery(here, "key generate bundle-root-2 --spec P-256").0, 0);
    let (code, second) = chancery(here, "bundle export stick --root-key bundle-root-2");
    assert_eq!((code, &second["root_digest"]), (0, &first["root_digest"]), "{second}");
    let root = second["root_digest"].as_str().unwrap();
    let station = chancery(here, "station show").1;
    let key = station["log_key"].as_str().unwrap();
    let line = format!("bundle verify stick --root {root} --service-ca service-ca.pem --log-key {key}");
    let (code, said) = chancery(here, &line);
    assert_eq!((code, &said["seen"]["versions"]["root"]), (0, &Value::from(2)), "{said}");
    // Back again, with the key that is now the old one.
    let (code, said) = chancery(here, "bundle export stick");
    assert_eq!(code, 0, "{said}");
    // A key that is gone cannot sign the next one in: said before anything is signed.
    let store = rusqlite::Connection::open(here.join("utopia/station.db")).unwrap();
    store.execute("UPDATE vault_key SET state = 'deactivated' WHERE label = 'bundle-root-1'", []).unwrap();
    drop(store);
    refused(here, "bundle export stick --root-key bundle-root-2", "BUNDLE-17");
}

#[test]
fn a_bundle_that_is_not_there_is_said_to_be_no_bundle() {
    let folder = csca();
    let here = folder.path();
    let (code, said) = chancery(here, "bundle write stick");
    assert_eq!((code, &said["error"]["message"]), (2, &Value::from("this station exported no bundle")), "{said}");
    let (code, said) = chancery(here, "bundle write stick --version 7");
    let message = "this station exported no bundle of version 7";
    assert_eq!((code, &said["error"]["message"]), (2, &Value::from(message)), "{said}");
}

#[test]
fn a_verification_that_remembers_nothing_says_so() {
    let folder = csca();
    let here = folder.path();
    let exported = chancery(here, "bundle export stick").1;
    let station = chancery(here, "station show").1;
    let (root, key) = (exported["root_digest"].as_str().unwrap(), station["log_key"].as_str().unwrap());
    let line = format!("bundle verify stick --root {root} --service-ca service-ca.pem --log-key {key}");
    let verify = |more: &[&str]| {
        let words: Vec<&str> = line.split(' ').chain(more.iter().copied()).collect();
        Command::new(env!("CARGO_BIN_EXE_chancery")).args(words).current_dir(here).output().unwrap()
    };
    let output = verify(&["--json"]);
    assert!(output.status.success() && String::from_utf8_lossy(&output.stderr).contains("--seen"));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    std::fs::write(here.join("seen.json"), report["seen"].to_string()).unwrap();
    let output = verify(&["--seen", "seen.json"]);
    assert!(output.status.success() && !String::from_utf8_lossy(&output.stderr).contains("--seen"));
}
