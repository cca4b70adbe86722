//! Every profile that comes with the house: what it issues is lint-clean, what it refuses, and what OpenSSL reads.

#[path = "support/issuing.rs"]
mod issuing;
#[path = "support/openssl_cli.rs"]
mod openssl_cli;
#[path = "support/soft_signer.rs"]
mod soft_signer;
#[path = "support/utopia.rs"]
mod utopia;

use chancery::act::CrlIssue;
use chancery::fault::Fail;
use chancery::icao::rules::DOC_9303;
use chancery::keys::KeySpec;
use chancery::mode::Mode;
use chancery::operation::certificate_issue::{Inputs, algorithm_for, perform, prepare};
use chancery::operation::{OperationError, crl_issue};
use chancery::pki::PkiError;
use chancery::pki::alternative::AlternativeName;
use chancery::pki::country::CountrySettings;
use chancery::pki::extension::*;
use chancery::pki::issue::ProvenKey;
use chancery::pki::lint::Role;
use chancery::pki::oid;
use chancery::pki::profile::TEMPLATES;
use chancery::pki::serial::SerialNumber;
use chancery::pki::text::CertificateText;
use chancery::signer::{Algorithm, Curve, Hash, Signer};

use issuing::{above, changed, fitting_name, issue, issue_fitting, key, read, whole_settings};
use openssl_cli::{file, good, openssl};
use soft_signer::SoftSigner;
use utopia::{Request, at, child, profile, settings};

/// The names of its extensions in order, with '!' where one is critical.
fn extensions(der: &[u8]) -> Vec<String> {
    let named = |e: &Extension<'_>| extension_name(e.oid).unwrap().to_owned() + if e.is_critical() { "!" } else { "" };
    read(der).extensions.iter().map(named).collect()
}

#[test]
fn every_template_issues_a_certificate_that_lints_clean_and_openssl_reads() {
    for (name, _) in TEMPLATES {
        let profile = profile(name);
        if profile.role == Role::CscaLink {
            continue; // A link is of another key than its issuer's: below.
        }
        let kinds = profile.key.kinds.iter().filter(|kind| !matches!(kind, KeySpec::Rsa(4096)));
        for kind in kinds {
            let issued = issue_fitting(&profile, key(*kind)).unwrap_or_else(|e| panic!("{name} for {kind}: {e}"));
            assert_eq!(issued.findings().list, [], "{name} for {kind}");
            let text = good(&["x509", "-inform", "DER", "-noout", "-text"], issued.der());
            assert!(text.contains("Signature Algorithm: ") && !text.contains("<INVALID"), "{name}: {text}");
            let (signer, _, _) =
                if profile.is_self_signed() { (key(*kind), &[][..], Role::Unknown) } else { above(&profile) };
            assert!(read(issued.der()).verify_signature(signer.public_key()).is_ok(), "{name}");
            assert!(!CertificateText(&read(issued.der())).to_string().contains("unreadable"), "{name}");
        }
    }
}

#[test]
fn a_link_lints_clean_from_every_kind_of_key_to_every_other() {
    let link = profile("csca-link");
    let kinds: Vec<KeySpec> = link.key.kinds.iter().copied().filter(|kind| *kind != KeySpec::Rsa(4096)).collect();
    for old in &kinds {
        let root = issue_fitting(&profile("csca-root"), key(*old)).unwrap();
        let certificate = read(root.der());
        for new in kinds.iter().filter(|new| *new != old) {
            let proven = ProvenKey::of_signer(key(*new));
            let prepared = prepare(&Inputs {
                root: None,
                profile: &link,
                country: &whole_settings(),
                mode: Mode::Specimen,
                name: "CSCA Utopia 2",
                serial: SerialNumber::from_number(7).unwrap(),
                key: &proven,
                issuer: Some((&certificate, Role::CscaRoot)),
                alternative: &[],
                child: child(&link),
                now: at("2030-01-01T00:00:00Z"),
                accepted: &[],
            });
            let prepared = prepared.unwrap_or_else(|e| panic!("{old} to {new}: {e}"));
            let algorithm = prepared.algorithm;
            let issued = perform(prepared, &key(*old).by(algorithm)).unwrap();
            assert_eq!(read(issued.der()).not_after.time(), certificate.not_after.time(), "{old} to {new}");
            assert!(extensions(issued.der()).contains(&"nameChange".to_owned()));
        }
    }
}

#[test]
fn each_template_has_the_extensions_of_its_table_and_no_other() {
    let six = ["authorityKeyIdentifier", "subjectKeyIdentifier", "keyUsage!"];
    let names = ["subjectAltName", "issuerAltName"];
    let service = ["authorityKeyIdentifier", "subjectKeyIdentifier", "keyUsage!"];
    let small = ["authorityKeyIdentifier", "extKeyUsage!"];
    let (period, purpose, points) = ("privateKeyUsagePeriod", "extKeyUsage!", "cRLDistributionPoints");
    let (loose, access) = ("extKeyUsage", "authorityInfoAccess");
    let rows: [(&str, &[&[&str]]); 21] = [
        ("csca-root", &[&six, &[period], &names, &["basicConstraints!", points]]),
        ("document-signer", &[&six, &[period], &names, &[points, "documentTypeList"]]),
        ("masterlist-signer", &[&six, &[period], &names, &[purpose, points]]),
        ("deviationlist-signer", &[&six, &[period], &names, &[purpose, points]]),
        ("dtc-signer", &[&six, &[period], &names, &[purpose, points, "documentTypeList"]]),
        ("barcode-signer", &[&small, &["documentTypeList"]]),
        ("vds-nc-signer", &[&small]),
        ("lds2-signer-travel", &[&small]),
        ("lds2-signer-visa", &[&small]),
        ("lds2-signer-biometrics", &[&small]),
        ("spoc-client", &[&six, &names, &[purpose, points]]),
        ("spoc-server", &[&six, &names, &[purpose, points]]),
        ("communication", &[&six, &names, &[purpose, points]]),
        ("tls-server", &[&service, &["subjectAltName", loose, points, access]]),
        ("tls-client", &[&service, &[loose, points, access]]),
        ("spiffe-workload", &[&service, &["subjectAltName", loose, points]]),
        ("ocsp-signer", &[&service, &[loose, "ocspNoCheck"]]),
        ("attestor", &[&service, &[period], &[purpose, points, access]]),
        ("status-signer", &[&service, &[period], &[points]]),
        ("credential-issuer", &[&service, &[period], &["subjectAltName", points, access]]),
        ("bundle-signer", &[&service, &[loose, points]]),
    ];
    for (name, wanted) in rows {
        let profile = profile(name);
        let kind = if profile.role.is_ca() { Curve::P384 } else { Curve::P256 };
        let issued = issue_fitting(&profile, key(KeySpec::Ec(kind))).unwrap();
        assert_eq!(extensions(issued.der()), wanted.concat(), "{name}");
    }
}

#[test]
fn each_purpose_and_name_is_the_one_its_table_says() {
    for (name, purpose, subject) in [
        ("deviationlist-signer", "2.23.136.1.1.8", "CN=Signer 1 of Utopia,O=Republic of Utopia,C=UT"),
        ("barcode-signer", "2.23.136.1.1.11.1", "CN=VS,C=UT"),
        ("vds-nc-signer", "2.23.136.1.1.14.2", "CN=Signer 1 of Utopia,C=UT"),
        ("dtc-signer", "2.23.136.1.1.12.1", "CN=Signer 1 of Utopia,O=Republic of Utopia,C=UT"),
        ("lds2-signer-travel", "2.23.136.1.1.9.8.1", "CN=LDS2 1,C=UT"),
        ("lds2-signer-visa", "2.23.136.1.1.9.8.2", "CN=LDS2 1,C=UT"),
        ("lds2-signer-biometrics", "2.23.136.1.1.9.8.3", "CN=LDS2 1,C=UT"),
        ("spoc-client", "2.23.136.1.1.10.1", "CN=SPOC TLS client,O=Republic of Utopia,C=UT"),
        ("spoc-server", "2.23.136.1.1.10.2", "CN=SPOC TLS server,O=Republic of Utopia,C=UT"),
        ("communication", "1.3.6.1.5.5.7.3.2", "CN=Signer 1 of Utopia,O=Republic of Utopia,C=UT"),
        ("attestor", "1.3.6.1.5.5.7.3.8", "CN=Signer 1 of Utopia,OU=Services,O=Republic of Utopia,C=UT"),
        ("ocsp-signer", "1.3.6.1.5.5.7.3.9", "CN=Signer 1 of Utopia,OU=Services,O=Republic of Utopia,C=UT"),
    ] {
        let issued = issue_fitting(&profile(name), key(KeySpec::Ec(Curve::P256))).unwrap();
        let certificate = read(issued.der());
        let usage = certificate.read::<ExtendedKeyUsage<'_>>().unwrap().unwrap();
        let found: Vec<String> = usage.purposes.iter().map(|p| chancery::asn1::oid_text(p)).collect();
        assert_eq!(found, [purpose], "{name}");
        assert_eq!(certificate.subject.to_string(), subject, "{name}");
        if certificate.subject.to_string().ends_with("VS,C=UT") {
            assert!(certificate.subject.attributes().flatten().all(|attribute| attribute.is_printable()));
        }
    }
}

#[test]
fn values_come_from_the_country_settings() {
    let mut fields = whole_settings().fields().clone();
    fields.document_life = "5 years".parse().ok();
    fields.document_lead = "1 month".parse().ok();
    fields.document_types = vec!["P".into(), "ID".into()];
    let country = CountrySettings::new(fields).unwrap();
    let signer = profile("document-signer");
    let issued = issue(&signer, &country, "DS 1", &[], key(KeySpec::Ec(Curve::P256))).unwrap();
    let certificate = read(issued.der());
    assert_eq!(certificate.not_after.time().unwrap(), at("2032-03-22T10:00:00Z"), "3 months, 5 years and 1 month");
    let period = certificate.read::<PrivateKeyUsagePeriod<'_>>().unwrap().unwrap();
    assert_eq!(period.not_after.unwrap().time().unwrap(), at("2027-02-22T10:00:00Z"));
    let types = certificate.read::<DocumentTypeList<'_>>().unwrap().unwrap();
    let types: Vec<&[u8]> = types.types.iter().map(|t| t.content).collect();
    assert_eq!(types, [&b"P"[..], b"ID"]);

    let issued = issue_fitting(&profile("ocsp-signer"), key(KeySpec::Ec(Curve::P256))).unwrap();
    assert!(read(issued.der()).read::<OcspNoCheck>().unwrap().is_ok());
    let issued = issue_fitting(&profile("attestor"), key(KeySpec::Ec(Curve::P256))).unwrap();
    let text = CertificateText(&read(issued.der())).to_string();
    let wanted = "authorityInfoAccess: OCSP at http://ocsp.utopia.example/, issuer's certificate at \
                  http://services.utopia.example/ca.cer";
    assert!(text.contains(wanted), "{text}");
    let information = read(issued.der());
    let information = information.read::<AuthorityInformation<'_>>().unwrap().unwrap();
    assert_eq!(information.uris(oid::ACCESS_OCSP).count(), 1);
    // What the settings do not say is left out.
    let bare = issue(&profile("attestor"), &settings(), "TSA 1", &[], key(KeySpec::Ec(Curve::P256))).unwrap();
    assert!(!extensions(bare.der()).iter().any(|e| e.starts_with("authorityInfo") || e.starts_with("cRLDistribution")));
}

#[test]
fn names_beside_the_subject_are_only_those_the_profile_takes() {
    let subject = key(KeySpec::Ec(Curve::P384));
    let clause = |name: &str, country: &CountrySettings, names: &[&str]| {
        let profile = profile(name);
        let names: Vec<AlternativeName> = names.iter().map(|name| name.parse().unwrap()).collect();
        let made = issue(&profile, country, fitting_name(&profile), &names, subject);
        made.map(|issued| CertificateText(&read(issued.der())).to_string()).map_err(|e| e.clause().unwrap_or("none"))
    };
    let whole = whole_settings();
    let refused = Err("PROFILE-13");
    let dns = ["dns:tls.utopia.example"];
    // Profiles that take none.
    for name in ["csca-root", "document-signer", "barcode-signer", "spoc-client", "attestor", "ocsp-signer"] {
        assert_eq!(clause(name, &whole, &dns), refused, "{name}");
    }
    // Another kind, too few, too many, one twice.
    assert_eq!(clause("tls-server", &whole, &[]), refused);
    assert_eq!(clause("tls-server", &whole, &["email:a@utopia.example"]), refused);
    assert_eq!(clause("tls-server", &whole, &["dns:tls.utopia.example", "uri:https://utopia.example"]), refused);
    assert_eq!(clause("tls-server", &whole, &[dns[0], dns[0]]), refused);
    let many: Vec<String> = (0..21).map(|n| format!("dns:h{n}.utopia.example")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(clause("tls-server", &whole, &many), refused);
    assert!(clause("tls-server", &whole, &many[..20]).is_ok());
    assert_eq!(clause("spoc-server", &whole, &[]), refused);
    assert_eq!(clause("spoc-server", &whole, &many[..5]), refused);
    assert_eq!(clause("spoc-server", &whole, &["ip:192.0.2.1"]), refused);
    // What the profile writes by itself is not given, and wants its setting.
    assert_eq!(clause("spiffe-workload", &whole, &["uri:spiffe://utopia.example/other"]), refused);
    assert_eq!(clause("spiffe-workload", &settings(), &[]), Err("PROFILE-14"));
    let spiffe = profile("spiffe-workload");
    for bad in ["a b", "a//b", "../b", "a?b", "a/", "é"] {
        let error = issue(&spiffe, &whole, bad, &[], subject).unwrap_err();
        assert!(matches!(error, OperationError::Pki(PkiError::Name { .. })), "{bad}: {error}");
    }
    // And what is taken stands there.
    let text = clause("tls-server", &whole, &["dns:tls.utopia.example", "ip:192.0.2.7", "ip:2001:db8::7"]).unwrap();
    let wanted = "subjectAltName: host tls.utopia.example, address 192.0.2.7, address 2001:db8::7";
    assert!(text.contains(wanted), "{text}");
    let text = clause("spiffe-workload", &whole, &[]).unwrap();
    assert!(text.contains("subjectAltName: spiffe://utopia.example/ledger/witness-1\n"), "{text}");
    let text = clause("spoc-server", &whole, &["dns:spoc.utopia.example"]).unwrap();
    assert!(text.contains("https://pki.utopia.example/, host spoc.utopia.example, L=UTO"), "{text}");
    assert!(!clause("tls-client", &whole, &[]).unwrap().contains("subjectAltName"));
}

#[test]
fn openssl_takes_the_services_certificates_for_what_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let (_, root, _) = above(&profile("tls-server"));
    let anchor = chancery::pki::armour::pem(root, "CERTIFICATE");
    let anchor = file(folder.path(), "ca.pem", anchor.as_bytes());
    let moment = at("2026-11-23T00:00:00Z").unix().to_string();
    let verify = |purpose: &str, more: &[&str], name: &str| {
        let issued = issue_fitting(&profile(name), key(KeySpec::Ec(Curve::P256))).unwrap();
        let base = ["verify", "-x509_strict", "-purpose", purpose, "-attime", &moment, "-CAfile", &anchor];
        openssl(&[&base[..], more].concat(), issued.pem().as_bytes()).ok
    };
    assert!(verify("sslserver", &["-verify_hostname", "host-1.example"], "tls-server"));
    assert!(!verify("sslserver", &["-verify_hostname", "other.example"], "tls-server"));
    assert!(verify("sslclient", &[], "tls-client") && !verify("sslserver", &[], "tls-client"));
    assert!(verify("sslserver", &[], "spiffe-workload") && verify("sslclient", &[], "spiffe-workload"));
    assert!(verify("ocsphelper", &[], "ocsp-signer"));
    assert!(verify("timestampsign", &[], "attestor") && !verify("sslserver", &[], "attestor"));
    assert!(verify("any", &[], "status-signer") && verify("any", &[], "credential-issuer"));
}

#[test]
fn the_first_algorithm_that_fits_signs() {
    let (pss, pkcs) = (|hash: Hash| Algorithm::RsaPss(hash, hash.output_len() as u16), Algorithm::RsaPkcs1);
    let rsa = key(KeySpec::Rsa(3072));
    // For each kind of key the template's own choice.
    let root = profile("csca-root");
    for (kind, wanted) in [
        (KeySpec::Ec(Curve::P384), Algorithm::Ecdsa(Hash::Sha384)),
        (KeySpec::Ec(Curve::P521), Algorithm::Ecdsa(Hash::Sha512)),
        (KeySpec::Ec(Curve::BrainpoolP384r1), Algorithm::Ecdsa(Hash::Sha384)),
        (KeySpec::Ec(Curve::BrainpoolP512r1), Algorithm::Ecdsa(Hash::Sha512)),
        (KeySpec::Rsa(3072), pss(Hash::Sha256)),
    ] {
        assert_eq!(algorithm_for(&root, key(kind).public_key()).unwrap(), wanted, "{kind}");
    }
    // A curve whose own hash is not listed signs by the first that is.
    assert_eq!(
        algorithm_for(&root, key(KeySpec::Ec(Curve::P256)).public_key()).unwrap(),
        Algorithm::Ecdsa(Hash::Sha384)
    );
    // Lists that officers changed, with the line by which OpenSSL says it.
    for (list, wanted, said) in [
        ("rsa-pss-sha384\", \"rsa-pss-sha256", pss(Hash::Sha384), "Hash Algorithm: sha384"),
        ("rsa-pss-sha512\", \"ecdsa-sha384", pss(Hash::Sha512), "Hash Algorithm: sha512"),
        ("rsa-pss-sha256", pss(Hash::Sha256), "Hash Algorithm: sha256"),
        ("ecdsa-sha384\", \"rsa-pkcs1-sha256", pkcs(Hash::Sha256), "sha256WithRSAEncryption"),
        ("rsa-pkcs1-sha384", pkcs(Hash::Sha384), "sha384WithRSAEncryption"),
        ("rsa-pkcs1-sha512", pkcs(Hash::Sha512), "sha512WithRSAEncryption"),
    ] {
        let all = "ecdsa-sha384\", \"ecdsa-sha512\", \"rsa-pss-sha256\", \"rsa-pss-sha384\", \"rsa-pss-sha512";
        let profile = changed("csca-root", &[(all, list)]);
        assert_eq!(algorithm_for(&profile, rsa.public_key()).unwrap(), wanted, "{list}");
        let issued = issue_fitting(&profile, rsa).unwrap();
        let text = good(&["x509", "-inform", "DER", "-noout", "-text"], issued.der());
        assert!(text.contains(said), "{list}: {text}");
        assert!(read(issued.der()).verify_signature(rsa.public_key()).is_ok(), "{list}");
    }
    // And where none fits it is refused.
    let curves = changed("csca-root", &[(", \"rsa-pss-sha256\", \"rsa-pss-sha384\", \"rsa-pss-sha512\"", "")]);
    assert_eq!(algorithm_for(&curves, rsa.public_key()).unwrap_err().clause(), Some("PROFILE-2"));
    let edwards = key(KeySpec::Ed25519).public_key();
    assert_eq!(algorithm_for(&root, edwards).unwrap_err().clause(), Some("PROFILE-2"));
}

#[test]
fn a_revocation_list_is_signed_as_its_issuer_signed_its_own_root() {
    let rsa = key(KeySpec::Rsa(3072));
    let algorithm_of = |issuer: &[u8], role: Role| {
        let issuer = read(issuer);
        let (previous, previous_at, revoked_since) = (None, None, false);
        let now = at("2027-01-01T00:00:00Z");
        let inputs = crl_issue::Inputs {
            issuer: &issuer,
            role,
            number: 1,
            revoked: &[],
            family: &[],
            previous,
            previous_at,
            revoked_since,
            now,
        };
        let act = CrlIssue { issuer: "csca".parse().unwrap(), days: 90, accept: Vec::new() };
        crl_issue::prepare(&act, &inputs).unwrap().algorithm
    };
    let all = "\"ecdsa-sha384\", \"ecdsa-sha512\", \"rsa-pss-sha256\", \"rsa-pss-sha384\", \"rsa-pss-sha512\"";
    for (word, wanted) in [
        ("rsa-pkcs1-sha512", Algorithm::RsaPkcs1(Hash::Sha512)),
        ("rsa-pss-sha384", Algorithm::RsaPss(Hash::Sha384, 48)),
    ] {
        let profile = changed("csca-root", &[(all, &format!("\"{word}\""))]);
        let root = issue_fitting(&profile, rsa).unwrap();
        assert_eq!(algorithm_of(root.der(), Role::CscaRoot), wanted);
    }
    // A certificate that another key signed says nothing of how this one signs.
    let (old, old_root, _) = above(&profile("csca-link"));
    let old_root = read(old_root);
    let mut link = Request::new("csca-link", "CSCA 2", 2, rsa).under(&old_root);
    link.time = at("2026-12-01T00:00:00Z");
    let link = link.issue(old, &DOC_9303).unwrap();
    assert_eq!(algorithm_of(link.der(), Role::CscaLink), Algorithm::RsaPss(Hash::Sha256, 32));
}

#[test]
fn rsa_keys_of_other_sizes_are_taken_up_to_what_the_profile_says() {
    let odd = |bits: u16| SoftSigner::generate(KeySpec::Rsa(bits));
    let signer = profile("document-signer");
    let between = odd(2056);
    assert!(signer.take_key(between.public_key()).is_ok());
    assert_eq!(profile("masterlist-signer").take_key(between.public_key()).unwrap_err().clause(), Some("PROFILE-1"));
    for bits in [1024, 2040, 2050] {
        assert_eq!(signer.take_key(odd(bits).public_key()).unwrap_err().clause(), Some("PROFILE-1"), "{bits}");
    }
    let small = changed("document-signer", &[("rsa_up_to = 8192", "rsa_up_to = 2048")]);
    assert_eq!(small.take_key(between.public_key()).unwrap_err().clause(), Some("PROFILE-1"));
    assert!(issue_fitting(&signer, &between).is_ok());
}

#[test]
fn a_name_is_asked_for_only_where_it_stands() {
    assert!(issue(&profile("spoc-client"), &settings(), "", &[], key(KeySpec::Ec(Curve::P256))).is_ok());
    for name in ["document-signer", "barcode-signer", "tls-client", "spiffe-workload"] {
        let error = issue(&profile(name), &whole_settings(), "", &[], key(KeySpec::Ec(Curve::P256))).unwrap_err();
        assert_eq!(error.clause(), Some("PROFILE-4"), "{name}");
    }
}

#[test]
fn names_that_the_small_profiles_have_no_room_for_are_errors_of_lint() {
    let subject = key(KeySpec::Ec(Curve::P256));
    for (name, bad, rule) in [
        ("barcode-signer", "Seal Signer", "X45"),
        ("barcode-signer", "vs", "X45"),
        ("barcode-signer", "V1", "X45"),
        ("barcode-signer", "V", "X45"),
        ("lds2-signer-visa", "Visa signer", "X46"),
    ] {
        let error = issue(&profile(name), &settings(), bad, &[], subject).unwrap_err();
        assert_eq!(error.clause(), Some("LINT-1"), "{name} {bad}");
        assert!(error.to_string().contains(rule), "{name} {bad}: {error}");
    }
}

#[test]
fn a_rehearsal_marks_the_small_profiles_too() {
    let (ca, subject) = (key(KeySpec::Ec(Curve::P384)), key(KeySpec::Ec(Curve::P256)));
    let mut root = Request::new("csca-root", "CSCA Utopia", 1, ca);
    root.mode = Mode::Rehearsal;
    let root = root.issue(ca, &DOC_9303).unwrap();
    let root = read(root.der());
    for (name, asked, wanted) in [
        ("barcode-signer", "VS", "CN=VS,C=UT"),
        ("lds2-signer-travel", "LDS2 1", "CN=LDS2 1,C=UT"),
        ("vds-nc-signer", "DFAT", "CN=REHEARSAL DFAT,C=UT"),
        ("spoc-client", "", "CN=REHEARSAL SPOC TLS client,O=Republic of Utopia,C=UT"),
    ] {
        let mut request = Request::new(name, asked, 2, subject).under(&root);
        request.mode = Mode::Rehearsal;
        let issued = request.issue(ca, &DOC_9303).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert!(chancery::pki::issue::is_marked(&read(issued.der())), "{name}");
        assert_eq!(read(issued.der()).subject.to_string(), wanted);
    }
}
