//! R02: the CRL's issuer follows the rules for names.

use super::{
    c13_country_present, c14_country_known, c15_country_upper, c16_country_printable, c18_common_name,
    c19_serial_attribute, c20_directory_strings,
};
use crate::pki::certificate::Certificate;
use crate::pki::lint::{CrlRule, Edition, Severity};
use crate::pki::oid;

/// As C13 to C20 for certificates. Where the issuer is at hand, the name is its own, or one of the same CSCA: a list that
/// says former names was issued across a change of name.
pub static R02: CrlRule = CrlRule {
    id: "R02",
    version: 2,
    title: "the CRL's issuer follows the rules for names",
    clause: "Doc 9303-12 table 9, 7.1 table 5",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "issuer: no commonName",
    applies: |_| true,
    check: |s, report| {
        let issuer = &s.crl.issuer;
        let place = "issuer";
        if let Some(found) = c13_country_present::wrong(issuer) {
            report.add_coded("ERR:CRL.ISS.10", place, found, "countryName");
        }
        if let Some(found) = c14_country_known::wrong(issuer) {
            report.add_coded("ERR:CRL.ISS.10", place, found, "a two-letter code of Doc 9303-3");
        }
        if let Some(found) = c15_country_upper::wrong(issuer) {
            report.add(place, found, "capital letters");
        }
        if let Some(found) = c18_common_name::wrong(issuer) {
            report.add_coded("ERR:CRL.ISS.34", place, found, "commonName");
        }
        for found in [c16_country_printable::wrong(issuer), c19_serial_attribute::wrong(issuer)].into_iter().flatten() {
            report.add_coded("ERR:CRL.ISS.11", place, found, "PrintableString");
        }
        if let Some(found) = c20_directory_strings::wrong(issuer) {
            report.add_coded("ERR:CRL.ISS.11", place, found, "PrintableString or UTF8String");
        }
        let known = |certificate: &Certificate<'_>| certificate.subject.matches(issuer);
        let renamed = s.crl.extensions.find(oid::ISSUER_ALT_NAME).is_some();
        if s.issuer.is_some_and(|own| !known(own)) && !s.family.iter().any(known) && !renamed {
            report.add(place, issuer, "the name of the CSCA, as it stands in its certificate");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::asn1::Tag;
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn what_is_wrong_in_a_certificates_name_is_wrong_here() {
        let named = |rdns: &[Vec<u8>]| {
            let findings = found_in_crl("R02", &crl().with(|v| v.issuer = name(rdns)));
            // That it is no name of the issuer's is the other test's.
            let own = findings.into_iter().filter(|finding| !finding.wanted.starts_with("the name of the CSCA"));
            own.map(|f| f.found).collect::<Vec<_>>()
        };
        let country = |tag, code| rdn(oid::COUNTRY, tag, code);
        let common = rdn(oid::COMMON_NAME, Tag::UTF8_STRING, "CSCA");
        assert!(found_in_crl("R02", &crl()).is_empty());
        assert_eq!(named(std::slice::from_ref(&common)), ["no countryName"]);
        assert_eq!(named(&[country(Tag::PRINTABLE_STRING, "UT")]), ["no commonName"]);
        assert_eq!(named(&[country(Tag::PRINTABLE_STRING, "ut"), common.clone()]), ["ut"]);
        assert_eq!(named(&[country(Tag::PRINTABLE_STRING, "QQ"), common.clone()]), ["QQ"]);
        assert_eq!(named(&[country(Tag::UTF8_STRING, "UT"), common.clone()]), ["UTF8String C=UT"]);
        let good = country(Tag::PRINTABLE_STRING, "UT");
        let number = rdn(oid::SERIAL_NUMBER, Tag::UTF8_STRING, "1");
        assert_eq!(named(&[good.clone(), common, number]), ["UTF8String SERIALNUMBER=1"]);
        let teletex = rdn(oid::COMMON_NAME, Tag::TELETEX_STRING, "CSCA");
        assert_eq!(named(&[good, teletex]), ["TeletexString CN=CSCA"]);
    }

    #[test]
    fn a_name_that_is_not_the_issuers_is_found_unless_former_names_are_said() {
        let named = |other: &str| {
            let country = rdn(oid::COUNTRY, Tag::PRINTABLE_STRING, "UT");
            crl().with(|v| v.issuer = name(&[country, rdn(oid::COMMON_NAME, Tag::UTF8_STRING, other)]))
        };
        let findings = found_in_crl("R02", &named("CSCA Arcadia"));
        assert_eq!((findings.len(), findings[0].found.as_str()), (1, "CN=CSCA Arcadia,C=UT"));
        let before = csca().named(&name(&[
            rdn(oid::COUNTRY, Tag::PRINTABLE_STRING, "UT"),
            rdn(oid::COMMON_NAME, Tag::UTF8_STRING, "CSCA Arcadia"),
        ]));
        assert!(found_in_family("R02", &named("CSCA Arcadia"), &[before]).is_empty());
    }
}
