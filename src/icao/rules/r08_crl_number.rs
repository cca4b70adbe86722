//! R08: a CRL has a number of at most 20 octets, greater than that of the list before it.

use crate::pki::extension::CrlNumber;
use crate::pki::lint::{CrlRule, Edition, Severity};
use crate::pki::oid;

/// A CRL has a number of at most 20 octets, greater than that of the list before it.
pub static R08: CrlRule = CrlRule {
    id: "R08",
    version: 1,
    title: "a CRL has a number of at most 20 octets, greater than that of the list before it",
    clause: "Doc 9303-12 table 10",
    severity: Severity::Error,
    pkd: Some("ERR:CRL.CRN.14"),
    since: Edition::Sixth,
    until: None,
    example: "cRLNumber: 0c",
    applies: |_| true,
    check: |s, report| {
        let place = "cRLNumber";
        let number = match s.crl.read::<CrlNumber<'_>>() {
            None => return report.add(place, "absent", "present"),
            Some(Err(error)) => return report.add(place, error, "a readable extension"),
            Some(Ok(number)) => number,
        };
        let content = number.element.content;
        if content.len() > 20 {
            report.add_coded("ERR:CRL.CRN.3", place, format_args!("{} octets", content.len()), "20 octets at most");
        }
        if matches!(content, [] | [0x00, 0x00..=0x7f, ..] | [0xff, 0x80..=0xff, ..]) {
            report.add_coded("ERR:CRL.CRN.2", place, hex::encode(content), "no superfluous leading octets");
        }
        if s.crl.extensions.find(oid::CRL_NUMBER).is_some_and(|e| e.is_critical()) {
            report.add_coded("ERR:CRL.CRN.18", place, "critical", "not critical");
        }
        let Ok(now) = number.magnitude() else {
            return report.add_coded("ERR:CRL.CRN.0", place, hex::encode(content), "not negative");
        };
        if let Some(Ok(before)) = s.previous.and_then(|p| p.read::<CrlNumber<'_>>())
            && let Ok(before) = before.magnitude()
            && (now.len(), now) <= (before.len(), before)
        {
            let wanted = format!("greater than {}", hex::encode(before));
            report.add_as(Severity::Error, place, hex::encode(now), wanted);
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::asn1;
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    fn code(critical: bool, content: &[u8]) -> Option<&'static str> {
        let value = asn1::tlv(asn1::Tag::INTEGER, content);
        found_in_crl("R08", &crl().put(oid::CRL_NUMBER, critical, &value)).first().and_then(|f| f.pkd_code)
    }

    #[test]
    fn each_fault_of_the_number_has_its_code() {
        assert_eq!([code(false, &[0]), code(false, &[0x7f; 20])], [None; 2]);
        assert_eq!(code(false, &[1; 21]), Some("ERR:CRL.CRN.3"));
        assert_eq!(code(false, &[0, 1]), Some("ERR:CRL.CRN.2"));
        assert_eq!(code(false, &[0x80]), Some("ERR:CRL.CRN.0"));
        assert_eq!(code(true, &[1]), Some("ERR:CRL.CRN.18"));
        assert_eq!(found_in_crl("R08", &crl().without(oid::CRL_NUMBER))[0].pkd_code, Some("ERR:CRL.CRN.14"));
        assert_eq!(found_in_crl("R08", &crl().put(oid::CRL_NUMBER, false, &[4, 0])).len(), 1);
    }

    #[test]
    fn the_number_grows() {
        let after = |n: u64| {
            let previous = crl().put(oid::CRL_NUMBER, false, &asn1::integer(n));
            found_in_series("R08", &crl(), Some(&previous)).len()
        };
        assert_eq!([after(11), after(12), after(13), after(256)], [0, 1, 1, 1]);
    }
}
