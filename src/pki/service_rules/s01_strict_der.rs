//! S5280-01: strict DER with nothing after it.

use crate::asn1;
use crate::pki::lint::{Edition, Rule, Severity, always};

/// Strict DER with nothing after it.
pub(super) static STRICT_DER: Rule = Rule {
    id: "S5280-01",
    version: 1,
    title: "strict DER with nothing after it",
    clause: "RFC 5280 4.1",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "certificate: 3 octets after it",
    applies: always,
    check: |s, report| {
        match asn1::strict_der(s.certificate.der(), 0) {
            Ok(defects) => {
                defects.iter().for_each(|d| report.add(format!("offset {}", d.offset), format!("{:?}", d.kind), "DER"))
            }
            Err(error) => report.add("certificate", error, "DER"),
        }
        if !s.certificate.trailing.is_empty() {
            report.add("certificate", format!("{} octets after it", s.certificate.trailing.len()), "none");
        }
        if let Some(defect) = &s.certificate.extensions.defect {
            report.add("extensions", defect, "readable extensions");
        }
    },
};
