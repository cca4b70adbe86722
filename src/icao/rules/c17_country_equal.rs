//! C17: issuer and subject name the same country.

use super::names::Text;
use super::roles::travel;
use crate::pki::lint::{Edition, Rule, Severity};

/// A difference in letter case only is left to C15.
pub static C17: Rule = Rule {
    id: "C17",
    version: 1,
    title: "issuer and subject name the same country",
    clause: "Doc 9303-12 7.1 table 5",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "subject: BM under UT",
    applies: travel,
    check: |s, report| {
        let (issuer, subject) = (&s.certificate.issuer, &s.certificate.subject);
        if let (Some(above), Some(own)) = (issuer.country(), subject.country())
            && !issuer.same_country(subject)
        {
            report.add("subject", format_args!("{} under {}", Text(own), Text(above)), "the issuer's country");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::asn1::Tag;
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn another_country_is_found_and_another_case_is_not() {
        assert!(found("C17", &csca()).is_empty());
        let subject = |c: &str| {
            let other = name(&[rdn(oid::COUNTRY, Tag::PRINTABLE_STRING, c)]);
            shown("C17", &document_signer().with(|v| v.subject = other))
        };
        assert_eq!(subject("BM"), ["subject: BM under UT"]);
        assert!(subject("ut").is_empty());
    }
}
