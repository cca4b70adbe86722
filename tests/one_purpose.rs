//! A key is certified for one purpose: what a CA's key signs is a certificate or a list of revocations and nothing else, and
//! a key that stands under another's name takes no part in a change of key.

#[path = "support/walk.rs"]
mod walk;

use std::fs;

use walk::{Walk, number, text};

/// A station with both CAs.
fn station() -> Walk {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    for (key, profile) in [("csca-1", "csca-root"), ("sca", "service-ca")] {
        walk.done(&["key", "generate", key, "--spec", "P-384"]);
        walk.done(&["cert", "issue", "--profile", profile, "--key", key]);
    }
    walk
}

fn found(walk: &Walk, words: &[&str], clause: &str, wanted: &str) {
    let said = walk.refused(&[&["cert", "issue", "--profile"], words].concat(), 3, Some(clause));
    assert!(text(&said["error"], "message").contains(wanted), "{said}");
}

#[test]
fn a_cas_key_is_certified_for_nothing_else_and_goes_on_as_a_ca() {
    let walk = station();
    for profile in ["document-signer", "masterlist-signer", "deviationlist-signer", "dtc-signer"] {
        found(&walk, &[profile, "--key", "csca-1", "--name", "ds"], "KEY-3", "certified by profile 'csca-root'");
    }
    let server = ["tls-server", "--key", "sca", "--name", "tls", "--dns", "tls.utopia.example"];
    found(&walk, &server, "KEY-3", "certified by profile 'service-ca'");
    found(&walk, &["service-ca", "--key", "csca-1"], "KEY-4", "a key has one");
    found(&walk, &["csca-root", "--key", "sca"], "KEY-4", "a key has one");
    assert_eq!(number(&walk.done(&["crl", "issue"]), "number"), 1);
    let csr = walk.request("ds");
    let issue = ["cert", "issue", "--profile", "document-signer", "--csr", &csr, "--name", "DS 1"];
    assert_eq!(text(&walk.done(&issue), "issuer"), "csca-1");
}

#[test]
fn a_signers_key_becomes_no_ca() {
    let walk = station();
    walk.done(&["key", "generate", "ml-1", "--spec", "P-384"]);
    walk.done(&["cert", "issue", "--profile", "masterlist-signer", "--key", "ml-1"]);
    found(&walk, &["csca-root", "--key", "ml-1"], "KEY-3", "certified by profile 'masterlist-signer'");
    let confirmed = walk.confirmation("ml-1");
    walk.refused(&["csca", "rollover", "ml-1", "--answers", &confirmed], 3, Some("CSCA-3"));
    // Two lists may be signed by one key: each finds the certificate that is made for it.
    walk.done(&["cert", "issue", "--profile", "deviationlist-signer", "--key", "ml-1"]);
    let list = walk.done(&["masterlist", "issue", "--signer", "ml-1"]);
    assert_eq!(number(&list, "certificates"), 1);
}

#[test]
fn a_key_that_stands_under_another_name_follows_no_key() {
    let walk = station();
    walk.done(&["key", "generate", "csca-2", "--spec", "P-384"]);
    // A certificate with another name for this key: a copy of the station made it.
    walk.tool("cp", &["-a", "utopia", "copy"]);
    let mut copied =
        walk.command(&["cert", "issue", "--profile", "csca-root", "--key", "csca-2", "--name", "CSCA Arcadia"]);
    let made = copied.env("CHANCERY_STATION", "copy").output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stdout));
    let made: serde_json::Value = serde_json::from_slice(&made.stdout).unwrap();
    fs::create_dir(walk.path("other")).unwrap();
    fs::copy(walk.files(&made).remove(0), walk.path("other/seen.cer")).unwrap();
    walk.done(&["trust", "import", "other", "--source", "courier"]);
    let confirmed = walk.confirmation("csca-2");
    let said = walk.refused(&["csca", "rollover", "csca-2", "--answers", &confirmed], 3, Some("CSR-7"));
    assert!(text(&said["error"], "message").contains("CSCA Arcadia"), "{said}");
}
