//! X10: CSCA certificates and document signers carry a privateKeyUsagePeriod.

use super::pkd::pkd;
use crate::pki::lint::{Edition, Role, Rule, Severity};
use crate::pki::oid;

/// CSCA certificates and document signers carry a privateKeyUsagePeriod.
pub static X10: Rule = Rule {
    id: "X10",
    version: 1,
    title: "CSCA certificates and document signers carry a privateKeyUsagePeriod",
    clause: "Doc 9303-12 7.1 table 6, appendix C",
    severity: Severity::Legacy,
    pkd: Some("ERR:CSCA.PKU.14"),
    since: Edition::Sixth,
    until: None,
    example: "privateKeyUsagePeriod: absent",
    applies: |s| s.role.is_csca() || matches!(s.role, Role::DocumentSigner | Role::DtcSigner),
    check: |s, report| {
        if s.certificate.extensions.find(oid::PRIVATE_KEY_USAGE_PERIOD).is_none() {
            report.add_coded(pkd!("PKU.14").legacy(s), "privateKeyUsagePeriod", "absent", "present");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;
    use crate::pki::lint::{Edition, Severity};
    use crate::pki::oid;

    #[test]
    fn it_was_optional_once_and_is_missed_now() {
        let without = |v: Vector| found("X10", &v.without(oid::PRIVATE_KEY_USAGE_PERIOD));
        assert!(found("X10", &csca()).is_empty() && without(masterlist_signer()).is_empty());
        assert_eq!(without(csca())[0].severity, Severity::Error);
        let sixth = without(document_signer().with(|v| v.edition = Edition::Sixth));
        assert_eq!((sixth[0].severity, sixth[0].pkd_code), (Severity::Legacy, Some("WARN:DSC.PKU.14")));
    }
}
