//! The program over single certificates and revocation lists: what it shows is what `openssl` reads, every anchor that may
//! have signed is asked and said, and names and key identifiers that do not fit give no path.

#[path = "support/lists.rs"]
mod lists;
#[path = "support/prepared.rs"]
mod prepared;
#[path = "support/program.rs"]
mod program;
#[path = "support/shared.rs"]
mod shared;
#[path = "support/signing.rs"]
mod signing;
#[path = "support/world.rs"]
mod world;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chancery::clock::Time;
use chancery::digest::Digest;
use chancery::pki::certificate::Certificate;
use chancery::pki::crl::Crl;
use serde_json::Value;
use signing::{ec, openssl_ok, self_signed};
use world::{done, list, said};

/// The fields that `openssl` prints with `-noout` and these options, each `name=value` on a line.
fn openssl_says(dir: &Path, words: &[&str]) -> BTreeMap<String, String> {
    let text = String::from_utf8(openssl_ok(dir, words)).unwrap();
    let field = |line: &str| line.split_once('=').map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()));
    text.lines().filter_map(field).collect()
}

/// `openssl`'s time as ours.
fn time(text: &str) -> String {
    format!("{}Z", text.trim_end_matches('Z').replace(' ', "T"))
}

/// Every certificate of every real list, once.
fn pooled() -> Vec<Vec<u8>> {
    let mut all = BTreeMap::new();
    for (_, octets) in lists::files("data/masterlists", &[".ml", ".cscalist"]) {
        for element in lists::certificates(&octets) {
            all.insert(Digest::of(element.full), element.full.to_vec());
        }
    }
    all.into_values().collect()
}

/// `--anchor` and a file for each certificate of the pool with this country.
fn anchors_of(dir: &Path, pool: &[Vec<u8>], country: &[u8]) -> Vec<String> {
    let of = |der: &&Vec<u8>| {
        let subject = Certificate::parse(der).map(|c| c.subject.country().map(<[u8]>::to_ascii_uppercase));
        subject.is_ok_and(|found| found.as_deref() == Some(&country.to_ascii_uppercase()[..]))
    };
    let files = pool.iter().filter(of).map(|der| {
        let name = format!("{}.cer", Digest::of(der).short());
        std::fs::write(dir.join(&name), der).unwrap();
        ["--anchor".to_owned(), name]
    });
    files.flatten().collect()
}

fn strs(owned: &[String]) -> Vec<&str> {
    owned.iter().map(String::as_str).collect()
}

#[test]
fn a_certificate_is_shown_with_the_fields_that_openssl_reads() {
    let Some(path) = list("DE_ML_2025-11-27.ml") else { return };
    let dir = tempfile::tempdir().unwrap();
    let octets = std::fs::read(path).unwrap();
    let mut compared = 0;
    for element in lists::certificates(&octets).iter().step_by(9) {
        std::fs::write(dir.path().join("one.cer"), element.full).unwrap();
        let options = ["-serial", "-startdate", "-enddate", "-fingerprint", "-sha256", "-dateopt", "iso_8601"];
        let words = [&["x509", "-inform", "DER", "-in", "one.cer", "-noout"][..], &options].concat();
        let openssl = openssl_says(dir.path(), &words);
        let shown = done(dir.path(), &["cert", "show", "one.cer"]);
        let text = |name: &str| shown[name].as_str().unwrap().to_owned();
        let fingerprint = openssl["sha256 fingerprint"].replace(':', "").to_lowercase();
        assert_eq!(text("fingerprint"), fingerprint);
        assert_eq!(shown["fingerprint_words"].as_array().unwrap().len(), 32);
        assert_eq!((text("not_before"), text("not_after")), (time(&openssl["notbefore"]), time(&openssl["notafter"])));
        // openssl prints the number, we print the octets.
        if !openssl["serial"].starts_with('-') {
            let ours = text("serial");
            let number = |hex: &str| hex.trim_start_matches('0').to_lowercase();
            assert_eq!(number(&ours), number(&openssl["serial"]));
        }
        compared += 1;
    }
    assert_eq!(compared, 65);
}

#[test]
fn a_pem_file_and_a_der_file_of_one_certificate_are_shown_alike() {
    let Some(path) = list("DE_ML_2025-11-27.ml") else { return };
    let dir = tempfile::tempdir().unwrap();
    let octets = std::fs::read(path).unwrap();
    std::fs::write(dir.path().join("one.cer"), lists::certificates(&octets)[0].full).unwrap();
    openssl_ok(dir.path(), &["x509", "-inform", "DER", "-in", "one.cer", "-out", "one.pem"]);
    let shown = |file: &str| done(dir.path(), &["cert", "show", file, "--at", "2026-01-01T00:00:00Z"]);
    assert_eq!(shown("one.cer"), shown("one.pem"));
}

#[test]
fn real_revocation_lists_are_shown_as_openssl_reads_them_and_verify_under_the_pooled_certificates() {
    let pool = pooled();
    let mut unverified = BTreeSet::new();
    let all = lists::files("data/crls", &[".crl"]);
    for (name, octets) in &all {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("one.crl"), octets).unwrap();
        let form = if octets.starts_with(b"-----") { "PEM" } else { "DER" };
        let words = ["crl", "-inform", form, "-in", "one.crl", "-noout", "-lastupdate", "-nextupdate", "-crlnumber"];
        let openssl = openssl_says(dir.path(), &[&words[..], &["-dateopt", "iso_8601"]].concat());
        let shown = done(dir.path(), &["crl", "show", "one.crl"]);
        assert_eq!(shown["this_update"], time(&openssl["lastupdate"]), "{name}");
        assert_eq!(shown["next_update"], time(&openssl["nextupdate"]), "{name}");
        let number = |text: &str| text.trim_start_matches("0x").trim_start_matches('0').to_lowercase();
        assert_eq!(number(shown["number"].as_str().unwrap()), number(&openssl["crlnumber"]), "{name}");
        let text =
            String::from_utf8(openssl_ok(dir.path(), &["crl", "-inform", form, "-in", "one.crl", "-noout", "-text"]));
        let text = text.unwrap();
        let entries = shown["entries"].as_array().unwrap();
        assert_eq!(entries.len(), text.matches("Serial Number: ").count(), "{name}");
        let reasons = entries.iter().filter(|entry| entry["reason"].is_string()).count();
        assert_eq!(reasons, text.matches("CRL Reason Code:").count(), "{name}");
        // openssl says the reasons in capitals: 'Cessation Of Operation'.
        let known = |reason: &str| text.to_lowercase().contains(&reason.to_lowercase());
        assert!(entries.iter().filter_map(|entry| entry["reason"].as_str()).all(known), "{name}: {text}");
        let der = openssl_ok(dir.path(), &["crl", "-inform", form, "-in", "one.crl", "-outform", "DER"]);
        let country = Crl::parse(&der).unwrap().issuer.country().unwrap_or_default().to_vec();
        let anchors = anchors_of(dir.path(), &pool, &country);
        let made = shown["this_update"].as_str().unwrap();
        let words = [&["crl", "verify", "one.crl", "--at", made][..], &strs(&anchors)].concat();
        let (code, verdict) = said(dir.path(), &words);
        assert_eq!(code == 0, verdict["verified"] == true, "{name}: {verdict}");
        if code != 0 {
            assert!(verdict["clause"].is_string(), "{name}: {verdict}");
            unverified.insert(name.as_str());
            continue;
        }
        let good: Vec<&Value> =
            verdict["asked"].as_array().unwrap().iter().filter(|one| one["verifies"] == true).collect();
        assert!(good.iter().any(|one| one["anchor"] == verdict["anchor"]), "{name}: {verdict}");
        // One second after the next was due it is not in force.
        let due: Time = shown["next_update"].as_str().unwrap().parse().unwrap();
        let late = Time::from_unix(due.unix() + 1).unwrap().to_string();
        let (code, verdict) =
            said(dir.path(), &[&["crl", "verify", "one.crl", "--at", &late][..], &strs(&anchors)].concat());
        assert_eq!((code, &verdict["verified"], &verdict["in_force"]), (1, &true.into(), &false.into()), "{name}");
    }
    if !all.is_empty() {
        assert_eq!(all.len(), 18);
        assert_eq!(unverified, UNVERIFIED.into_iter().collect());
    }
}

/// Lists of a CA for inspection systems (SPOC), which is no CSCA, and one by a key that is younger than every list here.
const UNVERIFIED: [&str; 3] = ["BG-BGCRL.crl", "EE-spoc.crl", "LT-spoc.crl"];

#[test]
fn document_signers_of_every_state_verify_under_the_anchors_of_their_state_and_under_nobody_elses() {
    let Some(slice) = shared::shared("data/pkd/icaopkd-001-complete-slice.ldif") else { return };
    let signers = lists::ldif_values(&std::fs::read(slice).unwrap(), "userCertificate;binary");
    let pool = pooled();
    let mut first: BTreeMap<Vec<u8>, Vec<u8>> = BTreeMap::new();
    for der in signers {
        let certificate = Certificate::parse(&der).unwrap();
        let state = certificate.issuer.country().unwrap_or_default().to_ascii_uppercase();
        first.entry(state).or_insert(der.clone());
    }
    assert!(first.len() > 30, "{} states", first.len());
    let mut good = 0;
    for (state, der) in first.iter().step_by(3) {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("ds.cer"), der).unwrap();
        let certificate = Certificate::parse(der).unwrap();
        let at = certificate.not_before.time().unwrap().to_string();
        let anchors = anchors_of(dir.path(), &pool, state);
        let words = [&["cert", "verify", "ds.cer", "--at", &at][..], &strs(&anchors)].concat();
        let (code, verdict) = said(dir.path(), &words);
        let asked = verdict["asked"].as_array().unwrap();
        let verifies = asked.iter().any(|one| one["verifies"] == true);
        assert_eq!(code == 0, verifies, "{verdict}");
        good += usize::from(code == 0);
        let stranger = anchors_of(dir.path(), &pool, if state == b"NL" { b"DE" } else { b"NL" });
        let words = [&["cert", "verify", "ds.cer", "--at", &at][..], &strs(&stranger)].concat();
        let (code, verdict) = said(dir.path(), &words);
        assert_eq!((code, &verdict["clause"], &verdict["path"]), (1, &"PATH-2".into(), &Value::Null));
    }
    assert!(good >= 10, "{good}");
}

const CSCA: &[&str] = &["basicConstraints=critical,CA:TRUE,pathlen:0", "keyUsage=critical,keyCertSign,cRLSign"];

/// A CSCA as `csca.pem`, its namesake with another key as `namesake.pem`, and a signer of the first's as `ds.pem`.
fn family(dir: &Path) {
    let key = ec("P-256", true);
    self_signed(dir, "csca", &strs(&key), CSCA);
    openssl_ok(dir, &[&["genpkey", "-out", "namesake.key"][..], &strs(&key)].concat());
    certify(dir, "namesake", "/C=UT/CN=csca");
    openssl_ok(dir, &[&["genpkey", "-out", "ds.key"][..], &strs(&key)].concat());
    openssl_ok(dir, &["req", "-new", "-key", "ds.key", "-subj", "/C=UT/CN=ds", "-out", "ds.csr"]);
    let extensions = "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\nkeyUsage=critical,digitalSignature\n";
    std::fs::write(dir.join("extensions"), extensions).unwrap();
    let sign = ["x509", "-req", "-in", "ds.csr", "-CA", "csca.pem", "-CAkey", "csca.key", "-days", "365"];
    openssl_ok(dir, &[&sign[..], &["-extfile", "extensions", "-out", "ds.pem"]].concat());
}

/// `<name>.pem`: the key in `<name>.key`, self-signed, under this subject.
fn certify(dir: &Path, name: &str, subject: &str) {
    let (key, certificate) = (format!("{name}.key"), format!("{name}.pem"));
    let mut words =
        vec!["req", "-x509", "-new", "-utf8", "-key", &key, "-subj", subject, "-days", "3650", "-out", &certificate];
    CSCA.iter().for_each(|extension| words.extend(["-addext", extension]));
    openssl_ok(dir, &words);
}

fn matched(verdict: &Value) -> Vec<(&str, bool)> {
    let asked = verdict["asked"].as_array().unwrap().iter();
    asked.map(|one| (one["matched"].as_str().unwrap(), one["verifies"].as_bool().unwrap())).collect()
}

#[test]
fn every_anchor_of_the_name_is_asked_and_the_one_that_signed_is_found_behind_its_namesake() {
    let dir = tempfile::tempdir().unwrap();
    family(dir.path());
    let both = ["cert", "verify", "ds.pem", "--anchor", "namesake.pem", "--anchor", "csca.pem"];
    let verdict = done(dir.path(), &both);
    assert_eq!(matched(&verdict), [("name-and-key", true), ("name", false)]);
    assert_eq!(verdict["path"]["matched"], "name-and-key");
    let (code, verdict) = said(dir.path(), &["cert", "verify", "ds.pem", "--anchor", "namesake.pem"]);
    assert_eq!((code, verdict["clause"].as_str(), matched(&verdict)), (1, Some("PATH-3"), vec![("name", false)]));
}

#[test]
fn a_name_written_otherwise_is_a_path_and_a_key_identifier_under_another_name_is_said_and_is_none() {
    let dir = tempfile::tempdir().unwrap();
    family(dir.path());
    for name in ["folded", "renamed"] {
        std::fs::copy(dir.path().join("csca.key"), dir.path().join(format!("{name}.key"))).unwrap();
    }
    certify(dir.path(), "folded", "/C=UT/CN=CSCA");
    certify(dir.path(), "renamed", "/C=UT/CN=somebody else");
    let verdict = done(dir.path(), &["cert", "verify", "ds.pem", "--anchor", "folded.pem"]);
    assert_eq!((matched(&verdict), &verdict["path"]["matched"]), (vec![("folded-name", true)], &"folded-name".into()));
    let (code, verdict) = said(dir.path(), &["cert", "verify", "ds.pem", "--anchor", "renamed.pem"]);
    let found = (code, verdict["clause"].as_str(), matched(&verdict));
    assert_eq!(found, (1, Some("PATH-2"), vec![("key-identifier", true)]));
    assert_eq!(verdict["path"], Value::Null);
}

#[test]
fn a_list_by_the_newest_key_revokes_what_an_older_key_signed_and_a_strangers_list_is_not_taken() {
    let dir = tempfile::tempdir().unwrap();
    family(dir.path());
    let serial = openssl_says(dir.path(), &["x509", "-in", "ds.pem", "-noout", "-serial"])["serial"].clone();
    let index = format!("R\t491231000000Z\t260101000000Z\t{serial}\tunknown\t/C=UT/CN=ds\n");
    let configuration = "[ca]\ndefault_ca = one\n[one]\ndatabase = index\ncrlnumber = number\ndefault_md = sha256\n\
        crl_extensions = list\ndefault_crl_days = 30\n[list]\nauthorityKeyIdentifier = keyid\n";
    for (name, text) in [("index", &index[..]), ("number", "01\n"), ("ca.cnf", configuration)] {
        std::fs::write(dir.path().join(name), text).unwrap();
    }
    let make = |key: &str| {
        let (pem, private) = (format!("{key}.pem"), format!("{key}.key"));
        let words = ["ca", "-gencrl", "-config", "ca.cnf", "-cert", &pem, "-keyfile", &private, "-out", "list.pem"];
        openssl_ok(dir.path(), &words);
    };
    make("namesake");
    let words = ["cert", "verify", "ds.pem", "--anchor", "csca.pem", "--crl", "list.pem"];
    let (code, refused) = said(dir.path(), &words);
    assert_eq!((code, refused["error"]["clause"].as_str()), (1, Some("PATH-3")));
    let (code, verdict) = said(dir.path(), &[&words[..], &["--anchor", "namesake.pem"]].concat());
    assert_eq!((code, verdict["clause"].as_str()), (1, Some("PATH-6")));
    assert_ne!(verdict["lists"][0]["anchor"], verdict["asked"][0]["anchor"]);
}

#[test]
fn a_chain_of_the_services_is_judged_by_rfc_5280_and_a_document_signer_has_nothing_between() {
    let dir = tempfile::tempdir().unwrap();
    let (key, path) = (ec("P-256", false), dir.path());
    self_signed(
        path,
        "root",
        &strs(&key),
        &["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign"],
    );
    let issue = |name: &str, by: &str, extensions: &str| {
        let (key_file, csr, pem) = (format!("{name}.key"), format!("{name}.csr"), format!("{name}.pem"));
        openssl_ok(path, &[&["genpkey", "-out", &key_file][..], &strs(&key)].concat());
        openssl_ok(path, &["req", "-new", "-key", &key_file, "-subj", &format!("/C=UT/CN={name}"), "-out", &csr]);
        std::fs::write(path.join("extensions"), extensions).unwrap();
        let (ca, ca_key) = (format!("{by}.pem"), format!("{by}.key"));
        let words = ["x509", "-req", "-in", &csr, "-CA", &ca, "-CAkey", &ca_key, "-days", "365", "-out", &pem];
        openssl_ok(path, &[&words[..], &["-extfile", "extensions"]].concat());
    };
    issue("middle", "root", "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n");
    issue("leaf", "middle", "keyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\n");
    let words = ["cert", "verify", "leaf.pem", "--anchor", "root.pem"];
    let verdict = done(path, &[&words[..], &["--between", "middle.pem"]].concat());
    assert_eq!(
        (verdict["judged_by"].as_str(), verdict["role"].as_str()),
        (Some("rfc5280-6.1"), Some("service-entity"))
    );
    assert_eq!(verdict["path"]["between"].as_array().unwrap().len(), 1);
    openssl_ok(path, &["verify", "-CAfile", "root.pem", "-untrusted", "middle.pem", "leaf.pem"]);
    let (code, verdict) = said(path, &words);
    assert_eq!((code, verdict["clause"].as_str()), (1, Some("PATH-2")));
    let (code, refused) = said(path, &[&words[..], &["--between", "middle.pem", "--role", "document-signer"]].concat());
    assert_eq!((code, refused["error"]["kind"].as_str()), (2, Some("usage")));
}
