//! X04: a subjectKeyIdentifier is an OCTET STRING, not critical, and every CSCA certificate has one.

use super::pkd::pkd;
use super::roles::travel;
use super::x02_authority_uncritical::is_critical;
use crate::pki::extension::SubjectKeyIdentifier;
use crate::pki::lint::{Edition, Rule, Severity};
use crate::pki::oid;

/// A subjectKeyIdentifier is an OCTET STRING, not critical, and every CSCA certificate has one.
pub static X04: Rule = Rule {
    id: "X04",
    version: 1,
    title: "a subjectKeyIdentifier is an OCTET STRING, not critical, and every CSCA certificate has one",
    clause: "Doc 9303-12 7.1 table 6",
    severity: Severity::Error,
    pkd: Some("ERR:CSCA.SKI.14"),
    since: Edition::Sixth,
    until: None,
    example: "subjectKeyIdentifier: absent",
    applies: travel,
    check: |s, report| {
        let place = "subjectKeyIdentifier";
        match s.certificate.read::<SubjectKeyIdentifier<'_>>() {
            None if s.role.is_csca() => report.add_coded(pkd!("SKI.14").of(s.role), place, "absent", "present"),
            None => {}
            Some(Err(error)) => report.add(place, error, "a readable extension"),
            Some(Ok(identifier)) if !identifier.wrapped => {
                report.add(place, "octets without an OCTET STRING around them", "an OCTET STRING");
            }
            Some(Ok(identifier)) if identifier.octets.is_empty() => {
                report.add_coded(pkd!("SKI.23").of(s.role), place, "empty", "an identifier");
            }
            Some(Ok(_)) => {}
        }
        if is_critical(s, oid::SUBJECT_KEY_IDENTIFIER) {
            report.add_coded(pkd!("SKI.18").of(s.role), place, "critical", "not critical");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn a_csca_needs_it_and_a_signer_does_not() {
        assert!(found("X04", &csca()).is_empty());
        assert_eq!(found("X04", &csca().without(oid::SUBJECT_KEY_IDENTIFIER)).len(), 1);
        assert!(found("X04", &document_signer().without(oid::SUBJECT_KEY_IDENTIFIER)).is_empty());
    }

    #[test]
    fn raw_empty_and_critical_ones_are_found() {
        let with = |value: &[u8]| found("X04", &csca().put(oid::SUBJECT_KEY_IDENTIFIER, false, value))[0].pkd_code;
        assert_eq!(with(&[9; 20]), Some("ERR:CSCA.SKI.14"));
        assert_eq!(with(&[4, 0]), Some("ERR:CSCA.SKI.23"));
        let critical = found("X04", &csca().turned(oid::SUBJECT_KEY_IDENTIFIER));
        assert_eq!(critical[0].pkd_code, Some("ERR:CSCA.SKI.18"));
    }
}
