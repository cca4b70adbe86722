//! C03: the serial number is greater than zero.

use super::pkd::pkd;
use crate::pki::lint::{Edition, Rule, Severity, always};

/// Zero and negative numbers are errors; the PKD operator warns of zero.
pub static C03: Rule = Rule {
    id: "C03",
    version: 1,
    title: "the serial number is greater than zero",
    clause: "Doc 9303-12 7.1 table 5",
    severity: Severity::Error,
    pkd: Some("ERR:CSCA.SER.0"),
    since: Edition::Sixth,
    until: None,
    example: "serialNumber: ff01",
    applies: always,
    check: |s, report| {
        let serial = s.certificate.serial();
        if serial.iter().all(|b| *b == 0) {
            report.add_coded(pkd!("SER.0").warning(s.role), "serialNumber", hex::encode(serial), "a positive number");
        } else if serial.first().is_some_and(|b| *b >= 0x80) {
            report.add_coded(pkd!("SER.0").of(s.role), "serialNumber", hex::encode(serial), "a positive number");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;

    #[test]
    fn zero_and_negative_numbers_are_found() {
        assert!(found("C03", &csca()).is_empty());
        let serial = |octets: &[u8]| {
            let der = crate::asn1::tlv(crate::asn1::Tag::INTEGER, octets);
            found("C03", &csca().with(|v| v.serial = der))
        };
        assert_eq!(serial(&[0])[0].pkd_code, Some("WARN:CSCA.SER.0"));
        assert_eq!(serial(&[0xff, 0x01])[0].pkd_code, Some("ERR:CSCA.SER.0"));
        assert_eq!(serial(&[]).len(), 1);
        assert!(serial(&[0, 0x80]).is_empty());
    }
}
