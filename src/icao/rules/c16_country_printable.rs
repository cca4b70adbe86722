//! C16: the country is a PrintableString.

use super::names::Shown;
use super::names::each_name;
use super::pkd::name_pkd;
use super::roles::travel;
use crate::pki::lint::{Edition, Rule, Severity};
use crate::pki::name::Name;
use crate::pki::oid;

/// The country is a PrintableString.
pub static C16: Rule = Rule {
    id: "C16",
    version: 1,
    title: "the country is a PrintableString",
    clause: "Doc 9303-12 7.1 table 5",
    severity: Severity::Error,
    pkd: Some("ERR:CSCA.SUB.11"),
    since: Edition::Sixth,
    until: None,
    example: "issuer: UTF8String C=UT",
    applies: travel,
    check: |s, report| each_name(s, report, Some(&name_pkd!("11")), "PrintableString", wrong),
};

/// Also for issuers of CRLs.
pub(super) fn wrong<'a>(name: &Name<'a>) -> Option<Shown<'a>> {
    name.find(oid::COUNTRY).filter(|a| !a.is_printable()).map(Shown)
}

#[cfg(test)]
mod tests {
    use crate::asn1::Tag;
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn other_string_types_are_found() {
        assert!(found("C16", &csca()).is_empty());
        let utf8 = csca().named(&name(&[rdn(oid::COUNTRY, Tag::UTF8_STRING, "UT")]));
        assert_eq!(shown("C16", &utf8), ["issuer: UTF8String C=UT", "subject: UTF8String C=UT"]);
    }
}
