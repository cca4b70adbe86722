//! Examples over the services' own hierarchy.

use super::*;
use crate::pki::service_rules::SERVICE_RULES;

/// The good CA of the services.
fn ca() -> Vector {
    csca()
        .with(|v| {
            v.role = Role::ServiceCa;
            v.spki = key(Curve::P384).named_spki().unwrap();
        })
        .without(oid::PRIVATE_KEY_USAGE_PERIOD)
        .without(oid::SUBJECT_ALT_NAME)
        .without(oid::ISSUER_ALT_NAME)
}

/// The good end entity: a TLS server of one year.
fn server() -> Vector {
    entity(oid::EKU_TLS_SERVER).put(oid::SUBJECT_ALT_NAME, false, &host("pki.utopia.example"))
}

/// An end entity with one purpose, critical.
fn entity(purpose: &[u8]) -> Vector {
    document_signer()
        .with(|v| {
            v.role = Role::ServiceEntity;
            v.spki = key(Curve::P256).named_spki().unwrap();
            v.not_after = time("2027-01-01T00:00:00Z");
        })
        .without(oid::PRIVATE_KEY_USAGE_PERIOD)
        .without(oid::SUBJECT_ALT_NAME)
        .without(oid::ISSUER_ALT_NAME)
        .without(oid::DOCUMENT_TYPE_LIST)
        .put(oid::EXTENDED_KEY_USAGE, true, &purposes(&[purpose]))
}

fn host(name: &str) -> Vec<u8> {
    asn1::sequence(&[asn1::context_primitive(2, name.as_bytes())])
}

fn uris(all: &[&str]) -> Vec<u8> {
    let all: Vec<Vec<u8>> = all.iter().map(|uri| asn1::context_primitive(6, uri.as_bytes())).collect();
    asn1::sequence(&all)
}

const OCSP_SIGNING: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 9];
const OCSP_NO_CHECK: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 48, 1, 5];
const TIME_STAMPING: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 8];

/// S5280 rules.
pub(super) fn examples() -> Vec<Example> {
    let server_with = |id, change: &dyn Fn(&mut Vector)| one(id, server(), server().with(|v| change(v)));
    let private = asn1::oid_from_text("1.3.6.1.4.1.311.20.2").unwrap();
    let workload = |all: &[&str]| entity(oid::EKU_TLS_SERVER).put(oid::SUBJECT_ALT_NAME, false, &uris(all));
    let responder = entity(OCSP_SIGNING);
    let stamper = entity(TIME_STAMPING);
    let small = rsa(&[&[0xc9; 1][..], &[0x5b; 126], &[0x1d]].concat(), &[1, 0, 1]);
    let list = |bad: CrlVector| Example {
        id: "S5280-20",
        good: Object::Crl(crl(), None, Vec::new()),
        bad: Object::Crl(bad, None, Vec::new()),
    };
    vec![
        server_with("S5280-01", &|v| v.trailing = vec![0; 3]),
        server_with("S5280-02", &|v| v.version = Vec::new()),
        server_with("S5280-03", &|v| v.serial = asn1::integer_bytes(&[0x11; 21])),
        server_with("S5280-04", &|v| v.outer = Algorithm::Ecdsa(Hash::Sha256).identifier()),
        server_with("S5280-05", &|v| v.not_after = time("2020-01-01T00:00:00Z")),
        one("S5280-06", server(), server().put(&private, true, &asn1::null())),
        one("S5280-07", ca(), ca().put(oid::KEY_USAGE, true, &key_usage(2, &[0x04]))),
        one("S5280-08", server(), server().put(oid::KEY_USAGE, true, &key_usage(1, &[0x06]))),
        one("S5280-09", server(), server().without(oid::AUTHORITY_KEY_IDENTIFIER)),
        server_with("S5280-10", &|v| v.spki = key(Curve::P256).explicit_spki().unwrap()),
        server_with("S5280-11", &|v| v.spki = small.clone()),
        one("S5280-12", server(), server().without(oid::SUBJECT_ALT_NAME)),
        one("S5280-13", workload(&["spiffe://utopia.example/visa"]), workload(&["spiffe://Utopia/visa"])),
        one("S5280-14", responder.clone().put(OCSP_NO_CHECK, false, &asn1::null()), responder),
        one("S5280-15", stamper.clone(), stamper.turned(oid::EXTENDED_KEY_USAGE)),
        server_with("S5280-16", &|v| v.not_after = time("2028-01-01T00:00:00Z")),
        list(crl().with(|v| v.next_update = Vec::new())),
    ]
}

#[test]
fn the_good_certificates_of_the_services_have_no_finding_at_all() {
    let (above, now) = (ca().der(), NOW.parse().unwrap());
    let above = crate::pki::certificate::Certificate::parse(&above).unwrap();
    for vector in [ca(), server(), entity(oid::EKU_TLS_CLIENT), entity(TIME_STAMPING)] {
        let der = vector.der();
        let certificate = crate::pki::certificate::Certificate::parse(&der).unwrap();
        let subject = crate::pki::lint::Subject::in_role(&certificate, vector.role, now).issued_by(&above);
        assert_eq!(SERVICE_RULES.lint(&subject).list, []);
    }
}

#[test]
fn each_purpose_is_judged_by_its_own_rule() {
    let count = |id, v: &Vector| found(id, v).len();
    let purposes = |list: &[&[u8]]| server().put(oid::EXTENDED_KEY_USAGE, true, &purposes(list));
    assert_eq!(count("S5280-15", &purposes(&[TIME_STAMPING, oid::EKU_TLS_CLIENT])), 1, "nothing beside it");
    assert_eq!(count("S5280-14", &purposes(&[OCSP_SIGNING, oid::EKU_TLS_CLIENT])), 2, "nor beside that");
    let ocsp = entity(OCSP_SIGNING);
    assert_eq!(count("S5280-14", &ocsp.clone().put(OCSP_NO_CHECK, true, &asn1::null())), 1, "critical");
    assert_eq!(count("S5280-14", &ocsp.put(OCSP_NO_CHECK, false, &[4, 0])), 1, "not NULL");
    let client = entity(oid::EKU_TLS_CLIENT);
    assert_eq!(count("S5280-12", &client), 0, "a client needs no name");
    for bad in ["-a.example", "a_b.example", "", "a..b", "a.*.example"] {
        assert_eq!(count("S5280-12", &server().put(oid::SUBJECT_ALT_NAME, false, &host(bad))), 1, "{bad}");
    }
    for good in ["*.utopia.example", "localhost"] {
        assert_eq!(count("S5280-12", &server().put(oid::SUBJECT_ALT_NAME, false, &host(good))), 0, "{good}");
    }
    let address = asn1::sequence(&[asn1::context_primitive(7, &[192, 0, 2, 1])]);
    assert_eq!(count("S5280-12", &server().put(oid::SUBJECT_ALT_NAME, false, &address)), 0, "an address will do");
    let two = entity(oid::EKU_TLS_SERVER).put(oid::SUBJECT_ALT_NAME, false, &uris(&["spiffe://a/b", "spiffe://a/c"]));
    assert_eq!((count("S5280-13", &two), count("S5280-12", &two)), (1, 0));
    let long = server().with(|v| v.not_after = time("2028-01-01T00:00:00Z"));
    assert_eq!(found_below("S5280-16", &long, Some(&server())).len(), 2, "too long, and beyond its issuer");
}

#[test]
fn weak_keys_of_services_are_found() {
    let modulus = [&[0xc9; 1][..], &[0x5b; 254], &[0x1d]].concat();
    let with = |modulus: &[u8], exponent: &[u8]| found("S5280-11", &server().with(|v| v.spki = rsa(modulus, exponent)));
    assert_eq!(with(&modulus, &[1, 0, 1]), []);
    assert_eq!(found("S5280-11", &server()), [], "not of RSA");
    let even = [&modulus[..255], &[0x1c]].concat();
    assert_eq!([with(&even, &[1, 0, 1]).len(), with(&modulus, &[3]).len(), with(&modulus, &[1, 0, 2]).len()], [1; 3]);
}
