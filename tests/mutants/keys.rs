//! Doc 9303-12 4.1.6: algorithms, keys, curves, and the signature itself.

use chancery::asn1;
use chancery::signer::{Algorithm, Curve, Hash};

use super::mutate::{Draft, Node};
use super::workshop::*;

const PSS: &str = "1.2.840.113549.1.1.10";
const SHA1: &str = "1.3.14.3.2.26";
const SHA256: &str = "2.16.840.1.101.3.4.2.1";
const SHA384: &str = "2.16.840.1.101.3.4.2.2";
const MGF1: &str = "1.2.840.113549.1.1.8";

pub fn mutants() -> Vec<Mutant> {
    let mut all = algorithms();
    all.extend(salted());
    all.extend(curves());
    all.extend(rsa());
    all.extend(signatures());
    all
}

fn identifier(oid: &str, parameters: &[u8]) -> Vec<u8> {
    asn1::sequence(&[asn1::oid(&asn1::oid_from_text(oid).unwrap()), parameters.to_vec()])
}

fn algorithm(der: Vec<u8>) -> Change {
    change(move |draft| draft.algorithm(&der))
}

fn algorithms() -> Vec<Mutant> {
    let ds = "document-signer";
    let sha1 = Sign::By(Algorithm::Ecdsa(Hash::Sha1));
    vec![
        signed(sha1, ds, "C08", "SHA-1", algorithm(identifier("1.2.840.10045.4.1", b""))),
        signed(Sign::Issuer, ds, "C08", "SHA-3", algorithm(identifier("2.16.840.1.101.3.4.3.11", b""))),
        signed(Sign::Issuer, ds, "C12", "ECDSA with NULL", algorithm(identifier("1.2.840.10045.4.3.3", &asn1::null()))),
        signed(
            Sign::Issuer,
            ds,
            "C07",
            "another algorithm inside",
            change(|draft| *draft.field(2) = Node::Raw(identifier("1.2.840.10045.4.3.2", b""))),
        ),
        signed(
            Sign::Issuer,
            ds,
            "C07",
            "another algorithm outside",
            change(|draft| draft.outer_algorithm(&identifier("1.2.840.10045.4.3.4", b""))),
        ),
        signed(
            Sign::By(Algorithm::RsaPkcs1(Hash::Sha256)),
            "document-signer by RSA",
            "C11",
            "RSA without NULL",
            algorithm(identifier("1.2.840.113549.1.1.11", b"")),
        ),
        signed(
            Sign::By(Algorithm::RsaPkcs1(Hash::Sha1)),
            "document-signer by RSA",
            "C08",
            "SHA-1 by RSA",
            algorithm(identifier("1.2.840.113549.1.1.5", &asn1::null())),
        ),
    ]
}

/// The parameters of PSS.
fn parameters(hash: &str, generator: &str, mask: &str, salt: &[u8], null: bool, trailer: Option<u64>) -> Vec<u8> {
    let none = if null { asn1::null() } else { Vec::new() };
    let mask = asn1::sequence(&[asn1::oid(&asn1::oid_from_text(generator).unwrap()), identifier(mask, &none)]);
    identifier(
        PSS,
        &asn1::sequence(&[
            asn1::context(0, &identifier(hash, &none)),
            asn1::context(1, &mask),
            asn1::context(2, salt),
            trailer.map(|trailer| asn1::context(3, &asn1::integer(trailer))).unwrap_or_default(),
        ]),
    )
}

fn salted() -> Vec<Mutant> {
    let number = asn1::integer;
    over(
        "document-signer by RSA",
        vec![
            ("C09", "PSS without parameters", algorithm(identifier(PSS, &asn1::sequence::<Vec<u8>>(&[])))),
            ("C09", "PSS with SHA-1", algorithm(parameters(SHA1, MGF1, SHA1, &number(32), true, None))),
            ("C09", "PSS with SHA-1 in the mask", algorithm(parameters(SHA256, MGF1, SHA1, &number(32), true, None))),
            (
                "C09",
                "PSS with another hash in the mask",
                algorithm(parameters(SHA256, MGF1, SHA384, &number(32), true, None)),
            ),
            (
                "C09",
                "PSS with another generator",
                algorithm(parameters(SHA256, "1.2.3.4", SHA256, &number(32), true, None)),
            ),
            (
                "C09",
                "PSS with trailer field 2",
                algorithm(parameters(SHA256, MGF1, SHA256, &number(32), true, Some(2))),
            ),
            (
                "C09",
                "PSS with trailer field 1 written out",
                algorithm(parameters(SHA256, MGF1, SHA256, &number(32), true, Some(1))),
            ),
            (
                "C09",
                "PSS with salt 20 written out",
                algorithm(parameters(SHA256, MGF1, SHA256, &number(20), true, None)),
            ),
            ("C09", "PSS with a negative salt", algorithm(parameters(SHA256, MGF1, SHA256, &[2, 1, 0xff], true, None))),
            (
                "X42",
                "PSS with another salt than said",
                algorithm(parameters(SHA256, MGF1, SHA256, &number(48), true, None)),
            ),
        ],
    )
}

/// A change of explicit curve parameters: version, field, curve, base point, order, cofactor.
fn curve(change_it: impl Fn(&mut Vec<Node>) + 'static) -> Change {
    change(move |draft| change_it(draft.field(6).at(0).at(1).parts()))
}

/// The octets of a value with the last bit turned.
fn turned(node: &mut Node) {
    *node.octets().last_mut().unwrap() ^= 1;
}

fn key_bits(draft: &mut Draft) -> &mut Vec<u8> {
    draft.field(6).at(1).octets()
}

fn curves() -> Vec<Mutant> {
    let named = asn1::oid(Curve::P256.oid());
    over(
        "document-signer",
        vec![
            ("K01", "a named curve", change(move |d| *d.field(6).at(0).at(1) = Node::Raw(named.clone()))),
            ("K04", "a curve left to the CA", change(|d| *d.field(6).at(0).at(1) = Node::Raw(asn1::null()))),
            ("K02", "no cofactor", curve(|p| drop(p.pop()))),
            ("K04", "another cofactor", curve(|p| p[5] = Node::Raw(asn1::integer(2)))),
            (
                "K04",
                "another base point",
                change(|d| {
                    let point = key_bits(d)[1..].to_vec();
                    *d.field(6).at(0).at(1).at(3).octets() = point;
                }),
            ),
            ("K04", "another coefficient a", curve(|p| turned(p[2].at(0)))),
            ("K04", "another coefficient b", curve(|p| turned(p[2].at(1)))),
            ("K04", "another prime", curve(|p| turned(p[1].at(1)))),
            ("K04", "another order", curve(|p| turned(&mut p[4]))),
            ("K04", "a coefficient that is too long", curve(|p| p[2].at(1).octets().insert(0, 0))),
            ("K04", "version 0 of the parameters", curve(|p| p[0] = Node::Raw(asn1::integer(0)))),
            (
                "K03",
                "a compressed base point",
                curve(|p| {
                    let point = p[3].octets();
                    point[0] = 2 + (point[64] & 1);
                    point.truncate(33);
                }),
            ),
            (
                "K03",
                "a compressed public point",
                change(|d| {
                    let key = key_bits(d);
                    key[1] = 2 + (key[65] & 1);
                    key.truncate(34);
                }),
            ),
            ("K05", "a point off the curve", change(|d| *key_bits(d).last_mut().unwrap() ^= 1)),
            ("K05", "the point at infinity", change(|d| *key_bits(d) = vec![0, 0])),
            ("K05", "a point cut short", change(|d| key_bits(d).truncate(60))),
            (
                "K01",
                "a key of Ed25519",
                change(|d| {
                    let point = bits(&[&[0][..], &[7; 32]].concat());
                    *d.field(6) = Node::Raw(asn1::sequence(&[identifier("1.3.101.112", b""), point]));
                }),
            ),
        ],
    )
}

/// An RSA key of these numbers.
fn rsa_key(modulus: &[u8], exponent: u64) -> Vec<u8> {
    let key = asn1::sequence(&[asn1::integer_bytes(modulus), asn1::integer(exponent)]);
    asn1::sequence(&[identifier("1.2.840.113549.1.1.1", &asn1::null()), asn1::bit_string(&key)])
}

fn rsa() -> Vec<Mutant> {
    let even = [&[0x80][..], &[0; 255]].concat();
    let odd = [&even[..255], &[1]].concat();
    let mut all = over(
        "document-signer by RSA",
        vec![
            ("K05", "an even modulus", field(6, rsa_key(&even, 65537))),
            ("K05", "an exponent of one", field(6, rsa_key(&odd, 1))),
            ("K05", "an even exponent", field(6, rsa_key(&odd, 4))),
            ("K05", "a modulus of zero", field(6, rsa_key(&[0], 65537))),
            ("K05", "an RSA key without NULL", change(|d| drop(d.field(6).at(0).parts().pop()))),
        ],
    );
    for (base, rule) in [("barcode-signer", "X45"), ("vds-nc-signer", "X45"), ("lds2-signer-travel", "X46")] {
        all.extend(over(base, vec![(rule, "an RSA key", field(6, rsa_key(&odd, 65537)))]));
    }
    all
}

fn signatures() -> Vec<Mutant> {
    let serial = || field(1, asn1::integer(99));
    let nothing = || change(|_| ());
    let issuer = || attribute(3, 2, chancery::asn1::Tag::UTF8_STRING, b"CSCA Arcadia");
    vec![
        signed(Sign::Not, "document-signer", "X42", "changed after it was signed", serial()),
        signed(Sign::Not, "csca-root", "X42", "changed after it was signed", serial()),
        signed(Sign::Not, "masterlist-signer", "X42", "changed after it was signed", serial()),
        signed(Sign::Stranger, "document-signer", "X42", "signed by a stranger", nothing()),
        signed(Sign::Stranger, "csca-root", "X42", "signed by a stranger", nothing()),
        signed(
            Sign::By(Algorithm::Ecdsa(Hash::Sha512)),
            "document-signer",
            "X42",
            "signed with another hash than said",
            nothing(),
        ),
        signed(Sign::Issuer, "document-signer", "X42", "another issuer's name", issuer()),
    ]
}
