//! Certificate requests made by OpenSSL: what is taken and what is refused.

#[path = "support/openssl_cli.rs"]
mod openssl_cli;

use chancery::fault::{Fail, Fault};
use chancery::pki::PkiError;
use chancery::pki::armour;
use chancery::pki::csr::{CheckedRequest, Request};
use chancery::pki::profile::{Profile, template};
use chancery::signer::{Curve, EcParametersForm, KeyKind};

use openssl_cli::{file, good};

/// A request by `openssl req` for a key made with these options.
fn request(key_options: &[&str], more: &[&str]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key.pem").to_string_lossy().into_owned();
    good(&[&["genpkey", "-out", &key], key_options].concat(), b"");
    let subject = ["-subj", "/C=ZZ/O=Somebody/CN=not used"];
    let text = good(&[&["req", "-new", "-key", &key], &subject[..], more].concat(), b"");
    armour::der(text.as_bytes(), "CERTIFICATE REQUEST").unwrap().into_owned()
}

fn ec(curve: &str, encoding: &str) -> Vec<u8> {
    let curve = format!("ec_paramgen_curve:{curve}");
    let encoding = format!("ec_param_enc:{encoding}");
    request(&["-algorithm", "EC", "-pkeyopt", &curve, "-pkeyopt", &encoding], &[])
}

fn rsa(bits: u32, exponent: u32, more: &[&str]) -> Vec<u8> {
    let bits = format!("rsa_keygen_bits:{bits}");
    let exponent = format!("rsa_keygen_pubexp:{exponent}");
    request(&["-algorithm", "RSA", "-pkeyopt", &bits, "-pkeyopt", &exponent], more)
}

fn check(der: &[u8]) -> Result<CheckedRequest, PkiError> {
    Request::parse(der).map_err(PkiError::unreadable("the request"))?.check()
}

fn refused(der: &[u8]) -> &'static str {
    check(der).unwrap_err().clause().unwrap_or("no clause")
}

#[test]
fn named_and_explicit_curves_are_taken_and_are_the_same_kind_of_key() {
    for curve in ["P-256", "P-384", "brainpoolP256r1"] {
        let named = check(&ec(curve, "named_curve")).unwrap();
        assert!(matches!(named.key().kind(), KeyKind::Ec { form: EcParametersForm::Named, .. }), "{curve}");
        let explicit = check(&ec(curve, "explicit")).unwrap();
        // However it came, it goes on written anew.
        assert!(matches!(explicit.key().kind(), KeyKind::Ec { form: EcParametersForm::Named, .. }), "{curve}");
    }
}

#[test]
fn rsa_requests_are_taken_by_pkcs1_and_by_pss() {
    assert!(check(&rsa(2048, 65537, &["-sha256"])).is_ok());
    let pss = ["-sha256", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"];
    assert!(check(&rsa(3072, 65537, &pss)).is_ok());
}

#[test]
fn weak_keys_are_refused() {
    assert_eq!(refused(&rsa(1024, 65537, &[])), "CSR-2");
    assert_eq!(refused(&rsa(2048, 3, &[])), "CSR-2");
    assert_eq!(refused(&rsa(2048, 257, &[])), "CSR-2");
    assert_eq!(refused(&ec("P-224", "named_curve")), "CSR-2");
    assert_eq!(refused(&ec("brainpoolP224r1", "explicit")), "CSR-2");
}

#[test]
fn octets_beside_the_key_are_refused() {
    use chancery::asn1;
    let key = openssl::rsa::Rsa::generate(2048).unwrap();
    let numbers = [asn1::integer_bytes(&key.n().to_vec()), asn1::integer_bytes(&key.e().to_vec())];
    let key = openssl::pkey::PKey::from_rsa(key).unwrap();
    let encryption = asn1::oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01]);
    let (null, junk) = (asn1::null(), asn1::tlv(asn1::Tag::OCTET_STRING, &[0x41; 400]));
    let request = |identifier: &[Vec<u8>], octets: &[u8]| {
        let spki = asn1::sequence(&[asn1::sequence(identifier), asn1::bit_string(octets)]);
        let info = asn1::sequence(&[asn1::integer(0), asn1::sequence::<Vec<u8>>(&[]), spki, asn1::context(0, &[])]);
        let mut signer = openssl::sign::Signer::new(openssl::hash::MessageDigest::sha256(), &key).unwrap();
        let signature = signer.sign_oneshot_to_vec(&info).unwrap();
        let algorithm =
            asn1::sequence(&[asn1::oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b]), asn1::null()]);
        asn1::sequence(&[info, algorithm, asn1::bit_string(&signature)])
    };
    let plain = asn1::sequence(&numbers);
    assert!(check(&request(&[encryption.clone(), null.clone()], &plain)).is_ok());
    let inner = asn1::sequence(&[numbers[0].clone(), numbers[1].clone(), junk.clone()]);
    let behind = [plain.clone(), junk.clone()].concat();
    for der in [
        request(&[encryption.clone(), null.clone(), junk.clone()], &plain),
        request(&[encryption.clone(), null.clone()], &inner),
        request(&[encryption.clone(), null], &behind),
        request(&[encryption, junk], &plain),
    ] {
        assert_eq!(refused(&der), "CSR-4");
    }
}

#[test]
fn requests_signed_with_sha1_are_refused() {
    assert_eq!(refused(&rsa(2048, 65537, &["-sha1"])), "CSR-3");
}

#[test]
fn curves_that_are_not_known_are_refused() {
    let error = check(&ec("secp256k1", "named_curve")).unwrap_err();
    assert!(error.to_string().contains("1.3.132.0.10"), "{error}");
    assert_eq!(error.kind(), Fault::Malformed);
}

#[test]
fn a_request_for_somebody_elses_key_is_refused() {
    let mine = ec("P-256", "named_curve");
    let theirs = ec("P-256", "named_curve");
    let from = Request::parse(&mine).unwrap().spki.offset;
    let to = Request::parse(&theirs).unwrap().spki.full;
    let mut swapped = mine.clone();
    swapped[from..from + to.len()].copy_from_slice(to);
    assert_eq!(refused(&swapped), "CSR-1");
}

#[test]
fn a_request_changed_anywhere_is_refused() {
    let der = ec("P-256", "named_curve");
    for offset in 0..der.len() {
        let mut changed = der.clone();
        changed[offset] ^= 1;
        assert!(check(&changed).is_err(), "offset {offset}");
    }
}

#[test]
fn cut_and_stretched_requests_are_refused_with_an_offset() {
    let der = ec("P-256", "named_curve");
    for length in 0..der.len() {
        let error = check(&der[..length]).unwrap_err();
        assert_eq!(error.kind(), Fault::Malformed, "{length}: {error}");
        assert!(error.to_string().contains("offset "), "{length}: {error}");
    }
    let error = check(&[&der[..], &[0]].concat()).unwrap_err();
    assert!(error.to_string().contains("1 octets too many"), "{error}");
}

#[test]
fn a_profile_takes_only_its_kinds_of_key() {
    let profile = Profile::parse(template("document-signer").unwrap()).unwrap();
    let checked = |der: &[u8]| Request::parse(der).unwrap().check_for(&profile).map(drop);
    assert!(checked(&ec("P-256", "named_curve")).is_ok());
    let services = Profile::parse(template("bundle-signer").unwrap()).unwrap();
    let large = ec("P-521", "named_curve");
    let error = Request::parse(&large).unwrap().check_for(&services).map(drop).unwrap_err();
    assert_eq!(error.clause(), Some("PROFILE-1"));
    assert!(error.to_string().contains("P-521") && error.to_string().contains("P-384"), "{error}");
    let ed25519 = request(&["-algorithm", "ED25519"], &[]);
    assert!(check(&ed25519).is_ok(), "a good request");
    assert_eq!(checked(&ed25519).unwrap_err().clause(), Some("PROFILE-1"), "but not for a passport");
}

#[test]
fn what_a_request_asks_for_beside_its_key_is_shown_but_never_used() {
    let der = request(
        &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
        &["-addext", "basicConstraints=critical,CA:TRUE", "-addext", "subjectAltName=DNS:evil.example"],
    );
    let parsed = Request::parse(&der).unwrap();
    assert_eq!(parsed.subject.to_string(), "CN=not used,O=Somebody,C=ZZ");
    assert!(parsed.attributes.is_some());
    let key = chancery::pki::issue::ProvenKey::of_request(&parsed.check().unwrap());
    assert!(matches!(key.key().kind(), KeyKind::Ec { curve: Curve::P256, .. }));
}

#[test]
fn armour_is_read_with_text_around_it() {
    let folder = tempfile::tempdir().unwrap();
    let der = ec("P-256", "named_curve");
    let path = file(folder.path(), "request.der", &der);
    let text = good(&["req", "-inform", "DER", "-in", &path, "-text"], b"");
    assert_eq!(armour::der(text.as_bytes(), "CERTIFICATE REQUEST").unwrap(), der);
}
