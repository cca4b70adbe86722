//! The life of a CSCA: what is due and by when, and the change from one key to the next.

#[path = "support/walk.rs"]
mod walk;

use chancery::clock::Time;
use chancery::pki::certificate::Certificate;
use chancery::pki::crl::Crl;
use chancery::pki::extension::IssuerAltName;
use serde_json::Value;
use walk::{Walk, number, text};

/// A station with a CSCA, made at this time, and a key that is to follow it.
fn station(spec: &str) -> Walk {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    walk.genesis();
    walk.done(&["key", "generate", "csca-2", "--spec", spec]);
    walk
}

fn rollover(walk: &Walk, to: &str, more: &[&str]) -> Value {
    let confirmed = walk.confirmation(to);
    walk.done(&[&["csca", "rollover", to, "--answers", &confirmed], more].concat())
}

fn signer(walk: &Walk, name: &str, more: &[&str]) -> Value {
    walk.request(name);
    let csr = format!("{name}.csr");
    let issue = ["cert", "issue", "--profile", "document-signer", "--csr", &csr, "--name", name];
    walk.done(&[&issue[..], more].concat())
}

/// The time of the newest root, and so many seconds.
fn after(walk: &Walk, seconds: i64) -> String {
    let status = walk.done(&["csca", "status"]);
    let begins: Time = text(status["keys"].as_array().unwrap().last().unwrap(), "valid_from").parse().unwrap();
    begins.plus(seconds).to_string()
}

/// What is due, as words: what, and whether it is overdue.
fn duties(status: &Value) -> Vec<String> {
    let told = |due: &Value| format!("{}{}", text(due, "what"), if due["overdue"] == true { " overdue" } else { "" });
    status["duties"].as_array().unwrap().iter().map(told).collect()
}

const DAY: i64 = 86_400;

fn der(walk: &Walk, report: &Value, ending: &str) -> Vec<u8> {
    let files = walk.files(report);
    std::fs::read(files.iter().find(|file| file.to_str().unwrap().ends_with(ending)).unwrap()).unwrap()
}

fn letter(walk: &Walk, report: &Value) -> String {
    String::from_utf8(der(walk, report, "-notice.txt")).unwrap()
}

#[test]
fn a_rollover_makes_the_root_and_its_link_and_the_letter_that_names_both() {
    let walk = station("P-384");
    let report = rollover(&walk, "csca-2", &["--name", "CSCA Utopia"]);
    let file = |what: &str| std::fs::read(walk.path(text(&report[what], "file"))).unwrap();
    let (root_der, link_der) = (file("root"), file("link"));
    let (root, link) = (Certificate::parse(&root_der).unwrap(), Certificate::parse(&link_der).unwrap());
    assert_eq!(root.issuer.der(), root.subject.der());
    assert_eq!((link.subject.der(), link.spki.full), (root.subject.der(), root.spki.full));
    let letter = letter(&walk, &report);
    for what in ["root", "link"] {
        let words = report[what]["fingerprint_words"].as_array().unwrap();
        let words: Vec<&str> = words.iter().map(|word| word.as_str().unwrap()).collect();
        assert_eq!(words.len(), 32);
        for line in words.chunks(6) {
            assert!(letter.lines().any(|written| written.trim() == line.join(" ")), "{letter}");
        }
    }
    assert!(letter.contains(text(&report, "quiet_until")), "{letter}");
    assert!(letter.contains("THIS IS A SPECIMEN"), "{letter}");
    assert!(letter.contains("EC P-384") && letter.contains("ecdsa-sha384"), "{letter}");
    let page = String::from_utf8(der(&walk, &report, "-notice.html")).unwrap();
    assert!(page.contains(text(&report, "quiet_until")) && !page.contains("{{"), "{page}");
    // The stock tool follows the link from the root that is known.
    let listed = walk.done(&["cert", "list"]);
    let known = listed["certificates"].as_array().unwrap().iter().find(|one| one["issuer"] == "csca-1").unwrap();
    assert_eq!(text(known, "profile"), "csca-root");
    let old = walk.in_station(&format!("out/certificates/csca-root-{}.pem", text(known, "serial")));
    let new = walk.path(&text(&report["root"], "file").replace(".cer", ".pem"));
    for (name, signed, by) in [("root", &root, new), ("link", &link, old)] {
        let key = walk.tool("openssl", &["x509", "-in", by.to_str().unwrap(), "-noout", "-pubkey"]);
        walk.write("by.pem", &key);
        std::fs::write(walk.path("tbs"), signed.tbs.full).unwrap();
        std::fs::write(walk.path("signature"), signed.signature().unwrap()).unwrap();
        let verify = ["dgst", "-sha384", "-verify", "by.pem", "-signature", "signature", "tbs"];
        assert!(walk.tool("openssl", &verify).contains("Verified OK"), "{name}");
    }
    assert_eq!(walk.done(&["ledger", "verify"])["sound"], true);
}

#[test]
fn a_rollover_to_another_name_and_another_algorithm_goes_on_with_one_list() {
    let walk = station("RSA-3072");
    let signed = signer(&walk, "ds-1", &[]);
    let confirmed = walk.confirmation(text(&signed, "serial"));
    walk.done(&["csca", "revoke", text(&signed, "serial"), "--reason", "lost", "--answers", &confirmed]);
    let report = rollover(&walk, "csca-2", &["--name", "CSCA New Utopia"]);
    assert!(letter(&walk, &report).contains("The name of our CSCA changes with this key."));
    let link = std::fs::read(walk.path(text(&report["link"], "file"))).unwrap();
    let root = std::fs::read(walk.path(text(&report["root"], "file"))).unwrap();
    let (link, root) = (Certificate::parse(&link).unwrap(), Certificate::parse(&root).unwrap());
    assert!(link.extensions.find(chancery::pki::oid::NAME_CHANGE).is_some(), "a link to another name says so");
    let list = walk.done(&["crl", "issue"]);
    assert_eq!((text(&list, "issuer"), number(&list, "entries")), ("csca-2", 1));
    let bytes = der(&walk, &list, ".crl");
    let crl = Crl::parse(&bytes).unwrap();
    assert_eq!(crl.issuer.der(), root.subject.der());
    let IssuerAltName(former) = crl.read::<IssuerAltName<'_>>().unwrap().unwrap();
    let former: Vec<String> = former.directories().map(|name| name.to_string()).collect();
    assert_eq!(former, [link.issuer.to_string()], "the list says what the CSCA was called before");
    // And back: from RSA to a curve, to the name before.
    walk.done(&["key", "generate", "csca-3", "--spec", "P-521"]);
    rollover(&walk, "csca-3", &["--name", "CSCA Utopia"]);
    assert_eq!(text(&walk.done(&["csca", "status"])["keys"][2], "link"), "linked");
    assert_eq!(walk.done(&["ledger", "verify"])["sound"], true);
}

#[test]
fn a_change_of_key_that_is_none_is_refused_before_anything_is_taken() {
    let walk = station("P-384");
    walk.done(&["key", "generate", "small", "--spec", "P-256"]);
    let entries = walk.done(&["status"])["entries"].clone();
    let refused = |words: &[&str], code, clause| {
        let confirmed = walk.confirmation(words[0]);
        let said = walk.refused(&[&["csca", "rollover"], words, &["--answers", &confirmed]].concat(), code, clause);
        assert_eq!(walk.done(&["status"])["entries"], entries, "{said}");
    };
    refused(&["csca-1"], 3, Some("CSCA-4"));
    refused(&["bundle-signer-1"], 3, Some("CSCA-3"));
    refused(&["csca-2", "--root-profile", "service-ca"], 3, Some("CSCA-1"));
    refused(&["csca-2", "--link-profile", "csca-root"], 3, Some("CSCA-1"));
    refused(&["small"], 3, Some("PROFILE-1"));
    refused(&["nobody"], 2, None);
    refused(&["csca-2", "--accept", "X43"], 3, Some("LINT-4"));
    refused(&["csca-2", "--from", "csca-2"], 3, Some("CSCA-4"));
    // Without its name typed nothing is begun.
    let said = walk.run(&["csca", "rollover", "csca-2"]);
    assert!(!said.status.success(), "{said:?}");
    assert_eq!(walk.done(&["status"])["entries"], entries);
    rollover(&walk, "csca-2", &[]);
    walk.done(&["key", "generate", "csca-3", "--spec", "P-384"]);
    let confirmed = walk.confirmation("csca-3");
    walk.refused(&["csca", "rollover", "csca-3", "--from", "csca-1", "--answers", &confirmed], 3, Some("CSCA-2"));
}

#[test]
fn inside_two_days_the_old_key_signs_and_the_new_one_only_by_name() {
    let walk = station("P-384");
    rollover(&walk, "csca-2", &["--name", "CSCA Utopia"]);
    let (early, late) = (after(&walk, 2 * DAY - 60), after(&walk, 2 * DAY));
    assert_eq!(text(&signer(&walk, "ds-1", &[]), "issuer"), "csca-1");
    walk.request("ds-2");
    let by_name = ["--csr", "ds-2.csr", "--name", "ds-2", "--issuer", "csca-2", "--at", &early];
    let said = walk.run(&[&["cert", "issue", "--profile", "document-signer"][..], &by_name].concat());
    assert!(said.status.success(), "{said:?}");
    assert!(String::from_utf8_lossy(&said.stderr).contains("QUIET-1"), "{said:?}");
    assert_eq!(text(&signer(&walk, "ds-3", &["--at", &late]), "issuer"), "csca-2");
    let status = walk.done(&["csca", "status", "--at", &late]);
    assert_eq!(text(&status, "issues"), "csca-2");
}

#[test]
fn status_says_what_is_due_and_ends_with_1_when_late() {
    let walk = station("P-384");
    let status = walk.done(&["csca", "status"]);
    assert_eq!(duties(&status), ["list"]);
    assert_eq!((number(&status["keys"][0], "days_left") / 365, text(&status["keys"][0], "link")), (5, "first"));
    let late = after(&walk, 91 * DAY);
    let said = walk.refused_judgement(&["csca", "status", "--at", &late]);
    assert_eq!(duties(&said), ["list overdue"]);
    // A revocation has two days to be out.
    let signed = signer(&walk, "ds-1", &[]);
    let confirmed = walk.confirmation(text(&signed, "serial"));
    walk.done(&["csca", "revoke", text(&signed, "serial"), "--reason", "lost", "--answers", &confirmed]);
    assert_eq!(duties(&walk.done(&["csca", "status"])), ["revocation", "list"]);
    let said = walk.refused_judgement(&["csca", "status", "--at", &after(&walk, 3 * DAY)]);
    assert_eq!(duties(&said), ["revocation overdue", "list"]);
    walk.done(&["crl", "issue"]);
    assert_eq!(duties(&walk.done(&["csca", "status"])), ["list"]);
    // The next key.
    let until: Time = text(&status["keys"][0], "signs_until").parse().unwrap();
    let at = |days: i64| until.plus(-days * DAY).to_string();
    let told = |days| duties(&walk.refused_judgement(&["csca", "status", "--at", &at(days)]));
    assert_eq!(told(181), ["list overdue"]);
    assert_eq!(told(170), ["list overdue", "next-key"]);
    assert_eq!(told(89), ["list overdue", "next-key overdue"]);
    assert_eq!(told(-1), ["list overdue", "key-over overdue"]);
    // A root that nothing leads to.
    let root = ["cert", "issue", "--profile", "csca-root", "--key", "csca-2", "--name", "CSCA Utopia"];
    walk.done(&root);
    let said = walk.refused_judgement(&["csca", "status"]);
    assert!(duties(&said).contains(&"link overdue".to_owned()), "{said}");
    assert_eq!(text(&said["keys"][1], "link"), "missing");
    walk.done(&["cert", "issue", "--profile", "csca-link", "--key", "csca-2", "--issuer", "csca-1"]);
    assert_eq!(text(&walk.done(&["csca", "status"])["keys"][1], "link"), "linked");
}

#[test]
fn what_is_accepted_for_a_list_has_to_be_found() {
    let walk = station("P-384");
    let entries = walk.done(&["status"])["entries"].clone();
    let late = after(&walk, 3 * DAY);
    walk.refused(&["crl", "issue", "--accept", "R11", "--at", &late], 3, Some("LINT-4"));
    walk.refused(&["crl", "issue", "--accept", "nothing"], 2, None);
    assert_eq!(walk.done(&["status"])["entries"], entries);
    walk.done(&["crl", "issue", "--at", &late]);
}

/// Records that a key is lost or compromised.
fn end(walk: &Walk, key: &str, what: &str, more: &[&str]) -> Value {
    let confirmed = walk.confirmation(key);
    let words =
        ["csca", "compromise", key, "--what", what, "--reason", "the guard was bribed", "--answers", &confirmed];
    walk.done(&[&words[..], more].concat())
}

#[test]
fn a_compromised_key_signs_nothing_and_its_links_are_revoked() {
    let walk = station("P-384");
    let signed = signer(&walk, "ds-1", &[]);
    let confirmed = walk.confirmation(text(&signed, "serial"));
    walk.done(&["csca", "revoke", text(&signed, "serial"), "--reason", "lost", "--answers", &confirmed]);
    let report = rollover(&walk, "csca-2", &["--name", "CSCA Utopia"]);
    let ended = end(&walk, "csca-2", "compromised", &[]);
    assert_eq!((number(&ended, "revoked"), text(&ended, "list_by")), (2, "csca-1"));
    let letter = String::from_utf8(der(&walk, &ended, "-loss.txt")).unwrap();
    for what in ["root", "link"] {
        assert!(letter.contains(text(&report[what], "serial")), "{letter}");
    }
    assert!(letter.contains("is compromised") && !letter.contains("bribed"), "{letter}");
    let entries = walk.done(&["status"])["entries"].clone();
    walk.request("ds-2");
    let issue = ["cert", "issue", "--profile", "document-signer", "--csr", "ds-2.csr", "--name", "ds-2"];
    let said = walk.run(&[&issue[..], &["--issuer", "csca-2"]].concat());
    assert_eq!(said.status.code(), Some(3), "{said:?}");
    walk.refused(&["crl", "issue", "--issuer", "csca-2"], 3, Some("CRL-7"));
    let confirmed = walk.confirmation("csca-2");
    let again = ["csca", "compromise", "csca-2", "--what", "lost", "--reason", "x", "--answers", &confirmed];
    walk.refused(&again, 3, Some("CSCA-6"));
    assert_eq!(walk.done(&["status"])["entries"], entries);
    // The key before it goes on: it signs certificates and the list.
    assert_eq!(text(&signer(&walk, "ds-3", &[]), "issuer"), "csca-1");
    let list = walk.done(&["crl", "issue"]);
    assert_eq!((text(&list, "issuer"), number(&list, "entries")), ("csca-1", 3));
    // And is followed by another one.
    walk.done(&["key", "generate", "csca-3", "--spec", "P-384"]);
    let next = rollover(&walk, "csca-3", &["--name", "CSCA Utopia"]);
    assert_eq!((text(&next, "from"), text(&next, "to")), ("csca-1", "csca-3"));
    let list = walk.done(&["masterlist", "issue", "--signer", &mls(&walk)]);
    let list = der(&walk, &list, ".ml");
    let carried = |der: &[u8]| list.windows(der.len()).any(|window| window == der);
    let root = std::fs::read(walk.path(text(&report["root"], "file"))).unwrap();
    assert!(!carried(&root), "nobody vouches for a root that is revoked");
    assert_eq!(walk.done(&["ledger", "verify"])["sound"], true);
}

/// A master-list signer under the newest key that signs.
fn mls(walk: &Walk) -> String {
    walk.done(&["key", "generate", "mls-9", "--spec", "P-256"]);
    walk.done(&["cert", "issue", "--profile", "masterlist-signer", "--key", "mls-9"]);
    "mls-9".to_owned()
}

#[test]
fn of_a_link_between_keys_of_one_name_a_list_says_from_which_key_it_leads() {
    let walk = station("P-384");
    let signer = mls(&walk);
    walk.done(&["masterlist", "issue", "--signer", &signer]);
    let listed = walk.done(&["cert", "list"]);
    let root = listed["certificates"].as_array().unwrap().iter().find(|one| one["profile"] == "csca-root").unwrap();
    let name = text(root, "subject").split(',').next().unwrap().strip_prefix("CN=").unwrap();
    let root_der = walk.in_station(&format!("out/certificates/csca-root-{}.cer", text(root, "serial")));
    let root_der = std::fs::read(root_der).unwrap();
    let key = hex::encode(Certificate::parse(&root_der).unwrap().subject_key_identifier().unwrap());
    rollover(&walk, "csca-2", &["--name", name]);
    // Lists are told apart by the second of their signing.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let issued = walk.done(&["masterlist", "issue", "--signer", &signer]);
    let told: Vec<&str> = issued["difference"].as_array().unwrap().iter().map(|one| text(one, "certificate")).collect();
    let link = format!("{} (link from key {key}) ", text(root, "subject"));
    assert_eq!(told.iter().filter(|line| line.starts_with(&link)).count(), 1, "{told:?}");
    assert_eq!(told.iter().filter(|line| !line.contains("link from")).count(), 1, "{told:?}");
}

#[test]
fn a_key_that_follows_without_a_link_goes_on_with_the_list() {
    let walk = station("P-384");
    let signed = signer(&walk, "ds-1", &[]);
    let confirmed = walk.confirmation(text(&signed, "serial"));
    walk.done(&["csca", "revoke", text(&signed, "serial"), "--reason", "lost", "--answers", &confirmed]);
    let before = walk.done(&["crl", "issue"]);
    let ended = end(&walk, "csca-1", "lost", &["--successor", "csca-9"]);
    assert_eq!((number(&ended, "revoked"), text(&ended, "list_by")), (0, "csca-9"));
    let status = walk.refused_judgement(&["csca", "status"]);
    assert!(duties(&status).contains(&"key-over overdue".to_owned()), "{status}");
    assert_eq!(text(&status["keys"][0], "state"), "deactivated");
    walk.done(&["key", "generate", "csca-9", "--spec", "P-384"]);
    // No link can lead there.
    let confirmed = walk.confirmation("csca-9");
    let said = walk.run(&["csca", "rollover", "csca-9", "--answers", &confirmed]);
    assert_eq!(said.status.code(), Some(3), "{said:?}");
    walk.done(&["cert", "issue", "--profile", "csca-root", "--key", "csca-9", "--name", "CSCA Utopia 2"]);
    let status = walk.done(&["csca", "status"]);
    assert_eq!((text(&status["keys"][1], "link"), text(&status, "issues")), ("broken", "csca-9"));
    assert_eq!(status["keys"][1]["quiet_until"], Value::Null, "nobody waits for a key that is gone");
    let another = signer(&walk, "ds-2", &[]);
    let confirmed = walk.confirmation(text(&another, "serial"));
    walk.done(&["csca", "revoke", text(&another, "serial"), "--reason", "lost", "--answers", &confirmed]);
    let list = walk.done(&["crl", "issue"]);
    assert_eq!((text(&list, "issuer"), number(&list, "entries")), ("csca-9", 2));
    assert_eq!(number(&list, "number"), number(&before, "number") + 1);
    assert_eq!(walk.done(&["ledger", "verify"])["sound"], true);
}

#[test]
fn the_end_of_what_is_no_key_of_the_csca_is_refused() {
    let walk = station("P-384");
    let entries = walk.done(&["status"])["entries"].clone();
    let refused = |key: &str, more: &[&str], code, clause| {
        let confirmed = walk.confirmation(key);
        let words = ["csca", "compromise", key, "--what", "compromised", "--answers", &confirmed];
        walk.refused(&[&words[..], more].concat(), code, clause);
        assert_eq!(walk.done(&["status"])["entries"], entries, "{key}");
    };
    let why = ["--reason", "stolen"];
    refused("nobody", &why, 2, None);
    refused("csca-2", &why, 3, Some("CSCA-5"));
    refused("bundle-signer-1", &why, 3, Some("CSCA-5"));
    refused("csca-1", &["--reason", " "], 3, Some("CSCA-8"));
    refused("csca-1", &["--reason", "stolen", "--successor", "csca-1"], 3, Some("CSCA-7"));
    refused("csca-1", &["--reason", "stolen", "--successor", "bundle-signer-1"], 3, Some("CSCA-7"));
    let said = walk.run(&["csca", "compromise", "csca-1", "--what", "lost", "--reason", "stolen"]);
    assert!(!said.status.success(), "its name has to be typed");
    assert_eq!(walk.done(&["status"])["entries"], entries);
}

fn root(key: &str, name: &str) -> Vec<String> {
    ["cert", "issue", "--profile", "csca-root", "--key", key, "--name", name].map(str::to_owned).to_vec()
}

/// A document signer under the key that signs where none is named, revoked; the key.
fn revoked_signer(walk: &Walk, name: &str, more: &[&str]) -> String {
    let signed = signer(walk, name, more);
    let confirmed = walk.confirmation(text(&signed, "serial"));
    let revoke = ["csca", "revoke", text(&signed, "serial"), "--reason", "lost", "--answers", &confirmed];
    walk.done(&[&revoke[..], more].concat());
    text(&signed, "issuer").to_owned()
}

#[test]
fn a_root_that_nothing_leads_to_signs_nothing_by_default_and_no_list_under_a_name_that_is_taken() {
    let walk = station("P-384");
    revoked_signer(&walk, "ds-1", &[]);
    let first = walk.done(&["crl", "issue"]);
    let late = after(&walk, 3 * DAY);
    let said = walk.run(&root("csca-2", "csca-1").iter().map(String::as_str).collect::<Vec<_>>());
    assert!(said.status.success(), "{said:?}");
    assert!(String::from_utf8_lossy(&said.stderr).contains("CSCA-10: no link leads to key 'csca-2'"), "{said:?}");
    let late = ["--at", late.as_str()];
    assert_eq!(revoked_signer(&walk, "ds-2", &late), "csca-1");
    let status = walk.refused_judgement(&["csca", "status", "--at", late[1]]);
    assert_eq!((text(&status, "issues"), text(&status["keys"][1], "link")), ("csca-1", "missing"));
    assert!(duties(&status).contains(&"link overdue".to_owned()), "{status}");
    let entries = walk.done(&["status"])["entries"].clone();
    let said = walk.refused(&["crl", "issue", "--issuer", "csca-2", "--at", late[1]], 3, Some("CRL-8"));
    assert!(text(&said["error"], "message").contains("number 1"), "{said}");
    assert_eq!(walk.done(&["status"])["entries"], entries);
    let second = walk.run(&["crl", "issue", "--at", late[1]]);
    assert!(second.status.success(), "{second:?}");
    let shown = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(shown.contains("goes onto it") && shown.contains("CN=ds-2"), "{shown}");
    walk.done(&["cert", "issue", "--profile", "csca-link", "--key", "csca-2", "--issuer", "csca-1", "--at", late[1]]);
    revoked_signer(&walk, "ds-3", &late);
    let later = after(&walk, 4 * DAY);
    let third = walk.done(&["crl", "issue", "--at", &later]);
    assert_eq!((text(&third, "issuer"), number(&third, "entries")), ("csca-2", 3));
    assert_eq!(number(&third, "number"), number(&first, "number") + 2);
    assert_eq!(walk.done(&["ledger", "verify"])["sound"], true);
}

#[test]
fn the_last_key_ends_with_a_successor_who_may_be_named_anew_and_lost_may_become_compromised() {
    let walk = station("P-384");
    revoked_signer(&walk, "ds-1", &[]);
    walk.done(&["crl", "issue"]);
    let confirmed = walk.confirmation("csca-1");
    let ending = |what: &str, more: &[&str]| {
        let words = ["csca", "compromise", "csca-1", "--what", what, "--reason", "broke", "--answers", &confirmed];
        [&words[..], more].concat().into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let done = |words: Vec<String>| walk.done(&words.iter().map(String::as_str).collect::<Vec<_>>());
    let refused = |words: Vec<String>, clause| {
        let entries = walk.done(&["status"])["entries"].clone();
        walk.refused(&words.iter().map(String::as_str).collect::<Vec<_>>(), 3, Some(clause));
        assert_eq!(walk.done(&["status"])["entries"], entries, "{words:?}");
    };
    refused(ending("lost", &[]), "CSCA-9");
    let lost = done(ending("lost", &["--successor", "csca-8"]));
    assert_eq!((text(&lost, "list_by"), number(&lost, "revoked")), ("csca-8", 0));
    let status = walk.refused_judgement(&["csca", "status"]);
    assert_eq!(status["issues"], Value::Null, "no key may sign: {status}");
    walk.refused(&["crl", "issue"], 3, Some("CRL-9"));
    refused(root("csca-2", "CSCA Utopia"), "CSCA-10");
    refused(ending("lost", &[]), "CSCA-6");
    // The successor never came to be: another is named.
    done(ending("lost", &["--successor", "csca-2"]));
    done(root("csca-2", "CSCA Utopia"));
    refused(ending("lost", &["--successor", "csca-5"]), "CSCA-6");
    refused(ending("compromised", &["--successor", "csca-5"]), "CSCA-7");
    let worse = done(ending("compromised", &[]));
    assert_eq!((text(&worse, "list_by"), number(&worse, "revoked")), ("csca-2", 1));
    refused(ending("lost", &[]), "CSCA-6");
    refused(ending("compromised", &[]), "CSCA-6");
    let status = walk.done(&["csca", "status"]);
    assert_eq!((text(&status, "issues"), text(&status["keys"][1], "link")), ("csca-2", "broken"));
    assert_eq!(text(&status["keys"][0], "state"), "compromised");
    let list = walk.done(&["crl", "issue"]);
    assert_eq!((text(&list, "issuer"), number(&list, "number"), number(&list, "entries")), ("csca-2", 2, 2));
    assert_eq!(walk.done(&["ledger", "verify"])["sound"], true);
}

#[test]
fn no_next_command_is_one_that_is_refused() {
    let walk = station("P-384");
    walk.done(&["crl", "issue"]);
    let report = rollover(&walk, "csca-2", &["--name", "CSCA Utopia"]);
    let from: Time = text(&report, "list_from").parse().unwrap();
    walk.refused(&["crl", "issue"], 3, Some("CRL-6"));
    let ended = end(&walk, "csca-2", "lost", &[]);
    assert_eq!((text(&ended, "list_by"), text(&ended, "list_from")), ("csca-1", from.to_string().as_str()));
    walk.done(&["crl", "issue", "--at", &from.to_string()]);
    let walk = station("P-384");
    let report = rollover(&walk, "csca-2", &[]);
    assert_eq!(report["list_from"], Value::Null, "the first list waits for nothing");
    walk.done(&["crl", "issue"]);
}

#[test]
fn the_letter_about_a_compromised_key_says_that_what_it_linked_comes_anew() {
    let walk = station("P-384");
    rollover(&walk, "csca-2", &[]);
    let ended = end(&walk, "csca-1", "compromised", &[]);
    let letter = String::from_utf8(der(&walk, &ended, "-loss.txt")).unwrap();
    assert!(letter.contains("Key 'csca-2' goes on") && !letter.contains("whose root you know"), "{letter}");
    assert!(letter.contains("its root comes to you by the diplomatic way"), "{letter}");
}
