//! Certificates, lists, keys and CMS objects that are odd in one way each: read without harm, and
//! judged as the table says.

#[path = "support/shared.rs"]
mod shared;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use chancery::asn1::{self, Element, Reader, Tag, strict_der};
use chancery::cms::{self, CmsError};
use chancery::pki::armour;
use chancery::pki::certificate::Certificate;
use chancery::pki::crl::Crl;
use chancery::pki::extension::{
    AuthorityKeyIdentifier, BasicConstraints, CertificatePolicies, CrlDistributionPoints, ExtendedKeyUsage, Extensions,
    InhibitAnyPolicy, IssuerAltName, KeyUsage, NameConstraints, PolicyConstraints, PolicyMappings,
    PrivateKeyUsagePeriod, SubjectAltName, SubjectKeyIdentifier, Typed, extension_name,
};
use chancery::pki::name::Name;
use chancery::pki::path::{Anchors, document, is_understood, service};
use chancery::signer::{Curve, EcParametersForm, ExplicitDefect, ExplicitParameters, KeyKind, PublicKey};

/// What is odd, by file. A file that is not here has nothing odd that we know of.
const ODD: &[(&str, &str)] = &[
    ("alternate-rsa-sha1-oid.der", "unknown signature algorithm, unreadable keyUsage"),
    ("ca_key.pem", "no certificate"),
    ("crl_bad_version.pem", "not version 2"),
    ("crl_delta_crl_indicator.pem", "critical deltaCRLIndicator"),
    ("crl_dup_entry_ext.pem", "an extension twice"),
    ("crl_idp_fullname_indirect_crl.pem", "critical issuingDistributionPoint"),
    ("crl_idp_fullname_only.pem", "critical issuingDistributionPoint"),
    ("crl_idp_fullname_only_aa.pem", "critical issuingDistributionPoint"),
    ("crl_idp_fullname_only_user.pem", "critical issuingDistributionPoint"),
    ("crl_idp_only_ca.pem", "critical issuingDistributionPoint"),
    ("crl_idp_reasons_only.pem", "critical issuingDistributionPoint"),
    ("crl_idp_relative_user_all_reasons.pem", "critical issuingDistributionPoint"),
    ("crl_idp_relativename_only.pem", "critical issuingDistributionPoint"),
    ("crl_inner_outer_mismatch.der", "two signature algorithms"),
    ("crl_inval_date_fractional_seconds.der", "not version 2, no nextUpdate"),
    ("crl_invalid_time.der", "unreadable time, critical issuingDistributionPoint"),
    ("crl_md2_unknown_crit_entry_ext.pem", "unknown signature algorithm, critical 1.2.3.4"),
    ("crl_no_next_update.pem", "no nextUpdate"),
    ("dsa_null_alg_params.pem", "unusable key, unknown signature algorithm"),
    ("dsa_selfsigned_ca.pem", "unusable key, unknown signature algorithm"),
    ("ec_no_named_curve.pem", "not version 3"),
    ("inhibit_any_policy_5.pem", "critical inhibitAnyPolicy"),
    ("inhibit_any_policy_negative.pem", "unreadable inhibitAnyPolicy, critical inhibitAnyPolicy"),
    ("invalid_signature_cert.pem", "not version 3"),
    ("invalid_utf8_common_name.pem", "not version 3, no text in the subject, no text in the issuer"),
    ("invalid_version.pem", "not version 3"),
    ("long-form-name-attribute.pem", "no text in the subject, no text in the issuer"),
    ("mismatch_inner_outer_sig_algorithm.der", "two signature algorithms"),
    ("name_attribute_unsupported_tag.pem", "not DER, no text in the subject, no text in the issuer"),
    ("nc_excluded.pem", "critical nameConstraints"),
    ("nc_invalid_ip4_netmask.der", "critical nameConstraints"),
    ("nc_invalid_ip_netmask.pem", "critical nameConstraints"),
    ("nc_ip_invalid_length.pem", "critical nameConstraints"),
    ("nc_permitted.pem", "critical nameConstraints"),
    ("nc_permitted_2.pem", "critical nameConstraints"),
    ("nc_permitted_excluded.pem", "critical nameConstraints"),
    ("nc_permitted_excluded_2.pem", "critical nameConstraints"),
    ("nc_single_ip_netmask.pem", "critical nameConstraints"),
    ("negative_serial.pem", "negative serial number"),
    ("pc_inhibit.pem", "critical policyConstraints"),
    ("pc_inhibit_require.pem", "critical policyConstraints"),
    ("pc_require.pem", "critical policyConstraints"),
    ("policy_constraints_explicit.pem", "critical policyConstraints"),
    ("rsa_key.pem", "no certificate"),
    ("rsa_pss_cert_invalid_mgf.der", "unknown signature algorithm, two signature algorithms"),
    ("rsa_pss_cert_no_sig_params.der", "unknown signature algorithm, two signature algorithms"),
    ("rsa_pss_cert_unsupported_mgf_hash.der", "unknown signature algorithm, two signature algorithms"),
    ("rsa_pss_sha256_no_null.pem", "not version 3"),
    ("two_basic_constraints.pem", "an extension twice"),
    ("unsupported_extension_critical.pem", "critical 1.2.3.4"),
    ("unsupported_subject_name.pem", "not version 3"),
    ("unsupported_subject_public_key_info.pem", "unusable key"),
    ("utf8_common_name.pem", "not version 3"),
    ("valid_signature_cert.pem", "not version 3"),
];

/// What others refuse to read and we read, with the reason.
const TAKEN: &[(&str, &str)] = &[
    ("ec_no_named_curve.pem", "explicit parameters equal P-256 by value, and Doc 9303-12 demands them explicit"),
    ("malformed-san.pem", "an otherName is kept as found, unread: no rule asks for one"),
    ("malformed-ian.pem", "an otherName is kept as found, unread: no rule asks for one"),
    ("cp_invalid.pem", "policy qualifiers are kept as found: they decide nothing"),
    ("cp_invalid2.der", "policy qualifiers are kept as found: they decide nothing"),
    ("empty-eku.pem", "an extKeyUsage that names no purpose allows none"),
    ("nc_invalid_ip_netmask.pem", "a mask with holes refuses where it is held against an address"),
    ("nc_invalid_ip4_netmask.der", "a mask with holes refuses where it is held against an address"),
    ("nc_ip_invalid_length.pem", "an address of no size refuses where it is held against one"),
    ("invalid-sct-length.der", "signed certificate timestamps are not read"),
    ("invalid-sct-version.der", "signed certificate timestamps are not read"),
    ("crl_inval_cert_issuer_entry_ext.pem", "certificateIssuer is not read; where it is critical the list is refused"),
    ("crl_unsupported_reason.pem", "a reason is not read: listed is listed"),
    ("crl_issuer_invalid_printable_string.der", "names are compared whatever letters they hold, and shown harmless"),
    ("bad_country.pem", "a country of three letters is a finding of the rules (C14), not of the reader"),
];

/// The files of a folder and those below it, by name.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|e| e != "tsv") {
            found.insert(path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap());
        }
    }
    found
}

/// The DER of a file, whatever its armour says.
fn der(bytes: &[u8]) -> Vec<u8> {
    for label in
        ["CERTIFICATE", "X509 CERTIFICATE", "X509 CRL", "PUBLIC KEY", "PRIVATE KEY", "EC PRIVATE KEY", "PKCS7", "CMS"]
    {
        if let Ok(der) = armour::der(bytes, label) {
            return der.into_owned();
        }
    }
    bytes.to_vec()
}

fn note_extension<'a, T: Typed<'a>>(extensions: &Extensions<'a>, odd: &mut Vec<String>) {
    if let Some(Err(_)) = extensions.read_as::<T>() {
        odd.push(format!("unreadable {}", extension_name(T::OID).unwrap()));
    }
}

fn note_extensions(extensions: &Extensions<'_>, odd: &mut Vec<String>) {
    if extensions.defect.is_some() {
        odd.push("unreadable extensions".into());
    }
    note_extension::<AuthorityKeyIdentifier<'_>>(extensions, odd);
    note_extension::<SubjectKeyIdentifier<'_>>(extensions, odd);
    note_extension::<KeyUsage>(extensions, odd);
    note_extension::<ExtendedKeyUsage<'_>>(extensions, odd);
    note_extension::<SubjectAltName<'_>>(extensions, odd);
    note_extension::<IssuerAltName<'_>>(extensions, odd);
    note_extension::<BasicConstraints<'_>>(extensions, odd);
    note_extension::<CrlDistributionPoints<'_>>(extensions, odd);
    note_extension::<CertificatePolicies<'_>>(extensions, odd);
    note_extension::<PrivateKeyUsagePeriod<'_>>(extensions, odd);
    note_extension::<NameConstraints<'_>>(extensions, odd);
    note_extension::<PolicyMappings<'_>>(extensions, odd);
    note_extension::<PolicyConstraints>(extensions, odd);
    note_extension::<InhibitAnyPolicy>(extensions, odd);
    let mut seen = Vec::new();
    for extension in extensions.iter() {
        if seen.contains(&extension.oid) {
            odd.push("an extension twice".into());
        }
        seen.push(extension.oid);
        if extension.is_critical() && !is_understood(extension.oid) {
            let name = extension_name(extension.oid).map_or_else(|| asn1::oid_text(extension.oid), str::to_owned);
            odd.push(format!("critical {name}"));
        }
    }
}

fn note_name(name: &Name<'_>, whose: &str, odd: &mut Vec<String>) {
    if name.defect().is_some() {
        odd.push(format!("unreadable {whose}"));
    }
    if name.attributes().flatten().any(|a| a.text().is_none()) {
        odd.push(format!("no text in the {whose}"));
    }
    assert!(!name.to_string().contains(|c: char| c.is_control()));
}

fn odd_certificate(der: &[u8]) -> Vec<String> {
    let Ok(certificate) = Certificate::parse(der) else { return vec!["no certificate".into()] };
    let mut odd = Vec::new();
    let mut note = |is_odd: bool, what: &str| is_odd.then(|| odd.push(what.to_owned()));
    note(!strict_der(der, 0).is_ok_and(|d| d.is_empty()), "not DER");
    note(certificate.version() != 3, "not version 3");
    note(certificate.serial()[0] >= 0x80, "negative serial number");
    note(certificate.public_key().is_err(), "unusable key");
    note(certificate.outer_algorithm.algorithm().is_err(), "unknown signature algorithm");
    let (inner, outer) = (&certificate.inner_algorithm, &certificate.outer_algorithm);
    note(inner.element.full != outer.element.full, "two signature algorithms");
    note(certificate.not_before.time().is_err() || certificate.not_after.time().is_err(), "unreadable validity");
    note(!certificate.not_before.is_plain() || !certificate.not_after.is_plain(), "odd form of time");
    note_name(&certificate.subject, "subject", &mut odd);
    note_name(&certificate.issuer, "issuer", &mut odd);
    note_extensions(&certificate.extensions, &mut odd);
    odd
}

fn odd_list(der: &[u8]) -> Vec<String> {
    let Ok(list) = Crl::parse(der) else { return vec!["no CRL".into()] };
    let mut odd = Vec::new();
    let mut note = |is_odd: bool, what: &str| is_odd.then(|| odd.push(what.to_owned()));
    note(!strict_der(der, 0).is_ok_and(|d| d.is_empty()), "not DER");
    note(list.version() != 2, "not version 2");
    note(list.next_update.is_none(), "no nextUpdate");
    note(list.this_update.time().is_err() || list.next_update.is_some_and(|n| n.time().is_err()), "unreadable time");
    note(list.outer_algorithm.algorithm().is_err(), "unknown signature algorithm");
    note(list.inner_algorithm.element.full != list.outer_algorithm.element.full, "two signature algorithms");
    note(list.entries().any(|e| e.is_err()), "unreadable entries");
    note(list.entries().flatten().any(|e| e.revocation_date.time().is_err()), "unreadable date of an entry");
    note_name(&list.issuer, "issuer", &mut odd);
    note_extensions(&list.extensions, &mut odd);
    for entry in list.entries().flatten() {
        note_extensions(&entry.extensions(), &mut odd);
    }
    odd.dedup();
    odd
}

#[test]
fn odd_certificates_and_lists_are_odd_as_the_table_says() {
    let Some(folder) = shared::shared("suites/x509-odd") else { return };
    let all = files(&folder);
    assert_eq!(all.len(), 125);
    let mut found = BTreeMap::new();
    for (name, bytes) in &all {
        let der = der(bytes);
        let odd =
            if name.starts_with("crl_") || name.ends_with("_crl.pem") { odd_list(&der) } else { odd_certificate(&der) };
        if !odd.is_empty() {
            found.insert(name.as_str(), odd.join(", "));
        }
    }
    let table: BTreeMap<&str, String> = ODD.iter().map(|(name, odd)| (*name, (*odd).to_owned())).collect();
    assert_eq!(found, table);
    for (name, _) in TAKEN {
        let judged =
            if name.starts_with("crl_") { odd_list(&der(&all[*name])) } else { odd_certificate(&der(&all[*name])) };
        assert!(!judged.iter().any(|odd| odd.starts_with("no ") || odd.starts_with("un")), "{name}: {judged:?}");
    }
}

#[test]
fn the_signatures_of_the_suite_are_good_and_bad_as_their_names_say() {
    let Some(folder) = shared::shared("suites/x509-odd") else { return };
    let all = files(&folder);
    for (kind, wanted) in [("valid", true), ("invalid", false)] {
        let issuer = der(&all[&format!("{kind}_signature_cert.pem")]);
        let issuer = Certificate::parse(&issuer).unwrap();
        let key = issuer.public_key().unwrap();
        assert!(issuer.verify_signature(&key).is_ok(), "{kind}: the CA's own is good in both");
        let list = der(&all[&format!("{kind}_signature_crl.pem")]);
        assert_eq!(Crl::parse(&list).unwrap().verify_signature(&key).is_ok(), wanted, "{kind} list");
    }
}

#[test]
fn odd_certificates_that_two_readers_would_read_differently_are_no_part_of_a_path() {
    let Some(folder) = shared::shared("suites/x509-odd") else { return };
    let all = files(&folder);
    for (name, wanted) in [
        ("two_basic_constraints.pem", "has an extension twice"),
        ("mismatch_inner_outer_sig_algorithm.der", "says one signature algorithm inside and another outside"),
        ("invalid_version.pem", "is of a version that nobody defined"),
        ("unsupported_extension_critical.pem", "PATH-7"),
    ] {
        let der = der(&all[name]);
        let certificate = Certificate::parse(&der).unwrap();
        let time = certificate.not_before.time().unwrap();
        let judged = [
            document::verify(&certificate, &Anchors::default(), &[], time),
            service::verify(&certificate, &[], &Anchors::default(), &[], None, time),
        ];
        for error in judged.map(Result::unwrap_err) {
            assert!(error.to_string().contains(wanted), "{name}: {error}");
        }
    }
}

/// What is said of each key, and whether it is a public key that we take: the private ones are read for their
/// parameters alone, since no private key is ever read here.
const EC: &[(&str, &str, bool)] = &[
    ("compressed_points.txt", "no parameters", false),
    ("ec-missing-curve.pem", "no parameters", false),
    ("ec_private_key_non_zero_unused_bits.der", "P-256 by name", false),
    ("explicit_parameters_private_key.pem", "no known curve by value", false),
    ("explicit_parameters_wap_wsg_idm_ecid_wtls11_private_key.pem", "unreadable parameters", false),
    ("high-bit-set.pem", "P-256 by name", false),
    ("secp128r1_private_key.pem", "a curve that is not used here", false),
    ("secp256k1-explicit-no-seed.pem", "no known curve by value", false),
    ("secp256k1-pub-explicit-no-seed.pem", "no known curve by value", false),
    ("secp256r1-explicit-no-seed.pem", "P-256 by value []", false),
    ("secp256r1-explicit-seed.pem", "P-256 by value [SeedPresent]", false),
    ("secp256r1-pub-explicit-no-seed.pem", "P-256 by value []", true),
    ("secp256r1-pub-explicit-seed.pem", "P-256 by value [SeedPresent]", true),
    ("secp384r1-explicit-no-seed.pem", "P-384 by value []", false),
    ("secp384r1-explicit-seed.pem", "P-384 by value [SeedPresent]", false),
    ("secp384r1-pub-explicit-no-seed.pem", "P-384 by value []", true),
    ("secp384r1-pub-explicit-seed.pem", "P-384 by value [SeedPresent]", true),
    ("secp521r1-explicit-no-seed.pem", "P-521 by value []", false),
    ("secp521r1-explicit-seed.pem", "P-521 by value [SeedPresent]", false),
    ("secp521r1-pub-explicit-no-seed.pem", "P-521 by value []", true),
    ("secp521r1-pub-explicit-seed.pem", "P-521 by value [SeedPresent]", true),
    ("sect163k1-spki.pem", "a curve that is not used here", false),
    ("sect163r2-spki.pem", "a curve that is not used here", false),
    ("sect233k1-spki.pem", "a curve that is not used here", false),
    ("sect233r1-spki.pem", "a curve that is not used here", false),
    ("truncated-private-key.der", "P-256 by name", false),
];

/// The named or explicit `ECParameters` in a key file: of a SubjectPublicKeyInfo, a PKCS#8 or a SEC 1 private key.
fn ec_parameters(der: &[u8]) -> Option<Element<'_>> {
    let mut parts = Reader::new(der).next(Tag::SEQUENCE, "a key").ok()?.reader();
    while !parts.is_at_end() {
        let part = parts.any("a part").ok()?;
        match part.tag {
            Tag::SEQUENCE => {
                let mut identifier = part.reader();
                identifier.next(Tag::OID, "the algorithm").ok()?;
                return identifier.any("the parameters").ok();
            }
            tag if tag == Tag::context(0) => return part.reader().any("the parameters").ok(),
            _ => {}
        }
    }
    None
}

/// What becomes of the keys of the suite: a curve known by value, or why none.
fn ec_verdict(der: &[u8]) -> String {
    let Some(parameters) = ec_parameters(der) else { return "no parameters".into() };
    if parameters.tag == Tag::OID {
        return match Curve::from_oid(parameters.content) {
            Some(curve) => format!("{curve} by name"),
            None => "a curve that is not used here".into(),
        };
    }
    match ExplicitParameters::read(&parameters) {
        Err(_) => "unreadable parameters".into(),
        Ok(explicit) => match explicit.matched() {
            Some(found) => format!("{} by value {:?}", found.curve, found.defects),
            None => "no known curve by value".into(),
        },
    }
}

#[test]
fn ec_keys_are_of_a_known_curve_or_refused() {
    let Some(folder) = shared::shared("suites/ec-encodings") else { return };
    let mut found = BTreeMap::new();
    for (name, bytes) in files(&folder) {
        let der = der(&bytes);
        found.insert(name, (ec_verdict(&der), PublicKey::from_spki(&der).is_ok()));
    }
    let table = EC.iter().map(|(name, verdict, taken)| ((*name).to_owned(), ((*verdict).to_owned(), *taken)));
    assert_eq!(found, table.collect());
}

#[test]
fn compressed_points_are_the_points_that_the_suite_says() {
    let Some(folder) = shared::shared("suites/ec-encodings") else { return };
    let text = fs::read_to_string(folder.join("EC/compressed_points.txt")).unwrap();
    let (mut read, mut of_other_curves) = (0, 0);
    for block in text.split("\n\n").filter(|b| b.contains("CURVE")) {
        let field = |name: &str| {
            let line = block.lines().find_map(|l| l.strip_prefix(&format!("{name} = ")));
            line.unwrap_or_else(|| panic!("no {name} in {block}")).to_owned()
        };
        let curve = match field("CURVE").as_str() {
            "SECP256R1" => Curve::P256,
            "SECP256K1" => {
                of_other_curves += 1;
                continue;
            }
            other => panic!("{other}"),
        };
        let key = PublicKey::from_ec_point(curve, &hex::decode(field("POINT")).unwrap()).unwrap();
        let point = hex::decode(format!("04{:0>64}{:0>64}", field("X"), field("Y"))).unwrap();
        assert!(key.named_spki().unwrap().ends_with(&point), "{block}");
        read += 1;
    }
    assert!(read > 0 && of_other_curves > 0, "{read} {of_other_curves}");
}

/// `ECParameters` in pieces, to change one and put them together again.
#[derive(Clone)]
struct Pieces {
    version: Vec<u8>,
    field: Vec<u8>,
    prime: Vec<u8>,
    a: Vec<u8>,
    b: Vec<u8>,
    seed: Vec<u8>,
    generator: Vec<u8>,
    order: Vec<u8>,
    cofactor: Vec<u8>,
}

impl Pieces {
    fn of(curve: Curve) -> Self {
        let der = curve.explicit_parameters().unwrap();
        let mut parts = Reader::new(&der).next(Tag::SEQUENCE, "parameters").unwrap().reader();
        let version = parts.any("the version").unwrap().full.to_vec();
        let mut field = parts.any("the field").unwrap().reader();
        let mut coefficients = parts.any("the curve").unwrap().reader();
        let next = |reader: &mut Reader<'_>| reader.any("a part").unwrap().content.to_vec();
        Pieces {
            version,
            field: next(&mut field),
            prime: next(&mut field),
            a: next(&mut coefficients),
            b: next(&mut coefficients),
            seed: Vec::new(),
            generator: next(&mut parts),
            order: next(&mut parts),
            cofactor: next(&mut parts),
        }
    }

    /// The key whose point is the curve's own base point, under these parameters.
    fn key(&self, point: &[u8]) -> Result<PublicKey, chancery::signer::SignerError> {
        let integer = |content: &[u8]| asn1::tlv(Tag::INTEGER, content);
        let parameters = asn1::sequence(&[
            self.version.clone(),
            asn1::sequence(&[asn1::oid(&self.field), integer(&self.prime)]),
            asn1::sequence(&[asn1::octet_string(&self.a), asn1::octet_string(&self.b), self.seed.clone()]),
            asn1::octet_string(&self.generator),
            integer(&self.order),
            if self.cofactor.is_empty() { Vec::new() } else { integer(&self.cofactor) },
        ]);
        let ec_public_key = asn1::oid_from_text("1.2.840.10045.2.1").unwrap();
        let identifier = asn1::sequence(&[asn1::oid(&ec_public_key), parameters]);
        PublicKey::from_spki(&asn1::sequence(&[identifier, asn1::bit_string(point)]))
    }
}

/// What is changed, in words and in deed.
type Change = (&'static str, fn(&mut Pieces));

#[test]
fn explicit_parameters_with_one_number_changed_are_refused_on_every_curve() {
    for curve in Curve::ALL {
        let sound = Pieces::of(curve);
        let point = sound.generator.clone();
        assert!(sound.key(&point).is_ok(), "{curve}");
        let changes: [Change; 6] = [
            ("p", |p| *p.prime.last_mut().unwrap() ^= 2),
            ("a", |p| *p.a.last_mut().unwrap() ^= 1),
            ("b", |p| *p.b.last_mut().unwrap() ^= 1),
            ("G", |p| *p.generator.last_mut().unwrap() ^= 1),
            ("n", |p| *p.order.last_mut().unwrap() ^= 2),
            ("h", |p| p.cofactor = vec![2]),
        ];
        for (what, change) in changes {
            let mut changed = sound.clone();
            change(&mut changed);
            assert!(changed.key(&point).is_err(), "{curve}: {what} changed");
        }
        let worse: [Change; 9] = [
            ("p is its negative", |p| p.prime[0] |= 0x80),
            ("p is 0", |p| p.prime = vec![0]),
            ("b of another length", |p| p.b.push(0)),
            ("a of nothing", |p| p.a = Vec::new()),
            ("G of nothing", |p| p.generator = Vec::new()),
            ("G at infinity", |p| p.generator = vec![0]),
            ("G is another point: the private key of anybody's point is then known", |p| {
                let half = p.generator.len() / 2;
                p.generator[half + 1..].iter_mut().for_each(|b| *b = !*b);
            }),
            ("h is 0", |p| p.cofactor = vec![0]),
            ("a field of characteristic two", |p| *p.field.last_mut().unwrap() = 2),
        ];
        for (what, change) in worse {
            let mut changed = sound.clone();
            change(&mut changed);
            assert!(changed.key(&point).is_err(), "{curve}: {what}");
        }
    }
}

#[test]
fn explicit_parameters_in_another_form_are_the_same_curve_and_the_form_is_said() {
    for curve in Curve::ALL {
        let sound = Pieces::of(curve);
        let point = sound.generator.clone();
        let width = curve.field_len();
        let mut compressed = sound.clone();
        compressed.generator.truncate(width + 1);
        compressed.generator[0] = 2 + (point[2 * width] & 1);
        let mut wrong_sign = compressed.clone();
        wrong_sign.generator[0] ^= 1;
        assert!(wrong_sign.key(&point).is_err(), "{curve}: the other root");
        let mut bare = sound.clone();
        bare.cofactor = Vec::new();
        let mut seeded = sound.clone();
        seeded.seed = asn1::bit_string(&[0x5e; 20]);
        for (pieces, wanted) in [
            (sound, vec![]),
            (compressed, vec![ExplicitDefect::GeneratorCompressed]),
            (bare, vec![ExplicitDefect::CofactorAbsent]),
            (seeded, vec![ExplicitDefect::SeedPresent]),
        ] {
            let key = pieces.key(&point).unwrap();
            let KeyKind::Ec { curve: found, form, .. } = key.kind() else { panic!("{curve}") };
            assert_eq!((*found, form), (curve, &EcParametersForm::Explicit(wanted)));
        }
    }
}

#[test]
fn points_that_are_not_on_the_curve_are_refused() {
    for curve in Curve::ALL {
        let point = Pieces::of(curve).generator;
        let width = curve.field_len();
        let mut off = point.clone();
        off[2 * width] ^= 1;
        let hybrid = [&[6 + (point[2 * width] & 1)], &point[1..]].concat();
        let wrong_hybrid = [&[7 - (point[2 * width] & 1)], &point[1..]].concat();
        let too_large = [&[4][..], &vec![0xff; 2 * width]].concat();
        let odd: [&[u8]; 8] =
            [&off, &[0], &[], &point[..width], &[&point[..], &[0]].concat(), &hybrid, &wrong_hybrid, &too_large];
        for (at, point) in odd.into_iter().enumerate() {
            let judged = PublicKey::from_ec_point(curve, point);
            assert!(judged.is_err(), "{curve} {at}: {:02x?}", point.first());
        }
    }
}

/// CMS objects, with the verdict: what is no SignedData, or is written in a form we do not take, is refused with
/// the offset. (Indefinite lengths are BER; authenticode carries its content bare, as PKCS#7 did before CMS.)
const CMS: &[(&str, &str)] = &[
    ("amazon-roots.der", "2 certificates (0 unreadable), 0 signers"),
    ("amazon-roots.p7b", "CMS: offset 1: an indefinite length; DER wants a definite length of at most four octets"),
    ("ascii-san.pem", "CMS: offset 4: tag 30 where the content type of the ContentInfo was expected"),
    ("authenticode.der", "CMS: offset 59: tag 30 where the eContent OCTET STRING was expected"),
    ("enveloped-no-content.der", "not SignedData"),
    ("enveloped-rsa-oaep.pem", "not SignedData"),
    ("enveloped-triple-des.pem", "not SignedData"),
    ("enveloped.pem", "not SignedData"),
    ("isrg.pem", "1 certificates (0 unreadable), 0 signers"),
    ("non-ascii-san.pem", "CMS: offset 4: tag 30 where the content type of the ContentInfo was expected"),
];

fn cms_verdict(bytes: &[u8]) -> String {
    match cms::read(bytes) {
        Ok(signed) => {
            let unusable = signed.certificates().iter().filter(|c| Certificate::parse(c.full).is_err()).count();
            format!(
                "{} certificates ({unusable} unreadable), {} signers",
                signed.certificates().len(),
                signed.signers().len()
            )
        }
        Err(CmsError::NotSignedData { .. }) => "not SignedData".into(),
        Err(error) => format!("{error}"),
    }
}

#[test]
fn cms_objects_are_read_or_refused_as_the_table_says() {
    let Some(folder) = shared::shared("suites/cms-pkcs7") else { return };
    let found: BTreeMap<String, String> =
        files(&folder).into_iter().map(|(name, bytes)| (name, cms_verdict(&der(&bytes)))).collect();
    let table = CMS.iter().map(|(name, verdict)| ((*name).to_owned(), (*verdict).to_owned()));
    assert_eq!(found, table.collect());
}
