//! S5280-06: no extension twice, no unknown critical one.

use crate::asn1::oid_text;
use crate::pki::lint::{Edition, Rule, Severity, always};
use crate::pki::path::is_understood;

/// No extension twice, no unknown critical one.
pub(super) static EXTENSIONS: Rule = Rule {
    id: "S5280-06",
    version: 1,
    title: "no extension twice, no unknown critical one",
    clause: "RFC 5280 4.2",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "extensions: 1.3.6.1.4.1.311.20.2 is critical",
    applies: always,
    check: |s, report| {
        for (index, extension) in s.certificate.extensions.iter().enumerate() {
            if s.certificate.extensions.iter().take(index).any(|e| e.oid == extension.oid) {
                report.add("extensions", format!("{} twice", oid_text(extension.oid)), "each at most once");
            }
            if extension.is_critical() && !is_understood(extension.oid) {
                report.add("extensions", format!("{} is critical", oid_text(extension.oid)), "known, or not critical");
            }
        }
    },
};
