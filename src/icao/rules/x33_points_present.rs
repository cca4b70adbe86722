//! X33: cRLDistributionPoints is present.

use super::pkd::pkd;
use super::roles::table_6;
use crate::pki::extension::CrlDistributionPoints;
use crate::pki::lint::{Edition, Rule, Severity};

/// CRLDistributionPoints is present.
pub static X33: Rule = Rule {
    id: "X33",
    version: 1,
    title: "cRLDistributionPoints is present",
    clause: "Doc 9303-12 7.1 table 6, appendix C",
    severity: Severity::Legacy,
    pkd: Some("ERR:CSCA.CDP.14"),
    since: Edition::Sixth,
    until: None,
    example: "cRLDistributionPoints: absent",
    applies: table_6,
    check: |s, report| match s.certificate.read::<CrlDistributionPoints<'_>>() {
        None => report.add_coded(pkd!("CDP.14").legacy(s), "cRLDistributionPoints", "absent", "present"),
        Some(Err(error)) => {
            report.add_as(Severity::Error, "cRLDistributionPoints", error, "a readable extension");
        }
        Some(Ok(_)) => {}
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;
    use crate::pki::lint::{Edition, Severity};
    use crate::pki::oid;

    #[test]
    fn it_was_optional_once_and_is_missed_now() {
        let without = |v: Vector| found("X33", &v.without(oid::CRL_DISTRIBUTION_POINTS));
        assert!(found("X33", &csca()).is_empty() && found("X33", &barcode_signer()).is_empty());
        assert_eq!(without(csca())[0].pkd_code, Some("ERR:CSCA.CDP.14"));
        let sixth = without(document_signer().with(|v| v.edition = Edition::Sixth));
        assert_eq!((sixth[0].severity, sixth[0].pkd_code), (Severity::Legacy, Some("WARN:DSC.CDP.14")));
        assert_eq!(found("X33", &csca().put(oid::CRL_DISTRIBUTION_POINTS, false, &[0x30, 1])).len(), 1);
    }
}
