//! What a mutant is, and the small tools that change one thing.

use chancery::asn1::{self, Tag};
use chancery::signer::Algorithm;

use super::mutate::{Critical, Draft, Node};

/// How a mutant is signed.
pub enum Sign {
    /// By its issuer's key, as its product was.
    Issuer,
    /// Not at all: the signature of the product stays.
    Not,
    /// By its issuer's key and another algorithm.
    By(Algorithm),
    /// By another key of the same kind.
    Stranger,
}

/// A good product with one thing made wrong, and the rule that must find it.
pub struct Mutant {
    pub rule: &'static str,
    pub words: &'static str,
    pub base: &'static str,
    pub change: Change,
    pub sign: Sign,
}

pub type Change = Box<dyn Fn(&mut Draft)>;

/// Rows of rule, words and change, over one product.
pub fn over(base: &'static str, rows: Vec<(&'static str, &'static str, Change)>) -> Vec<Mutant> {
    let row = |(rule, words, change)| Mutant { rule, words, base, change, sign: Sign::Issuer };
    rows.into_iter().map(row).collect()
}

/// The same, signed in another way.
pub fn signed(sign: Sign, base: &'static str, rule: &'static str, words: &'static str, change: Change) -> Mutant {
    Mutant { rule, words, base, change, sign }
}

/// Any change.
pub fn change(change: impl Fn(&mut Draft) + 'static) -> Change {
    Box::new(change)
}

/// A field of the signed part replaced.
pub fn field(place: usize, der: impl Into<Vec<u8>>) -> Change {
    let der = der.into();
    change(move |draft| *draft.field(place) = Node::Raw(der.clone()))
}

/// An extension taken away.
pub fn without(oid: &'static [u8]) -> Change {
    change(move |draft| draft.drop(oid))
}

/// An extension's value replaced.
pub fn value(oid: &'static [u8], der: impl Into<Vec<u8>>) -> Change {
    let der = der.into();
    change(move |draft| draft.put(oid, &der))
}

/// An extension's criticality changed.
pub fn critical(oid: &'static [u8], how: Critical) -> Change {
    change(move |draft| draft.critical(oid, how))
}

/// An extension more.
pub fn more(oid: &'static [u8], how: Critical, der: impl Into<Vec<u8>>) -> Change {
    let der = der.into();
    change(move |draft| draft.more(oid, how, &der))
}

/// The string of an attribute of a name replaced: field of the signed part, number of the attribute.
pub fn attribute(place: usize, number: usize, tag: Tag, text: &'static [u8]) -> Change {
    change(move |draft| *draft.field(place).at(number).at(0).at(1) = Node::Octets(tag.0, text.to_vec()))
}

/// One of the two times of the validity replaced.
pub fn time(number: usize, tag: Tag, text: &'static [u8]) -> Change {
    change(move |draft| *draft.field(4).at(number) = Node::Octets(tag.0, text.to_vec()))
}

/// A primitive value under a context tag.
pub fn tagged(number: u8, octets: &[u8]) -> Vec<u8> {
    asn1::context_primitive(number, octets)
}

/// Values one after the other in a SEQUENCE.
pub fn list(parts: &[Vec<u8>]) -> Vec<u8> {
    asn1::sequence(parts)
}

/// A BIT STRING as it is: unused bits and octets.
pub fn bits(octets: &[u8]) -> Vec<u8> {
    asn1::tlv(Tag::BIT_STRING, octets)
}

/// The value of an extended key usage.
pub fn purposes(oids: &[&[u8]]) -> Vec<u8> {
    asn1::sequence(&oids.iter().map(|oid| asn1::oid(oid)).collect::<Vec<_>>())
}

/// A directoryName of these attributes, as a GeneralName.
pub fn directory(attributes: &[(&[u8], &str)]) -> Vec<u8> {
    let one =
        |(oid, text): &(&[u8], &str)| asn1::set_of(&[asn1::sequence(&[asn1::oid(oid), asn1::printable_string(text)])]);
    asn1::context(4, &asn1::sequence(&attributes.iter().map(one).collect::<Vec<_>>()))
}
