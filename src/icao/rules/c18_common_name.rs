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
    version: 1,
    title: "issuer and subject carry a commonName",
    clause: "Doc 9303-12 7.1.1.1.1",
    severity: Severity::Error,
    pkd: Some("ERR:CSCA.SUB.34"),
    since: Edition::Sixth,
    until: None,
    example: "issuer: no commonName",
    applies: travel,
    check: |s, report| {
        each_name(s, report, Some(&name_pkd!("34")), "commonName", |name| missing(name).then_some("no commonName"));
    },
};

/// Also for issuers of CRLs.
pub(super) fn missing(name: &Name<'_>) -> bool {
    name.find(oid::COMMON_NAME).is_none()
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
}
