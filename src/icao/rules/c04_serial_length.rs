//! C04: the serial number has at most 20 octets.

use super::pkd::pkd;
use crate::pki::lint::{Edition, Rule, Severity, always};

/// The serial number has at most 20 octets.
pub static C04: Rule = Rule {
    id: "C04",
    version: 1,
    title: "the serial number has at most 20 octets",
    clause: "Doc 9303-12 7.1 table 5",
    severity: Severity::Error,
    pkd: Some("ERR:CSCA.SER.3"),
    since: Edition::Sixth,
    until: None,
    example: "serialNumber: 21 octets",
    applies: always,
    check: |s, report| {
        let octets = s.certificate.serial().len();
        if octets > 20 {
            let found = format_args!("{octets} octets");
            report.add_coded(pkd!("SER.3").of(s.role), "serialNumber", found, "at most 20 octets");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;

    #[test]
    fn twenty_octets_are_good_and_one_more_is_not() {
        let serial = |n: usize| csca().with(|v| v.serial = crate::asn1::integer_bytes(&vec![0x11; n]));
        assert!(found("C04", &serial(20)).is_empty());
        assert_eq!(shown("C04", &serial(21)), ["serialNumber: 21 octets"]);
    }
}
