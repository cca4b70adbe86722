//! R09: a CRL is whole and direct: no delta, no distribution point of its own, no freshest CRL.

use crate::pki::lint::{CrlRule, Edition, Severity};
use crate::pki::oid;

/// A CRL is whole and direct: no delta, no distribution point of its own, no freshest CRL.
pub static R09: CrlRule = CrlRule {
    id: "R09",
    version: 1,
    title: "a CRL is whole and direct: no delta, no distribution point of its own, no freshest CRL",
    clause: "Doc 9303-12 table 10",
    severity: Severity::Error,
    pkd: Some("ERR:CRL.DCR.15"),
    since: Edition::Sixth,
    until: None,
    example: "deltaCRLIndicator: present",
    applies: |_| true,
    check: |s, report| {
        let forbidden = [
            (oid::DELTA_CRL_INDICATOR, "deltaCRLIndicator", "ERR:CRL.DCR.15"),
            (oid::ISSUING_DISTRIBUTION_POINT, "issuingDistributionPoint", "ERR:CRL.IDP.15"),
            (oid::FRESHEST_CRL, "freshestCRL", "ERR:CRL.FCR.15"),
        ];
        for (oid, place, code) in forbidden {
            if s.crl.extensions.find(oid).is_some() {
                report.add_coded(code, place, "present", "absent");
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn each_of_the_three_is_found() {
        let with = |oid: &[u8]| found_in_crl("R09", &crl().put(oid, true, &[0x30, 0]))[0].pkd_code;
        assert!(found_in_crl("R09", &crl()).is_empty());
        assert_eq!(with(oid::DELTA_CRL_INDICATOR), Some("ERR:CRL.DCR.15"));
        assert_eq!(with(oid::ISSUING_DISTRIBUTION_POINT), Some("ERR:CRL.IDP.15"));
        assert_eq!(with(oid::FRESHEST_CRL), Some("ERR:CRL.FCR.15"));
    }
}
