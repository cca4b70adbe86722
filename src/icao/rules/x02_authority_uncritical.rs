//! X02: the authorityKeyIdentifier is not critical.

use super::pkd::pkd;
use super::roles::travel;
use crate::pki::lint::{Edition, Rule, Severity, Subject};
use crate::pki::oid;

/// The authorityKeyIdentifier is not critical.
pub static X02: Rule = Rule {
    id: "X02",
    version: 1,
    title: "the authorityKeyIdentifier is not critical",
    clause: "Doc 9303-12 7.1 table 6",
    severity: Severity::Error,
    pkd: Some("ERR:CSCA.AKI.18"),
    since: Edition::Sixth,
    until: None,
    example: "authorityKeyIdentifier: critical",
    applies: travel,
    check: |s, report| {
        if is_critical(s, oid::AUTHORITY_KEY_IDENTIFIER) {
            let code = pkd!("AKI.18").of(s.role);
            report.add_coded(code, "authorityKeyIdentifier", "critical", "not critical");
        }
    },
};

/// Whether an extension is there and critical; also for the other rules of this kind.
pub(super) fn is_critical(s: &Subject<'_>, oid: &[u8]) -> bool {
    s.certificate.extensions.find(oid).is_some_and(|e| e.is_critical())
}

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn a_critical_one_is_found() {
        assert!(found("X02", &csca()).is_empty());
        assert_eq!(found("X02", &csca().turned(oid::AUTHORITY_KEY_IDENTIFIER)).len(), 1);
    }
}
