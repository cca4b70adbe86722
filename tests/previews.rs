//! Previews: what is shown before an act is what comes of it, and what is refused is refused before anybody is asked.

#[path = "support/prepared.rs"]
mod prepared;

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

fn folder(states: &[&str]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for state in states {
        prepared::prepare(state, folder.path());
    }
    folder
}

fn run(dir: &Path, arguments: &[&str]) -> Output {
    let more = ["--station", "utopia", "--json"];
    let mut command = Command::new(env!("CARGO_BIN_EXE_chancery"));
    command.args(arguments).args(more).current_dir(dir).stdin(Stdio::null()).output().unwrap()
}

/// A command with the PIN: its document and what it said on standard error.
fn chancery(dir: &Path, arguments: &[&str]) -> (Value, String) {
    let output = run(dir, &[arguments, &["--pin-source", "file:pin"]].concat());
    let document = serde_json::from_slice(&output.stdout).unwrap();
    // Long lines are broken between words and set in: here they are whole again.
    (document, String::from_utf8(output.stderr).unwrap().replace("\n    ", " "))
}

fn done(dir: &Path, arguments: &[&str]) -> (Value, String) {
    let (document, said) = chancery(dir, arguments);
    assert_eq!(document.get("error"), None, "{arguments:?}: {document}");
    (document, said)
}

/// The values that a preview showed under this name.
fn shown<'a>(said: &'a str, act: &str, name: &str) -> Vec<&'a str> {
    let start = format!("{act}: {name}: ");
    said.lines().filter_map(|line| line.strip_prefix(start.as_str())).collect()
}

fn entries(dir: &Path) -> u64 {
    done(dir, &["ledger", "verify"]).0["entries"].as_u64().unwrap()
}

const ISSUE: &[&str] = &["cert", "issue", "--profile", "document-signer", "--csr", "ds.csr", "--name", "Signer 7"];

/// A line of the rendering that lies beside a certificate.
fn rendered(text: &str, name: &str) -> String {
    let line = text.lines().find(|line| line.starts_with(&format!("{name:<18} "))).unwrap();
    line[19..].to_owned()
}

#[test]
fn a_certificate_is_shown_field_by_field_as_it_is_issued() {
    let folder = folder(&["csca", "csr"]);
    let here = folder.path();
    let (issued, said) = done(here, ISSUE);
    let text = here.join(issued["file"].as_str().unwrap().replace(".cer", ".txt"));
    let text = fs::read_to_string(text).unwrap();
    let told = |name: &str| shown(&said, "certificate.issue", name);
    for name in ["subject", "issuer", "key", "key digest"] {
        assert_eq!(told(name), [rendered(&text, name)], "{said}");
    }
    assert_eq!(told("signature"), [rendered(&text, "signed by")]);
    assert_eq!(told("subject"), ["CN=Signer 7,O=utopia,C=UT"]);
    assert_eq!(told("key"), ["EC P-256, explicit parameters"]);
    assert_eq!(told("serial number"), ["drawn when it is signed"]);
    // The days are the same; the second may be the next one.
    for name in ["valid from", "valid until"] {
        assert_eq!(told(name)[0][..10], rendered(&text, name)[..10], "{said}");
    }
    let extensions: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("  ")).collect();
    let timeless = |all: Vec<&str>| -> Vec<String> {
        all.into_iter().filter(|line| !line.starts_with("privateKeyUsagePeriod")).map(str::to_owned).collect()
    };
    assert_eq!(timeless(told("extension")), timeless(extensions));
    assert!(told("extension").contains(&"keyUsage, critical: digitalSignature"), "{said}");
}

#[test]
fn a_list_a_revocation_and_a_bundle_are_shown_as_they_come_to_be() {
    let folder = folder(&["csca", "csr"]);
    let here = folder.path();
    let serial = done(here, ISSUE).0["serial"].as_str().unwrap().to_owned();
    let revoke = ["csca", "revoke", &serial, "--reason", "key lost", "--answers", "confirm.toml"];

    // Nobody confirmed: everything was shown, no PIN was asked for, nothing is recorded.
    fs::write(here.join("confirm.toml"), "confirm = []\n").unwrap();
    let before = entries(here);
    let output = run(here, &[&revoke[..], &["--pin-source", "file:nowhere"]].concat());
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{said}");
    let told = |name: &str| shown(&said, "certificate.revoke", name);
    assert_eq!((told("subject"), told("profile")), (vec!["CN=Signer 7,O=utopia,C=UT"], vec!["document-signer"]));
    assert_eq!(entries(here), before);

    fs::write(here.join("confirm.toml"), format!("confirm = [\"{serial}\"]\n")).unwrap();
    let revoked = done(here, &revoke).0;
    let (list, said) = done(here, &["crl", "issue"]);
    let told = |name: &str| shown(&said, "crl.issue", name);
    assert_eq!((told("number"), told("entries")), (vec!["1"], vec!["1"]), "{said}");
    assert_eq!((&list["number"], &list["entries"]), (&Value::from(1), &Value::from(1)));
    assert_eq!(told("next update")[1][..10], list["next_update"].as_str().unwrap()[..10], "{said}");

    let (bundle, said) = done(here, &["bundle", "export", "stick"]);
    let told = |name: &str| shown(&said, "bundle.export", name);
    assert_eq!(told("version"), [bundle["version"].to_string()]);
    assert_eq!((told("anchors"), told("document signers")), (vec!["1"], vec!["1"]), "{said}");
    assert_eq!((told("revocation lists"), told("revoked among them")), (vec!["1"], vec!["1"]), "{said}");
    assert!(told("root")[0].starts_with("version 1, new, signed by bundle-root-1, good until "), "{said}");

    // The platform is told which document signer is revoked, and the keys that signed are in use.
    let folder = here.join("stick/targets/trust-anchors");
    let index = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let index = index.into_iter().find(|path| path.to_string_lossy().ends_with("index.json")).unwrap();
    let index: Value = serde_json::from_slice(&fs::read(index).unwrap()).unwrap();
    for item in index["items"].as_array().unwrap() {
        let wanted = if item["kind"] == "document-signer" { Some(&revoked["at"]) } else { None };
        assert_eq!(item.get("revoked_at"), wanted, "{item}");
    }
    let keys = done(here, &["key", "list"]).0;
    for key in keys["keys"].as_array().unwrap() {
        assert_eq!(key["state"], "active", "{key}");
    }
}

#[test]
fn a_key_has_one_root_certificate() {
    let folder = folder(&["csca"]);
    let here = folder.path();
    let before = entries(here);
    for (profile, key) in [("csca-root", "csca-1"), ("service-ca", "service-ca-1")] {
        let (said, _) = chancery(here, &["cert", "issue", "--profile", profile, "--key", key]);
        assert_eq!(said["error"]["clause"], "KEY-4", "{said}");
        assert_eq!(said["error"]["exit_code"], 3);
    }
    assert_eq!(entries(here), before);
    done(here, &["key", "generate", "csca-2", "--spec", "P-384"]);
    done(here, &["cert", "issue", "--profile", "csca-root", "--key", "csca-2"]);
}

#[test]
fn a_name_is_escaped_once_in_previews_warnings_and_lists() {
    let folder = folder(&["csca", "csr"]);
    let here = folder.path();
    let issue = [&ISSUE[..ISSUE.len() - 1], &["Signer, 7 + 8"]].concat();
    let (issued, said) = done(here, &issue);
    let text = fs::read_to_string(here.join(issued["file"].as_str().unwrap().replace(".cer", ".txt"))).unwrap();
    let name = r"CN=Signer\, 7 \+ 8,O=utopia,C=UT";
    assert_eq!(rendered(&text, "subject"), name);
    assert_eq!(shown(&said, "certificate.issue", "subject"), [name], "{said}");
    let (_, said) = done(here, ISSUE);
    assert!(said.contains(&format!("seen under another name: '{name}'")), "{said}");
    let mut list = Command::new(env!("CARGO_BIN_EXE_chancery"));
    let list = list.args(["cert", "list", "--station", "utopia"]).current_dir(here).output().unwrap();
    let list = String::from_utf8(list.stdout).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(list.contains(r"CN=Signer\, 7 \+ 8, ") && !list.contains(r"\\"), "{list}");
}

#[test]
fn the_same_key_certified_again_is_warned_of_by_serial_and_date() {
    let folder = folder(&["csca", "csr"]);
    let here = folder.path();
    let (first, said) = done(here, ISSUE);
    assert!(!said.contains("warning:"), "{said}");
    let (_, said) = done(here, ISSUE);
    let serial = first["serial"].as_str().unwrap();
    let warning = format!("warning: this key has a certificate of this profile and name already: {serial} of ");
    assert!(said.contains(&warning), "{said}");
    // Another name is another certificate: what is told is that the key had a name before.
    let other = ["cert", "issue", "--profile", "document-signer", "--csr", "ds.csr", "--name", "Signer 8"];
    let said = done(here, &other).1;
    assert!(!said.contains("already"), "{said}");
    assert_eq!(said.matches("warning:").count(), 2, "once for each certificate of the other name: {said}");
    assert_eq!(said.matches("seen under another name: 'CN=Signer 7,O=utopia,C=UT'").count(), 2, "{said}");
}

#[test]
fn an_open_intent_is_said_before_a_pin_is_asked_for() {
    let folder = folder(&["csca", "csr"]);
    let here = folder.path();
    let store = rusqlite::Connection::open(here.join("utopia/station.db")).unwrap();
    // As a stop between intent and outcome leaves it.
    let last = "UPDATE intent SET state = 'open', outcome = NULL WHERE sequence = (SELECT max(sequence) FROM intent)";
    store.execute(last, []).unwrap();
    drop(store);
    for line in [ISSUE, &["crl", "issue"], &["bundle", "export", "stick"], &["vault", "test"]] {
        let output = run(here, &[line, &["--pin-source", "file:nowhere"]].concat());
        let said: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(said["error"]["clause"], "RECOVER-1", "{line:?}: {said}");
    }
}

#[test]
fn the_transcript_holds_what_was_shown_before_each_operation() {
    let folder = folder(&["csca"]);
    let transcript = fs::read(folder.path().join("utopia/out/ceremonies/csca-genesis-1.json")).unwrap();
    let transcript: Value = serde_json::from_slice(&transcript).unwrap();
    let steps = transcript["acts"].as_array().unwrap().iter().flat_map(|act| act["steps"].as_array().unwrap());
    let root = steps.into_iter().find(|step| step["id"] == "csca-root").unwrap();
    let begun = &root["entries"][0];
    assert_eq!(begun["what"], "operation begun");
    let told = |name: &str| -> Vec<&str> {
        let details = begun["details"].as_array().unwrap().iter().filter(|detail| detail["name"] == name);
        details.map(|detail| detail["text"].as_str().unwrap()).collect()
    };
    assert_eq!((told("subject"), told("issuer")), (vec!["CN=csca-1,O=utopia,C=UT"], vec!["CN=csca-1,O=utopia,C=UT"]));
    assert_eq!(told("key"), ["csca-1", "EC P-384, explicit parameters"]);
    assert!(told("extension").contains(&"keyUsage, critical: keyCertSign+cRLSign"), "{begun}");
}

#[test]
fn the_beginning_of_a_fingerprint_is_enough_to_distrust_and_never_to_accept() {
    let folder = folder(&["foreign"]);
    let here = folder.path();
    let known = done(here, &["trust", "list"]).0;
    let whole = known["certificates"][0]["fingerprint"].as_str().unwrap();
    let short = &whole[..16];
    let before = entries(here);
    for (line, code) in [
        (["trust", "accept", short, "--source", "note"], 2),
        (["trust", "distrust", &whole[..15], "--reason", "lost"], 2),
        (["trust", "distrust", "0000000000000000", "--reason", "lost"], 2),
        (["trust", "distrust", "zzzzzzzzzzzzzzzz", "--reason", "lost"], 2),
    ] {
        assert_eq!(chancery(here, &line).0["error"]["exit_code"], code, "{line:?}");
    }
    // A second certificate whose fingerprint begins alike: both are named, none is taken.
    let store = rusqlite::Connection::open(here.join("utopia/station.db")).unwrap();
    let twin = format!("{short}{}", "0".repeat(48));
    let copy = "INSERT INTO object SELECT unhex(?1), bytes FROM object WHERE digest = unhex(?2)";
    let object = store.execute(copy, [&twin, whole]);
    let columns: Vec<String> = store
        .prepare("SELECT name FROM pragma_table_info('known') WHERE name <> 'digest'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let columns = columns.join(", ");
    let copy = format!(
        "INSERT INTO known (digest, {columns}) SELECT unhex(?1), {columns} FROM known WHERE digest = unhex(?2)"
    );
    assert_eq!((object.unwrap(), store.execute(&copy, [&twin, whole]).unwrap()), (1, 1));
    let several = chancery(here, &["trust", "distrust", short, "--reason", "lost"]).0;
    let message = several["error"]["message"].as_str().unwrap();
    assert!(message.contains(whole) && message.contains(&twin), "{message}");
    assert_eq!(entries(here), before);
    store.execute("DELETE FROM known WHERE digest = unhex(?1)", [&twin]).unwrap();
    drop(store);
    let said = done(here, &["trust", "distrust", &short.to_uppercase(), "--reason", "lost"]).0;
    assert_eq!(said["fingerprint"], whole);
}
