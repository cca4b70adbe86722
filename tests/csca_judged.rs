//! After a change of the CSCA's key: what stock tools and `cert verify` say of certificates under either key, with the lists
//! of both; and what does not get through in its shade.

#[path = "support/walk.rs"]
mod walk;

use std::process::Output;

use chancery::clock::Time;
use serde_json::Value;
use walk::{PROGRAM, Walk, ceremony, number, text};

const DAY: i64 = 86_400;

/// A station with a CSCA by this name and of this kind, and a key that is to follow it.
fn station(spec: &str, next: &str) -> Walk {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    walk.done(&["key", "generate", "csca-1", "--spec", spec]);
    walk.done(&["cert", "issue", "--profile", "csca-root", "--key", "csca-1", "--name", "CSCA Utopia"]);
    walk.done(&["key", "generate", "csca-2", "--spec", next]);
    walk
}

fn rollover(walk: &Walk, name: &str) -> Value {
    let confirmed = walk.confirmation("csca-2");
    walk.done(&["csca", "rollover", "csca-2", "--name", name, "--answers", &confirmed])
}

fn revoke(walk: &Walk, serial: &str) {
    let confirmed = walk.confirmation(serial);
    walk.done(&["csca", "revoke", serial, "--reason", "lost", "--answers", &confirmed]);
}

/// A document signer with an RSA key, under this key of the CSCA: its serial number, and its certificate as PEM.
fn signer(walk: &Walk, name: &str, issuer: &str) -> (String, String) {
    let (key, csr, subject) = (format!("{name}.key"), format!("{name}.csr"), format!("/C=UT/CN={name}"));
    let make = ["req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", &key, "-out", &csr, "-subj", &subject];
    walk.tool("openssl", &make);
    let issue = ["cert", "issue", "--profile", "document-signer", "--csr", &csr, "--name", name, "--issuer", issuer];
    let report = walk.done(&issue);
    (text(&report, "serial").to_owned(), file(walk, &report, ".pem"))
}

/// The file of a report with this ending.
fn file(walk: &Walk, report: &Value, ending: &str) -> String {
    let files = walk.files(report);
    files.iter().map(|file| file.to_str().unwrap()).find(|file| file.ends_with(ending)).unwrap().to_owned()
}

/// The root or the link of a report as PEM.
fn pem(walk: &Walk, report: &Value, what: &str) -> String {
    let file = walk.path(&text(&report[what], "file").replace(".cer", ".pem"));
    file.to_str().unwrap().to_owned()
}

/// The root of the first key as PEM.
fn first_root(walk: &Walk) -> String {
    let listed = walk.done(&["cert", "list"]);
    let root = listed["certificates"].as_array().unwrap().iter().find(|one| one["issuer"] == "csca-1").unwrap();
    walk.in_station(&format!("out/certificates/csca-root-{}.pem", text(root, "serial"))).to_str().unwrap().to_owned()
}

/// What `openssl verify` says, both streams together.
fn verified(walk: &Walk, arguments: &[&str]) -> (bool, String) {
    let said: Output = walk.program("openssl").arg("verify").args(arguments).output().unwrap();
    let text = [said.stdout, said.stderr].concat();
    (said.status.success(), String::from_utf8_lossy(&text).into_owned())
}

#[test]
fn openssl_verifies_signers_of_both_keys_under_the_old_root_across_the_link_with_one_list() {
    let walk = station("RSA-3072", "RSA-3072");
    let old = first_root(&walk);
    let (lost, lost_pem) = signer(&walk, "ds-1", "csca-1");
    let (_, kept) = signer(&walk, "ds-2", "csca-1");
    let report = rollover(&walk, "CSCA Utopia");
    let (new, link) = (pem(&walk, &report, "root"), pem(&walk, &report, "link"));
    let (late, late_pem) = signer(&walk, "ds-3", "csca-2");
    let (_, fresh) = signer(&walk, "ds-4", "csca-2");
    revoke(&walk, &lost);
    revoke(&walk, &late);
    let list = walk.done(&["crl", "issue"]);
    assert_eq!(number(&list, "entries"), 2);
    let list = file(&walk, &list, ".pem");
    // The list by the newest key, under its own root and across the link.
    for anchors in [&new, &link] {
        let verify = ["crl", "-verify", "-CAfile", anchors, "-in", &list, "-noout"];
        let said = walk.program("openssl").args(verify).output().unwrap();
        assert!(String::from_utf8_lossy(&said.stderr).contains("verify OK"), "{said:?}");
    }
    // Without lists: each under its own root, the new ones across the link too, and not without it.
    let good = |arguments: &[&str]| {
        let (ok, said) = verified(&walk, arguments);
        assert!(ok, "{arguments:?}: {said}");
    };
    let bad = |arguments: &[&str], why: &str| {
        let (ok, said) = verified(&walk, arguments);
        assert!(!ok && said.contains(why), "{arguments:?}: {said}");
    };
    good(&["-CAfile", &old, &kept]);
    good(&["-CAfile", &new, &fresh]);
    good(&["-CAfile", &old, "-untrusted", &link, &fresh]);
    bad(&["-CAfile", &old, &fresh], "unable to get local issuer certificate");
    bad(&["-CAfile", &new, &kept], "unable to get local issuer certificate");
    // With the one list: who knows the old root alone takes it across the link.
    let both = ["-CAfile", &old, "-untrusted", &link, "-crl_check", "-extended_crl", "-CRLfile", &list];
    let with = |certificate: &str| verified(&walk, &[&both[..], &[certificate]].concat());
    for certificate in [&kept, &fresh] {
        let (ok, said) = with(certificate);
        assert!(ok, "{said}");
    }
    for certificate in [&lost_pem, &late_pem] {
        let (ok, said) = with(certificate);
        assert!(!ok && said.contains("certificate revoked"), "{said}");
    }
}

#[test]
fn both_lists_of_a_csca_that_changed_its_name_are_looked_at_when_given_by_hand() {
    let walk = station("P-384", "P-384");
    let old = first_root(&walk);
    let (lost, lost_pem) = signer(&walk, "ds-1", "csca-1");
    let (_, kept) = signer(&walk, "ds-2", "csca-1");
    let before = file(&walk, &walk.done(&["crl", "issue"]), ".crl");
    let report = rollover(&walk, "CSCA New Utopia");
    let (new, link) = (pem(&walk, &report, "root"), pem(&walk, &report, "link"));
    let (late, late_pem) = signer(&walk, "ds-3", "csca-2");
    revoke(&walk, &lost);
    revoke(&walk, &late);
    let after = file(&walk, &walk.done(&["crl", "issue"]), ".crl");
    // As somebody elsewhere, who has files and no station.
    let judged = |certificate: &str, anchors: &[&str], lists: &[&str]| -> (i32, Value) {
        let mut command = walk.program(PROGRAM);
        command.args(["cert", "verify", certificate, "--json"]);
        command.args(anchors.iter().flat_map(|anchor| ["--anchor", anchor]));
        command.args(lists.iter().flat_map(|list| ["--crl", list]));
        let said = command.output().unwrap();
        let report = serde_json::from_slice(&said.stdout);
        (said.status.code().unwrap(), report.unwrap_or_else(|e| panic!("{e}: {said:?}")))
    };
    let status = |(code, report): (i32, Value)| match code {
        0 => text(&report["path"]["revocation"], "status").to_owned(),
        1 => report["why"].as_str().unwrap().to_owned(),
        _ => panic!("{report}"),
    };
    for anchors in [&[old.as_str(), new.as_str()][..], &[&new, &old], &[&old, &link], &[&link, &old]] {
        for lists in [&[before.as_str(), after.as_str()][..], &[&after, &before], &[&after]] {
            let said = status(judged(&lost_pem, anchors, lists));
            assert!(said.contains("revoked"), "{anchors:?} {lists:?}: {said}");
            let said = status(judged(&late_pem, anchors, lists));
            assert!(said.contains("revoked"), "{anchors:?} {lists:?}: {said}");
            assert_eq!(status(judged(&kept, anchors, lists)), "unrevoked", "{anchors:?} {lists:?}");
        }
        // Who was given the old list alone knows no better.
        assert_eq!(status(judged(&lost_pem, anchors, &[&before])), "unrevoked");
    }
    // A list whose signer is no anchor is refused, not left out.
    let (code, report) = judged(&lost_pem, &[&old], &[&before, &after]);
    assert_ne!(code, 0, "{report}");
}

#[test]
fn a_change_of_key_that_would_lead_nowhere_is_refused_and_takes_nothing() {
    let walk = station("P-384", "P-384");
    let status = walk.done(&["csca", "status"]);
    let (from, until): (Time, Time) = (
        text(&status["keys"][0], "valid_from").parse().unwrap(),
        text(&status["keys"][0], "signs_until").parse().unwrap(),
    );
    walk.done(&["key", "generate", "csca-9", "--spec", "P-384"]);
    walk.done(&["cert", "issue", "--profile", "csca-root", "--key", "csca-9", "--name", "CSCA Other"]);
    let confirmed = walk.confirmation("csca-2");
    let answers = ["--answers", &confirmed];
    let entries = || walk.done(&["status"])["entries"].clone();
    let refused = |words: &[&str], clause| {
        let before = entries();
        let said = walk.refused(&[&["csca", "rollover"], words, &answers].concat(), 3, clause);
        assert_eq!(entries(), before, "{words:?}: {said}");
        said
    };
    // To a key that has a root, of the same CSCA or another.
    refused(&["csca-9", "--from", "csca-1"], Some("CSCA-3"));
    refused(&["csca-1", "--from", "csca-9"], Some("CSCA-3"));
    // By a clock that ran ahead to when the key may sign no more, and by one that was set back.
    let late = until.plus(1).to_string();
    refused(&["csca-2", "--from", "csca-1", "--at", &late], Some("CLOCK-2"));
    let early = from.plus(-DAY).to_string();
    let words = ["csca", "rollover", "csca-2", "--from", "csca-1", "--at", &early, "--answers", &confirmed];
    let before = entries();
    let said = walk.run(&words);
    assert_eq!(said.status.code(), Some(3), "{said:?}");
    assert!(String::from_utf8_lossy(&said.stdout).contains("CLOCK"), "{said:?}");
    assert_eq!(entries(), before);
    // A link to a key without a root.
    let link = ["cert", "issue", "--profile", "csca-link", "--key", "csca-2", "--issuer", "csca-1"];
    walk.refused(&link, 3, Some("LINK-1"));
    // From a key that is compromised, whoever follows it.
    let named = walk.confirmation("csca-9");
    let end = ["csca", "compromise", "csca-9", "--what", "compromised", "--reason", "stolen", "--successor", "csca-2"];
    walk.done(&[&end[..], &["--answers", &named]].concat());
    walk.confirmation("csca-2");
    refused(&["csca-2", "--from", "csca-9"], Some("KEY-1"));
    let link = ["cert", "issue", "--profile", "csca-link", "--key", "csca-2", "--issuer", "csca-9"];
    assert_eq!(walk.run(&link).status.code(), Some(3));
    // To a key that is compromised.
    refused(&["csca-9", "--from", "csca-1"], Some("CSCA-3"));
}

#[test]
fn status_names_the_key_that_goes_on_and_what_is_to_be_done_next() {
    let walk = station("P-384", "P-384");
    rollover(&walk, "CSCA Utopia");
    let words = |status: &Value, what: &str| {
        let due = status["duties"].as_array().unwrap().iter().find(|due| due["what"] == what);
        due.map(|due| format!("{}; {}", text(due, "words"), text(due, "next")))
    };
    let end = |key: &str, more: &[&str]| {
        let confirmed = walk.confirmation(key);
        let end = ["csca", "compromise", key, "--what", "compromised", "--reason", "stolen", "--answers", &confirmed];
        walk.done(&[&end[..], more].concat());
    };
    end("csca-2", &[]);
    // The key before it goes on: what was revoked has to be published, and nothing else is missed.
    let status = walk.done(&["csca", "status"]);
    assert_eq!((text(&status, "issues"), text(&status["keys"][1]["ended"], "what")), ("csca-1", "compromised"));
    assert_eq!((words(&status, "link"), words(&status, "key-over")), (None, None), "{status}");
    assert!(words(&status, "revocation").is_some(), "{status}");
    end("csca-1", &["--successor", "csca-7"]);
    let status = walk.refused_judgement(&["csca", "status"]);
    let told = words(&status, "key-over").unwrap();
    assert!(
        told.contains("chancery key generate csca-7") && told.contains("'csca-7', which is to go on, has no root yet"),
        "{told}"
    );
    assert_eq!(text(&status["keys"][0]["ended"], "successor"), "csca-7");
    walk.done(&["key", "generate", "csca-7", "--spec", "P-384"]);
    walk.done(&["cert", "issue", "--profile", "csca-root", "--key", "csca-7", "--name", "CSCA Utopia 2"]);
    let list = walk.done(&["crl", "issue"]);
    assert_eq!(text(&list, "issuer"), "csca-7");
    assert!(number(&list, "entries") >= 3, "both roots and the link: {list}");
    let status = walk.done(&["csca", "status"]);
    assert_eq!((words(&status, "key-over"), words(&status, "revocation")), (None, None), "{status}");
    assert_eq!(walk.done(&["ledger", "verify"])["sound"], true);
}

#[test]
fn a_profile_that_the_csca_in_force_cannot_cover_is_told_before_it_is_adopted() {
    let walk = station("P-384", "P-384");
    let warnings = |file: &str, at: &str| {
        let report = walk.done(&["profile", "check", file, "--at", at]);
        report["warnings"].as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let status = walk.done(&["csca", "status"]);
    let key = &status["keys"][0];
    let (from, until): (Time, Time) =
        (text(key, "valid_from").parse().unwrap(), text(key, "valid_until").parse().unwrap());
    let told = |warnings: &[String]| warnings.iter().any(|one| one.starts_with("VALIDITY-1") && one.contains("csca-1"));
    assert!(!told(&warnings("document-signer", &from.plus(DAY).to_string())));
    assert!(told(&warnings("document-signer", &until.plus(-9 * 365 * DAY).to_string())));
    assert!(!told(&warnings("csca-link", &until.plus(-9 * 365 * DAY).to_string())), "a link ends with its issuer");
    assert!(!told(&warnings("csca-root", &until.plus(-9 * 365 * DAY).to_string())));
    let long = chancery::pki::profile::template("document-signer").unwrap();
    let long = long.replace("covers = \"documents\"", "covers = \"30 years\"");
    walk.write("long.toml", &long);
    let confirmed = walk.confirmation("document-signer");
    let said = walk.run(&["profile", "adopt", "long.toml", "--answers", &confirmed]);
    assert!(String::from_utf8_lossy(&said.stderr).contains("VALIDITY-1"), "{said:?}");
}

#[test]
fn a_rollover_is_held_as_a_ceremony() {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    walk.genesis();
    let (script, answers) = (ceremony("csca-rollover.toml"), ceremony("answers/csca-rollover.toml"));
    let found = walk.done(&["ceremony", "lint", &script]);
    assert_eq!(found["errors"].as_u64().unwrap_or_default(), 0, "{found}");
    let ended = walk.done(&["ceremony", "run", &script, "--answers", &answers]);
    assert_eq!((text(&ended, "state"), number(&ended, "agree")), ("finished", 5), "{ended}");
    let status = walk.done(&["csca", "status"]);
    assert_eq!((text(&status["keys"][1], "key"), text(&status["keys"][1], "link")), ("csca-2", "linked"));
    assert_eq!((text(&status["list"], "issuer"), number(&status["list"], "number")), ("csca-2", 1));
    assert_eq!(walk.done(&["ledger", "verify"])["sound"], true);
}
