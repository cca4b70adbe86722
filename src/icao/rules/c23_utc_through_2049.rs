//! C23: times through 2049 are UTCTime.

use super::c22_utc_form::ends;
use super::names::Text;
use super::pkd::pkd;
use crate::pki::lint::{Edition, Rule, Severity, always};

/// Times through 2049 are UTCTime.
pub static C23: Rule = Rule {
    id: "C23",
    version: 1,
    title: "times through 2049 are UTCTime",
    clause: "Doc 9303-12 7.1 table 5; RFC 5280 4.1.2.5",
    severity: Severity::Error,
    pkd: Some("ERR:CSCA.VAL.4"),
    since: Edition::Sixth,
    until: None,
    example: "notAfter: GeneralizedTime 20491231235959Z",
    applies: always,
    check: |s, report| {
        for (place, instant) in ends(s) {
            if instant.is_generalized() && instant.time().is_ok_and(|t| t.calendar().year() < 2050) {
                let found = format_args!("GeneralizedTime {}", Text(instant.element.content));
                report.add_coded(pkd!("VAL.4").of(s.role), place, found, "UTCTime before 2050");
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::asn1::{self, Tag};
    use crate::icao::rules::vectors::*;

    #[test]
    fn generalized_time_before_2050_is_found() {
        let until = |text: &[u8]| found("C23", &csca().with(|v| v.not_after = asn1::tlv(Tag::GENERALIZED_TIME, text)));
        assert!(until(b"20500101000000Z").is_empty());
        assert_eq!(until(b"20491231235959Z")[0].pkd_code, Some("ERR:CSCA.VAL.4"));
    }
}
