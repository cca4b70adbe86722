//! S5280-02: version 3, no unique identifiers.

use crate::pki::lint::{Edition, Rule, Severity, always};

/// Version 3, no unique identifiers.
pub(super) static VERSION: Rule = Rule {
    id: "S5280-02",
    version: 1,
    title: "version 3, no unique identifiers",
    clause: "RFC 5280 4.1.2.1, 4.1.2.8",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "version: 1",
    applies: always,
    check: |s, report| {
        if s.certificate.version() != 3 {
            report.add("version", s.certificate.version(), "3");
        }
        if s.certificate.issuer_unique_id.is_some() || s.certificate.subject_unique_id.is_some() {
            report.add("unique identifiers", "present", "absent");
        }
    },
};
