//! Paths: what is trusted under which anchor at which time, on certificates of our own
//! and on a slice of the real directory.

#[path = "support/lists.rs"]
mod lists;
#[path = "support/signing.rs"]
mod signing;
#[path = "support/soft_signer.rs"]
mod soft_signer;
#[path = "support/utopia.rs"]
mod utopia;

use std::collections::BTreeSet;

use chancery::clock::Time;
use chancery::fault::Fail;
use chancery::keys::KeySpec;
use chancery::mode::Mode;
use chancery::pki::PkiError;
use chancery::pki::certificate::Certificate;
use chancery::pki::crl::{Crl, CrlDraft, Revoked, sign_linted_crl};
use chancery::pki::name::Name;
use chancery::pki::path::{Anchor, Anchors, Match, RevocationStatus, Undetermined, VerifiedCrl, document, service};
use chancery::pki::serial::SerialNumber;
use chancery::pki::service_rules::SERVICE_RULES;
use chancery::signer::{Curve, Signer};

use soft_signer::SoftSigner;
use utopia::{NO_RULES, Request, at, csca};

fn parse(der: &[u8]) -> Certificate<'_> {
    Certificate::parse(der).unwrap()
}

fn anchors<'a>(certificates: &[&'a [u8]]) -> Anchors<'a> {
    Anchors::new(certificates.iter().map(|der| Anchor::of(parse(der)).unwrap()).collect())
}

#[test]
fn what_a_document_signer_signed_has_no_path_though_somebody_took_it_for_an_anchor() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let ca = ["basicConstraints=critical,CA:TRUE,pathlen:0", "keyUsage=critical,keyCertSign,cRLSign"];
    let key = signing::ec("P-256", true);
    let key: Vec<&str> = key.iter().map(String::as_str).collect();
    signing::self_signed(path, "csca", &key, &ca);
    std::fs::write(path.join("extensions"), "keyUsage=critical,digitalSignature\n").unwrap();
    let issued = |name: &str, by: &str| {
        let (file, request) = (format!("{name}.key"), format!("{name}.csr"));
        signing::openssl_ok(path, &[&["genpkey", "-out", &file][..], &key].concat());
        let subject = format!("/C=UT/CN={name}");
        signing::openssl_ok(path, &["req", "-new", "-key", &file, "-subj", &subject, "-out", &request]);
        let (issuer, issuer_key, pem) = (format!("{by}.pem"), format!("{by}.key"), format!("{name}.pem"));
        let sign = ["x509", "-req", "-in", &request, "-CA", &issuer, "-CAkey", &issuer_key, "-days", "365"];
        signing::openssl_ok(path, &[&sign[..], &["-extfile", "extensions", "-out", &pem]].concat());
        signing::openssl_ok(path, &["x509", "-in", &pem, "-outform", "DER"])
    };
    let (middle, below) = (issued("ds", "csca"), issued("below", "ds"));
    let at = parse(&below).not_before.time().unwrap().plus(60);
    let error = document::verify(&parse(&below), &anchors(&[&middle]), &[], at).unwrap_err();
    assert_eq!(error.clause(), Some("PATH-8"), "{error}");
    // The same signature under a key that may sign certificates is a path.
    let csca = std::fs::read(path.join("csca.pem")).unwrap();
    let csca = chancery::pki::armour::der(&csca, "CERTIFICATE").unwrap();
    assert!(document::verify(&parse(&middle), &anchors(&[&csca]), &[], at).is_ok());
}

/// A document signer, serial number 2, valid from 2026-11-22T10:00:00Z to 2037-02-22T10:00:00Z.
fn document_signer(signer: &dyn Signer, root: &[u8]) -> Vec<u8> {
    let key = SoftSigner::generate(KeySpec::Ec(Curve::P256));
    let root = parse(root);
    Request::new("document-signer", "DS 1", 2, &key).under(&root).issue(signer, &NO_RULES).unwrap().der().to_vec()
}

fn crl(signer: &dyn Signer, root: &[u8], serials: &[u64], from: &str, to: &str) -> Vec<u8> {
    draft_crl(signer, root, serials, from, to, &[])
}

fn draft_crl(signer: &dyn Signer, root: &[u8], serials: &[u64], from: &str, to: &str, former: &[Name<'_>]) -> Vec<u8> {
    let issuer = parse(root);
    let revoked: Vec<Revoked> = serials
        .iter()
        .map(|n| Revoked { serial: SerialNumber::from_number(*n).unwrap(), on: at("2026-12-01T00:00:00Z") })
        .collect();
    let draft = CrlDraft {
        issuer: &issuer,
        algorithm: signer.algorithm(),
        number: 1,
        this_update: at(from),
        next_update: at(to),
        revoked: &revoked,
        previous: None,
        former,
        family: &[],
    };
    sign_linted_crl(draft.lint(&NO_RULES, &[]).unwrap(), signer, &NO_RULES).unwrap().der().to_vec()
}

const NOW: &str = "2027-01-15T00:00:00Z";

#[test]
fn a_signer_is_trusted_under_its_anchor_and_the_evidence_says_so() {
    let (signer, root) = csca();
    let ds = document_signer(&signer, &root);
    let path = document::verify(&parse(&ds), &anchors(&[&root]), &[], at(NOW)).unwrap();
    assert_eq!(path.certificate(), parse(&ds).digest());
    assert_eq!(path.anchor(), parse(&root).digest());
    assert_eq!((path.matched(), path.time()), (Match::NameAndKey, at(NOW)));
    assert_eq!(path.revocation(), RevocationStatus::Undetermined { why: Undetermined::NoList });
}

#[test]
fn expiry_and_its_beginning_say_both_times() {
    let (signer, root) = csca();
    let ds = document_signer(&signer, &root);
    let judge = |time: &str| document::verify(&parse(&ds), &anchors(&[&root]), &[], at(time));
    assert!(judge("2026-11-22T10:00:00Z").is_ok() && judge("2037-02-22T10:00:00Z").is_ok(), "both ends included");
    let early = judge("2026-11-22T09:59:59Z").unwrap_err();
    assert_eq!(early.clause(), Some("PATH-4"));
    assert!(early.to_string().contains("2026-11-22T10:00:00Z") && early.to_string().contains("09:59:59Z"), "{early}");
    let late = judge("2037-02-22T10:00:01Z").unwrap_err();
    assert_eq!(late.clause(), Some("PATH-5"));
    assert!(late.to_string().contains("10:00:00Z") && late.to_string().contains("10:00:01Z"), "{late}");
}

#[test]
fn strangers_and_namesakes_are_refused() {
    let (signer, root) = csca();
    let ds = document_signer(&signer, &root);
    let (_, namesake) = csca();
    let error = document::verify(&parse(&ds), &anchors(&[&namesake]), &[], at(NOW)).unwrap_err();
    assert!(matches!(error, PkiError::NoSignature { tried: 1, .. }), "{error}");
    let other_key = SoftSigner::generate(KeySpec::Ec(Curve::P384));
    let stranger = Request::new("csca-root", "Other CSCA", 1, &other_key).issue(&other_key, &NO_RULES).unwrap();
    let error = document::verify(&parse(&ds), &anchors(&[stranger.der()]), &[], at(NOW)).unwrap_err();
    assert_eq!(error.clause(), Some("PATH-2"), "{error}");
    let error = document::verify(&parse(&ds), &Anchors::default(), &[], at(NOW)).unwrap_err();
    assert_eq!(error.clause(), Some("PATH-2"), "{error}");
    assert!(document::verify(&parse(&ds), &anchors(&[&namesake, &root]), &[], at(NOW)).is_ok(), "the next candidate");
}

#[test]
fn a_changed_certificate_is_refused_wherever_it_was_changed() {
    let (signer, root) = csca();
    let ds = document_signer(&signer, &root);
    let tbs = parse(&ds).tbs;
    let anchors = anchors(&[&root]);
    for offset in (tbs.offset..tbs.offset + tbs.full.len()).step_by(7) {
        let mut changed = ds.clone();
        changed[offset] ^= 0x04;
        if let Ok(certificate) = Certificate::parse(&changed) {
            assert!(document::verify(&certificate, &anchors, &[], at(NOW)).is_err(), "offset {offset}");
        }
    }
}

#[test]
fn rehearsal_certificates_are_refused_by_name_before_anything_else() {
    let signer = SoftSigner::generate(KeySpec::Ec(Curve::P384));
    let mut request = Request::new("csca-root", "CSCA Utopia", 1, &signer);
    request.mode = Mode::Rehearsal;
    let root = request.issue(&signer, &NO_RULES).unwrap();
    let key = SoftSigner::generate(KeySpec::Ec(Curve::P256));
    let certificate = parse(root.der());
    let mut request = Request::new("document-signer", "DS", 2, &key).under(&certificate);
    request.mode = Mode::Rehearsal;
    let ds = request.issue(&signer, &NO_RULES).unwrap();
    let error = document::verify(&parse(ds.der()), &anchors(&[root.der()]), &[], at(NOW)).unwrap_err();
    assert_eq!(error.clause(), Some("PATH-1"), "{error}");
    let error = service::verify(&parse(ds.der()), &[], &anchors(&[root.der()]), &[], None, at(NOW)).unwrap_err();
    assert_eq!(error.clause(), Some("PATH-1"), "{error}");
}

#[test]
fn a_list_revokes_for_ever_and_clears_only_while_in_force() {
    let (signer, root) = csca();
    let ds = document_signer(&signer, &root);
    let anchors = anchors(&[&root]);
    let judge = |list: &[u8], time: &str| {
        let list = VerifiedCrl::verify(Crl::parse(list).unwrap(), &anchors).unwrap();
        document::verify(&parse(&ds), &anchors, &[list], at(time))
    };
    let clear = crl(&signer, &root, &[3, 200], "2027-01-01T00:00:00Z", "2027-03-01T00:00:00Z");
    assert_eq!(judge(&clear, NOW).unwrap().revocation(), RevocationStatus::Unrevoked);
    let stale = judge(&clear, "2027-03-01T00:00:01Z").unwrap().revocation();
    assert_eq!(stale, RevocationStatus::Undetermined { why: Undetermined::NoneInForce });
    let early = judge(&clear, "2026-12-31T00:00:00Z").unwrap().revocation();
    assert_eq!(early, RevocationStatus::Undetermined { why: Undetermined::NoneInForce });
    let listed = crl(&signer, &root, &[200, 2], "2027-01-01T00:00:00Z", "2027-03-01T00:00:00Z");
    for time in [NOW, "2030-01-01T00:00:00Z"] {
        let error = judge(&listed, time).unwrap_err();
        assert!(matches!(error, PkiError::Revoked { on } if on == at("2026-12-01T00:00:00Z")), "{error}");
    }
}

#[test]
fn the_newest_key_under_a_new_name_revokes_what_the_old_one_issued() {
    let (old, old_root) = csca();
    let ds = document_signer(&old, &old_root);
    let new = SoftSigner::generate(KeySpec::Ec(Curve::P521));
    let new_root = Request::new("csca-root", "CSCA of New Utopia", 9, &new).issue(&new, &NO_RULES).unwrap();
    let list = crl(&new, new_root.der(), &[2], "2027-01-01T00:00:00Z", "2027-03-01T00:00:00Z");
    let anchors = anchors(&[&old_root, new_root.der()]);
    let verified = VerifiedCrl::verify(Crl::parse(&list).unwrap(), &anchors).unwrap();
    assert_eq!(verified.anchor(), parse(new_root.der()).digest());
    let error = document::verify(&parse(&ds), &anchors, &[verified], at(NOW)).unwrap_err();
    assert_eq!(error.clause(), Some("PATH-6"), "{error}");
}

#[test]
fn a_list_under_the_old_name_clears_nobody_whom_a_newer_one_of_the_same_csca_names() {
    let (old, old_root) = csca();
    let ds = document_signer(&old, &old_root);
    let new = SoftSigner::generate(KeySpec::Ec(Curve::P384));
    let new_root = Request::new("csca-root", "CSCA of New Utopia", 9, &new).issue(&new, &NO_RULES).unwrap();
    let old_parsed = parse(&old_root);
    let link = Request::new("csca-link", "CSCA of New Utopia", 10, &new).under(&old_parsed).issue(&old, &NO_RULES);
    let link = link.unwrap();
    let before = crl(&old, &old_root, &[3], "2027-01-01T00:00:00Z", "2027-03-01T00:00:00Z");
    let after = crl(&new, new_root.der(), &[2, 3], "2027-01-10T00:00:00Z", "2027-04-01T00:00:00Z");
    let earlier = crl(&new, new_root.der(), &[2, 3], "2026-12-31T00:00:00Z", "2027-04-01T00:00:00Z");
    let former = [old_parsed.subject];
    let says = draft_crl(&new, new_root.der(), &[2, 3], "2027-01-10T00:00:00Z", "2027-04-01T00:00:00Z", &former);
    let both = anchors(&[&old_root, new_root.der()]);
    let linked = anchors(&[&old_root, new_root.der(), link.der()]);
    let judge = |lists: &[&[u8]], anchors: &Anchors<'_>| {
        let lists = lists.iter().map(|der| VerifiedCrl::verify(Crl::parse(der).unwrap(), anchors).unwrap());
        document::verify(&parse(&ds), anchors, &lists.collect::<Vec<_>>(), at(NOW)).map(|path| path.revocation())
    };
    assert_eq!(judge(&[&before], &linked).unwrap(), RevocationStatus::Unrevoked);
    for lists in [[&before[..], &after], [&after[..], &before]] {
        let error = judge(&lists, &linked).unwrap_err();
        assert!(matches!(error, PkiError::Revoked { .. }), "a link leads to the new name: {error}");
        // A short serial number of the same state alone may be another CSCA's.
        assert_eq!(judge(&lists, &both).unwrap(), RevocationStatus::Unrevoked);
    }
    for lists in [[&before[..], &says], [&says[..], &before]] {
        assert!(judge(&lists, &both).is_err(), "the newer list says the old name");
    }
    assert_eq!(judge(&[&before, &earlier], &linked).unwrap(), RevocationStatus::Unrevoked, "cleared since");
}

#[test]
fn a_list_that_nobody_trusted_signed_is_no_list() {
    let (_, root) = csca();
    let (forger, forged_root) = csca();
    let list = crl(&forger, &forged_root, &[2], "2027-01-01T00:00:00Z", "2027-03-01T00:00:00Z");
    let error = VerifiedCrl::verify(Crl::parse(&list).unwrap(), &anchors(&[&root])).unwrap_err();
    assert_eq!(error.clause(), Some("PATH-3"), "{error}");
}

#[test]
fn the_service_chain_holds_and_asks_for_the_purpose() {
    let ca_key = SoftSigner::generate(KeySpec::Ec(Curve::P384));
    let ca = Request::new("service-ca", "Services CA", 1, &ca_key).issue(&ca_key, &SERVICE_RULES).unwrap();
    let ca_certificate = parse(ca.der());
    let key = SoftSigner::generate(KeySpec::Ec(Curve::P256));
    let leaf = Request::new("bundle-signer", "Bundle signer", 2, &key).under(&ca_certificate);
    let leaf = leaf.issue(&ca_key, &SERVICE_RULES).unwrap();
    let anchors = anchors(&[ca.der()]);
    let judge = |purpose| service::verify(&parse(leaf.der()), &[], &anchors, &[], purpose, at(NOW));
    assert!(judge(None).is_ok());
    assert!(judge(Some(chancery::pki::oid::EKU_EMAIL_PROTECTION)).unwrap().between().is_empty());
    assert_eq!(judge(Some(chancery::pki::oid::EKU_TLS_SERVER)).unwrap_err().clause(), Some("PATH-8"));
    // An end entity is no CA, whatever it signs.
    let fake = SoftSigner::generate(KeySpec::Ec(Curve::P256));
    let leaf_certificate = parse(leaf.der());
    let mut below = Request::new("bundle-signer", "Below", 3, &fake).under(&leaf_certificate);
    below.time = leaf_certificate.not_before.time().unwrap();
    let mut profile = chancery::pki::profile::template("bundle-signer").unwrap().to_owned();
    profile = profile.replace("private_key_use = \"1 year\"", "private_key_use = \"1 month\"");
    let profile = chancery::pki::profile::Profile::parse(&profile).unwrap();
    let settings = utopia::settings();
    let draft = chancery::pki::issue::Draft {
        profile: &profile,
        country: &settings,
        mode: Mode::Specimen,
        name: "Below",
        serial: SerialNumber::from_number(3).unwrap(),
        key: &below.key,
        issuer: below.issuer,
        named_as: None,
        algorithm: key.algorithm(),
        alternative: &[],
        child: None,
        not_before: below.time,
    };
    let error = draft.lint(&NO_RULES, &[]).map(|_| ()).unwrap_err();
    assert_eq!(error.clause(), Some("ISSUE-5"), "{error}");
}

#[test]
fn document_signers_of_the_real_directory_verify_as_often_as_measured() {
    let files = lists::files("data/masterlists", &[".ml", ".cscalist"]);
    let Some(folder) = lists::shared("data/pkd") else { return };
    let text = std::fs::read(folder.join("icaopkd-001-complete-slice.ldif")).unwrap();
    let expected: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder.join("expected.json")).unwrap()).unwrap();
    let pool: BTreeSet<&[u8]> =
        files.iter().flat_map(|(_, bytes)| lists::certificates(bytes)).map(|e| e.full).collect();
    assert_eq!(pool.len() as u64, expected["pool"].as_u64().unwrap());
    let anchors = Anchors::new(pool.iter().map(|der| Anchor::of(parse(der)).unwrap()).collect());
    let signers = lists::ldif_values(&text, "userCertificate;binary");
    assert_eq!(signers.len() as u64, expected["distinct"].as_u64().unwrap());
    let (mut verified, mut folded) = (0u64, 0u64);
    for der in &signers {
        let certificate = parse(der);
        let found = anchors.issuer_of(&certificate);
        verified += u64::from(found.is_some());
        folded += u64::from(found.is_some_and(|(_, m)| m == Match::FoldedName));
        // Halfway through its life the path stands too, unless something critical is unknown.
        let (from, to) = (certificate.not_before.time().unwrap(), certificate.not_after.time().unwrap());
        let middle = Time::from_unix((from.unix() + to.unix()) / 2).unwrap();
        let path = document::verify(&certificate, &anchors, &[], middle);
        assert_eq!(path.is_ok(), found.is_some(), "{}: {path:?}", certificate.subject);
    }
    assert_eq!(verified, expected["verified"].as_u64().unwrap());
    assert_eq!(folded, expected["chain"]["normname"].as_u64().unwrap());
}

#[test]
fn every_link_of_the_real_lists_finds_its_issuer_as_often_as_measured() {
    let Some(folder) = lists::shared("data/masterlists") else { return };
    let expected: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder.join("expected.json")).unwrap()).unwrap();
    let name = "DE_ML_2025-11-27.ml";
    let list = std::fs::read(folder.join(name)).unwrap();
    let expected = &expected[format!("masterlists/{name}")];
    let elements = lists::certificates(&list);
    assert_eq!(elements.len() as u64, expected["ncerts"].as_u64().unwrap());
    let anchors = Anchors::new(elements.iter().map(|e| Anchor::of(parse(e.full)).unwrap()).collect());
    let orphans = elements.iter().filter(|e| anchors.issuer_of(&parse(e.full)).is_none()).count();
    assert_eq!(orphans, expected["unverified"].as_array().unwrap().len());
}
