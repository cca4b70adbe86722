//! S5280-03: a serial number that is positive, minimal and at most 20 octets.

use crate::pki::lint::{Edition, Rule, Severity, always};
use crate::pki::serial::SerialNumber;

/// A serial number that is positive, minimal and at most 20 octets.
pub(super) static SERIAL: Rule = Rule {
    id: "S5280-03",
    version: 1,
    title: "a serial number that is positive, minimal and at most 20 octets",
    clause: "RFC 5280 4.1.2.2",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "serialNumber: 111111111111111111111111111111111111111111",
    applies: always,
    check: |s, report| {
        if SerialNumber::from_content(s.certificate.serial()).is_err() {
            report.add("serialNumber", hex::encode(s.certificate.serial()), "1 to 20 octets, positive, minimal");
        }
    },
};
