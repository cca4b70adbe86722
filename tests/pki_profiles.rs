//! Every profile that comes with the house: what it issues is lint-clean, what it refuses, and what OpenSSL reads.

#[path = "support/openssl_cli.rs"]
mod openssl_cli;
#[path = "support/soft_signer.rs"]
mod soft_signer;
#[path = "support/utopia.rs"]
mod utopia;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use chancery::fault::Fail;
use chancery::icao::rules::DOC_9303;
use chancery::keys::KeySpec;
use chancery::mode::Mode;
use chancery::operation::certificate_issue::{Inputs, algorithm_for, perform, prepare};
use chancery::operation::{OperationError, rules_for};
use chancery::pki::PkiError;
use chancery::pki::alternative::AlternativeName;
use chancery::pki::certificate::Certificate;
use chancery::pki::country::{CountryFields, CountrySettings};
use chancery::pki::extension::*;
use chancery::pki::issue::{Draft, Issued, Issuer, ProvenKey, sign_linted};
use chancery::pki::lint::Role;
use chancery::pki::oid;
use chancery::pki::profile::{AlternativeFields, Profile, TEMPLATES, template};
use chancery::pki::serial::SerialNumber;
use chancery::pki::service_rules::SERVICE_RULES;
use chancery::pki::text::CertificateText;
use chancery::signer::{Algorithm, Curve, Hash, Signer};
use proptest::prelude::*;

use openssl_cli::{file, good, openssl};
use soft_signer::SoftSigner;
use utopia::{Request, at, child, profile, settings};

/// One key of each kind for the whole file: RSA keys are dear.
fn key(spec: KeySpec) -> &'static SoftSigner {
    static KEYS: [OnceLock<BTreeMap<String, SoftSigner>>; 2] = [const { OnceLock::new() }; 2];
    let curves =
        [Curve::P256, Curve::P384, Curve::P521, Curve::BrainpoolP256r1, Curve::BrainpoolP384r1, Curve::BrainpoolP512r1];
    let all = |specs: Vec<KeySpec>| {
        specs.into_iter().map(|spec| (spec.to_string(), SoftSigner::generate(spec))).collect::<BTreeMap<_, _>>()
    };
    let [cheap, dear] = &KEYS;
    match spec {
        KeySpec::Rsa(_) => {
            let keys = dear.get_or_init(|| all([2048, 3072].map(KeySpec::Rsa).to_vec()));
            keys.get(&spec.to_string()).unwrap_or_else(|| keys.values().last().unwrap())
        }
        _ => cheap
            .get_or_init(|| all(curves.map(KeySpec::Ec).into_iter().chain([KeySpec::Ed25519]).collect()))
            .get(&spec.to_string())
            .unwrap(),
    }
}

/// The state's settings with what the services' profiles want.
fn whole_settings() -> CountrySettings {
    let mut fields: CountryFields = settings().fields().clone();
    fields.service_crl_urls = vec!["http://services.utopia.example/ca.crl".into()];
    fields.service_ocsp_url = Some("http://ocsp.utopia.example/".into());
    fields.service_ca_url = Some("http://services.utopia.example/ca.cer".into());
    fields.trust_domain = Some("utopia.example".into());
    CountrySettings::new(fields).unwrap()
}

/// The CA above a profile: its key, its certificate, its role.
fn above(profile: &Profile) -> (&'static SoftSigner, &'static [u8], Role) {
    static ROOTS: [OnceLock<Vec<u8>>; 2] = [const { OnceLock::new() }; 2];
    let signer = key(KeySpec::Ec(Curve::P384));
    let [csca, services] = &ROOTS;
    let root = |cell: &'static OnceLock<Vec<u8>>, name: &'static str| -> &'static [u8] {
        cell.get_or_init(|| {
            let rules = rules_for(utopia::profile(name).role);
            Request::new(name, "Root of Utopia", 1, signer).issue(signer, rules).unwrap().der().to_vec()
        })
    };
    if profile.role.is_service() {
        (signer, root(services, "service-ca"), Role::ServiceCa)
    } else {
        (signer, root(csca, "csca-root"), Role::CscaRoot)
    }
}

/// A name that the profile's role has room for.
fn fitting_name(profile: &Profile) -> &'static str {
    match profile.role {
        Role::BarcodeSigner => "VS",
        Role::Lds2Signer => "LDS2 1",
        _ if profile.name.as_str() == "spiffe-workload" => "ledger/witness-1",
        _ => "Signer 1 of Utopia",
    }
}

/// As many names beside the subject as the profile wants at least, of its first kind.
fn fitting_names(profile: &Profile) -> Vec<AlternativeName> {
    profile.alternative.as_ref().map(AlternativeFields::specimens).unwrap_or_default()
}

/// Issues as the station does: algorithm chosen, rules of the hierarchy, no warning accepted.
fn issue(
    profile: &Profile,
    country: &CountrySettings,
    name: &str,
    names: &[AlternativeName],
    subject: &SoftSigner,
) -> Result<Issued, OperationError> {
    let (ca, ca_der, ca_role) = above(profile);
    let certificate = Certificate::parse(ca_der).unwrap();
    let proven = ProvenKey::of_signer(subject);
    let issuing = if profile.is_self_signed() { subject } else { ca };
    let prepared = prepare(&Inputs {
        profile,
        country,
        mode: Mode::Specimen,
        name,
        serial: SerialNumber::from_number(0x1_2345).unwrap(),
        key: &proven,
        issuer: (!profile.is_self_signed()).then_some((&certificate, ca_role)),
        alternative: names,
        child: child(profile),
        now: at("2026-11-22T10:00:00Z"),
        accepted: &[],
    })?;
    let algorithm = prepared.algorithm;
    perform(prepared, &issuing.by(algorithm))
}

/// Issues by a template with what fits it.
fn issue_fitting(profile: &Profile, subject: &SoftSigner) -> Result<Issued, OperationError> {
    issue(profile, &whole_settings(), fitting_name(profile), &fitting_names(profile), subject)
}

/// A template with pieces of its text changed.
fn changed(name: &str, changes: &[(&str, &str)]) -> Profile {
    let mut text = template(name).unwrap().to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{name} has no '{from}'");
        text = text.replacen(from, to, 1);
    }
    Profile::parse(&text).unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn read(der: &[u8]) -> Certificate<'_> {
    Certificate::parse(der).unwrap()
}

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
        ("dtc-signer", &[&six, &[period], &names, &[purpose, points]]),
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
    let subject = key(KeySpec::Ec(Curve::P256));
    let clause = |name: &str, country: &CountrySettings, names: &[&str]| {
        let profile = profile(name);
        let names: Vec<AlternativeName> = names.iter().map(|name| name.parse().unwrap()).collect();
        let made = issue(&profile, country, fitting_name(&profile), &names, subject);
        made.map(|issued| CertificateText(&read(issued.der())).to_string()).map_err(|e| e.clause().unwrap_or("none"))
    };
    let whole = whole_settings();
    let refused = Err("PROFILE-10");
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
    assert_eq!(clause("spiffe-workload", &settings(), &[]), Err("PROFILE-11"));
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

/// The part of a draft that a changed profile is judged by.
fn lint(profile: &Profile, country: &CountrySettings, name: &str, subject: &SoftSigner) -> Result<Issued, String> {
    let (ca, ca_der, ca_role) = above(profile);
    let certificate = read(ca_der);
    let own = profile.is_self_signed();
    let issuing = if own { subject } else { ca };
    let algorithm = profile.algorithm_for(issuing.public_key()).ok_or("no algorithm fits")?;
    let (proven, names) = (ProvenKey::of_signer(subject), fitting_names(profile));
    let draft = Draft {
        profile,
        country,
        mode: Mode::Production,
        name,
        serial: SerialNumber::from_number(0x1_2345).unwrap(),
        key: &proven,
        issuer: if own { Issuer::Itself } else { Issuer::Certificate(&certificate, ca_role) },
        algorithm,
        alternative: &names,
        child: child(profile),
        not_before: at("2026-11-22T10:00:00Z"),
    };
    let rules = if profile.role.is_service() { &SERVICE_RULES } else { &DOC_9303 };
    let linted = draft.lint(rules, &[]).map_err(|e| e.to_string())?;
    sign_linted(linted, &issuing.by(algorithm), rules).map_err(|e| e.to_string())
}

/// What an officer may change in a copy without leaving the standard, by its place in the list.
fn within_limits(profile: &mut toml::Table, choice: &Choice) {
    let role = profile["role"].as_str().unwrap().to_owned();
    let ca = role.starts_with("csca");
    let small = ["barcode-signer", "vds-nc-signer", "lds2-signer"].contains(&role.as_str());
    let set = |table: &mut toml::Table, place: &str, name: &str, value: toml::Value| {
        table.get_mut(place).unwrap().as_table_mut().unwrap().insert(name.into(), value);
    };
    let span = if ca {
        format!("{} months", 36 + choice.months % 25)
    } else if role == "document-signer" {
        format!("{} days", 1 + choice.months % 100)
    } else {
        format!("{} months", 1 + choice.months % 20)
    };
    set(profile, "validity", "private_key_use", span.into());
    if !small {
        if choice.organization {
            set(profile, "subject", "organization", choice.words.as_str().into());
        }
        if choice.unit {
            set(profile, "subject", "organizational_unit", "Unit {name}".into());
        }
        if !choice.policies.is_empty() {
            let policies: Vec<toml::Value> = choice.policies.iter().map(|n| format!("2.25.{n}").into()).collect();
            set(profile, "extensions", "policies", policies.into());
        }
    }
    if role == "document-signer" && !choice.types.is_empty() {
        let types: Vec<toml::Value> = choice.types.iter().map(|t| t.as_str().into()).collect();
        set(profile, "extensions", "document_types", types.into());
    }
    let signature = profile.get_mut("signature").unwrap().as_table_mut().unwrap();
    let list = signature.get_mut("algorithms").unwrap().as_array_mut().unwrap();
    let turn = choice.turn % list.len();
    list.rotate_left(turn);
}

#[derive(Clone, Debug)]
struct Choice {
    template: usize,
    kind: usize,
    turn: usize,
    months: u32,
    organization: bool,
    unit: bool,
    words: String,
    name: String,
    policies: std::collections::BTreeSet<u16>,
    types: std::collections::BTreeSet<String>,
    email: bool,
}

fn choices() -> impl Strategy<Value = Choice> {
    let numbers = (0..TEMPLATES.len(), 0..6usize, 0..6usize, any::<u32>());
    let flags = (any::<bool>(), any::<bool>(), any::<bool>());
    let texts =
        ("[A-Za-zà-ÿ0-9]{1,8}( [A-Za-z0-9.'()+,/:=?&*@-]{1,8}){0,3}", "[A-Za-z]{1,8}( [A-Za-zà-ÿ0-9]{1,8}){0,2}");
    let sets =
        (proptest::collection::btree_set(any::<u16>(), 0..4), proptest::collection::btree_set("[A-Z]{1,2}", 0..4));
    (numbers, flags, texts, sets).prop_map(
        |((template, kind, turn, months), (organization, unit, email), (words, name), (policies, types))| Choice {
            template,
            kind,
            turn,
            months,
            organization,
            unit,
            words,
            name,
            policies,
            types,
            email,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_profile_within_its_limits_lints_clean(choice in choices()) {
        let (name, text) = TEMPLATES[choice.template];
        if name != "csca-link" {
            let mut table: toml::Table = text.parse().unwrap();
            within_limits(&mut table, &choice);
            let profile = Profile::parse(&toml::to_string(&table).unwrap()).unwrap();
            let curves: Vec<KeySpec> =
                profile.key.kinds.iter().copied().filter(|kind| matches!(kind, KeySpec::Ec(_))).collect();
            let subject = key(curves[choice.kind % curves.len()]);
            let mut fields = whole_settings().fields().clone();
            if choice.email {
                fields.contact_uri = None;
            } else {
                fields.contact_email = None;
            }
            let country = CountrySettings::new(fields).unwrap();
            let asked = match profile.role {
                Role::BarcodeSigner | Role::Lds2Signer => fitting_name(&profile),
                _ if name == "spiffe-workload" => fitting_name(&profile),
                _ => choice.name.as_str(),
            };
            let made = lint(&profile, &country, asked, subject);
            prop_assert!(made.is_ok(), "{name}: {}", made.unwrap_err());
            let issued = made.unwrap();
            prop_assert_eq!(chancery::asn1::strict_der(issued.der(), 0).unwrap(), vec![]);
            let life = profile.lifetime_at(&country, child(&profile)).unwrap();
            prop_assert_eq!(read(issued.der()).not_after.time().unwrap(), life.after(at("2026-11-22T10:00:00Z")));
        }
    }
}
