//! C22: a UTCTime is written YYMMDDHHMMSSZ.

use super::names::Text;
use super::pkd::pkd;
use crate::pki::instant::Instant;
use crate::pki::lint::{Edition, Rule, Severity, Subject, always};

/// A UTCTime is written YYMMDDHHMMSSZ.
pub static C22: Rule = Rule {
    id: "C22",
    version: 1,
    title: "a UTCTime is written YYMMDDHHMMSSZ",
    clause: "Doc 9303-12 7.1 table 5",
    severity: Severity::Error,
    pkd: Some("ERR:CSCA.VAL.7"),
    since: Edition::Sixth,
    until: None,
    example: "notBefore: 2401010000Z",
    applies: always,
    check: |s, report| {
        for (place, instant) in ends(s) {
            if !instant.is_generalized() && !instant.is_plain() {
                let found = Text(instant.element.content);
                report.add_coded(pkd!("VAL.7").of(s.role), place, found, "YYMMDDHHMMSSZ");
            }
        }
    },
};

/// Both ends of the validity; also for the other rules over times.
pub(super) fn ends<'a>(s: &Subject<'a>) -> [(&'static str, Instant<'a>); 2] {
    [("notBefore", s.certificate.not_before), ("notAfter", s.certificate.not_after)]
}

#[cfg(test)]
mod tests {
    use crate::asn1::{self, Tag};
    use crate::icao::rules::vectors::*;

    #[test]
    fn missing_seconds_and_offsets_are_found() {
        assert!(found("C22", &csca()).is_empty());
        let at = |text: &[u8]| shown("C22", &csca().with(|v| v.not_before = asn1::tlv(Tag::UTC_TIME, text)));
        assert_eq!(at(b"2401010000Z"), ["notBefore: 2401010000Z"]);
        assert_eq!(at(b"240101000000+0200"), ["notBefore: 240101000000+0200"]);
        assert_eq!(at(b"241301000000Z"), ["notBefore: 241301000000Z"]);
    }
}
