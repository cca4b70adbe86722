//! A CSCA that changes its key: what the new key issues under, the one revocation list over both, and what a link is.

#[path = "support/walk.rs"]
mod walk;

use chancery::pki::certificate::Certificate;
use chancery::pki::crl::Crl;
use serde_json::Value;
use walk::{Walk, number, text};

/// A station with a CSCA and a key that is to follow it.
fn station() -> Walk {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    walk.genesis();
    walk.done(&["key", "generate", "csca-2", "--spec", "P-384"]);
    walk
}

fn root(walk: &Walk, key: &str, name: &str) -> Value {
    walk.done(&["cert", "issue", "--profile", "csca-root", "--key", key, "--name", name])
}

fn link(walk: &Walk, key: &str, issuer: &str) -> Value {
    walk.done(&["cert", "issue", "--profile", "csca-link", "--key", key, "--issuer", issuer])
}

fn signer(walk: &Walk, name: &str, more: &[&str]) -> Value {
    walk.request(name);
    let csr = format!("{name}.csr");
    let issue = ["cert", "issue", "--profile", "document-signer", "--csr", &csr, "--name", name];
    walk.done(&[&issue[..], more].concat())
}

fn revoke(walk: &Walk, issued: &Value, more: &[&str]) -> Value {
    let serial = text(issued, "serial");
    let confirmed = walk.confirmation(serial);
    let words = ["csca", "revoke", serial, "--reason", "key lost", "--answers", &confirmed];
    walk.done(&[&words[..], more].concat())
}

/// The first file of a report that ends so.
fn der(walk: &Walk, report: &Value, ending: &str) -> Vec<u8> {
    let files = walk.files(report);
    std::fs::read(files.iter().find(|file| file.to_str().unwrap().ends_with(ending)).unwrap()).unwrap()
}

#[test]
fn a_link_never_becomes_the_certificate_its_key_issues_under() {
    let walk = station();
    let root = root(&walk, "csca-2", "CSCA New Utopia");
    let linked = link(&walk, "csca-2", "csca-1");
    let (root_der, link_der) = (der(&walk, &root, ".cer"), der(&walk, &linked, ".cer"));
    let (root, as_link) = (Certificate::parse(&root_der).unwrap(), Certificate::parse(&link_der).unwrap());
    assert_eq!(as_link.subject.der(), root.subject.der(), "a link bears the name of the new root");
    assert_eq!(as_link.spki.full, root.spki.full);
    assert_ne!(as_link.issuer.der(), as_link.subject.der());
    walk.done(&["key", "generate", "mls-2", "--spec", "P-256"]);
    let mls = walk.done(&["cert", "issue", "--profile", "masterlist-signer", "--key", "mls-2", "--issuer", "csca-2"]);
    assert_eq!(text(&mls, "issuer"), "csca-2");
    // A link that is revoked stops nobody but those who came by it.
    revoke(&walk, &linked, &["--issuer", "csca-1"]);
    let issued = signer(&walk, "ds-2", &["--issuer", "csca-2"]);
    let signed = der(&walk, &issued, ".cer");
    let signed = Certificate::parse(&signed).unwrap();
    assert_eq!(signed.issuer.der(), root.subject.der());
    let list = walk.done(&["masterlist", "issue", "--signer", "mls-2"]);
    let list = der(&walk, &list, ".ml");
    let carried = |der: &[u8]| list.windows(der.len()).any(|window| window == der);
    assert!(carried(&root_der) && !carried(&link_der), "the revoked link stands on no list, and signs for none");
    let crl = walk.done(&["crl", "issue"]);
    assert_eq!((text(&crl, "issuer"), number(&crl, "entries")), ("csca-2", 1));
    assert_eq!(walk.done(&["ledger", "verify"])["sound"], true);
}

#[test]
fn a_list_after_a_rollover_has_the_old_entries_and_the_next_number() {
    let walk = station();
    let [first, second] = ["ds-1", "ds-2"].map(|name| signer(&walk, name, &[]));
    let third = signer(&walk, "ds-3", &[]);
    revoke(&walk, &first, &[]);
    let before = walk.done(&["crl", "issue"]);
    let next = root(&walk, "csca-2", "CSCA Utopia");
    // The new key by itself knows nothing of the old one, and whoever signs a list with it is told.
    let unlinked = walk.run(&["crl", "issue", "--issuer", "csca-2"]);
    assert!(String::from_utf8_lossy(&unlinked.stderr).contains("no link leads to key 'csca-2'"), "{unlinked:?}");
    assert!(unlinked.status.success());
    link(&walk, "csca-2", "csca-1");
    // Nobody has to know which key issued what is revoked.
    let revoked = revoke(&walk, &second, &[]);
    assert_eq!((text(&revoked, "issuer"), text(&revoked, "list_by")), ("csca-1", "csca-2"));
    let list = walk.done(&["crl", "issue"]);
    assert_eq!(text(&list, "issuer"), "csca-2");
    assert_eq!(number(&list, "number"), number(&before, "number") + 1);
    assert_eq!(number(&list, "entries"), 2);
    let bytes = der(&walk, &list, ".crl");
    let crl = Crl::parse(&bytes).unwrap();
    for revoked in [&first, &second] {
        assert!(crl.find(&hex::decode(text(revoked, "serial")).unwrap()).unwrap().is_some());
    }
    assert!(crl.find(&hex::decode(text(&third, "serial")).unwrap()).unwrap().is_none());
    // The stock tool holds it against the new root.
    std::fs::write(walk.path("next.cer"), der(&walk, &next, ".cer")).unwrap();
    std::fs::write(walk.path("list.crl"), &bytes).unwrap();
    walk.tool("openssl", &["x509", "-inform", "DER", "-in", "next.cer", "-out", "next.pem"]);
    let verify = ["crl", "-inform", "DER", "-in", "list.crl", "-noout", "-CAfile", "next.pem"];
    let said = walk.program("openssl").args(verify).output().unwrap();
    assert!(String::from_utf8_lossy(&said.stderr).contains("verify OK"), "{said:?}");
    // Whoever judges what the old key signed looks at the list that the new one signed.
    let said = walk.refused_judgement(&["cert", "verify", text(&second, "file")]);
    assert!(text(&said, "why").contains("revoked"), "{said}");
    let said = walk.done(&["cert", "verify", text(&third, "file")]);
    assert_eq!(said["path"]["revocation"]["state"].as_str().unwrap_or("unrevoked"), "unrevoked", "{said}");
    // One list of one authority is in force, and one goes out.
    let status = walk.done(&["status"]);
    let lists = status["crls"].to_string();
    assert!(lists.contains("csca-2") && !lists.contains("csca-1"), "{lists}");
    assert_eq!(walk.done(&["ledger", "verify"])["sound"], true);
}

/// The serial number of the root of a key.
fn root_of(walk: &Walk, key: &str) -> String {
    let listed = walk.done(&["cert", "list"]);
    let is_root = |one: &&Value| text(one, "profile") == "csca-root" && text(one, "issuer") == key;
    text(listed["certificates"].as_array().unwrap().iter().find(is_root).unwrap(), "serial").to_owned()
}

#[test]
fn a_root_is_revoked_with_the_end_of_its_key_and_not_by_itself() {
    let walk = station();
    root(&walk, "csca-2", "CSCA Utopia");
    link(&walk, "csca-2", "csca-1");
    let entries = walk.done(&["status"])["entries"].clone();
    for key in ["csca-1", "csca-2"] {
        let serial = root_of(&walk, key);
        let confirmed = walk.confirmation(&serial);
        let revoke = ["csca", "revoke", &serial, "--reason", "stolen", "--answers", &confirmed];
        let said = walk.refused(&revoke, 3, Some("REVOKE-5"));
        let hint = text(&said["error"], "hint");
        assert_eq!(hint, format!("chancery csca compromise {key} --what compromised --reason WORDS"));
    }
    assert_eq!(walk.done(&["status"])["entries"], entries);
    // The act that the hint names does it, and the key that is left signs the list.
    let confirmed = walk.confirmation("csca-2");
    let end = ["csca", "compromise", "csca-2", "--what", "compromised", "--reason", "stolen", "--answers", &confirmed];
    walk.done(&end);
    let list = walk.done(&["crl", "issue"]);
    assert_eq!((text(&list, "issuer"), number(&list, "entries")), ("csca-1", 2));
    // What is revoked with the key is revoked already.
    let serial = root_of(&walk, "csca-2");
    let confirmed = walk.confirmation(&serial);
    let again = ["csca", "revoke", &serial, "--reason", "stolen", "--answers", &confirmed];
    walk.refused(&again, 3, Some("REVOKE-1"));
}

#[test]
fn a_key_whose_root_is_revoked_signs_no_list() {
    let walk = station();
    // A station of an earlier version could have come to it.
    let db = rusqlite::Connection::open(walk.in_station("station.db")).unwrap();
    let revoked = "INSERT INTO revoked (issuer, serial, at, sequence) \
                   SELECT issuer, serial, not_before, sequence FROM issued WHERE role = 'csca-root'";
    assert_eq!(db.execute(revoked, []).unwrap(), 1);
    walk.refused(&["crl", "issue"], 3, Some("REVOKE-4"));
}

#[test]
fn an_older_key_issues_no_list() {
    let walk = station();
    walk.done(&["key", "generate", "csca-3", "--spec", "P-384"]);
    for (key, issuer) in [("csca-2", "csca-1"), ("csca-3", "csca-2")] {
        root(&walk, key, "CSCA Utopia");
        link(&walk, key, issuer);
    }
    let entries = walk.done(&["status"])["entries"].clone();
    for older in ["csca-1", "csca-2"] {
        let said = walk.refused(&["crl", "issue", "--issuer", older], 3, Some("CRL-7"));
        assert!(said.to_string().contains("csca-3"), "{said}");
    }
    assert_eq!(walk.done(&["status"])["entries"], entries);
    // An older key still signs what it is named for.
    assert_eq!(text(&signer(&walk, "ds-1", &["--issuer", "csca-1"]), "issuer"), "csca-1");
    assert_eq!(text(&signer(&walk, "ds-3", &["--issuer", "csca-3"]), "issuer"), "csca-3");
    // Where none is named, keys that are not two days old wait.
    assert_eq!(text(&signer(&walk, "ds-0", &[]), "issuer"), "csca-1");
}

#[test]
fn a_link_leads_from_an_older_root_to_a_newer_and_bears_its_name() {
    let walk = station();
    let new = ["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384", "-nodes", "-subj", "/CN=x"];
    walk.tool("openssl", &[&new[..], &["-keyout", "elsewhere.key", "-out", "elsewhere.csr"]].concat());
    let entries = walk.done(&["status"])["entries"].clone();
    let linking = |words: &[&str], clause: &str| {
        let words = [&["cert", "issue", "--profile", "csca-link"], words].concat();
        walk.refused(&words, 3, Some(clause));
    };
    linking(&["--key", "csca-2", "--issuer", "csca-1"], "LINK-1");
    linking(&["--csr", "elsewhere.csr", "--issuer", "csca-1", "--name", "x"], "LINK-1");
    assert_eq!(walk.done(&["status"])["entries"], entries);
    // Times are told apart by the second.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    root(&walk, "csca-2", "CSCA Utopia");
    linking(&["--key", "csca-2", "--issuer", "csca-1", "--name", "CSCA Utopia"], "LINK-2");
    linking(&["--key", "csca-2", "--issuer", "csca-1", "--name", "Somebody"], "LINK-2");
    linking(&["--key", "csca-1", "--issuer", "csca-2"], "LINK-3");
    linking(&["--key", "csca-2", "--issuer", "csca-2"], "LINK-3");
    link(&walk, "csca-2", "csca-1");
    linking(&["--key", "csca-1", "--issuer", "csca-2"], "LINK-3");
    // A second link to the same key is no step back.
    link(&walk, "csca-2", "csca-1");
}
