//! A deviation list speaks of the state's own documents: it names who signed them, and neither a CA nor another state's.

#[path = "support/walk.rs"]
mod walk;

use std::fs;

use chancery::digest::Digest;
use chancery::pki::armour;
use chancery::pki::certificate::Certificate;
use walk::Walk;

/// A station with a CSCA, a deviation-list signer and a document signer, whose certificate it gives.
fn station() -> (Walk, Vec<u8>) {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    walk.genesis();
    walk.done(&["key", "generate", "dls-1", "--spec", "P-256"]);
    walk.done(&["cert", "issue", "--profile", "deviationlist-signer", "--key", "dls-1"]);
    let csr = walk.request("ds");
    let made = walk.done(&["cert", "issue", "--profile", "document-signer", "--csr", &csr, "--name", "DS 1"]);
    let file = walk.files(&made).into_iter().find(|file| file.extension().is_some_and(|ending| ending == "cer"));
    let der = fs::read(file.unwrap()).unwrap();
    (walk, der)
}

/// Describes a list of one deviation that names this signer.
fn describe(walk: &Walk, top: &str, signer: &str) {
    let what = "[[deviation.description]]\nkind = \"chip\"\n";
    walk.write("deviations.toml", &format!("{top}[[deviation]]\n{signer}\n{what}"));
}

fn identifier(der: &[u8]) -> String {
    hex::encode(Certificate::parse(der).unwrap().subject_key_identifier().unwrap())
}

fn pem(der: &[u8]) -> String {
    format!("signer.certificate = \"\"\"\n{}\"\"\"", armour::pem(der, "CERTIFICATE"))
}

const ISSUE: [&str; 3] = ["deviation", "issue", "deviations.toml"];

fn issued(walk: &Walk) -> String {
    let output = walk.run(&ISSUE);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    // Lists are told apart by the second of their signing.
    said
}

fn refused(walk: &Walk, wanted: &str) {
    let said = walk.refused(&ISSUE, 3, Some("DEVIATION-8"));
    let told = said["error"]["message"].as_str().unwrap();
    assert!(told.contains("deviation 1 names") && told.contains(wanted), "{told}");
}

#[test]
fn a_signer_of_our_own_is_named_in_each_of_the_three_ways() {
    let (walk, signer) = station();
    let key = format!("signer = {{ key = \"{}\" }}", identifier(&signer));
    let digest = format!("signer = {{ digest = \"{}\" }}", Digest::of(&signer));
    for (top, named) in [("", key), ("hash = \"sha256\"\n", digest), ("", pem(&signer))] {
        describe(&walk, top, &named);
        let said = issued(&walk);
        assert!(!said.contains("kept here nowhere"), "{said}");
    }
}

#[test]
fn a_ca_is_refused_however_it_is_named() {
    let (walk, _) = station();
    let listed = walk.done(&["cert", "list"]);
    let roots = listed["certificates"].as_array().unwrap().iter().filter(|one| one["profile"] == "csca-root");
    let file = format!("out/certificates/csca-root-{}.cer", roots.collect::<Vec<_>>()[0]["serial"].as_str().unwrap());
    let root = fs::read(walk.in_station(&file)).unwrap();
    let key = format!("signer = {{ key = \"{}\" }}", identifier(&root));
    let digest = format!("signer = {{ digest = \"{}\" }}", Digest::of(&root));
    for (top, named) in [("", key), ("hash = \"sha256\"\n", digest), ("", pem(&root))] {
        describe(&walk, top, &named);
        refused(&walk, "the certificate of a CA");
    }
}

#[test]
fn another_states_signer_is_refused_and_one_that_nobody_knows_is_told() {
    let (walk, _) = station();
    let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
    let ca = ["-subj", "/C=AQ/CN=csca", "-keyout", "ca.key", "-out", "ca.pem"];
    walk.tool("openssl", &[&["req", "-x509", "-new"][..], &curve, &ca].concat());
    let request = ["-subj", "/C=AQ/CN=ds", "-keyout", "aq.key", "-out", "aq.csr"];
    walk.tool("openssl", &[&["req", "-new"][..], &curve, &request].concat());
    let sign =
        ["x509", "-req", "-in", "aq.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-outform", "DER", "-out", "aq.cer"];
    walk.tool("openssl", &sign);
    let foreign = fs::read(walk.path("aq.cer")).unwrap();
    describe(&walk, "", &pem(&foreign));
    refused(&walk, "a signer under 'CN=csca,C=AQ'");
    describe(&walk, "", "signer = { key = \"00112233\" }");
    let said = issued(&walk);
    assert!(
        said.contains("documents are meant of a signer that is kept here nowhere: the certificate of key 00112233"),
        "{said}"
    );
}
