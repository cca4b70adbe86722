//! Doc 9303-12 tables 9 and 10: revocation lists.

use chancery::asn1::{self, Tag};
use chancery::pki::oid::*;
use chancery::signer::{Algorithm, Hash};

use super::mutate::Critical::{No, NoInWords, Yes};
use super::mutate::Node;
use super::workshop::*;

/// Fields of the signed part: version, algorithm, issuer, this update, next update, entries, extensions.
pub fn mutants() -> Vec<Mutant> {
    let (utc, generalized) = (Tag::UTC_TIME, Tag::GENERALIZED_TIME);
    let reason = asn1::sequence(&[asn1::sequence(&[asn1::oid(REASON_CODE), asn1::octet_string(&[10, 1, 1])])]);
    let late = |text: &[u8]| field(4, asn1::tlv(utc, text));
    let mut all = over(
        "crl",
        vec![
            ("R01", "version v1", field(0, asn1::integer(0))),
            ("R01", "no version", change(|d| drop(d.body().remove(0)))),
            ("R01", "another algorithm inside", field(1, Algorithm::Ecdsa(Hash::Sha256).identifier())),
            ("R02", "country in small letters", attribute(2, 0, Tag::PRINTABLE_STRING, b"ut")),
            ("R02", "country as UTF8String", attribute(2, 0, Tag::UTF8_STRING, b"UT")),
            ("R02", "another issuer", attribute(2, 2, Tag::UTF8_STRING, b"CSCA Arcadia")),
            ("R03", "GeneralizedTime before 2050", field(3, asn1::tlv(generalized, b"20261122100000Z"))),
            ("R03", "no next update", change(|d| drop(d.body().remove(4)))),
            ("R03", "a next update before this one", late(b"261022100000Z")),
            ("R03", "a next update without seconds", late(b"2701221000Z")),
            ("R04", "a next update after ninety-one days", late(b"270301100000Z")),
            (
                "R01",
                "an entry's time as GeneralizedTime",
                change(move |d| {
                    *d.field(5).at(0).at(1) = Node::Raw(asn1::tlv(generalized, b"20261120080000Z"));
                }),
            ),
            ("R10", "a reason", change(move |d| d.field(5).at(0).parts().push(Node::Raw(reason.clone())))),
            ("R07", "no identifier of the issuer's key", without(AUTHORITY_KEY_IDENTIFIER)),
            ("R07", "another key", value(AUTHORITY_KEY_IDENTIFIER, list(&[tagged(0, b"another")]))),
            ("R07", "its identifier is critical", critical(AUTHORITY_KEY_IDENTIFIER, Yes)),
            ("R08", "no number", without(CRL_NUMBER)),
            ("R08", "a negative number", value(CRL_NUMBER, [2, 1, 0xff])),
            ("R08", "a number of 21 octets", value(CRL_NUMBER, [&[2, 21, 1][..], &[0; 20]].concat())),
            ("R08", "a number that is critical", critical(CRL_NUMBER, Yes)),
            ("R08", "a number with a needless zero", value(CRL_NUMBER, [2, 2, 0, 5])),
            ("R01", "critical FALSE written out", critical(CRL_NUMBER, NoInWords)),
            ("R09", "a delta", more(DELTA_CRL_INDICATOR, Yes, asn1::integer(1))),
            ("R09", "a part of a list", more(ISSUING_DISTRIBUTION_POINT, Yes, list(&[]))),
            ("R09", "a freshest list", more(FRESHEST_CRL, No, list(&[]))),
            ("R01", "a private extension that is critical", more(&[0x2a, 3, 4], Yes, asn1::null())),
            (
                "R01",
                "a number twice",
                change(|d| {
                    let number = d.extensions().last().unwrap().clone();
                    d.extensions().push(number);
                }),
            ),
            ("R11", "former names that are none", more(ISSUER_ALT_NAME, No, list(&[]))),
            (
                "R11",
                "former names that are critical",
                more(ISSUER_ALT_NAME, Yes, list(&[tagged(2, b"utopia.example")])),
            ),
        ],
    );
    all.extend(over(
        "crl of nothing",
        vec![(
            "R06",
            "entries that are empty",
            change(|d| {
                d.body().insert(5, Node::Parts(Tag::SEQUENCE.0, Vec::new()));
            }),
        )],
    ));
    all.push(signed(Sign::Not, "crl", "R12", "changed after it was signed", value(CRL_NUMBER, asn1::integer(9))));
    all.push(signed(Sign::Stranger, "crl", "R12", "signed by a stranger", change(|_| ())));
    all.push(signed(
        Sign::By(Algorithm::Ecdsa(Hash::Sha1)),
        "crl",
        "R01",
        "SHA-1",
        change(|d| d.algorithm(&asn1::sequence(&[asn1::oid(&asn1::oid_from_text("1.2.840.10045.4.1").unwrap())]))),
    ));
    all
}
