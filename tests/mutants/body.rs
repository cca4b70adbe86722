//! Doc 9303-12 table 5: version, serial number, names, times, and the encoding.

use chancery::asn1::{self, Tag};
use chancery::pki::oid;

use super::mutate::{Critical, Node};
use super::workshop::*;

pub fn mutants() -> Vec<Mutant> {
    let mut all = fields();
    all.extend(names());
    all.extend(times());
    all.extend(encoding());
    all
}

fn fields() -> Vec<Mutant> {
    over(
        "document-signer",
        vec![
            ("C02", "version v2", field(0, asn1::context(0, &asn1::integer(1)))),
            ("C27", "version v1 written out", field(0, asn1::context(0, &asn1::integer(0)))),
            ("C02", "version v1 by default", change(|d| drop(d.body().remove(0)))),
            ("C03", "serial number zero", field(1, asn1::integer(0))),
            ("C03", "serial number negative", field(1, [2, 1, 0xfb])),
            ("C04", "serial number of 21 octets", field(1, [&[2, 21, 1][..], &[0; 20]].concat())),
            ("C05", "serial number with a needless zero", field(1, [2, 2, 0, 5])),
            ("C26", "a unique identifier of the issuer", change(|d| d.body().insert(7, Node::Raw(tagged(1, &[0, 1]))))),
            (
                "C26",
                "a unique identifier of the subject",
                change(|d| d.body().insert(7, Node::Raw(tagged(2, &[0, 1])))),
            ),
        ],
    )
}

fn names() -> Vec<Mutant> {
    let (printable, utf8) = (Tag::PRINTABLE_STRING, Tag::UTF8_STRING);
    let serial = asn1::set_of(&[asn1::sequence(&[asn1::oid(oid::SERIAL_NUMBER), asn1::utf8_string("7")])]);
    over(
        "document-signer",
        vec![
            ("C13", "no country in the subject", change(|d| drop(d.field(5).parts().remove(0)))),
            (
                "C13",
                "two countries",
                change(|d| {
                    let country = d.field(5).at(0).clone();
                    d.field(5).parts().insert(0, country);
                }),
            ),
            ("C14", "country of three letters", attribute(5, 0, printable, b"UTO")),
            ("C14", "country of one letter", attribute(5, 0, printable, b"U")),
            ("C15", "country in small letters", attribute(5, 0, printable, b"ut")),
            ("C15", "country of the issuer in small letters", attribute(3, 0, printable, b"ut")),
            ("C16", "country as UTF8String", attribute(5, 0, utf8, b"UT")),
            ("C17", "country of another state", attribute(5, 0, printable, b"FR")),
            ("C18", "no common name", change(|d| drop(d.field(5).parts().pop()))),
            ("C18", "common name empty", attribute(5, 2, utf8, b"")),
            (
                "C19",
                "serialNumber in the name as UTF8String",
                change(move |d| d.field(5).parts().push(Node::Raw(serial.clone()))),
            ),
            ("C20", "common name as TeletexString", attribute(5, 2, Tag::TELETEX_STRING, b"Signer")),
            ("C20", "common name as IA5String", attribute(5, 2, Tag::IA5_STRING, b"Signer")),
            ("C20", "organisation as BMPString", attribute(5, 1, Tag::BMP_STRING, b"\0R\0U")),
            ("C20", "a PrintableString that is not", attribute(5, 2, printable, b"Signer_@")),
            ("C20", "a UTF8String that is not", attribute(5, 2, utf8, b"Signer\xff")),
        ],
    )
}

fn times() -> Vec<Mutant> {
    let (utc, generalized) = (Tag::UTC_TIME, Tag::GENERALIZED_TIME);
    over(
        "document-signer",
        vec![
            ("C22", "UTCTime without seconds", time(0, utc, b"2611221000Z")),
            ("C22", "UTCTime with an offset", time(0, utc, b"261122100000+0100")),
            ("C23", "GeneralizedTime before 2050", time(0, generalized, b"20261122100000Z")),
            ("C24", "GeneralizedTime with a fraction", time(1, generalized, b"20510222100000.5Z")),
            ("C22", "a day that is none", time(1, utc, b"370231100000Z")),
            ("C25", "it ends before it begins", time(1, utc, b"251122100000Z")),
            ("C25", "it ends when it begins", time(1, utc, b"261122100000Z")),
        ],
    )
}

fn encoding() -> Vec<Mutant> {
    over(
        "document-signer",
        vec![
            (
                "C01",
                "a length that is not the shortest",
                change(|d| {
                    let serial = d.field(1).write();
                    *d.field(1) = Node::Raw([&serial[..1], &[0x81], &serial[1..]].concat());
                }),
            ),
            ("C27", "critical FALSE written out", critical(oid::SUBJECT_ALT_NAME, Critical::NoInWords)),
            ("C28", "critical TRUE as 01", critical(oid::KEY_USAGE, Critical::YesAs01)),
            (
                "C29",
                "an extension twice",
                change(|d| {
                    let again = d.extensions()[1].clone();
                    d.extensions().push(again);
                }),
            ),
            ("C30", "a private extension that is critical", more(&[0x2a, 3, 4], Critical::Yes, asn1::null())),
            (
                "X47",
                "a private extension that is critical, by its own rule",
                more(&[0x2a, 3, 5], Critical::Yes, asn1::null()),
            ),
            (
                "X04",
                "octets after an extension's value",
                change(|d| {
                    let mut value = d.extension(oid::SUBJECT_KEY_IDENTIFIER).last_mut().unwrap().octets().clone();
                    value.push(0);
                    d.put(oid::SUBJECT_KEY_IDENTIFIER, &value);
                }),
            ),
            ("X05", "no extensions at all", change(|d| drop(d.body().pop()))),
        ],
    )
}
