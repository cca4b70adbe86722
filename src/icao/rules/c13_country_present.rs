//! C13: issuer and subject name one country.

use super::names::each_name;
use super::pkd::name_pkd;
use super::roles::travel;
use crate::pki::lint::{Edition, Rule, Severity};
use crate::pki::name::Name;
use crate::pki::oid;

/// Issuer and subject name one country.
pub static C13: Rule = Rule {
    id: "C13",
    version: 2,
    title: "issuer and subject name one country",
    clause: "Doc 9303-12 7.1.1.1.1",
    severity: Severity::Error,
    pkd: Some("ERR:CSCA.SUB.10"),
    since: Edition::Sixth,
    until: None,
    example: "issuer: no countryName",
    applies: travel,
    check: |s, report| {
        each_name(s, report, Some(&name_pkd!("10")), "countryName", wrong);
    },
};

/// Also for issuers of CRLs.
pub(super) fn wrong(name: &Name<'_>) -> Option<&'static str> {
    match name.attributes().flatten().filter(|attribute| attribute.oid == oid::COUNTRY).count() {
        0 => Some("no countryName"),
        1 => None,
        _ => Some("several countryNames"),
    }
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

    #[test]
    fn two_countries_are_found() {
        let country = rdn(oid::COUNTRY, Tag::PRINTABLE_STRING, "UT");
        let two = name(&[country.clone(), country, rdn(oid::COMMON_NAME, Tag::UTF8_STRING, "CSCA")]);
        assert_eq!(shown("C13", &csca().with(|v| v.subject = two)), ["subject: several countryNames"]);
    }
}
