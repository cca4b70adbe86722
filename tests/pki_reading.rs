//! Every certificate and CRL of the real lists is read; what is odd in them is an error
//! of one reader, never of the object.

#[path = "support/lists.rs"]
mod lists;

use std::collections::{BTreeMap, BTreeSet};

use chancery::asn1::Asn1Error;
use chancery::pki::certificate::Certificate;
use chancery::pki::crl::Crl;
use chancery::pki::extension::*;
use chancery::pki::lint::Role;

const LISTS: &str = "data/masterlists";

fn distinct(files: &[(String, Vec<u8>)]) -> Vec<Certificate<'_>> {
    let mut all = BTreeMap::new();
    for (name, bytes) in files {
        for element in lists::certificates(bytes) {
            let read = Certificate::from_element(element, &[]);
            all.entry(element.full).or_insert_with(|| read.unwrap_or_else(|e| panic!("{name}: {e}")));
        }
    }
    all.into_values().collect()
}

#[test]
fn every_certificate_of_the_real_lists_is_read_with_its_names_and_times() {
    let files = lists::files(LISTS, &[".ml", ".cscalist"]);
    if files.is_empty() {
        return;
    }
    let all = distinct(&files);
    assert!(all.len() > 850, "{}", all.len());
    for certificate in &all {
        let shown = certificate.subject.to_string();
        assert!(certificate.subject.defect().is_none() && certificate.issuer.defect().is_none(), "{shown}");
        assert!(certificate.not_before.time().unwrap() < certificate.not_after.time().unwrap(), "{shown}");
        assert!(certificate.extensions.defect.is_none(), "{shown}");
        assert!(certificate.outer_algorithm.algorithm().is_ok(), "{shown}");
        assert!(!shown.contains(|c: char| c.is_control()), "{shown}");
    }
}

#[test]
fn every_key_of_the_real_lists_can_be_used() {
    let files = lists::files(LISTS, &[".ml", ".cscalist"]);
    for certificate in distinct(&files) {
        assert!(certificate.public_key().is_ok(), "{}: {:?}", certificate.subject, certificate.public_key());
    }
}

/// Counts `Err` per reader over all certificates.
fn defects<'a, T: Typed<'a>>(all: &[Certificate<'a>]) -> Vec<Asn1Error> {
    all.iter().filter_map(|c| c.read::<T>()).filter_map(Result::err).collect()
}

#[test]
fn what_is_malformed_in_the_field_is_an_error_of_one_reader_only() {
    let files = lists::files(LISTS, &[".ml", ".cscalist"]);
    if files.is_empty() {
        return;
    }
    let all = distinct(&files);
    assert_eq!(defects::<KeyUsage>(&all), []);
    assert_eq!(defects::<BasicConstraints<'_>>(&all), []);
    assert_eq!(defects::<ExtendedKeyUsage<'_>>(&all), []);
    assert_eq!(defects::<AuthorityKeyIdentifier<'_>>(&all), []);
    assert_eq!(defects::<PrivateKeyUsagePeriod<'_>>(&all), []);
    assert_eq!(defects::<CrlDistributionPoints<'_>>(&all), []);
    assert_eq!(defects::<CertificatePolicies<'_>>(&all), []);
    assert_eq!(defects::<SubjectAltName<'_>>(&all), []);
    assert_eq!(defects::<IssuerAltName<'_>>(&all), []);
    assert_eq!(defects::<NameChange>(&all), []);
    assert_eq!(defects::<DocumentTypeList<'_>>(&all), []);
}

#[test]
fn the_known_oddities_are_seen() {
    let files = lists::files(LISTS, &[".ml", ".cscalist"]);
    if files.is_empty() {
        return;
    }
    let all = distinct(&files);
    let count = |what: &dyn Fn(&Certificate<'_>) -> bool| all.iter().filter(|c| what(c)).count();
    assert!(count(&|c| c.serial().first().is_some_and(|b| *b >= 0x80)) >= 3, "negative serials");
    assert_eq!(count(&|c| c.serial() == [0]), 1, "serial zero");
    assert!(count(&|c| c.outer_algorithm.read().is_ok_and(|(_, o)| o.unwanted_parameters)) >= 30, "ECDSA with NULL");
    assert!(count(&|c| c.outer_algorithm.read().is_ok_and(|(_, o)| o.null_missing)) >= 2, "RSA without NULL");
    let odd_true = |c: &Certificate<'_>| {
        let constraints = c.read::<BasicConstraints<'_>>().and_then(Result::ok);
        constraints.and_then(|b| b.ca_element).is_some_and(|e| !matches!(e.content, [0] | [0xff]))
    };
    assert_eq!(count(&odd_true), 2, "cA written as 01");
    assert!(count(&|c| c.not_before.is_generalized() && c.not_before.time().unwrap().calendar().year() < 2050) >= 1);
    assert!(count(&|c| c.read::<KeyUsage>().and_then(Result::ok).is_some_and(|u| !u.minimal)) >= 8, "KeyUsage padding");
    assert!(count(&|c| c.subject.country().is_some_and(|o| o.iter().any(u8::is_ascii_lowercase))) >= 20);
    assert!(count(&|c| Role::infer(c) == Role::CscaRoot) > 500, "roots");
    assert!(count(&|c| Role::infer(c) == Role::CscaLink) > 150, "links");
}

#[test]
fn document_signers_of_the_directory_are_read_and_only_document_types_are_malformed() {
    let ldif = lists::files("data/pkd", &[".ldif"]);
    for (_, bytes) in &ldif {
        let ders = lists::ldif_values(bytes, "userCertificate;binary");
        let all: Vec<Certificate<'_>> = ders.iter().map(|der| Certificate::parse(der).unwrap()).collect();
        assert!(all.iter().all(|c| c.trailing.is_empty() && c.extensions.defect.is_none()));
        assert!(all.iter().all(|c| c.public_key().is_ok() && c.outer_algorithm.algorithm().is_ok()));
        assert_eq!(defects::<KeyUsage>(&all), []);
        assert_eq!(defects::<PrivateKeyUsagePeriod<'_>>(&all), []);
        assert_eq!(defects::<AuthorityKeyIdentifier<'_>>(&all), []);
        assert_eq!(defects::<CrlDistributionPoints<'_>>(&all), []);
        assert_eq!(defects::<SubjectAltName<'_>>(&all), []);
        // Without a version, without the SET, a SET for each type, a bare string: four states, four ways.
        let malformed = |c: &&Certificate<'_>| c.read::<DocumentTypeList<'_>>().is_some_and(|l| l.is_err());
        let states: BTreeSet<&[u8]> = all.iter().filter(malformed).filter_map(|c| c.subject.country()).collect();
        assert_eq!(all.iter().filter(malformed).count(), 22);
        assert_eq!(states, BTreeSet::from([&b"CN"[..], b"MD", b"OM", b"TZ"]));
        let unsorted =
            |c: &&Certificate<'_>| c.read::<DocumentTypeList<'_>>().is_some_and(|l| l.is_ok_and(|l| !l.sorted));
        assert!(all.iter().filter(unsorted).count() > 10);
        let role = |wanted| all.iter().filter(|c| Role::infer(c) == wanted).count();
        assert!(role(Role::DocumentSigner) > 3_600, "{}", role(Role::DocumentSigner));
    }
}

#[test]
fn every_real_crl_is_read_with_its_entries() {
    for (name, bytes) in lists::files("data/crls", &[".crl"]) {
        let der = chancery::pki::armour::der(&bytes, "X509 CRL").unwrap();
        let crl = Crl::parse(&der).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(crl.version(), 2, "{name}");
        assert!(crl.this_update.time().is_ok() && crl.next_update.unwrap().time().is_ok(), "{name}");
        assert!(crl.entries().all(|e| e.is_ok()), "{name}");
        assert!(crl.entries().count() <= 15, "{name}");
        assert!(crl.read::<CrlNumber<'_>>().unwrap().is_ok(), "{name}");
        assert!(crl.authority_key_identifier().is_some(), "{name}");
    }
}
