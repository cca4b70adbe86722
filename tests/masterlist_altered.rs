//! A list that was altered anywhere: outside what its signature covers too, every octet
//! either costs the list or is said. No octet means nothing.

#[path = "support/signing.rs"]
mod signing;

use std::collections::BTreeSet;
use std::path::Path;

use chancery::clock::Time;
use chancery::digest::Digest;
use chancery::icao::masterlist::{Issuing, issue};
use chancery::operation::OperationError;
use chancery::operation::masterlist_ingest::{ListVerdict, ingest};
use chancery::signer::{Algorithm, Hash};
use signing::{SoftKey, ec, openssl_ok, self_signed};

const CSCA: &[&str] = &["basicConstraints=critical,CA:TRUE,pathlen:0", "keyUsage=critical,keyCertSign,cRLSign"];

fn now() -> Time {
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    Time::from_unix(seconds as i64 + 60).unwrap()
}

fn strs(owned: &[String]) -> Vec<&str> {
    owned.iter().map(String::as_str).collect()
}

fn signer_of(path: &Path) -> Vec<u8> {
    openssl_ok(path, &[&["genpkey", "-out", "signer.key"][..], &strs(&ec("P-256", true))].concat());
    openssl_ok(path, &["req", "-new", "-key", "signer.key", "-subj", "/C=UT/CN=signer", "-out", "signer.csr"]);
    std::fs::write(
        path.join("extensions"),
        "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\nkeyUsage=critical,digitalSignature\n\
         extendedKeyUsage=critical,2.23.136.1.1.3\n",
    )
    .unwrap();
    let sign = ["x509", "-req", "-in", "signer.csr", "-CA", "csca.pem", "-CAkey", "csca.key", "-days", "365"];
    openssl_ok(path, &[&sign[..], &["-extfile", "extensions", "-out", "signer.pem"]].concat());
    openssl_ok(path, &["x509", "-in", "signer.pem", "-outform", "DER"])
}

/// A CSCA's certificate, and a list as this program makes them: signer and CSCA are carried.
fn csca_and_list(path: &Path, lists_its_own: bool) -> (Vec<u8>, Vec<u8>) {
    let csca = self_signed(path, "csca", &strs(&ec("P-256", true)), CSCA);
    let signer = signer_of(path);
    let other = self_signed(path, "other", &strs(&ec("P-256", true)), CSCA);
    let key = SoftKey::from_pem(&path.join("signer.key"), Algorithm::Ecdsa(Hash::Sha256));
    let not_listed = ["M16".to_owned()];
    let issued = issue(&Issuing {
        certificates: &[if lists_its_own { &csca } else { &other }],
        signer: &key,
        signer_certificate: &signer,
        csca_certificate: &csca,
        signing_time: now(),
        previous: None,
        accept: if lists_its_own { &[] } else { &not_listed },
    });
    (csca, issued.unwrap().der().to_vec())
}

fn verdict(list: &[u8], anchors: &[&[u8]]) -> Result<ListVerdict, OperationError> {
    let digests: BTreeSet<Digest> = anchors.iter().map(|a| Digest::of(a)).collect();
    ingest(list, false, anchors, &digests, now()).map(|i| i.verdict)
}

/// Where in a list's octets the carried copy of a certificate stands: the last one.
fn carried(list: &[u8], certificate: &[u8]) -> usize {
    list.windows(certificate.len()).rposition(|w| w == certificate).unwrap()
}

/// With one octet of the carried copy changed: `part` is sought in it and its last octet flipped.
fn altered(list: &[u8], certificate: &[u8], part: &[u8]) -> Vec<u8> {
    let inside = certificate.windows(part.len()).position(|w| w == part).unwrap();
    let mut damaged = list.to_vec();
    damaged[carried(list, certificate) + inside + part.len() - 1] ^= 1;
    damaged
}

#[test]
fn whichever_octet_of_a_list_is_flipped_it_is_refused_or_its_verdict_says_so() {
    let directory = tempfile::tempdir().unwrap();
    let (_, list) = csca_and_list(directory.path(), true);
    let clean = verdict(&list, &[]).unwrap();
    assert_eq!((clean.words(), clean.not_verified.len(), clean.findings.len()), ("signed".into(), 0, 0));
    let mut said = 0;
    for place in 0..list.len() {
        for bit in [place % 8, (place + 3) % 8] {
            let mut damaged = list.clone();
            damaged[place] ^= 1 << bit;
            if let Ok(found) = verdict(&damaged, &[]) {
                assert!(found != clean, "octet {place} bit {bit}: altered and not said");
                said += 1;
            }
        }
    }
    assert!(said > 500, "the carried CSCA certificate alone has more octets: {said}");
}

#[test]
fn an_altered_carried_certificate_is_named_with_its_place_and_the_verdict_is_another() {
    let directory = tempfile::tempdir().unwrap();
    let (csca, list) = csca_and_list(directory.path(), true);
    let damaged = altered(&list, &csca, &[0x55, 0x1d, 0x13, 0x01, 0x01, 0xff]);
    let found = verdict(&damaged, &[]).unwrap();
    assert_eq!(found.words(), "signed, not verified throughout");
    let [said] = &found.not_verified[..] else { panic!("{found:?}") };
    let place = carried(&list, &csca);
    assert!(said.contains(&format!("at offset {place} (CN=csca,C=UT)")), "{said}");
    assert!(said.contains("altered"), "{said}");
}

#[test]
fn an_altered_csca_that_stands_nowhere_else_costs_the_list() {
    let directory = tempfile::tempdir().unwrap();
    let (csca, list) = csca_and_list(directory.path(), false);
    assert_eq!(verdict(&list, &[]).unwrap().words(), "signed");
    let refused = verdict(&altered(&list, &csca, &[0x55, 0x1d, 0x13, 0x01, 0x01, 0xff]), &[]).unwrap_err();
    assert!(refused.to_string().contains("its CSCA"), "{refused}");
    // A name of somebody else's above it: nobody can tell who issued it, and that is said.
    let found = verdict(&altered(&list, &csca, b"\x04csca"), &[]).unwrap();
    assert_eq!(found.words(), "signed, not verified throughout");
    assert!(found.not_verified.iter().any(|u| u.contains("its own issuer is not here")), "{found:?}");
}

#[test]
fn an_altered_signer_costs_the_list_wherever_it_is_altered() {
    let directory = tempfile::tempdir().unwrap();
    let (_, list) = csca_and_list(directory.path(), true);
    let pem = directory.path().join("signer.pem");
    let signer = openssl_ok(directory.path(), &["x509", "-in", pem.to_str().unwrap(), "-outform", "DER"]);
    let start = carried(&list, &signer);
    for place in (start..start + signer.len()).step_by(3) {
        let mut damaged = list.clone();
        damaged[place] ^= 4;
        assert!(verdict(&damaged, &[]).is_err(), "octet {place}");
    }
}

#[test]
fn an_anchor_anchors_a_list_whose_carried_copy_of_it_was_altered_and_that_is_said() {
    let directory = tempfile::tempdir().unwrap();
    let (csca, list) = csca_and_list(directory.path(), false);
    assert_eq!(verdict(&list, &[&csca]).unwrap().words(), "anchored");
    let found = verdict(&altered(&list, &csca, &[0x55, 0x1d, 0x13, 0x01, 0x01, 0xff]), &[&csca]).unwrap();
    assert_eq!(found.words(), "anchored, not verified throughout");
}

#[test]
fn an_anchor_of_another_key_anchors_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let (_, list) = csca_and_list(directory.path(), true);
    let stranger = self_signed(directory.path(), "stranger", &strs(&ec("P-256", true)), CSCA);
    assert_eq!(verdict(&list, &[&stranger]).unwrap().words(), "signed");
}
