//! C24: a GeneralizedTime is written YYYYMMDDHHMMSSZ.

use super::c22_utc_form::ends;
use super::names::Text;
use super::pkd::pkd;
use crate::pki::lint::{Edition, Rule, Severity, always};

/// No fractions of seconds, no offset.
pub static C24: Rule = Rule {
    id: "C24",
    version: 1,
    title: "a GeneralizedTime is written YYYYMMDDHHMMSSZ",
    clause: "Doc 9303-12 7.1 table 5",
    severity: Severity::Error,
    pkd: Some("ERR:CSCA.VAL.8"),
    since: Edition::Sixth,
    until: None,
    example: "notAfter: 20510101000000.5Z",
    applies: always,
    check: |s, report| {
        for (place, instant) in ends(s) {
            let octets = instant.element.content;
            if instant.is_generalized() && !instant.is_plain() {
                let fraction = octets.iter().any(|b| matches!(b, b'.' | b','));
                let code = if fraction { pkd!("VAL.6") } else { pkd!("VAL.8") };
                report.add_coded(code.of(s.role), place, Text(octets), "YYYYMMDDHHMMSSZ");
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::asn1::{self, Tag};
    use crate::icao::rules::vectors::*;

    #[test]
    fn fractions_and_offsets_are_found() {
        let until = |text: &[u8]| {
            let times = csca().with(|v| v.not_after = asn1::tlv(Tag::GENERALIZED_TIME, text));
            found("C24", &times).first().and_then(|f| f.pkd_code)
        };
        assert_eq!(until(b"20510101000000Z"), None);
        assert_eq!(until(b"20510101000000.5Z"), Some("ERR:CSCA.VAL.6"));
        assert_eq!(until(b"20510101000000+0100"), Some("ERR:CSCA.VAL.8"));
    }
}
