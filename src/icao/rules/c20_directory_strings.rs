//! C20: text in names is PrintableString or UTF8String.

use super::names::Shown;
use super::names::each_name;
use super::pkd::name_pkd;
use crate::asn1::Tag;
use crate::pki::lint::{Edition, Rule, Severity, always};
use crate::pki::name::{Attribute, Name};
use crate::pki::oid;

/// For attributes that are DirectoryStrings; addresses and domain components are IA5String
/// by definition, country and serialNumber have rules of their own.
pub static C20: Rule = Rule {
    id: "C20",
    version: 2,
    title: "text in names is PrintableString or UTF8String",
    clause: "Doc 9303-12 7.1 table 5",
    severity: Severity::Error,
    pkd: Some("ERR:CSCA.SUB.11"),
    since: Edition::Sixth,
    until: None,
    example: "issuer: TeletexString O=State",
    applies: always,
    check: |s, report| each_name(s, report, Some(&name_pkd!("11")), "PrintableString or UTF8String", wrong),
};

/// Also for issuers of CRLs.
pub(super) fn wrong<'a>(name: &Name<'a>) -> Option<Shown<'a>> {
    let text = |oid: &[u8]| {
        matches!(
            oid,
            oid::COMMON_NAME
                | oid::SURNAME
                | oid::LOCALITY
                | oid::STATE_OR_PROVINCE
                | oid::STREET
                | oid::ORGANIZATION
                | oid::ORGANIZATIONAL_UNIT
                | oid::TITLE
                | oid::GIVEN_NAME
                | oid::ORGANIZATION_IDENTIFIER
        )
    };
    let good = |tag| matches!(tag, Tag::PRINTABLE_STRING | Tag::UTF8_STRING);
    let plain = |oid: &[u8]| matches!(oid, oid::EMAIL_ADDRESS | oid::DOMAIN_COMPONENT);
    let wrong = |a: &Attribute<'_>| {
        text(a.oid) && !good(a.value.tag) || plain(a.oid) && a.value.tag != Tag::IA5_STRING || !is_of_its_type(a)
    };
    name.attributes().flatten().find(wrong).map(Shown)
}

/// Whether the value holds nothing but the characters of its type (X.680 41.4).
fn is_of_its_type(attribute: &Attribute<'_>) -> bool {
    let octets = attribute.value.content;
    match attribute.value.tag {
        Tag::PRINTABLE_STRING => octets.iter().all(|b| b.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(b)),
        Tag::UTF8_STRING => std::str::from_utf8(octets).is_ok(),
        Tag::IA5_STRING => octets.is_ascii(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use crate::asn1::Tag;
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn teletex_and_ia5_are_found_where_text_belongs() {
        let organized = |tag| found("C20", &csca().named(&name(&[rdn(oid::ORGANIZATION, tag, "State")]))).len();
        assert_eq!([organized(Tag::PRINTABLE_STRING), organized(Tag::UTF8_STRING)], [0; 2]);
        assert_eq!([organized(Tag::TELETEX_STRING), organized(Tag::IA5_STRING), organized(Tag::BMP_STRING)], [2; 3]);
    }

    #[test]
    fn an_address_is_ia5_by_definition() {
        let mail = csca().named(&name(&[rdn(oid::EMAIL_ADDRESS, Tag::IA5_STRING, "a@b")]));
        assert!(found("C20", &mail).is_empty());
    }
}
