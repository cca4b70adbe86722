//! The main job from end to end through the program, on the embedded token and on SoftHSM2: every command's report
//! is checked, and what it says is there is there.

#[path = "support/demo.rs"]
mod demo;
#[path = "support/shared.rs"]
mod shared;
#[path = "support/walk.rs"]
mod walk;

use std::collections::BTreeMap;
use std::fs;

use demo::Demo;
use serde_json::{Value, json};
use shared::shared;
use walk::{Walk, ceremony, number, text};

/// What the ledger holds after the demo, act by act: how many entries of each act and kind.
fn acts(walk: &Walk) -> BTreeMap<String, usize> {
    let list = walk.done(&["ledger", "list"]);
    let mut acts = BTreeMap::new();
    for (place, entry) in list["entries"].as_array().unwrap().iter().enumerate() {
        assert_eq!(number(entry, "sequence"), place as u64);
        *acts.entry(format!("{} {}", text(entry, "act"), text(entry, "kind"))).or_default() += 1;
    }
    acts
}

fn is_digest(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.len() == 64 && text.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f')))
}

/// Everything that the sequence reports and leaves behind, whatever token it stands on.
fn check(walk: &Walk, demo: &Demo, states: &[u64]) {
    // The birth and the ceremony.
    assert_eq!((text(&demo.init, "station"), text(&demo.init, "mode")), ("utopia", "specimen"));
    assert_eq!(number(&demo.init, "entries"), 1);
    assert!(is_digest(&demo.init["root"]) && is_digest(&demo.init["ledger_key"]), "{}", demo.init);
    assert_eq!(demo.init["root_words"].as_array().unwrap().len(), 32);
    assert_eq!(text(&demo.genesis, "state"), "finished");
    let count = |name| number(&demo.genesis, name);
    assert_eq!(
        (count("agree"), count("do_not_agree"), count("exceptions"), count("checks_not_held")),
        (5, 0, 0, 0),
        "{}",
        demo.genesis
    );
    for file in demo.genesis["transcript"].as_array().unwrap() {
        assert!(fs::metadata(walk.path(file.as_str().unwrap())).unwrap().len() > 10_000, "{file}");
    }

    // The certificates.
    for (report, profile, issuer) in
        [(&demo.document_signer, "document-signer", "csca-1"), (&demo.masterlist_signer, "masterlist-signer", "csca-1")]
    {
        assert_eq!((text(report, "profile"), text(report, "issuer")), (profile, issuer));
        assert_eq!(walk.files(report).len(), 3);
        let shown = walk.done(&["cert", "show", text(report, "file")]);
        assert_eq!(shown["fingerprint"], report["fingerprint"]);
        let linted = walk.done(&["cert", "lint", text(report, "file")]);
        assert_eq!(linted["errors"], 0, "{linted}");
    }
    let listed = walk.done(&["cert", "list"]);
    let profiles: Vec<&str> = listed["certificates"].as_array().unwrap().iter().map(|c| text(c, "profile")).collect();
    assert_eq!(profiles, ["csca-root", "service-ca", "bundle-signer", "document-signer", "masterlist-signer"]);
    let mut serials: Vec<&str> = listed["certificates"].as_array().unwrap().iter().map(|c| text(c, "serial")).collect();
    serials.sort_unstable();
    serials.dedup();
    assert_eq!(serials.len(), 5, "serial numbers differ");
    assert_eq!(listed["burnt"], json!([]));

    // The keys: all in the vault, none extractable.
    let keys = walk.done(&["key", "list"]);
    let keys = keys["keys"].as_array().unwrap();
    let named: Vec<(&str, &str, &str)> =
        keys.iter().map(|k| (text(k, "label"), text(k, "vault"), text(k, "spec"))).collect();
    assert_eq!(
        named,
        [
            ("csca-1", "primary", "P-384"),
            ("service-ca-1", "primary", "P-384"),
            ("bundle-root-1", "primary", "P-256"),
            ("bundle-signer-1", "primary", "P-256"),
            ("masterlist-signer-1", "primary", "P-256")
        ]
    );
    assert!(keys.iter().all(|k| k["locked"] == true), "{keys:?}");
    assert_eq!(keys.last().unwrap()["public_key_digest"], demo.key["public_key_digest"]);

    // The world's lists.
    let certificates: Vec<u64> = demo.ingested.iter().map(|list| number(list, "certificates")).collect();
    let found: Vec<u64> = demo.ingested.iter().map(|list| number(list, "states")).collect();
    assert_eq!(found, states, "states on the lists");
    for list in &demo.ingested {
        assert_eq!(text(list, "verdict"), "signed");
        let summary = list["summary"].as_array().unwrap();
        assert_eq!(summary.iter().map(|s| number(s, "certificates")).sum::<u64>(), number(list, "certificates"));
    }
    let known = walk.done(&["trust", "list"]);
    assert_eq!(known["certificates"].as_array().unwrap().len() as u64, certificates.iter().sum::<u64>());
    assert_eq!(text(&demo.accepted, "verdict"), "accept");
    let anchors = walk.done(&["trust", "list", "--anchors"]);
    let anchors = anchors["certificates"].as_array().unwrap();
    assert_eq!(anchors.len(), 1);
    assert_eq!(anchors[0]["fingerprint"], demo.accepted["fingerprint"]);
    assert_eq!((text(&anchors[0], "state"), text(&anchors[0], "standing")), ("AQ", "anchor"));

    // What was revoked stands on the list.
    assert_eq!(demo.revoked["serial"], demo.document_signer["serial"]);
    assert_eq!((number(&demo.crl, "number"), number(&demo.crl, "entries")), (1, 1));
    assert_eq!(walk.files(&demo.crl).len(), 3);
    let shown = walk.done(&["crl", "show", text(&demo.crl, "file")]);
    assert_eq!(shown["fingerprint"], demo.crl["fingerprint"]);
    assert!(shown.to_string().contains(text(&demo.document_signer, "serial")), "{shown}");

    // The own list vouches for the own CSCA and the anchor.
    assert_eq!(number(&demo.masterlist, "certificates"), 2);
    assert_eq!(text(&demo.masterlist, "signer"), "masterlist-signer-1");
    assert_eq!(walk.files(&demo.masterlist).len(), 3);

    // The bundle, judged by somebody who was given three things by another way.
    let words = demo.verify_words(walk, "stick");
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let verified = walk.done(&words);
    assert_eq!(verified["steps"].as_array().unwrap().len(), 13, "{verified}");
    let folders: Vec<&str> =
        verified["targets"].as_object().unwrap().keys().map(|p| p.split('/').nth(1).unwrap()).collect();
    assert_eq!(folders, ["anchors", "anchors", "crl", "document-signers", "index.json", "masterlists"]);
    for (path, target) in verified["targets"].as_object().unwrap() {
        let length = fs::metadata(walk.path("stick/targets").join(path)).unwrap().len();
        assert_eq!(number(target, "length"), length, "{path}");
    }
    assert_eq!(number(&demo.bundle, "files"), 16);
    assert_eq!(number(&verified, "ledger_entries"), number(&demo.bundle["recorded"], "entry") + 1);

    // The ledger and how the station stands.
    let ledger = walk.done(&["ledger", "verify"]);
    assert_eq!((&ledger["sound"], &ledger["findings_in_all"]), (&json!(true), &json!(0)), "{ledger}");
    let status = walk.done(&["status"]);
    assert_eq!(status["entries"], ledger["entries"]);
    assert_eq!(status["root"], ledger["root"]);
    assert_eq!((&status["open"], &status["burnt"]), (&json!([]), &json!([])));
    assert_eq!(status["checkpoint_is_newest"], true);
    assert_eq!((number(&status, "keys"), number(&status, "certificates")), (5, 5));
    assert_eq!((number(&status, "foreign_lists"), &status["bundle"]), (states.len() as u64, &json!(1)));
    let acts = acts(walk);
    let of = |what: &str| acts.get(what).copied().unwrap_or_default();
    for (act, times) in
        [("key.generate", 5), ("certificate.issue", 5), ("crl.issue", 1), ("masterlist.issue", 1), ("bundle.export", 1)]
    {
        assert_eq!((of(&format!("{act} intent")), of(&format!("{act} outcome"))), (times, times), "{act}");
    }
    assert_eq!(of("masterlist.ingest record"), states.len());
    for act in ["station.create", "certificate.revoke", "trust.accept", "ceremony.transcript"] {
        assert_eq!(of(&format!("{act} record")), 1, "{act}");
    }
    let head = [text(&ledger, "root").to_owned(), number(&ledger, "entries").to_string()];
    let paper = walk.done(&["ledger", "verify", "--root", &head[0], "--size", &head[1]]);
    assert_eq!(paper["paper"], true);
    let other = "00".repeat(32);
    let wrong = walk.refused_judgement(&["ledger", "verify", "--root", &other, "--size", &head[1]]);
    assert_eq!(wrong["sound"], false);

    // A file that goes away is missed, and comes again.
    let gone = walk.path(text(&demo.crl, "file"));
    fs::remove_file(&gone).unwrap();
    let missing = walk.done(&["status"])["files_missing"].clone();
    assert_eq!(missing.as_array().unwrap().len(), 1, "{missing}");
    assert_eq!(walk.done(&["recover"])["files"][0]["state"], "restored");
    assert!(gone.exists());

    // Nothing was open, so recovery has nothing to do and every file is as it was made.
    let recovered = walk.done(&["recover"]);
    assert_eq!((&recovered["acts"], &recovered["files"]), (&json!([]), &json!([])));
}

/// What is refused after the sequence, each with its exit code, and nothing changed by it.
fn check_refusals(walk: &Walk, demo: &Demo, list: &str) {
    let before = walk.done(&["status"]);
    let init = walk.init_words("UT", "UTO");
    walk.refused(&init.iter().map(String::as_str).collect::<Vec<_>>(), 3, Some("STATION-1"));
    walk.refused(&["key", "generate", "csca-1", "--spec", "P-256"], 3, Some("LABEL-1"));
    walk.refused(&["key", "generate", "x", "--spec", "P-256", "--vault", "ledger"], 3, Some("KEY-2"));
    walk.refused(&["masterlist", "ingest", list, "--source", "again"], 3, Some("LIST-1"));
    walk.refused(&["masterlist", "ingest", "ds.csr", "--source", "no list"], 4, None);
    walk.refused(
        &["cert", "issue", "--profile", "document-signer", "--csr", "ds.key", "--name", "DS"],
        3,
        Some("KEY-6"),
    );
    let serial = text(&demo.document_signer, "serial");
    let other = walk.confirmation("another");
    walk.refused(&["csca", "revoke", "0a0b", "--reason", "lost", "--answers", &other], 3, Some("REVOKE-2"));
    walk.refused(&["csca", "revoke", serial, "--reason", "lost", "--answers", &other], 3, Some("REVOKE-1"));
    let signer = text(&demo.masterlist_signer, "serial");
    walk.refused(&["csca", "revoke", signer, "--reason", "lost", "--answers", &other], 3, Some("CONFIRM-2"));
    let answers = ceremony("answers/csca-genesis.toml");
    walk.refused(&["ceremony", "resume", "csca-genesis-7", "--answers", &answers], 2, None);
    // A stick with a stranger's file is left as it is.
    fs::create_dir(walk.path("other")).unwrap();
    walk.write("other/holiday.jpg", "sun");
    walk.refused(&["bundle", "export", "other"], 3, Some("BUNDLE-6"));
    assert_eq!(fs::read_dir(walk.path("other")).unwrap().count(), 1);
    assert_eq!(walk.done(&["status"]), before, "a refused command changed something");
}

#[test]
fn the_demo_walks_on_the_embedded_token() {
    let (_antarctica, list) = demo::neighbour();
    let mut lists = vec![list.clone()];
    let mut states = vec![1];
    let real = shared("data/masterlists/DE_ML_2025-11-27.ml");
    if let Some(real) = &real {
        lists.push(real.clone());
        states.push(112);
    }
    let walk = Walk::new("utopia");
    let demo = Demo::hold(&walk, &lists, "AQ");
    check(&walk, &demo, &states);
    if real.is_some() {
        check_the_real_list(&walk, &demo.ingested[1]);
    }
    check_refusals(&walk, &demo, list.to_str().unwrap());
}

#[test]
fn the_demo_walks_on_softhsm2() {
    let Some(walk) = Walk::on_softhsm("utopia") else { return };
    let (_antarctica, list) = demo::neighbour();
    let demo = Demo::hold(&walk, std::slice::from_ref(&list), "AQ");
    assert!(text(&demo.init["vaults"], "primary").contains("module-path"), "{}", demo.init);
    assert!(!walk.in_station("token/primary.sql").exists(), "the vault is not the embedded one");
    check(&walk, &demo, &[1]);
    check_refusals(&walk, &demo, list.to_str().unwrap());

    // The token is what holds the keys: without it, and with another in its place, nothing is signed.
    let tokens = walk.path("tokens");
    fs::rename(&tokens, walk.path("tokens-away")).unwrap();
    fs::create_dir(&tokens).unwrap();
    let before = walk.done(&["status"]);
    walk.refused(&["masterlist", "issue"], 5, None);
    let made = ["--init-token", "--free", "--label", "utopia", "--pin", walk::PIN, "--so-pin", "officer's horse"];
    walk.tool("softhsm2-util", &made);
    walk.refused(&["masterlist", "issue"], 5, None);
    assert_eq!(walk.done(&["status"]), before);
    fs::remove_dir_all(&tokens).unwrap();
    fs::rename(walk.path("tokens-away"), &tokens).unwrap();
    assert_eq!(number(&walk.done(&["masterlist", "issue"]), "certificates"), 2);
}

#[test]
fn a_wrong_pin_or_a_missing_module_ends_with_5_and_records_nothing() {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    let before = walk.done(&["status"]);
    walk.private("wrong", "incorrect horse\n");
    let walk = walk.with_options(&["--pin-source", "file:wrong"]);
    walk.refused(&["key", "generate", "k", "--spec", "P-256"], 5, None);
    let walk = walk.with_options(&["--pin-source", "file:pin"]);
    assert_eq!(walk.done(&["status"]), before);
    assert_eq!(walk.done(&["key", "list"])["keys"], json!([]));

    let other = Walk::new("elsewhere");
    let mut words = other.init_words("UT", "UTO");
    words.extend(["--vault".to_owned(), "ledger=pkcs11:token=x;serial=1?module-path=/nowhere/module.so".to_owned()]);
    other.refused(&words.iter().map(String::as_str).collect::<Vec<_>>(), 5, None);
    let left: Vec<_> = fs::read_dir(other.folder()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["pin"], "a failed command left something behind");
}

/// Every certificate of the real list is in the store with the verdict that an independent reader came to.
fn check_the_real_list(walk: &Walk, list: &Value) {
    assert_eq!(number(list, "certificates"), 577);
    assert_eq!(text(list, "signed_at"), "2025-11-27T06:39:21Z");
    let expected = fs::read(shared("data/masterlists/expected.json").unwrap()).unwrap();
    let expected: Value = serde_json::from_slice(&expected).unwrap();
    let expected = &expected["masterlists/DE_ML_2025-11-27.ml"];
    let known = walk.done(&["trust", "list"]);
    let known: Vec<&Value> =
        known["certificates"].as_array().unwrap().iter().filter(|c| text(c, "state") != "AQ").collect();
    assert_eq!(known.len(), 577);

    // By kind: self-signed, link under the same name, link under another, and those that nothing verifies.
    let kind_of = |words: &str| match words.split_once(" | ").unwrap() {
        (_, how) if how.starts_with("UNVERIFIED") => "orphan",
        ("self-signed", _) => "self-signed",
        ("link(different DN)", _) => "link-other-name",
        _ => "link",
    };
    let mut wanted: BTreeMap<&str, u64> = BTreeMap::new();
    for (words, count) in expected["chain"].as_object().unwrap() {
        *wanted.entry(kind_of(words)).or_default() += count.as_u64().unwrap();
    }
    let mut found: BTreeMap<&str, u64> = BTreeMap::new();
    for certificate in &known {
        *found.entry(text(certificate, "kind")).or_default() += 1;
        assert_eq!(certificate["verifier"].is_null(), text(certificate, "kind") == "orphan", "{certificate}");
        assert_eq!((number(certificate, "lists"), text(certificate, "standing")), (1, "undecided"));
    }
    assert_eq!(found, wanted);
    let mut orphans: Vec<String> = known
        .iter()
        .filter(|c| text(c, "kind") == "orphan")
        .map(|c| format!("{} {}", text(c, "state"), &text(c, "fingerprint")[..12]))
        .collect();
    let mut strays: Vec<String> = expected["unverified"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| format!("{} {}", c[0].as_str().unwrap(), c[1].as_str().unwrap()))
        .collect();
    orphans.sort();
    strays.sort();
    assert_eq!(orphans, strays);
    let orphans: u64 = list["summary"].as_array().unwrap().iter().map(|s| number(s, "not_verified")).sum();
    assert_eq!(orphans, 12);
    assert!(known.iter().any(|c| number(c, "errors") > 0) && known.iter().any(|c| number(c, "errors") == 0));
}

#[test]
fn the_demo_that_the_readme_shows_runs_to_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let demo = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/demo");
    let mut command = std::process::Command::new("bash");
    command.arg(demo).args(["--binary", walk::PROGRAM, "--dir"]).arg(folder.path().join("demo"));
    let output = command.env_remove("CHANCERY_STATION").stdin(std::process::Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.lines().last().is_some_and(|last| last.starts_with("Done in ")), "{said}");
}
