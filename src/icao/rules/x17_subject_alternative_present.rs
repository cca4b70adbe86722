//! X17: subjectAltName is present.

use super::pkd::pkd;
use super::roles::table_6;
use crate::pki::extension::SubjectAltName;
use crate::pki::lint::{Edition, Rule, Severity};

/// SubjectAltName is present.
pub static X17: Rule = Rule {
    id: "X17",
    version: 1,
    title: "subjectAltName is present",
    clause: "Doc 9303-12 7.1.1.2, table 6, appendix C",
    severity: Severity::Legacy,
    pkd: Some("ERR:CSCA.SAN.14"),
    since: Edition::Sixth,
    until: None,
    example: "subjectAltName: absent",
    applies: table_6,
    check: |s, report| match s.certificate.read::<SubjectAltName<'_>>() {
        None => report.add_coded(pkd!("SAN.14").legacy(s), "subjectAltName", "absent", "present"),
        Some(Err(error)) => report.add_as(Severity::Error, "subjectAltName", error, "a readable extension"),
        Some(Ok(_)) => {}
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;
    use crate::pki::lint::{Edition, Severity};
    use crate::pki::oid;

    #[test]
    fn it_was_forbidden_once_and_is_missed_now() {
        let without = |v: Vector| found("X17", &v.without(oid::SUBJECT_ALT_NAME));
        assert!(found("X17", &csca()).is_empty() && found("X17", &barcode_signer()).is_empty());
        assert_eq!(without(csca())[0].severity, Severity::Error);
        let sixth = without(csca().with(|v| v.edition = Edition::Sixth));
        assert_eq!((sixth[0].severity, sixth[0].pkd_code), (Severity::Legacy, Some("WARN:CSCA.SAN.14")));
        assert_eq!(found("X17", &csca().put(oid::SUBJECT_ALT_NAME, false, &[0x05, 0])).len(), 1);
    }
}
