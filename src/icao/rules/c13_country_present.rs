//! C13: issuer and subject name a country.

use super::names::each_name;
use super::pkd::name_pkd;
use super::roles::travel;
use crate::pki::lint::{Edition, Rule, Severity};
use crate::pki::name::Name;

/// Issuer and subject name a country.
pub static C13: Rule = Rule {
    id: "C13",
    version: 1,
    title: "issuer and subject name a country",
    clause: "Doc 9303-12 7.1.1.1.1",
    severity: Severity::Error,
    pkd: Some("ERR:CSCA.SUB.10"),
    since: Edition::Sixth,
    until: None,
    example: "issuer: no countryName",
    applies: travel,
    check: |s, report| {
        each_name(s, report, Some(&name_pkd!("10")), "countryName", |name| missing(name).then_some("no countryName"));
    },
};

/// Also for issuers of CRLs.
pub(super) fn missing(name: &Name<'_>) -> bool {
    name.country().is_none()
}

#[cfg(test)]
mod tests {
    use crate::asn1::Tag;
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn a_name_without_country_is_found_on_its_side() {
        assert!(found("C13", &csca()).is_empty());
        let nameless = name(&[rdn(oid::COMMON_NAME, Tag::UTF8_STRING, "CSCA")]);
        let findings = found("C13", &csca().with(|v| v.issuer = nameless));
        assert_eq!((findings.len(), findings[0].pkd_code), (1, Some("ERR:CSCA.ISS.10")));
    }
}
