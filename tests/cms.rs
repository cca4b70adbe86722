//! CMS `SignedData`: what this house writes, the `openssl` command verifies; what is
//! changed, both refuse.

#[path = "support/signing.rs"]
mod signing;

use std::path::Path;

use chancery::asn1::{self, Reader, Tag};
use chancery::clock::Time;
use chancery::cms::{self, CmsError, CmsFinding, Content, ID_DATA, SIGNERS_READ, Sid, Signing};
use chancery::fault::{Fail, Fault};
use chancery::signer::{Algorithm, Hash, PublicKey};
use signing::{SoftKey, ec, openssl, openssl_ok, self_signed};

const CONTENT: &[u8] = b"0123  passports.txt\n4567  signers.txt\n";

fn at() -> Time {
    "2026-11-22T10:00:00Z".parse().unwrap()
}

/// A key of each kind: a name, what makes it, how it signs, whether its curve is explicit.
fn kinds() -> Vec<(&'static str, Vec<String>, Algorithm, bool)> {
    let rsa: Vec<String> = ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"].map(String::from).into();
    vec![
        ("p256", ec("P-256", false), Algorithm::Ecdsa(Hash::Sha256), false),
        ("p384-explicit", ec("P-384", true), Algorithm::Ecdsa(Hash::Sha384), true),
        ("brainpool-explicit", ec("brainpoolP256r1", true), Algorithm::Ecdsa(Hash::Sha256), true),
        ("p521", ec("P-521", false), Algorithm::Ecdsa(Hash::Sha512), false),
        ("rsa", rsa.clone(), Algorithm::RsaPkcs1(Hash::Sha256), false),
        ("pss", rsa, Algorithm::RsaPss(Hash::Sha512, 64), false),
    ]
}

fn signer(directory: &Path, name: &str, key: &[String], algorithm: Algorithm) -> (SoftKey, Vec<u8>) {
    let key: Vec<&str> = key.iter().map(String::as_str).collect();
    let certificate = self_signed(directory, name, &key, &["keyUsage=critical,digitalSignature"]);
    (SoftKey::from_pem(&directory.join(format!("{name}.key")), algorithm), certificate)
}

fn p256(directory: &Path) -> (SoftKey, Vec<u8>) {
    signer(directory, "signer", &ec("P-256", false), Algorithm::Ecdsa(Hash::Sha256))
}

fn signed(content: Content<'_>, key: &SoftKey, certificate: &[u8], sid: Sid) -> Vec<u8> {
    let certificates = [certificate];
    let signing =
        Signing { content_type: ID_DATA, content, signer: key, certificates: &certificates, sid, signing_time: at() };
    cms::sign(&signing).unwrap()
}

#[test]
fn what_is_signed_with_every_kind_of_key_openssl_verifies_attached_and_detached() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path();
    std::fs::write(path.join("content"), CONTENT).unwrap();
    for (name, key, algorithm, explicit) in kinds() {
        let (key, certificate) = signer(path, name, &key, algorithm);
        // OpenSSL refuses a chain with explicit curves, the very form that Doc 9303-12 demands.
        let trust = format!("{name}.pem");
        let chain: &[&str] = if explicit { &["-noverify"] } else { &["-CAfile", &trust, "-purpose", "any"] };
        for sid in [Sid::KeyIdentifier, Sid::IssuerAndSerial] {
            let attached = signed(Content::Attached(CONTENT), &key, &certificate, sid);
            std::fs::write(path.join("attached"), &attached).unwrap();
            let verify = ["cms", "-verify", "-binary", "-inform", "DER", "-in"];
            let shown = openssl_ok(path, &[&verify, &["attached"][..], chain].concat());
            assert_eq!(shown, CONTENT, "{name} {sid:?}");

            let detached = signed(Content::Detached(CONTENT), &key, &certificate, sid);
            std::fs::write(path.join("detached"), &detached).unwrap();
            let arguments = [&verify, &["detached", "-content", "content"][..], chain].concat();
            assert_eq!(openssl_ok(path, &arguments), CONTENT, "{name} {sid:?}");

            let expected = if sid == Sid::KeyIdentifier { 3 } else { 1 };
            let read = cms::read(&attached).unwrap();
            assert_eq!(read.signers()[0].version, expected);
            assert!(read.findings().iter().all(|f| matches!(f, CmsFinding::NamedByIssuerAndSerial { .. })));
            assert_eq!(Reader::new(&attached).any("all").unwrap().full, attached);
            assert_eq!(asn1::strict_der(&attached, 0).unwrap(), []);
        }
    }
}

#[test]
fn an_ed25519_signature_goes_with_sha_512_and_openssl_verifies_it_over_the_attributes() {
    // `openssl cms` learns Ed25519 only after 3.0; the signature itself it does know.
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path();
    let kind: Vec<String> = ["-algorithm", "ED25519"].map(String::from).into();
    let (key, certificate) = signer(path, "ed25519", &kind, Algorithm::Ed25519);
    let der = signed(Content::Attached(CONTENT), &key, &certificate, Sid::KeyIdentifier);
    let read = cms::read(&der).unwrap();
    assert_eq!(read.signers()[0].digest().unwrap().0, Hash::Sha512);
    let at = read.signers()[0].attributes.as_ref().unwrap().offset();
    let attributes = Reader::new(&der[at..]).any("attributes").unwrap();
    std::fs::write(path.join("attributes"), asn1::tlv(Tag::SET, attributes.content)).unwrap();
    std::fs::write(path.join("signature"), read.signers()[0].signature).unwrap();
    let verify =
        ["pkeyutl", "-verify", "-inkey", "ed25519.key", "-rawin", "-in", "attributes", "-sigfile", "signature"];
    openssl_ok(path, &verify);
}

#[test]
fn identifiers_carry_null_only_where_rsa_wants_it() {
    let directory = tempfile::tempdir().unwrap();
    let rsa: Vec<String> = ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"].map(String::from).into();
    let (key, certificate) = signer(directory.path(), "rsa", &rsa, Algorithm::RsaPkcs1(Hash::Sha256));
    let der = signed(Content::Attached(CONTENT), &key, &certificate, Sid::KeyIdentifier);
    let digest = asn1::sequence(&[asn1::oid(Hash::Sha256.oid())]);
    assert_eq!(der.windows(digest.len()).filter(|w| *w == digest).count(), 2);
    let signature = Algorithm::RsaPkcs1(Hash::Sha256).identifier();
    assert!(signature.ends_with(&asn1::null()) && der.windows(signature.len()).any(|w| w == signature));
}

#[test]
fn what_openssl_signs_is_read_and_verified() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path();
    std::fs::write(path.join("content"), CONTENT).unwrap();
    for (name, key, algorithm, _) in kinds() {
        let (key, _) = signer(path, name, &key, algorithm);
        let (pem, private) = (format!("{name}.pem"), format!("{name}.key"));
        let sign =
            ["cms", "-sign", "-binary", "-in", "content", "-signer", &pem, "-inkey", &private, "-outform", "DER"];
        for extra in [&[][..], &["-nodetach"], &["-noattr", "-nodetach"], &["-keyid"]] {
            let der = openssl_ok(path, &[&sign, extra].concat());
            let read = cms::read(&der).unwrap();
            let detached = read.content().is_none().then_some(CONTENT);
            let verified = read.verify(0, chancery_key(&key), detached).unwrap();
            assert_eq!(verified.signing_time().time().is_some(), !extra.contains(&"-noattr"));
            assert!(read.certificate_of(0).unwrap().is_some());
            let other = if detached.is_some() { None } else { Some(CONTENT) };
            assert!(read.verify(0, chancery_key(&key), other).is_err());
        }
    }
}

fn chancery_key(key: &SoftKey) -> &PublicKey {
    chancery::signer::Signer::public_key(key)
}

#[test]
fn a_changed_content_signature_or_attribute_is_refused_by_both() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path();
    let (key, certificate) = p256(path);
    let der = signed(Content::Attached(CONTENT), &key, &certificate, Sid::KeyIdentifier);
    let content_at = der.windows(CONTENT.len()).position(|w| w == CONTENT).unwrap();
    let digest = Hash::Sha256.digest(CONTENT).unwrap();
    let digest_at = der.windows(digest.len()).position(|w| w == digest).unwrap();
    for (at, what) in [(content_at, "content"), (digest_at, "digest"), (der.len() - 3, "signature")] {
        let mut changed = der.clone();
        changed[at] ^= 1;
        let read = cms::read(&changed).unwrap();
        let error = read.verify(0, chancery_key(&key), None).unwrap_err();
        assert_eq!(error.kind(), Fault::Unsound, "{what}: {error}");
        std::fs::write(path.join("changed"), &changed).unwrap();
        let verify = ["cms", "-verify", "-binary", "-inform", "DER", "-in", "changed", "-noverify"];
        assert!(!openssl(path, &verify).status.success(), "{what}");
    }
    let (other, _) = signer(path, "other", &ec("P-256", false), Algorithm::Ecdsa(Hash::Sha256));
    let read = cms::read(&der).unwrap();
    assert!(matches!(read.verify(0, chancery_key(&other), None), Err(CmsError::Signature(_))));
    assert!(matches!(read.verify(1, chancery_key(&key), None), Err(CmsError::NoSuchSigner { index: 1, count: 1 })));
}

#[test]
fn more_signers_than_anybody_needs_are_refused_before_one_is_judged() {
    let directory = tempfile::tempdir().unwrap();
    let (key, certificate) = p256(directory.path());
    let der = signed(Content::Attached(CONTENT), &key, &certificate, Sid::KeyIdentifier);
    let mut info = Reader::new(&der).any("all").unwrap().reader();
    let kind = info.any("the type").unwrap();
    let mut data = info.any("the content").unwrap().reader().any("the data").unwrap().reader();
    let mut parts: Vec<Vec<u8>> = Vec::new();
    while !data.is_at_end() {
        parts.push(data.any("a part").unwrap().full.to_vec());
    }
    let infos = parts.pop().unwrap();
    let one = Reader::new(&infos).any("the signers").unwrap().content.to_vec();
    let with = |count: usize| {
        let parts = [&parts[..], &[asn1::tlv(Tag::SET, &one.repeat(count))]].concat();
        asn1::sequence(&[kind.full.to_vec(), asn1::context(0, &asn1::sequence(&parts))])
    };
    assert_eq!(with(1), der);
    let most = with(SIGNERS_READ);
    let read = cms::read(&most).unwrap();
    assert_eq!(read.signers().len(), SIGNERS_READ);
    assert!(read.findings().contains(&CmsFinding::SignersNotOne { count: SIGNERS_READ }));
    let error = cms::read(&with(SIGNERS_READ + 1)).unwrap_err();
    assert!(matches!(error, CmsError::TooManySigners { .. }), "{error}");
    assert_eq!(error.kind(), Fault::Malformed);
}

#[test]
fn content_is_wanted_exactly_once() {
    let directory = tempfile::tempdir().unwrap();
    let (key, certificate) = p256(directory.path());
    let attached = signed(Content::Attached(CONTENT), &key, &certificate, Sid::KeyIdentifier);
    let detached = signed(Content::Detached(CONTENT), &key, &certificate, Sid::KeyIdentifier);
    let verify = |der: &[u8], content| cms::read(der).unwrap().verify(0, chancery_key(&key), content);
    assert!(verify(&detached, Some(CONTENT)).is_ok());
    assert!(matches!(verify(&detached, None), Err(CmsError::ContentMissing)));
    assert!(matches!(verify(&detached, Some(b"other")), Err(CmsError::ContentChanged)));
    assert!(matches!(verify(&attached, Some(CONTENT)), Err(CmsError::ContentTwice)));
}

#[test]
fn nothing_is_signed_under_a_certificate_of_another_key_or_with_sha_1() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path();
    let (key, certificate) = p256(path);
    let (_, other) = signer(path, "other", &ec("P-256", false), Algorithm::Ecdsa(Hash::Sha256));
    let bare = self_signed(
        path,
        "bare",
        &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
        &["subjectKeyIdentifier=none"],
    );
    let bare_key = SoftKey::from_pem(&path.join("bare.key"), Algorithm::Ecdsa(Hash::Sha256));
    let weak = SoftKey::from_pem(&path.join("signer.key"), Algorithm::Ecdsa(Hash::Sha1));
    let attempt = |signer: &SoftKey, certificates: &[&[u8]]| {
        let content = Content::Attached(CONTENT);
        let signing = Signing {
            content_type: ID_DATA,
            content,
            signer,
            certificates,
            sid: Sid::KeyIdentifier,
            signing_time: at(),
        };
        cms::sign(&signing).unwrap_err()
    };
    assert!(matches!(attempt(&key, &[&other, &certificate]), CmsError::CertificateOfAnotherKey));
    assert!(matches!(attempt(&key, &[]), CmsError::CertificateMissing));
    assert!(matches!(attempt(&key, &[&certificate, &certificate[1..]]), CmsError::Certificate { index: 1, .. }));
    assert!(matches!(attempt(&bare_key, &[&bare]), CmsError::KeyIdentifierMissing));
    let error = attempt(&weak, &[&certificate]);
    assert_eq!((error.clause(), error.kind()), (Some("CMS-1"), Fault::Refused));
    assert!(error.to_string().starts_with("CMS-1:"));
}

/// The parts of a `SignedData`, to be put together otherwise.
struct Parts {
    key: SoftKey,
    certificate: Vec<u8>,
}

impl Parts {
    fn attribute(name: &str, value: &[u8]) -> Vec<u8> {
        asn1::sequence(&[asn1::oid(&asn1::oid_from_text(name).unwrap()), asn1::tlv(Tag::SET, value)])
    }

    fn attributes(order: [usize; 2]) -> Vec<u8> {
        let digest = Hash::Sha256.digest(CONTENT).unwrap();
        let all = [
            Parts::attribute("1.2.840.113549.1.9.3", &asn1::oid(ID_DATA)),
            Parts::attribute("1.2.840.113549.1.9.4", &asn1::octet_string(&digest)),
        ];
        order.map(|i| all[i].clone()).concat()
    }

    fn build(&self, content: &[u8], attributes: &[u8], signed: &[u8]) -> Vec<u8> {
        let digest = asn1::sequence(&[asn1::oid(Hash::Sha256.oid())]);
        let names = cms::CertificateNames::read(&self.certificate).unwrap();
        let signature = chancery::signer::Signer::sign(&self.key, signed).unwrap();
        let attributes = if attributes.is_empty() { Vec::new() } else { asn1::context(0, attributes) };
        let info = asn1::sequence(&[
            asn1::integer(3),
            asn1::context_primitive(0, names.key_identifier.unwrap()),
            digest.clone(),
            attributes,
            Algorithm::Ecdsa(Hash::Sha256).identifier(),
            asn1::octet_string(&signature),
        ]);
        let data = asn1::sequence(&[
            asn1::integer(3),
            asn1::set_of(&[digest]),
            asn1::sequence(&[asn1::oid(ID_DATA), asn1::context(0, content)]),
            asn1::context(0, &self.certificate),
            asn1::set_of(&[info]),
        ]);
        let signed_data = asn1::oid_from_text("1.2.840.113549.1.7.2").unwrap();
        asn1::sequence(&[asn1::oid(&signed_data), asn1::context(0, &data)])
    }

    fn verify(&self, der: &[u8]) -> Result<Vec<CmsFinding>, CmsError> {
        let read = cms::read(der)?;
        let verified = read.verify(0, chancery_key(&self.key), None)?;
        Ok([read.findings(), verified.findings()].concat())
    }
}

#[test]
fn attributes_out_of_order_are_accepted_only_with_a_finding() {
    let directory = tempfile::tempdir().unwrap();
    let (key, certificate) = p256(directory.path());
    let parts = Parts { key, certificate };
    let content = asn1::octet_string(CONTENT);
    let (sorted, unsorted) = (Parts::attributes([0, 1]), Parts::attributes([1, 0]));
    let set = |attributes: &[u8]| asn1::tlv(Tag::SET, attributes);

    let over_der = parts.verify(&parts.build(&content, &unsorted, &set(&sorted))).unwrap();
    assert!(over_der.iter().any(|f| matches!(f, CmsFinding::AttributesUnsorted { .. })));
    assert!(!over_der.iter().any(|f| matches!(f, CmsFinding::SignedInStoredOrder { .. })));
    let over_stored = parts.verify(&parts.build(&content, &unsorted, &set(&unsorted))).unwrap();
    assert!(over_stored.iter().any(|f| matches!(f, CmsFinding::SignedInStoredOrder { signer: 0 })));
    // Stored in DER order, signed in another: nobody can tell which, and it is refused.
    let error = parts.verify(&parts.build(&content, &sorted, &set(&unsorted))).unwrap_err();
    assert_eq!(error.kind(), Fault::Unsound);
}

#[test]
fn a_content_type_or_algorithms_other_than_the_signed_ones_are_refused() {
    let directory = tempfile::tempdir().unwrap();
    let (key, certificate) = p256(directory.path());
    let parts = Parts { key, certificate };
    let digest = asn1::octet_string(&Hash::Sha256.digest(CONTENT).unwrap());
    let signed = |content_type: &[u8], protection: Option<(Hash, Algorithm)>| {
        let mut all = vec![
            Parts::attribute("1.2.840.113549.1.9.3", &asn1::oid(content_type)),
            Parts::attribute("1.2.840.113549.1.9.4", &digest),
        ];
        if let Some((hash, algorithm)) = protection {
            let identifier = algorithm.identifier();
            let inner = Reader::new(&identifier).any("an identifier").unwrap().content;
            let value = [asn1::sequence(&[asn1::oid(hash.oid()), asn1::null()]), asn1::context(1, inner)];
            all.push(Parts::attribute("1.2.840.113549.1.9.52", &asn1::sequence(&value)));
        }
        let set = asn1::set_of(&all);
        let attributes = Reader::new(&set).any("attributes").unwrap().content.to_vec();
        parts.verify(&parts.build(&asn1::octet_string(CONTENT), &attributes, &set))
    };
    let same = Some((Hash::Sha256, Algorithm::Ecdsa(Hash::Sha256)));
    assert!(signed(ID_DATA, None).is_ok() && signed(ID_DATA, same).is_ok());
    let master_list = chancery::icao::masterlist::CONTENT_TYPE;
    assert!(matches!(signed(master_list, same), Err(CmsError::ContentTypeChanged { .. })));
    for other in [(Hash::Sha512, Algorithm::Ecdsa(Hash::Sha256)), (Hash::Sha256, Algorithm::Ecdsa(Hash::Sha512))] {
        assert!(matches!(signed(ID_DATA, Some(other)), Err(CmsError::AlgorithmsChanged)));
    }
}

#[test]
fn attributes_passed_off_as_content_are_refused() {
    let directory = tempfile::tempdir().unwrap();
    let (key, certificate) = p256(directory.path());
    let parts = Parts { key, certificate };
    let attributes = asn1::tlv(Tag::SET, &Parts::attributes([0, 1]));
    let der = parts.build(&asn1::octet_string(&attributes), &[], &attributes);
    assert!(matches!(parts.verify(&der), Err(CmsError::AttributesAsContent)));
    let plain = parts.build(&asn1::octet_string(CONTENT), &[], CONTENT);
    let findings = parts.verify(&plain).unwrap();
    assert!(findings.iter().any(|f| matches!(f, CmsFinding::AttributesAbsent { signer: 0 })));
}

#[test]
fn content_in_pieces_is_read_with_a_finding() {
    let directory = tempfile::tempdir().unwrap();
    let (key, certificate) = p256(directory.path());
    let parts = Parts { key, certificate };
    let attributes = Parts::attributes([0, 1]);
    let pieces = [asn1::octet_string(&CONTENT[..7]), asn1::octet_string(&CONTENT[7..])].concat();
    let der = parts.build(&asn1::tlv(Tag(0x24), &pieces), &attributes, &asn1::tlv(Tag::SET, &attributes));
    let findings = parts.verify(&der).unwrap();
    assert!(findings.iter().any(|f| matches!(f, CmsFinding::ContentConstructed { .. })));
    assert_eq!(cms::read(&der).unwrap().content(), Some(CONTENT));
}

#[test]
fn truncated_and_flipped_input_never_panics_and_says_where() {
    let directory = tempfile::tempdir().unwrap();
    let (key, certificate) = p256(directory.path());
    let der = signed(Content::Attached(CONTENT), &key, &certificate, Sid::KeyIdentifier);
    for end in 0..der.len() {
        match cms::read(&der[..end]) {
            Err(CmsError::Unreadable(error)) => assert!(error.offset() <= end, "{error}"),
            other => panic!("truncated at {end}: {other:?}"),
        }
    }
    let read = cms::read(&der).unwrap();
    let attributes = read.signers()[0].attributes.as_ref().unwrap().offset();
    let place = |part: &[u8]| {
        let start = der.windows(part.len()).position(|w| w == part).unwrap();
        start..start + part.len()
    };
    let names = cms::CertificateNames::read(&certificate).unwrap();
    let after_certificate = place(&certificate).end;
    let signed = [place(CONTENT), place(read.signers()[0].signature), attributes + 2..attributes + 60];
    let mut good = Vec::new();
    for at in 0..der.len() {
        for bit in 0..8 {
            let mut changed = der.clone();
            changed[at] ^= 1 << bit;
            if let Ok(read) = cms::read(&changed)
                && read.verify(0, chancery_key(&key), None).is_ok()
            {
                good.push(at);
            }
        }
    }
    assert!(good.iter().all(|at| signed.iter().all(|range| !range.contains(at))));
    // The signature does not cover the certificates; who trusts them asks the key.
    assert!(good.iter().any(|at| place(names.key.full).contains(at) && *at < after_certificate));
}

#[test]
fn another_kind_of_content_is_named() {
    let other = asn1::sequence(&[asn1::oid(ID_DATA), asn1::context(0, &asn1::octet_string(b"x"))]);
    let error = cms::read(&other).unwrap_err();
    assert!(error.to_string().contains("1.2.840.113549.1.7.1"), "{error}");
    assert_eq!(error.kind(), Fault::Malformed);
}
