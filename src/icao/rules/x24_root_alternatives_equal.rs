//! X24: a root's subjectAltName and issuerAltName are the same.

use super::roles::root;
use crate::pki::lint::{Edition, Rule, Severity};
use crate::pki::oid;

/// A root's subjectAltName and issuerAltName are the same.
pub static X24: Rule = Rule {
    id: "X24",
    version: 1,
    title: "a root's subjectAltName and issuerAltName are the same",
    clause: "Doc 9303-12 7.1.1.2",
    severity: Severity::Error,
    pkd: Some("ERR:CSCA.IAN.57"),
    since: Edition::Sixth,
    until: None,
    example: "issuerAltName: other names than subjectAltName",
    applies: root,
    check: |s, report| {
        let value = |oid| s.certificate.extensions.find(oid).map(|e| e.value.content);
        if let (Some(subject), Some(issuer)) = (value(oid::SUBJECT_ALT_NAME), value(oid::ISSUER_ALT_NAME))
            && subject != issuer
        {
            report.add("issuerAltName", "other names than subjectAltName", "the same names");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::asn1;
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn other_names_are_found_in_a_root_only() {
        let other =
            |v: Vector| found("X24", &v.put(oid::ISSUER_ALT_NAME, false, &asn1::sequence(&[state("UTO")]))).len();
        assert!(found("X24", &csca()).is_empty());
        assert_eq!([other(csca()), other(link()), other(document_signer())], [1, 0, 0]);
        assert!(found("X24", &csca().without(oid::ISSUER_ALT_NAME)).is_empty());
    }
}
