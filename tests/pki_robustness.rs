//! Broken input: whatever the bytes, readers, rules and renderings come back.

#[path = "support/lists.rs"]
mod lists;
#[path = "support/soft_signer.rs"]
mod soft_signer;
#[path = "support/utopia.rs"]
mod utopia;

use proptest::prelude::*;

use chancery::pki::certificate::Certificate;
use chancery::pki::crl::Crl;
use chancery::pki::csr::Request;
use chancery::pki::issue::{is_marked, unmarked};
use chancery::pki::lint::{CrlSubject, Role, Subject};
use chancery::pki::path::{Anchor, Anchors, VerifiedCrl, document};
use chancery::pki::service_rules::SERVICE_RULES;
use chancery::pki::text::{CertificateText, CrlText};

/// Everything that reads; gives the rendering, to look at it.
fn read_all(bytes: &[u8]) -> Option<String> {
    let time = utopia::at("2026-11-22T00:00:00Z");
    if let Ok(request) = Request::parse(bytes) {
        assert!(request.check().is_err() || request.digest() == chancery::digest::Digest::of(bytes));
    }
    let mut shown = None;
    if let Ok(crl) = Crl::parse(bytes) {
        let findings = SERVICE_RULES.lint_crl(&CrlSubject::found(&crl, time));
        assert!(findings.checked > 0);
        assert!(VerifiedCrl::verify(crl.clone(), &Anchors::default()).is_err());
        shown = Some(CrlText { crl: &crl, entries: 20 }.to_string());
    }
    if let Ok(certificate) = Certificate::parse(bytes) {
        let findings = SERVICE_RULES.lint(&Subject::in_role(&certificate, Role::infer(&certificate), time));
        assert!(findings.checked > 0);
        assert_eq!(unmarked(&certificate).is_some(), is_marked(&certificate));
        assert!(document::verify(&certificate, &Anchors::default(), &[], time).is_err());
        if let Ok(anchor) = Anchor::of(certificate.clone()) {
            assert!(Anchors::new(vec![anchor]).iter().count() == 1);
        }
        shown = Some(CertificateText(&certificate).to_string());
    }
    shown
}

/// One certificate and one list to break.
fn samples() -> [Vec<u8>; 2] {
    let (signer, root) = utopia::csca();
    let issuer = Certificate::parse(&root).unwrap();
    let list = [chancery::pki::crl::Revoked {
        serial: chancery::pki::serial::SerialNumber::from_number(7).unwrap(),
        on: utopia::at("2026-11-22T00:00:00Z"),
    }];
    let draft = chancery::pki::crl::CrlDraft {
        issuer: &issuer,
        algorithm: chancery::signer::Signer::algorithm(&signer),
        number: 1,
        this_update: utopia::at("2026-12-01T00:00:00Z"),
        next_update: utopia::at("2027-01-01T00:00:00Z"),
        revoked: &list,
        previous: None,
        former: &[],
        family: &[],
    };
    let linted = draft.lint(&utopia::NO_RULES, &[]).unwrap();
    let crl = chancery::pki::crl::sign_linted_crl(linted, &signer, &utopia::NO_RULES).unwrap();
    [root.clone(), crl.der().to_vec()]
}

#[test]
fn every_cut_and_every_changed_octet_is_survived() {
    for sample in samples() {
        assert!(read_all(&sample).is_some());
        for length in 0..sample.len() {
            assert!(read_all(&sample[..length]).is_none(), "a cut object is no object");
        }
        for offset in 0..sample.len() {
            for value in [0x00, 0x01, 0x7f, 0x80, 0xff, sample[offset] ^ 1, sample[offset] ^ 0x20] {
                let mut changed = sample.clone();
                changed[offset] = value;
                if let Some(shown) = read_all(&changed) {
                    assert!(!shown.contains(|c: char| c.is_control() && c != '\n'), "{shown:?}");
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn random_octets_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        read_all(&bytes);
        read_all(&[&[0x30, 0x82, 0x01, 0x00][..], &bytes].concat());
    }
}

#[test]
fn every_real_certificate_and_list_is_shown_without_anything_that_steers() {
    let files = lists::files("data/masterlists", &["2025-11-27.ml"]);
    for (name, bytes) in &files {
        for element in lists::certificates(bytes) {
            let certificate = Certificate::from_element(element, &[]).unwrap();
            let shown = CertificateText(&certificate).to_string();
            assert!(!shown.contains(|c: char| c.is_control() && c != '\n'), "{name}: {shown:?}");
            assert!(!shown.contains("unusable"), "{name}: {shown}");
            assert!(shown.lines().count() >= 10, "{name}: {shown}");
        }
    }
    for (name, bytes) in lists::files("data/crls", &[".crl"]) {
        let der = chancery::pki::armour::der(&bytes, "X509 CRL").unwrap();
        let shown = CrlText { crl: &Crl::parse(&der).unwrap(), entries: 20 }.to_string();
        assert!(shown.contains("this update") && !shown.contains("unreadable"), "{name}: {shown}");
    }
}

#[test]
fn the_rendering_of_our_own_root_says_what_an_officer_looks_for() {
    let (_, root) = utopia::csca();
    let shown = CertificateText(&Certificate::parse(&root).unwrap()).to_string();
    for wanted in [
        "serial number      01",
        "subject            CN=CSCA Utopia,O=Republic of Utopia,C=UT",
        "valid until        2042-02-22T10:00:00Z",
        "key                EC P-384, explicit parameters\n",
        "signed by          ecdsa-sha384",
        "keyUsage, critical: keyCertSign+cRLSign",
        "basicConstraints, critical: CA, path length 0",
        "privateKeyUsagePeriod: 2026-11-22T10:00:00Z to 2031-11-22T10:00:00Z",
        "subjectAltName: e-mail csca@utopia.example, https://pki.utopia.example/, L=UTO",
    ] {
        assert!(shown.contains(wanted), "no '{wanted}' in:\n{shown}");
    }
}
