//! Certificates from profiles: what is in them, what is refused, and what OpenSSL says.

#[path = "support/openssl_cli.rs"]
mod openssl_cli;
#[path = "support/soft_signer.rs"]
mod soft_signer;
#[path = "support/utopia.rs"]
mod utopia;

use chancery::asn1::strict_der;
use chancery::fault::Fail;
use chancery::keys::KeySpec;
use chancery::mode::Mode;
use chancery::pki::PkiError;
use chancery::pki::certificate::Certificate;
use chancery::pki::extension::*;
use chancery::pki::issue::{Draft, Issued, Issuer, ProvenKey, is_marked, sign_linted};
use chancery::pki::lint::{Edition, Report, Role, Rule, RuleSet, Severity, Subject};
use chancery::pki::oid;
use chancery::pki::profile::{Profile, template};
use chancery::pki::serial::SerialNumber;
use chancery::pki::service_rules::SERVICE_RULES;
use chancery::signer::{Algorithm, Curve, EcParametersForm, Hash, KeyKind, PublicKey, Signer, SignerError};

use openssl_cli::{file, good, openssl};
use soft_signer::SoftSigner;
use utopia::{NO_RULES, Request, at, csca, profile, settings};

fn parse(der: &[u8]) -> Certificate<'_> {
    Certificate::parse(der).unwrap()
}

#[test]
fn a_csca_root_holds_exactly_what_table_6_wants() {
    let (signer, der) = csca();
    let root = parse(&der);
    assert_eq!(strict_der(&der, 0).unwrap(), []);
    assert_eq!(root.version(), 3);
    assert_eq!(root.serial(), [1]);
    assert!(root.is_self_issued());
    assert_eq!(root.subject.to_string(), "CN=CSCA Utopia,O=Republic of Utopia,C=UT");
    assert_eq!(root.not_before.time().unwrap(), at("2026-11-22T10:00:00Z"));
    assert_eq!(root.not_after.time().unwrap(), at("2042-02-22T10:00:00Z"));
    assert!(root.verify_signature(signer.public_key()).is_ok());
    let key = root.public_key().unwrap();
    let explicit = EcParametersForm::Explicit(vec![]);
    assert!(matches!(key.kind(), KeyKind::Ec { curve: Curve::P384, form, .. } if *form == explicit));
    let names: Vec<&str> = root.extensions.iter().map(|e| extension_name(e.oid).unwrap()).collect();
    assert_eq!(
        names,
        [
            "authorityKeyIdentifier",
            "subjectKeyIdentifier",
            "keyUsage",
            "privateKeyUsagePeriod",
            "subjectAltName",
            "issuerAltName",
            "basicConstraints",
            "cRLDistributionPoints",
        ]
    );
    let critical: Vec<&str> =
        root.extensions.iter().filter(|e| e.is_critical()).map(|e| extension_name(e.oid).unwrap()).collect();
    assert_eq!(critical, ["keyUsage", "basicConstraints"]);
    let usage = root.read::<KeyUsage>().unwrap().unwrap();
    assert!(usage.minimal && usage.is_exactly(&[KeyUsageBit::KeyCertSign, KeyUsageBit::CrlSign]));
    let constraints = root.read::<BasicConstraints<'_>>().unwrap().unwrap();
    assert!(constraints.is_ca() && constraints.path_length == Some(0));
    assert_eq!(root.authority_key_identifier(), root.subject_key_identifier());
    let period = root.read::<PrivateKeyUsagePeriod<'_>>().unwrap().unwrap();
    assert_eq!(period.not_before.unwrap().time().unwrap(), at("2026-11-22T10:00:00Z"));
    assert_eq!(period.not_after.unwrap().time().unwrap(), at("2031-11-22T10:00:00Z"));
    assert!(period.not_after.unwrap().is_plain());
    let subject = root.read::<SubjectAltName<'_>>().unwrap().unwrap().0;
    let issuer = root.read::<IssuerAltName<'_>>().unwrap().unwrap().0;
    assert_eq!(subject.element.full, issuer.element.full);
    assert_eq!(subject.directories().next().unwrap().to_string(), "L=UTO");
    assert_eq!(root.read::<CrlDistributionPoints<'_>>().unwrap().unwrap().uris().count(), 2);
    assert_eq!(Role::infer(&root), Role::CscaRoot);
}

#[test]
fn a_document_signer_for_a_named_curve_carries_the_same_key_explicitly() {
    let (signer, root) = csca();
    let root = parse(&root);
    let key = SoftSigner::generate(KeySpec::Ec(Curve::P256));
    let issued = Request::new("document-signer", "DS 1", 2, &key).under(&root).issue(&signer, &NO_RULES).unwrap();
    let certificate = parse(issued.der());
    assert_eq!(strict_der(issued.der(), 0).unwrap(), []);
    let carried = certificate.public_key().unwrap();
    assert_eq!(carried.identity().unwrap(), key.public_key().identity().unwrap());
    assert!(matches!(carried.kind(), KeyKind::Ec { form: EcParametersForm::Explicit(d), .. } if d.is_empty()));
    assert_eq!(certificate.not_after.time().unwrap(), at("2037-02-22T10:00:00Z"));
    assert_eq!(certificate.issuer.der(), root.subject.der());
    assert_eq!(certificate.authority_key_identifier(), root.subject_key_identifier());
    assert!(certificate.extensions.find(oid::BASIC_CONSTRAINTS).is_none());
    assert!(certificate.extensions.find(oid::EXTENDED_KEY_USAGE).is_none());
    let types = certificate.read::<DocumentTypeList<'_>>().unwrap().unwrap();
    assert_eq!((types.version, types.types.len(), types.types[0].content), (0, 1, &b"P"[..]));
    assert_eq!(Role::infer(&certificate), Role::DocumentSigner);
    assert!(certificate.verify_signature(signer.public_key()).is_ok());
}

#[test]
fn a_masterlist_signer_has_its_one_purpose_critical() {
    let (signer, root) = csca();
    let root = parse(&root);
    let key = SoftSigner::generate(KeySpec::Ec(Curve::P256));
    let issued = Request::new("masterlist-signer", "MLS 1", 3, &key).under(&root).issue(&signer, &NO_RULES).unwrap();
    let certificate = parse(issued.der());
    assert!(certificate.extensions.find(oid::EXTENDED_KEY_USAGE).unwrap().is_critical());
    let usage = certificate.read::<ExtendedKeyUsage<'_>>().unwrap().unwrap();
    assert_eq!(usage.purposes, [oid::EKU_MASTERLIST_SIGNER]);
    assert_eq!(Role::infer(&certificate), Role::MasterlistSigner);
}

#[test]
fn an_issuer_is_a_ca_of_the_profiles_own_hierarchy() {
    let (csca_key, csca) = csca();
    let csca = parse(&csca);
    let service_key = SoftSigner::generate(KeySpec::Ec(Curve::P384));
    let service = Request::new("service-ca", "Services", 1, &service_key).issue(&service_key, &NO_RULES).unwrap();
    let service = parse(service.der());
    let leaf_key = SoftSigner::generate(KeySpec::Ec(Curve::P256));
    let leaf = Request::new("masterlist-signer", "MLS", 2, &leaf_key).under(&csca).issue(&csca_key, &NO_RULES).unwrap();
    let leaf = parse(leaf.der());
    let key = SoftSigner::generate(KeySpec::Ec(Curve::P256));
    let clause = |profile, issuer, role, signer: &SoftSigner| {
        let request = Request::new(profile, "X", 3, &key).under_role(issuer, role);
        request.issue(signer, &NO_RULES).unwrap_err().clause().unwrap()
    };
    for (profile, issuer, role, signer) in [
        ("bundle-signer", &leaf, Role::MasterlistSigner, &leaf_key),
        ("bundle-signer", &csca, Role::CscaRoot, &csca_key),
        ("masterlist-signer", &service, Role::ServiceCa, &service_key),
        ("document-signer", &leaf, Role::MasterlistSigner, &leaf_key),
    ] {
        assert_eq!(clause(profile, issuer, role, signer), "PROFILE-6", "{profile} under {}", role.word());
    }
    // Whatever role is claimed, the certificate itself must say that it is a CA's.
    assert_eq!(clause("bundle-signer", &leaf, Role::ServiceCa, &leaf_key), "ISSUE-5");
    assert_eq!(clause("document-signer", &leaf, Role::CscaRoot, &leaf_key), "ISSUE-5");
}

#[test]
fn a_link_names_the_change_only_when_the_name_changes() {
    let (old, old_root) = csca();
    let old_root = parse(&old_root);
    let new = SoftSigner::with_algorithm(KeySpec::Rsa(3072), Algorithm::RsaPss(Hash::Sha256, 32));
    let mut request = Request::new("csca-link", "CSCA Utopia", 4, &new).under(&old_root);
    request.time = at("2030-01-01T00:00:00Z");
    let same = request.issue(&old, &NO_RULES).unwrap();
    assert!(parse(same.der()).extensions.find(oid::NAME_CHANGE).is_none());
    assert!(parse(same.der()).is_self_issued());
    assert_eq!(Role::infer(&parse(same.der())), Role::CscaLink);
    request.name = "CSCA New Utopia";
    let other = request.issue(&old, &NO_RULES).unwrap();
    let link = parse(other.der());
    assert!(link.read::<NameChange>().unwrap().is_ok());
    assert!(!link.extensions.find(oid::NAME_CHANGE).unwrap().is_critical());
    assert_eq!(link.not_after.time().unwrap(), old_root.not_after.time().unwrap(), "cut at the issuer's end");
    assert_eq!(Role::infer(&link), Role::CscaLink);
}

#[test]
fn every_curve_and_rsa_size_of_the_profiles_makes_a_root_that_openssl_reads() {
    for kind in profile("csca-root").key.kinds {
        let mut algorithm = kind.default_algorithm();
        if matches!(kind, KeySpec::Rsa(_)) {
            algorithm = Algorithm::RsaPss(Hash::Sha256, 32);
        }
        let signer = SoftSigner::with_algorithm(kind, algorithm);
        let issued = Request::new("csca-root", "CSCA Utopia", 77, &signer).issue(&signer, &NO_RULES).unwrap();
        let text = good(&["x509", "-inform", "DER", "-noout", "-text"], issued.der());
        assert!(text.contains("CN = CSCA Utopia"), "{kind}: {text}");
        assert!(text.contains("CA:TRUE, pathlen:0"), "{kind}: {text}");
        assert!(text.contains("Certificate Sign, CRL Sign"), "{kind}: {text}");
        assert!(text.contains("DirName:/L=UTO") || text.contains("DirName:L = UTO"), "{kind}: {text}");
        assert!(text.contains("Not After : Feb 22 10:00:00 2042 GMT"), "{kind}: {text}");
        assert!(
            text.contains("Not Before: Nov 22 10:00:00 2026 GMT, Not After: Nov 22 10:00:00 2031 GMT"),
            "{kind}: {text}"
        );
        if matches!(kind, KeySpec::Ec(_)) {
            assert!(text.contains("Field Type: prime-field") && text.contains("Cofactor"), "{kind}: {text}");
            assert!(!text.contains("ASN1 OID"), "{kind}: {text}");
        }
    }
}

#[test]
fn openssl_verifies_the_signature_of_explicit_curve_certificates_though_it_refuses_their_chain() {
    let (signer, root) = csca();
    let root = parse(&root);
    let key = SoftSigner::generate(KeySpec::Ec(Curve::BrainpoolP256r1));
    let issued = Request::new("document-signer", "DS 1", 2, &key).under(&root).issue(&signer, &NO_RULES).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let certificate = parse(issued.der());
    // The signature alone, by the bare key: `openssl dgst` takes explicit parameters.
    let public = good(&["x509", "-inform", "DER", "-noout", "-pubkey"], root.der());
    let public = file(folder.path(), "root.pub", public.as_bytes());
    let signature = file(folder.path(), "signature", certificate.signature().unwrap());
    let said = good(&["dgst", "-sha384", "-verify", &public, "-signature", &signature], certificate.tbs.full);
    assert!(said.contains("Verified OK"), "{said}");
    // The chain: known and wanted, since Doc 9303-12 4.1.6.3 demands what OpenSSL 3 refuses.
    let anchor = chancery::pki::armour::pem(root.der(), "CERTIFICATE");
    let anchor = file(folder.path(), "root.pem", anchor.as_bytes());
    let said = openssl(&["verify", "-x509_strict", "-CAfile", &anchor], issued.pem().as_bytes());
    assert!(!said.ok && said.text.contains("explicit ECC parameters"), "{}", said.text);
}

#[test]
fn openssl_verifies_the_whole_named_curve_service_chain() {
    let ca_key = SoftSigner::generate(KeySpec::Ec(Curve::P384));
    let ca = Request::new("service-ca", "Services CA", 1, &ca_key).issue(&ca_key, &SERVICE_RULES).unwrap();
    let ca_certificate = parse(ca.der());
    let key = SoftSigner::generate(KeySpec::Ec(Curve::P256));
    let request = Request::new("bundle-signer", "Bundle signer 1", 2, &key).under(&ca_certificate);
    let signer = request.issue(&ca_key, &SERVICE_RULES).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let anchor = file(folder.path(), "ca.pem", ca.pem().as_bytes());
    let moment = at("2027-01-01T00:00:00Z").unix().to_string();
    let verify = ["verify", "-x509_strict", "-purpose", "smimesign", "-attime", &moment, "-CAfile", &anchor];
    let said = openssl(&verify, signer.pem().as_bytes());
    assert!(said.ok && said.text.contains("OK"), "{}", said.text);
    let late = at("2029-01-01T00:00:00Z").unix().to_string();
    let said = openssl(&["verify", "-attime", &late, "-CAfile", &anchor], signer.pem().as_bytes());
    assert!(!said.ok && said.text.contains("expired"), "{}", said.text);
    // The manifest's signature as a bare machine checks it.
    let content = file(folder.path(), "MANIFEST", b"what is signed");
    let signer_pem = file(folder.path(), "signer.pem", signer.pem().as_bytes());
    let key_pem = file(folder.path(), "signer.key", &key.private_pem());
    let cms = folder.path().join("MANIFEST.p7s").to_string_lossy().into_owned();
    let sign = ["cms", "-sign", "-binary", "-outform", "DER", "-in", &content, "-signer", &signer_pem];
    good(&[&sign[..], &["-inkey", &key_pem, "-out", &cms]].concat(), b"");
    let verify = ["cms", "-verify", "-binary", "-inform", "DER", "-in", &cms, "-content", &content];
    good(&[&verify[..], &["-attime", &moment, "-CAfile", &anchor, "-out", "/dev/null"]].concat(), b"");
}

#[test]
fn a_rehearsal_marks_its_certificates_and_never_mixes_with_the_real_thing() {
    let signer = SoftSigner::generate(KeySpec::Ec(Curve::P384));
    let mut request = Request::new("csca-root", "CSCA Utopia", 1, &signer);
    request.mode = Mode::Rehearsal;
    let root = request.issue(&signer, &NO_RULES).unwrap();
    let root = parse(root.der());
    assert_eq!(root.subject.common_name().unwrap(), "REHEARSAL CSCA Utopia");
    assert!(is_marked(&root) && root.extensions.find(oid::REHEARSAL).unwrap().is_critical());
    let folder = tempfile::tempdir().unwrap();
    let pem = chancery::pki::armour::pem(root.der(), "CERTIFICATE");
    let anchor = file(folder.path(), "root.pem", pem.as_bytes());
    let said = openssl(&["verify", "-CAfile", &anchor], pem.as_bytes());
    assert!(!said.ok && said.text.contains("unhandled critical extension"), "{}", said.text);

    let key = SoftSigner::generate(KeySpec::Ec(Curve::P256));
    let mut under = Request::new("document-signer", "DS", 2, &key).under(&root);
    for mode in [Mode::Production, Mode::Specimen] {
        under.mode = mode;
        let error = under.issue(&signer, &NO_RULES).unwrap_err();
        assert_eq!(error.clause(), Some("REHEARSAL-1"), "{error}");
    }
    under.mode = Mode::Rehearsal;
    let marked = under.issue(&signer, &NO_RULES).unwrap();
    assert!(is_marked(&parse(marked.der())));
    let (real, real_root) = csca();
    let real_root = parse(&real_root);
    let mut under = Request::new("document-signer", "DS", 2, &key).under(&real_root);
    under.mode = Mode::Rehearsal;
    assert_eq!(under.issue(&real, &NO_RULES).unwrap_err().clause(), Some("REHEARSAL-1"));
}

#[test]
fn production_refuses_names_that_say_rehearsal() {
    let signer = SoftSigner::generate(KeySpec::Ec(Curve::P384));
    let mut request = Request::new("csca-root", "Rehearsal CSCA", 1, &signer);
    request.mode = Mode::Production;
    assert!(matches!(request.issue(&signer, &NO_RULES).unwrap_err(), PkiError::Name { .. }));
}

#[test]
fn names_that_could_mislead_or_do_not_fit_are_refused() {
    let signer = SoftSigner::generate(KeySpec::Ec(Curve::P384));
    for bad in ["", " CSCA", "CSCA  x", "a\u{202e}b", "a\nb", &"x".repeat(65)] {
        let error = Request::new("csca-root", bad, 1, &signer).issue(&signer, &NO_RULES).unwrap_err();
        assert!(matches!(error, PkiError::Name { .. }), "{bad:?}: {error}");
    }
    let mut long = Request::new("csca-root", "x", 1, &signer);
    let name = "y".repeat(60);
    (long.name, long.mode) = (&name, Mode::Rehearsal);
    assert!(matches!(long.issue(&signer, &NO_RULES).unwrap_err(), PkiError::Name { .. }), "with the mark 70");
}

#[test]
fn keys_and_algorithms_that_the_profile_does_not_take_are_refused() {
    let small = SoftSigner::generate(KeySpec::Ec(Curve::P256));
    let error = Request::new("csca-root", "CSCA", 1, &small).issue(&small, &NO_RULES).unwrap_err();
    assert_eq!(error.clause(), Some("PROFILE-1"), "{error}");
    let weak = SoftSigner::with_algorithm(KeySpec::Ec(Curve::P384), Algorithm::Ecdsa(Hash::Sha256));
    let error = Request::new("csca-root", "CSCA", 1, &weak).issue(&weak, &NO_RULES).unwrap_err();
    assert_eq!(error.clause(), Some("PROFILE-2"), "{error}");
    let rsa = SoftSigner::with_algorithm(KeySpec::Rsa(3072), Algorithm::RsaPkcs1(Hash::Sha256));
    let error = Request::new("csca-root", "CSCA", 1, &rsa).issue(&rsa, &NO_RULES).unwrap_err();
    assert_eq!(error.clause(), Some("PROFILE-2"), "{error}");
}

#[test]
fn a_profile_gets_the_issuer_it_wants_or_none() {
    let (signer, root) = csca();
    let root = parse(&root);
    let key = SoftSigner::generate(KeySpec::Ec(Curve::P384));
    let error = Request::new("csca-root", "CSCA", 2, &key).under(&root).issue(&signer, &NO_RULES).unwrap_err();
    assert_eq!(error.clause(), Some("PROFILE-3"), "{error}");
    let error = Request::new("document-signer", "DS", 2, &key).issue(&key, &NO_RULES).unwrap_err();
    assert_eq!(error.clause(), Some("PROFILE-3"), "{error}");
}

#[test]
fn nothing_outlives_its_issuer_and_nothing_is_signed_by_a_key_out_of_use() {
    let (signer, root) = csca();
    let root = parse(&root);
    let key = SoftSigner::generate(KeySpec::Ec(Curve::P256));
    let at_time = |text: &str| {
        let mut request = Request::new("document-signer", "DS", 2, &key).under(&root);
        request.time = at(text);
        request.issue(&signer, &NO_RULES).map(drop).map_err(|e| e.clause().unwrap_or("none"))
    };
    assert_eq!(at_time("2031-11-22T10:00:00Z"), Ok(()), "the last second of use");
    assert_eq!(at_time("2031-11-22T10:00:01Z"), Err("VALIDITY-1"), "a second later it would outlive the issuer");
    assert_eq!(at_time("2026-11-22T09:59:59Z"), Err("VALIDITY-2"), "before the issuer begins");
    let mut short = Request::new("masterlist-signer", "MLS", 2, &key).under(&root);
    short.time = at("2031-11-22T10:00:01Z");
    let error = short.issue(&signer, &NO_RULES).unwrap_err();
    assert_eq!(error.clause(), Some("VALIDITY-2"), "{error}");
    assert!(error.to_string().contains("2031-11-22T10:00:00Z"), "{error}");
}

static ALWAYS_WARNS: Rule = Rule {
    id: "W1",
    version: 1,
    title: "warns",
    clause: "test",
    severity: Severity::Warning,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "",
    applies: |_| true,
    check: |_, report: &mut Report| report.add("serialNumber", "one", "two"),
};
static REFUSES_SERIAL_13: Rule = Rule {
    id: "E13",
    severity: Severity::Error,
    check: |s: &Subject<'_>, report| {
        if s.certificate.serial() == [13] {
            report.add("serialNumber", "13", "a lucky number");
        }
    },
    ..ALWAYS_WARNS
};
/// Finds something only once the signature is there.
static REFUSES_SIGNED: Rule = Rule {
    id: "E99",
    severity: Severity::Error,
    check: |s: &Subject<'_>, report| {
        if s.signature_good == Some(true) {
            report.add("signature", "there", "absent");
        }
    },
    ..ALWAYS_WARNS
};
static WARNING: RuleSet = RuleSet::new("warning", &[&ALWAYS_WARNS, &REFUSES_SERIAL_13], &[], &[]);
static AFTERWARDS: RuleSet = RuleSet::new("afterwards", &[&REFUSES_SIGNED], &[], &[]);

struct Fixture {
    signer: SoftSigner,
    profile: Profile,
    settings: chancery::pki::country::CountrySettings,
    key: ProvenKey,
}

impl Fixture {
    fn new() -> Self {
        let signer = SoftSigner::generate(KeySpec::Ec(Curve::P384));
        let key = ProvenKey::of_signer(&signer);
        Fixture { signer, profile: profile("csca-root"), settings: settings(), key }
    }

    fn draft(&self, serial: u64) -> Draft<'_> {
        Draft {
            profile: &self.profile,
            country: &self.settings,
            mode: Mode::Specimen,
            name: "CSCA Utopia",
            serial: SerialNumber::from_number(serial).unwrap(),
            key: &self.key,
            issuer: Issuer::Itself,
            named_as: None,
            algorithm: self.signer.algorithm(),
            alternative: &[],
            child: utopia::child(&self.profile),
            not_before: at("2026-11-22T10:00:00Z"),
        }
    }
}

#[test]
fn errors_refuse_and_name_their_rules() {
    let fixture = Fixture::new();
    let error = fixture.draft(13).lint(&WARNING, &["W1".into(), "E13".into()]).unwrap_err();
    assert_eq!(error.clause(), Some("LINT-1"));
    assert!(error.to_string().contains("E13") && error.to_string().contains("a lucky number"), "{error}");
}

#[test]
fn the_lines_before_signing_are_those_of_the_product() {
    let fixture = Fixture::new();
    let linted = fixture.draft(1).lint(&NO_RULES, &[]).unwrap();
    let lines = linted.lines().unwrap();
    let issued = sign_linted(linted, &fixture.signer, &NO_RULES).unwrap();
    let product = chancery::pki::text::CertificateText(&parse(issued.der())).to_string();
    assert!(lines.contains(&("valid until", "2042-02-22T10:00:00Z".into())), "{lines:?}");
    assert!(lines.iter().filter(|(name, _)| *name == "extension").count() > 3, "{lines:?}");
    for (name, value) in &lines {
        match *name {
            "serial number" => assert_eq!(value, "drawn when it is signed"),
            "extension" => assert!(product.contains(value.as_str()), "{value}: {product}"),
            "signature" => assert!(product.contains(&format!("{:<18} {value}", "signed by")), "{value}: {product}"),
            name => assert!(product.contains(&format!("{name:<18} {value}")), "{name} {value}: {product}"),
        }
    }
}

#[test]
fn warnings_refuse_until_each_is_accepted_by_name() {
    let fixture = Fixture::new();
    for accepted in [vec![], vec!["W2".to_owned()], vec!["w1".to_owned()]] {
        let error = fixture.draft(1).lint(&WARNING, &accepted).unwrap_err();
        assert_eq!(error.clause(), Some("LINT-2"), "{error}");
    }
    let linted = fixture.draft(1).lint(&WARNING, &["W1".into()]).unwrap();
    assert_eq!(linted.rules(), WARNING.digest());
    let tbs = linted.tbs().to_vec();
    let issued = sign_linted(linted, &fixture.signer, &WARNING).unwrap();
    assert_eq!(issued.findings().rules(Severity::Warning), ["W1"]);
    assert_eq!(parse(issued.der()).tbs.full, tbs);
}

#[test]
fn what_was_accepted_and_not_found_is_refused() {
    let fixture = Fixture::new();
    for idle in ["W2", "w1", "E13", "", "\u{1b}"] {
        let error = fixture.draft(1).lint(&WARNING, &["W1".into(), idle.into()]).unwrap_err();
        assert_eq!(error.clause(), Some("LINT-4"), "{error}");
        assert!(!error.to_string().contains('\u{1b}'), "{error}");
    }
    let error = fixture.draft(1).lint(&NO_RULES, &["W1".into()]).unwrap_err();
    assert!(error.to_string().ends_with(": W1"), "{error}");
    // Said twice is said.
    assert!(fixture.draft(1).lint(&WARNING, &["W1".into(), "W1".into()]).is_ok());
}

#[test]
fn what_rules_find_only_in_the_product_refuses_the_product() {
    let fixture = Fixture::new();
    let linted = fixture.draft(1).lint(&AFTERWARDS, &[]).unwrap();
    let error = sign_linted(linted, &fixture.signer, &AFTERWARDS).unwrap_err();
    assert_eq!(error.clause(), Some("LINT-1"), "{error}");
}

/// The right key under another algorithm; it is never asked to sign.
struct OtherAlgorithm<'s>(&'s SoftSigner);

impl Signer for OtherAlgorithm<'_> {
    fn algorithm(&self) -> Algorithm {
        Algorithm::Ecdsa(Hash::Sha512)
    }

    fn public_key(&self) -> &PublicKey {
        self.0.public_key()
    }

    fn sign(&self, _: &[u8]) -> Result<Vec<u8>, SignerError> {
        panic!("asked to sign by an algorithm that was not linted")
    }
}

#[test]
fn other_rules_other_keys_other_algorithms_and_other_signatures_are_refused() {
    let fixture = Fixture::new();
    let linted = || fixture.draft(1).lint(&NO_RULES, &[]).unwrap();
    let error = sign_linted(linted(), &fixture.signer, &WARNING).unwrap_err();
    assert_eq!(error.clause(), Some("LINT-3"), "{error}");
    let stranger = SoftSigner::generate(KeySpec::Ec(Curve::P384));
    let error = sign_linted(linted(), &stranger, &NO_RULES).unwrap_err();
    assert_eq!(error.clause(), Some("ISSUE-1"), "{error}");
    let error = sign_linted(linted(), &OtherAlgorithm(&fixture.signer), &NO_RULES).unwrap_err();
    assert_eq!(error.clause(), Some("ISSUE-2"), "{error}");
    let signature = fixture.signer.sign(linted().tbs()).unwrap();
    let assemble = |signature: &[u8], key: &dyn Signer| {
        Issued::assemble(linted(), signature, key.public_key(), &NO_RULES).map(drop).map_err(|e| e.clause().unwrap())
    };
    assert_eq!(assemble(&signature, &stranger), Err("ISSUE-1"));
    let other = fixture.signer.sign(b"something else").unwrap();
    for bad in [&other[..], &[], &[0x30, 0x00], &signature[1..]] {
        assert_eq!(assemble(bad, &fixture.signer), Err("ISSUE-3"));
    }
    assert_eq!(assemble(&signature, &fixture.signer), Ok(()));
}

#[test]
fn the_service_rules_refuse_an_explicit_curve() {
    let text = template("service-ca").unwrap().replace("parameters = \"named\"", "parameters = \"explicit\"");
    let profile = Profile::parse(&text).unwrap();
    let fixture = Fixture::new();
    let draft = Draft { profile: &profile, ..fixture.draft(1) };
    let error = draft.lint(&SERVICE_RULES, &[]).unwrap_err();
    assert!(error.to_string().contains("S5280-10"), "{error}");
}
