//! Odd extensions as they stand in the field, written by hand: the certificate is read,
//! the reader says what is wrong or takes what it can.

#[path = "support/soft_signer.rs"]
mod soft_signer;
#[path = "support/utopia.rs"]
mod utopia;

use chancery::asn1::{self, Asn1Error, Tag};
use chancery::pki::certificate::Certificate;
use chancery::pki::extension::*;
use chancery::pki::lint::Role;
use chancery::pki::oid;

/// The root of Utopia with these fields in the place of its own.
struct Odd {
    root: Vec<u8>,
}

impl Odd {
    fn new() -> Self {
        Odd { root: utopia::csca().1 }
    }

    /// With another list of extensions (encoded SEQUENCE content).
    fn extensions(&self, list: &[u8]) -> Vec<u8> {
        self.replaced(7, &asn1::context(3, &asn1::tlv(Tag::SEQUENCE, list)))
    }

    /// With one extension that holds this value.
    fn holding(&self, oid: &[u8], value: &[u8]) -> Vec<u8> {
        self.extensions(&asn1::sequence(&[asn1::oid(oid), asn1::octet_string(value)]))
    }

    /// With another field at this place of the to-be-signed part.
    fn replaced(&self, place: usize, field: &[u8]) -> Vec<u8> {
        let root = Certificate::parse(&self.root).unwrap();
        let mut fields: Vec<&[u8]> = Vec::new();
        let mut reader = root.tbs.reader();
        while !reader.is_at_end() {
            fields.push(reader.any("a field").unwrap().full);
        }
        fields[place] = field;
        let tbs = asn1::sequence(&fields);
        asn1::sequence(&[&tbs[..], root.outer_algorithm.element.full, root.signature_element.full])
    }
}

fn offset_of(error: &Asn1Error, der: &[u8]) {
    assert!(error.offset() > 0 && error.offset() <= der.len(), "{error}");
}

#[test]
fn a_raw_key_identifier_is_read_and_known_as_raw() {
    let der = Odd::new().holding(oid::SUBJECT_KEY_IDENTIFIER, &[0x77; 20]);
    let certificate = Certificate::parse(&der).unwrap();
    let identifier = certificate.read::<SubjectKeyIdentifier<'_>>().unwrap().unwrap();
    assert_eq!((identifier.octets, identifier.wrapped), (&[0x77; 20][..], false));
    let der = Odd::new().holding(oid::SUBJECT_KEY_IDENTIFIER, &[]);
    assert!(Certificate::parse(&der).unwrap().read::<SubjectKeyIdentifier<'_>>().unwrap().is_err());
}

#[test]
fn empty_alternative_names_are_read_as_empty() {
    let der = Odd::new().holding(oid::ISSUER_ALT_NAME, &[0x30, 0x00]);
    let names = Certificate::parse(&der).unwrap().read::<IssuerAltName<'_>>().unwrap().unwrap();
    assert!(names.0.is_empty());
}

#[test]
fn true_written_as_one_is_true_and_the_octet_is_kept() {
    let der = Odd::new().holding(oid::BASIC_CONSTRAINTS, &[0x30, 0x03, 0x01, 0x01, 0x01]);
    let certificate = Certificate::parse(&der).unwrap();
    let constraints = certificate.read::<BasicConstraints<'_>>().unwrap().unwrap();
    assert!(constraints.is_ca());
    assert_eq!(constraints.ca_element.unwrap().content, [1]);
    let odd_critical = [&asn1::oid(oid::KEY_USAGE)[..], &[1, 1, 1], &asn1::octet_string(&[3, 2, 1, 6])].concat();
    let der = Odd::new().extensions(&asn1::tlv(Tag::SEQUENCE, &odd_critical));
    assert!(Certificate::parse(&der).unwrap().extensions.find(oid::KEY_USAGE).unwrap().is_critical());
}

#[test]
fn key_usage_with_padding_is_read_and_known_as_not_minimal() {
    use KeyUsageBit::*;
    for (value, minimal, bits) in [
        (&[3u8, 2, 1, 0x06][..], true, &[KeyCertSign, CrlSign][..]),
        (&[3, 2, 0, 0x06], false, &[KeyCertSign, CrlSign]),
        (&[3, 3, 7, 0x06, 0x00], false, &[KeyCertSign, CrlSign]),
        (&[3, 3, 7, 0x00, 0x80], true, &[DecipherOnly]),
        (&[3, 1, 0], true, &[]),
    ] {
        let der = Odd::new().holding(oid::KEY_USAGE, value);
        let usage = Certificate::parse(&der).unwrap().read::<KeyUsage>().unwrap().unwrap();
        assert_eq!(usage.minimal, minimal, "{value:02x?}");
        assert!(usage.is_exactly(bits), "{value:02x?}: {usage}");
    }
    for value in [&[3u8, 0][..], &[3, 2, 8, 6], &[3, 4, 0, 1, 2, 3], &[4, 1, 6], &[3, 1, 3], &[]] {
        let der = Odd::new().holding(oid::KEY_USAGE, value);
        let error = Certificate::parse(&der).unwrap().read::<KeyUsage>().unwrap().unwrap_err();
        offset_of(&error, &der);
    }
}

#[test]
fn malformed_document_types_are_an_error_of_their_reader_alone() {
    let good = [&[0x30, 0x08, 0x02, 0x01, 0x00, 0x31, 0x03, 0x13, 0x01][..], b"P"].concat();
    let read = |value: &[u8]| -> Result<usize, Asn1Error> {
        let der = Odd::new().holding(oid::DOCUMENT_TYPE_LIST, value);
        let certificate = Certificate::parse(&der).unwrap();
        assert_eq!(Role::infer(&certificate), Role::CscaRoot);
        certificate.read::<DocumentTypeList<'_>>().unwrap().map(|l| l.types.len())
    };
    assert_eq!(read(&good).unwrap(), 1);
    for bad in [&b"P"[..], &[0x31, 0x03, 0x13, 0x01, b'P'], &[0x30, 0x03, 0x02, 0x01, 0x00], &[0x30, 0x00], &good[..9]]
    {
        assert!(read(bad).is_err(), "{bad:02x?}");
    }
}

#[test]
fn an_authority_key_identifier_with_issuer_but_no_serial_number_is_read() {
    let name = asn1::context(4, &asn1::sequence::<&[u8]>(&[]));
    let value = asn1::sequence(&[asn1::context_primitive(0, &[1, 2, 3]), asn1::context(1, &name)]);
    let der = Odd::new().holding(oid::AUTHORITY_KEY_IDENTIFIER, &value);
    let certificate = Certificate::parse(&der).unwrap();
    let identifier = certificate.read::<AuthorityKeyIdentifier<'_>>().unwrap().unwrap();
    assert_eq!(identifier.key_identifier, Some(&[1, 2, 3][..]));
    assert_eq!((identifier.issuer.unwrap().iter().count(), identifier.serial), (1, None));
}

#[test]
fn a_broken_list_keeps_what_stands_before_the_break() {
    let first = asn1::sequence(&[asn1::oid(oid::KEY_USAGE), asn1::octet_string(&[3, 2, 7, 0x80])]);
    let der = Odd::new().extensions(&[&first[..], &[0x30, 0x7f, 0x06]].concat());
    let certificate = Certificate::parse(&der).unwrap();
    assert_eq!(certificate.extensions.len(), 1);
    assert!(certificate.read::<KeyUsage>().unwrap().is_ok());
    offset_of(certificate.extensions.defect.as_ref().unwrap(), &der);
}

#[test]
fn a_flood_of_extensions_ends_at_a_limit() {
    let one = asn1::sequence(&[asn1::oid(&[0x2a, 3]), asn1::octet_string(&[])]);
    let der = Odd::new().extensions(&one.repeat(5_000));
    let certificate = Certificate::parse(&der).unwrap();
    assert_eq!(certificate.extensions.len(), 128);
    assert!(certificate.extensions.defect.is_some());
}

#[test]
fn serial_numbers_of_any_sign_and_length_are_kept_as_they_are() {
    for content in [&[0u8][..], &[0xff, 0x01], &[0x00, 0x00, 0x01], &[0x55; 40], &[]] {
        let der = Odd::new().replaced(1, &asn1::tlv(Tag::INTEGER, content));
        assert_eq!(Certificate::parse(&der).unwrap().serial(), content);
    }
}

#[test]
fn odd_times_are_read_or_said_to_be_unreadable() {
    let with = |text: &str| {
        let odd = asn1::tlv(Tag::GENERALIZED_TIME, text.as_bytes());
        Odd::new().replaced(4, &asn1::sequence(&[asn1::utc_time(utopia::at("2026-11-22T00:00:00Z")), odd]))
    };
    let der = with("20400101000000Z");
    let certificate = Certificate::parse(&der).unwrap();
    assert!(certificate.is_valid_at(utopia::at("2040-01-01T00:00:00Z")));
    let der = with("20171001000000.000Z UTC");
    let certificate = Certificate::parse(&der).unwrap();
    assert!(certificate.not_after.time().is_err());
    assert!(!certificate.is_valid_at(utopia::at("2026-11-23T00:00:00Z")), "an end nobody can read refuses");
}

#[test]
fn what_is_no_certificate_is_refused_with_its_offset() {
    let odd = Odd::new();
    for place in [1, 2, 3, 4, 5, 6] {
        let der = odd.replaced(place, &asn1::null());
        let error = Certificate::parse(&der).unwrap_err();
        offset_of(&error, &der);
    }
    assert!(Certificate::parse(b"-----BEGIN CERTIFICATE-----").is_err());
}

#[test]
fn what_follows_a_certificate_is_kept_apart() {
    let odd = Odd::new();
    let longer = [&odd.root[..], b"\n\n"].concat();
    let certificate = Certificate::parse(&longer).unwrap();
    assert_eq!((certificate.der(), certificate.trailing), (&odd.root[..], &b"\n\n"[..]));
    assert_eq!(certificate.digest(), Certificate::parse(&odd.root).unwrap().digest());
}
