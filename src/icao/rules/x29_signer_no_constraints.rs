//! X29: a signer has no basicConstraints.

use super::pkd::pkd;
use super::roles::signer;
use crate::pki::lint::{Edition, Rule, Severity};
use crate::pki::oid;

/// A signer has no basicConstraints.
pub static X29: Rule = Rule {
    id: "X29",
    version: 1,
    title: "a signer has no basicConstraints",
    clause: "Doc 9303-12 7.1 table 6",
    severity: Severity::Error,
    pkd: Some("ERR:DSC.BAC.15"),
    since: Edition::Sixth,
    until: None,
    example: "basicConstraints: present",
    applies: signer,
    check: |s, report| {
        if s.certificate.extensions.find(oid::BASIC_CONSTRAINTS).is_some() {
            report.add_coded(pkd!("BAC.15").of(s.role), "basicConstraints", "present", "absent");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn constraints_in_a_signer_are_found() {
        assert!(found("X29", &document_signer()).is_empty() && found("X29", &csca()).is_empty());
        assert_eq!(found("X29", &document_signer().put(oid::BASIC_CONSTRAINTS, true, &[0x30, 0])).len(), 1);
    }
}
