//! C05: the serial number is written as short as it can be.

use super::pkd::pkd;
use crate::pki::lint::{Edition, Rule, Severity, always};

/// The serial number is written as short as it can be.
pub static C05: Rule = Rule {
    id: "C05",
    version: 1,
    title: "the serial number is written as short as it can be",
    clause: "Doc 9303-12 7.1 table 5; X.690 8.3.2",
    severity: Severity::Error,
    pkd: Some("ERR:CSCA.SER.2"),
    since: Edition::Sixth,
    until: None,
    example: "serialNumber: 007f",
    applies: always,
    check: |s, report| {
        let serial = s.certificate.serial();
        if matches!(serial, [] | [0x00, 0x00..=0x7f, ..] | [0xff, 0x80..=0xff, ..]) {
            let found = hex::encode(serial);
            report.add_coded(pkd!("SER.2").of(s.role), "serialNumber", found, "no superfluous leading octets");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;

    #[test]
    fn superfluous_octets_are_found() {
        let serial = |octets: &[u8]| {
            let der = crate::asn1::tlv(crate::asn1::Tag::INTEGER, octets);
            found("C05", &csca().with(|v| v.serial = der)).len()
        };
        assert_eq!([serial(&[0x7f]), serial(&[0, 0x80]), serial(&[0xff, 0x7f]), serial(&[0])], [0; 4]);
        assert_eq!([serial(&[0, 0x7f]), serial(&[0xff, 0x80]), serial(&[])], [1; 3]);
    }
}
