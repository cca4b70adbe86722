//! X34: distribution points are plain: a name, no reasons, no other issuer, not critical.

use super::pkd::pkd;
use super::roles::travel;
use super::x02_authority_uncritical::is_critical;
use crate::pki::extension::CrlDistributionPoints;
use crate::pki::lint::{Edition, Rule, Severity};
use crate::pki::oid;

/// Distribution points are plain: a name, no reasons, no other issuer, not critical.
pub static X34: Rule = Rule {
    id: "X34",
    version: 1,
    title: "distribution points are plain: a name, no reasons, no other issuer, not critical",
    clause: "Doc 9303-12 7.1 table 6",
    severity: Severity::Error,
    pkd: Some("ERR:CSCA.CDP.18"),
    since: Edition::Sixth,
    until: None,
    example: "cRLDistributionPoints: reasons",
    applies: travel,
    check: |s, report| {
        let place = "cRLDistributionPoints";
        if is_critical(s, oid::CRL_DISTRIBUTION_POINTS) {
            report.add_coded(pkd!("CDP.18").of(s.role), place, "critical", "not critical");
        }
        let Some(Ok(list)) = s.certificate.read::<CrlDistributionPoints<'_>>() else { return };
        if list.points.is_empty() {
            report.add(place, "empty", "a DistributionPoint");
        }
        for point in &list.points {
            if point.names.is_none() && point.relative.is_none() {
                report.add(place, "no distributionPoint", "distributionPoint present");
            }
            if point.reasons.is_some() {
                report.add(place, "reasons", "no reasons");
            }
            if point.crl_issuer.is_some() {
                report.add(place, "cRLIssuer", "no cRLIssuer");
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::asn1;
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn everything_but_a_name_is_found() {
        let with = |parts: &[Vec<u8>]| {
            let point = asn1::sequence(&[asn1::sequence(parts)]);
            shown("X34", &csca().put(oid::CRL_DISTRIBUTION_POINTS, false, &point))
        };
        let uri = asn1::context(0, &asn1::context(0, &asn1::context_primitive(6, b"http://a")));
        assert!(found("X34", &csca()).is_empty() && with(std::slice::from_ref(&uri)).is_empty());
        assert_eq!(with(&[]), ["cRLDistributionPoints: no distributionPoint"]);
        let reasons = asn1::context_primitive(1, &[1, 2]);
        assert_eq!(with(&[uri.clone(), reasons]), ["cRLDistributionPoints: reasons"]);
        assert_eq!(with(&[uri, asn1::context(2, &state("UTO"))]), ["cRLDistributionPoints: cRLIssuer"]);
        assert_eq!(found("X34", &csca().turned(oid::CRL_DISTRIBUTION_POINTS)).len(), 1);
        assert_eq!(found("X34", &csca().put(oid::CRL_DISTRIBUTION_POINTS, false, &[0x30, 0])).len(), 1);
    }
}
