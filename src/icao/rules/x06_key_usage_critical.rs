//! X06: keyUsage is critical.

use super::pkd::pkd;
use super::roles::travel;
use crate::pki::lint::{Edition, Rule, Severity};
use crate::pki::oid;

/// KeyUsage is critical.
pub static X06: Rule = Rule {
    id: "X06",
    version: 1,
    title: "keyUsage is critical",
    clause: "Doc 9303-12 7.1 table 6",
    severity: Severity::Error,
    pkd: Some("ERR:CSCA.BKU.19"),
    since: Edition::Sixth,
    until: None,
    example: "keyUsage: not critical",
    applies: travel,
    check: |s, report| {
        if s.certificate.extensions.find(oid::KEY_USAGE).is_some_and(|e| !e.is_critical()) {
            report.add_coded(pkd!("BKU.19").of(s.role), "keyUsage", "not critical", "critical");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn one_that_is_not_critical_is_found() {
        assert!(found("X06", &csca()).is_empty());
        assert_eq!(found("X06", &csca().turned(oid::KEY_USAGE)).len(), 1);
    }
}
