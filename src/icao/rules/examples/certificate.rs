//! Examples over one certificate of the travel-document PKI.

use super::*;
use crate::pki::lint::Edition;

/// C, K and X rules.
pub(super) fn examples() -> Vec<Example> {
    let mut all = fields();
    all.extend(names());
    all.extend(times());
    all.extend(keys());
    all.extend(identifiers_and_usage());
    all.extend(alternatives());
    all.extend(constraints_and_purposes());
    all.extend(icao());
    all
}

fn root(id: &'static str, change: impl FnOnce(&mut Vector)) -> Example {
    one(id, csca(), csca().with(change))
}

fn fields() -> Vec<Example> {
    let integer = |octets: &[u8]| asn1::tlv(Tag::INTEGER, octets);
    let pss = asn1::oid(&asn1::oid_from_text("1.2.840.113549.1.1.10").unwrap());
    let rsa = Algorithm::RsaPkcs1(Hash::Sha256).identifier();
    let ecdsa = Algorithm::Ecdsa(Hash::Sha384).identifier();
    let private = asn1::oid_from_text("1.3.6.1.4.1.311.20.2").unwrap();
    let rsa_root = csca().with(|v| v.outer = rsa.clone());
    let pss_root = csca().with(|v| v.outer = Algorithm::RsaPss(Hash::Sha256, 32).identifier());
    let usage = asn1::sequence(&[asn1::oid(oid::KEY_USAGE), asn1::boolean(false), asn1::octet_string(&[])]);
    let one_as_01 = asn1::sequence(&[asn1::tlv(Tag::BOOLEAN, &[1])]);
    vec![
        root("C01", |v| v.trailing = vec![0; 3]),
        root("C02", |v| v.version = Vec::new()),
        root("C03", |v| v.serial = integer(&[0xff, 0x01])),
        root("C04", |v| v.serial = asn1::integer_bytes(&[0x11; 21])),
        root("C05", |v| v.serial = integer(&[0, 0x7f])),
        root("C07", |v| v.outer = Algorithm::Ecdsa(Hash::Sha256).identifier()),
        root("C08", |v| v.outer = Algorithm::RsaPkcs1(Hash::Sha1).identifier()),
        one("C09", pss_root.clone(), csca().with(|v| v.outer = asn1::sequence(&[pss, asn1::sequence::<&[u8]>(&[])]))),
        one("C10", pss_root, rsa_root.clone()),
        one("C11", rsa_root, csca().with(|v| v.outer = asn1::sequence(&[&rsa[2..rsa.len() - 2]]))),
        root("C12", |v| v.outer = asn1::sequence(&[&ecdsa[2..], &asn1::null()])),
        root("C26", |v| v.unique_ids = asn1::context_primitive(1, &[0, 1])),
        one("C27", csca(), csca().put_raw(oid::KEY_USAGE, usage)),
        one("C28", csca(), csca().put(oid::BASIC_CONSTRAINTS, true, &one_as_01)),
        root("C29", |v| v.extensions.push(v.extensions[0].clone())),
        one("C30", csca().put(&private, false, &asn1::null()), csca().put(&private, true, &asn1::null())),
    ]
}

fn names() -> Vec<Example> {
    let country = |tag, code: &str| rdn(oid::COUNTRY, tag, code);
    let printable = Tag::PRINTABLE_STRING;
    let common = rdn(oid::COMMON_NAME, Tag::UTF8_STRING, "CSCA");
    let named = |id, rdns: &[Vec<u8>]| one(id, csca(), csca().named(&name(rdns)));
    let with = |extra| [country(printable, "UT"), common.clone(), extra];
    let pair = |oid: &[u8]| asn1::sequence(&[asn1::oid(oid), asn1::printable_string("UT")]);
    let bermuda = name(&[country(printable, "BM"), common.clone()]);
    let number = |tag| name(&with(rdn(oid::SERIAL_NUMBER, tag, "003")));
    vec![
        named("C13", std::slice::from_ref(&common)),
        named("C14", &[country(printable, "LTU"), common.clone()]),
        named("C15", &[country(printable, "Ut"), common.clone()]),
        named("C16", &[country(Tag::UTF8_STRING, "UT"), common.clone()]),
        one("C17", document_signer(), document_signer().with(|v| v.subject = bermuda)),
        named("C18", &[country(printable, "UT")]),
        one("C19", csca().named(&number(printable)), csca().named(&number(Tag::UTF8_STRING))),
        named("C20", &with(rdn(oid::ORGANIZATION, Tag::TELETEX_STRING, "State"))),
        named("C21", &[asn1::set_of(&[pair(oid::COUNTRY), pair(oid::COMMON_NAME)])]),
    ]
}

fn times() -> Vec<Example> {
    let late = |text: &[u8]| asn1::tlv(Tag::GENERALIZED_TIME, text);
    let good = |text: &[u8]| csca().with(|v| v.not_after = late(text));
    vec![
        root("C22", |v| v.not_before = asn1::tlv(Tag::UTC_TIME, b"2401010000Z")),
        one("C23", good(b"20500101000000Z"), good(b"20491231235959Z")),
        one("C24", good(b"20510101000000Z"), good(b"20510101000000.5Z")),
        root("C25", |v| v.not_after = time("2020-01-01T00:00:00Z")),
    ]
}

/// The RSA modulus of so many bits that no rule but those on size has anything against.
fn modulus(bits: usize) -> Vec<u8> {
    [&[0xc9; 1][..], &vec![0x5b; bits / 8 - 2], &[0x1d]].concat()
}

fn keys() -> Vec<Example> {
    let p384 = Curve::P384;
    let parameters = p384.explicit_parameters().unwrap();
    let point = key(p384).key_octets().unwrap();
    let content = asn1::Reader::new(&parameters).any("parameters").unwrap();
    let without_cofactor = asn1::sequence(&[&content.content[..content.content.len() - 3]]);
    let compressed = [&[2 + (point[96] & 1)], &point[1..49]].concat();
    let mut changed = point.clone();
    changed[40] ^= 1;
    let lookalike = replaced(&parameters, &point, &changed);
    let mut off = point.clone();
    off[96] ^= 1;
    let mut parts = content.reader();
    let parts: Vec<&[u8]> = std::iter::from_fn(|| parts.any("a part").ok()).map(|e| e.full).collect();
    let curve = asn1::Reader::new(parts[2]).any("curve").unwrap().content;
    let seeded = asn1::sequence(&[curve, &asn1::bit_string(&[7; 20])]);
    let seeded = asn1::sequence(&[parts[0], parts[1], &seeded, parts[3], parts[4], parts[5]]);
    let rsa_root = |bits, exponent: &[u8]| csca().with(|v| v.spki = rsa(&modulus(bits), exponent));
    let close = {
        let mut n = openssl::bn::BigNum::new().unwrap();
        let a = openssl::bn::BigNum::from_slice(&[0xc3; 192]).unwrap();
        let mut b = openssl::bn::BigNum::from_slice(&[0xc3; 192]).unwrap();
        b.add_word(2).unwrap();
        n.checked_mul(&a, &b, &mut openssl::bn::BigNumContext::new().unwrap()).unwrap();
        n.to_vec()
    };
    vec![
        root("K01", |v| v.spki = key(p384).named_spki().unwrap()),
        root("K02", |v| v.spki = with_parameters(p384, &without_cofactor)),
        root("K03", |v| v.spki = spki(&parameters, &compressed)),
        root("K04", |v| v.spki = spki(&lookalike, &point)),
        root("K05", |v| v.spki = with_point(p384, &off)),
        root("K06", |v| v.spki = with_parameters(p384, &seeded)),
        one("K07", rsa_root(3072, &[1, 0, 1]), rsa_root(2048, &[1, 0, 1])),
        one("K08", rsa_root(3072, &[1, 0, 1]), rsa_root(3072, &[3])),
        one("K09", rsa_root(3072, &[1, 0, 1]), csca().with(|v| v.spki = rsa(&close, &[1, 0, 1]))),
    ]
}

fn identifiers_and_usage() -> Vec<Example> {
    let root_with = |id, extension: &[u8], value: &[u8]| one(id, csca(), csca().put(extension, true, value));
    let turned = |id, extension: &[u8]| one(id, csca(), csca().turned(extension));
    let used = |from, to| csca().put(oid::PRIVATE_KEY_USAGE_PERIOD, false, &period(from, to));
    let half_a_year = period("2026-01-01T00:00:00Z", "2026-07-01T00:00:00Z");
    let signer = document_signer().put(oid::PRIVATE_KEY_USAGE_PERIOD, false, &half_a_year);
    let other = csca().put(oid::AUTHORITY_KEY_IDENTIFIER, false, &authority(&[7; 20]));
    let policies = asn1::sequence(&[asn1::sequence(&[asn1::oid(&[0x2a, 3])])]);
    let policies = |critical| csca().put(oid::CERTIFICATE_POLICIES, critical, &policies);
    vec![
        one("X01", link(), link().without(oid::AUTHORITY_KEY_IDENTIFIER)),
        turned("X02", oid::AUTHORITY_KEY_IDENTIFIER),
        one("X03", csca(), other),
        one("X04", csca(), csca().without(oid::SUBJECT_KEY_IDENTIFIER)),
        one("X05", csca(), csca().without(oid::KEY_USAGE)),
        turned("X06", oid::KEY_USAGE),
        root_with("X07", oid::KEY_USAGE, &key_usage(1, &[0x86])),
        one("X08", document_signer(), document_signer().put(oid::KEY_USAGE, true, &key_usage(6, &[0xc0]))),
        root_with("X09", oid::KEY_USAGE, &key_usage(0, &[6])),
        one("X10", csca(), csca().without(oid::PRIVATE_KEY_USAGE_PERIOD)),
        turned("X11", oid::PRIVATE_KEY_USAGE_PERIOD),
        one("X12", csca(), used("2023-12-31T23:59:59Z", "2028-12-31T00:00:00Z")),
        one("X13", csca(), used("2024-01-01T00:00:00Z", "2030-01-01T00:00:00Z")),
        one("X14", document_signer(), signer),
        root("X15", |v| v.not_after = time("2039-07-01T00:00:00Z")),
        one("X16", policies(false), policies(true)),
    ]
}

fn alternatives() -> Vec<Example> {
    let names =
        |id, names: &[Vec<u8>]| one(id, csca(), csca().put(oid::SUBJECT_ALT_NAME, false, &asn1::sequence(names)));
    let with_country =
        directory(&[rdn(oid::LOCALITY, Tag::PRINTABLE_STRING, "UTO"), rdn(oid::COUNTRY, Tag::PRINTABLE_STRING, "UT")]);
    let other = csca().put(oid::ISSUER_ALT_NAME, false, &asn1::sequence(&[state("UTO")]));
    vec![
        one("X17", csca(), csca().without(oid::SUBJECT_ALT_NAME)),
        one("X18", csca(), csca().without(oid::ISSUER_ALT_NAME)),
        one("X19", csca(), csca().turned(oid::SUBJECT_ALT_NAME)),
        names("X20", &[mail()]),
        names("X21", &[state("uto"), mail()]),
        names("X22", &[with_country, mail()]),
        names("X23", &[state("UTO")]),
        one("X24", csca(), other),
        names("X25", &[state("USA"), mail()]),
    ]
}

fn constraints_and_purposes() -> Vec<Example> {
    let constraints = |parts: &[Vec<u8>]| csca().put(oid::BASIC_CONSTRAINTS, true, &asn1::sequence(parts));
    let purpose = |v: Vector, list: &[&[u8]]| v.put(oid::EXTENDED_KEY_USAGE, true, &purposes(list));
    let points = |uris: &[&str]| csca().put(oid::CRL_DISTRIBUTION_POINTS, false, &points(uris));
    let pkd = |file: &str| points(&[&format!("https://pkddownload1.icao.int/CRLs/{file}")]);
    let uri = asn1::context(0, &asn1::context(0, &asn1::context_primitive(6, b"http://a")));
    let reasons = asn1::sequence(&[asn1::sequence(&[uri, asn1::context_primitive(1, &[1, 2])])]);
    let netscape = csca().put(oid::NETSCAPE_CERT_TYPE, false, &key_usage(0, &[7]));
    vec![
        one("X26", csca(), csca().without(oid::BASIC_CONSTRAINTS)),
        one("X27", csca(), constraints(&[])),
        one("X28", csca(), constraints(&[asn1::boolean(true), asn1::integer(1)])),
        one("X29", document_signer(), document_signer().put(oid::BASIC_CONSTRAINTS, true, &[0x30, 0])),
        one("X30", csca(), purpose(csca(), &[oid::EKU_TLS_SERVER])),
        one("X31", masterlist_signer(), purpose(masterlist_signer(), &[oid::EKU_DEVIATIONLIST_SIGNER])),
        one("X32", barcode_signer(), purpose(barcode_signer(), &[oid::EKU_CODE_SIGNING])),
        one("X33", csca(), csca().without(oid::CRL_DISTRIBUTION_POINTS)),
        one("X34", csca(), csca().put(oid::CRL_DISTRIBUTION_POINTS, false, &reasons)),
        one("X35", csca(), points(&["http://a", "ftp://a"])),
        one("X36", pkd("UTO.crl"), pkd("USA.crl")),
        one("X37", csca(), netscape),
    ]
}

fn icao() -> Vec<Example> {
    let private = asn1::oid_from_text("1.3.6.1.4.1.311.21.1").unwrap();
    let types = |v: Vector, types: &[&str]| v.put(oid::DOCUMENT_TYPE_LIST, false, &document_types(types));
    let renamed = link().with(|v| v.subject = utopia("CSCA Utopia 2"));
    let (null, usage) = (asn1::null(), key_usage(7, &[0x80]));
    let long =
        name(&[rdn(oid::COUNTRY, Tag::PRINTABLE_STRING, "UT"), rdn(oid::COMMON_NAME, Tag::PRINTABLE_STRING, "DFAT")]);
    let small = |role, edition, subject| {
        barcode_signer().with(|v| {
            (v.role, v.edition) = (role, edition);
            v.subject = subject;
        })
    };
    let lds2 = |cn| small(Role::Lds2Signer, Edition::Eighth, utopia(cn));
    let seal = small(Role::BarcodeSigner, Edition::EighthCorrected, long);
    vec![
        one("X38", document_signer(), types(document_signer(), &["PPP"])),
        one("X39", csca(), types(csca(), &["P"])),
        one("X40", link().put(oid::NAME_CHANGE, false, &null), link().put(oid::NAME_CHANGE, true, &null)),
        one("X41", renamed.clone().put(oid::NAME_CHANGE, false, &null), renamed),
        Example {
            id: "X42",
            good: Object::Certificate(link(), Some(old_csca())),
            bad: Object::Certificate(link(), Some(csca())),
        },
        one("X44", barcode_signer(), barcode_signer().put(oid::KEY_USAGE, true, &usage)),
        one("X45", barcode_signer(), seal),
        one("X46", lds2("Visa 1"), lds2("VisaSigner")),
        one("X47", csca().put(&private, false, &null), csca().put(&private, true, &null)),
    ]
}
