//! C18: issuer and subject carry a commonName.

use super::names::each_name;
use super::pkd::name_pkd;
use super::roles::travel;
use crate::pki::lint::{Edition, Rule, Severity};
use crate::pki::name::Name;
use crate::pki::oid;

/// Issuer and subject carry a commonName.
pub static C18: Rule = Rule {
    id: "C18",
    version: 2,
    title: "issuer and subject carry a commonName",
    clause: "Doc 9303-12 7.1.1.1.1",
    severity: Severity::Error,
    pkd: Some("ERR:CSCA.SUB.34"),
    since: Edition::Sixth,
    until: None,
    example: "issuer: no commonName",
    applies: travel,
    check: |s, report| {
        each_name(s, report, Some(&name_pkd!("34")), "commonName", wrong);
    },
};

/// Also for issuers of CRLs.
pub(super) fn wrong(name: &Name<'_>) -> Option<&'static str> {
    match name.find(oid::COMMON_NAME) {
        None => Some("no commonName"),
        Some(attribute) => attribute.value.content.is_empty().then_some("an empty commonName"),
    }
}

#[cfg(test)]
mod tests {
    use crate::asn1::Tag;
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn a_name_without_common_name_is_found() {
        assert!(found("C18", &csca()).is_empty());
        let bare = csca().named(&name(&[rdn(oid::COUNTRY, Tag::PRINTABLE_STRING, "UT")]));
        let codes: Vec<_> = found("C18", &bare).iter().filter_map(|f| f.pkd_code).collect();
        assert_eq!(codes, ["ERR:CSCA.ISS.34", "ERR:CSCA.SUB.34"]);
    }

    #[test]
    fn an_empty_common_name_is_found() {
        let country = rdn(oid::COUNTRY, Tag::PRINTABLE_STRING, "UT");
        let empty = name(&[country, rdn(oid::COMMON_NAME, Tag::UTF8_STRING, "")]);
        assert_eq!(shown("C18", &csca().with(|v| v.subject = empty)), ["subject: an empty commonName"]);
    }
}
