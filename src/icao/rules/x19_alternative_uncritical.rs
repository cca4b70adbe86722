//! X19: subjectAltName and issuerAltName are not critical.

use super::pkd::pkd;
use super::roles::travel;
use super::x02_authority_uncritical::is_critical;
use crate::pki::lint::{Edition, Rule, Severity};
use crate::pki::oid;

/// SubjectAltName and issuerAltName are not critical.
pub static X19: Rule = Rule {
    id: "X19",
    version: 1,
    title: "subjectAltName and issuerAltName are not critical",
    clause: "Doc 9303-12 7.1 table 6",
    severity: Severity::Error,
    pkd: Some("ERR:CSCA.SAN.18"),
    since: Edition::Sixth,
    until: None,
    example: "subjectAltName: critical",
    applies: travel,
    check: |s, report| {
        let both = [
            (oid::SUBJECT_ALT_NAME, "subjectAltName", pkd!("SAN.18")),
            (oid::ISSUER_ALT_NAME, "issuerAltName", pkd!("IAN.18")),
        ];
        for (oid, place, code) in both {
            if is_critical(s, oid) {
                report.add_coded(code.of(s.role), place, "critical", "not critical");
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn critical_ones_are_found() {
        assert!(found("X19", &csca()).is_empty());
        let both = csca().turned(oid::SUBJECT_ALT_NAME).turned(oid::ISSUER_ALT_NAME);
        let codes: Vec<_> = found("X19", &both).iter().filter_map(|f| f.pkd_code).collect();
        assert_eq!(codes, ["ERR:CSCA.SAN.18", "ERR:CSCA.IAN.18"]);
    }
}
