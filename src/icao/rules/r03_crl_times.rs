//! R03: thisUpdate and nextUpdate are present and well-formed.

use super::names::Text;
use crate::pki::instant::Instant;
use crate::pki::lint::{CrlRule, Edition, Report, Severity};

/// ThisUpdate and nextUpdate are present and well-formed.
pub static R03: CrlRule = CrlRule {
    id: "R03",
    version: 1,
    title: "thisUpdate and nextUpdate are present and well-formed",
    clause: "Doc 9303-12 table 9",
    severity: Severity::Error,
    pkd: Some("ERR:CRL.NUP.14"),
    since: Edition::Sixth,
    until: None,
    example: "nextUpdate: absent",
    applies: |_| true,
    check: |s, report| {
        look(
            report,
            "thisUpdate",
            &s.crl.this_update,
            ["ERR:CRL.TUP.4", "ERR:CRL.TUP.6", "ERR:CRL.TUP.7", "ERR:CRL.TUP.8"],
        );
        let codes = ["ERR:CRL.NUP.4", "ERR:CRL.NUP.6", "ERR:CRL.NUP.7", "ERR:CRL.NUP.8"];
        match &s.crl.next_update {
            Some(instant) => look(report, "nextUpdate", instant, codes),
            None => report.add("nextUpdate", "absent", "present"),
        }
        if let (Ok(from), Some(Ok(to))) = (s.crl.this_update.time(), s.crl.next_update.map(|n| n.time()))
            && from >= to
        {
            report.add_coded("ERR:CRL.NUP.8", "nextUpdate", format_args!("{to}"), format!("later than {from}"));
        }
    },
};

/// `codes`: GeneralizedTime before 2050, fraction, bad UTCTime, bad GeneralizedTime.
fn look(report: &mut Report, place: &'static str, instant: &Instant<'_>, codes: [&'static str; 4]) {
    let octets = instant.element.content;
    let (code, wanted) = match (instant.is_generalized(), instant.is_plain()) {
        (false, true) => return,
        (false, false) => (codes[2], "YYMMDDHHMMSSZ"),
        (true, false) if octets.iter().any(|b| matches!(b, b'.' | b',')) => (codes[1], "no fraction of a second"),
        (true, false) => (codes[3], "YYYYMMDDHHMMSSZ"),
        (true, true) if instant.time().is_ok_and(|t| t.calendar().year() >= 2050) => return,
        (true, true) => (codes[0], "UTCTime before 2050"),
    };
    report.add_coded(code, place, Text(octets), wanted);
}

#[cfg(test)]
mod tests {
    use crate::asn1::{self, Tag};
    use crate::icao::rules::vectors::*;

    #[test]
    fn a_missing_next_update_and_odd_forms_are_found() {
        let code = |change: &dyn Fn(&mut CrlVector)| found_in_crl("R03", &crl().with(|v| change(v)))[0].pkd_code;
        assert!(found_in_crl("R03", &crl()).is_empty());
        assert_eq!(code(&|v| v.next_update = Vec::new()), Some("ERR:CRL.NUP.14"));
        let tlv = asn1::tlv;
        assert_eq!(code(&|v| v.this_update = tlv(Tag::GENERALIZED_TIME, b"20261101000000Z")), Some("ERR:CRL.TUP.4"));
        assert_eq!(code(&|v| v.this_update = tlv(Tag::UTC_TIME, b"2611010000Z")), Some("ERR:CRL.TUP.7"));
        let next = |text: &'static [u8]| code(&|v| v.next_update = tlv(Tag::GENERALIZED_TIME, text));
        assert_eq!(next(b"20510101000000.1Z"), Some("ERR:CRL.NUP.6"));
        assert_eq!(next(b"20510101"), Some("ERR:CRL.NUP.8"));
        assert_eq!(found_in_crl("R03", &crl().with(|v| v.next_update = v.this_update.clone())).len(), 1);
    }
}
