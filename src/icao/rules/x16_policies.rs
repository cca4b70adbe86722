//! X16: certificatePolicies is not critical and names a policy.

use super::pkd::pkd;
use super::roles::travel;
use super::x02_authority_uncritical::is_critical;
use crate::pki::extension::CertificatePolicies;
use crate::pki::lint::{Edition, Rule, Severity};
use crate::pki::oid;

/// CertificatePolicies is not critical and names a policy.
pub static X16: Rule = Rule {
    id: "X16",
    version: 1,
    title: "certificatePolicies is not critical and names a policy",
    clause: "Doc 9303-12 7.1 table 6",
    severity: Severity::Error,
    pkd: Some("ERR:CSCA.CEP.18"),
    since: Edition::Sixth,
    until: None,
    example: "certificatePolicies: critical",
    applies: travel,
    check: |s, report| {
        let place = "certificatePolicies";
        match s.certificate.read::<CertificatePolicies<'_>>() {
            Some(Err(error)) => report.add(place, error, "a readable extension"),
            Some(Ok(policies)) if policies.policies.is_empty() => report.add(place, "empty", "a policyIdentifier"),
            _ => {}
        }
        if is_critical(s, oid::CERTIFICATE_POLICIES) {
            report.add_coded(pkd!("CEP.18").of(s.role), place, "critical", "not critical");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::asn1;
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn empty_and_critical_ones_are_found() {
        let one = asn1::sequence(&[asn1::sequence(&[asn1::oid(&[0x2a, 3])])]);
        let with = |critical, value: &[u8]| found("X16", &csca().put(oid::CERTIFICATE_POLICIES, critical, value)).len();
        assert!(found("X16", &csca()).is_empty());
        assert_eq!(
            [with(false, &one), with(true, &one), with(false, &[0x30, 0]), with(false, &[0x05, 0])],
            [0, 1, 1, 1]
        );
    }
}
