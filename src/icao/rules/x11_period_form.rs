//! X11: privateKeyUsagePeriod is not critical and holds a date as YYYYMMDDHHMMSSZ.

use super::names::Text;
use super::pkd::pkd;
use super::roles::travel;
use super::x02_authority_uncritical::is_critical;
use crate::pki::extension::PrivateKeyUsagePeriod;
use crate::pki::lint::{Edition, Rule, Severity};
use crate::pki::oid;

/// PrivateKeyUsagePeriod is not critical and holds a date as YYYYMMDDHHMMSSZ.
pub static X11: Rule = Rule {
    id: "X11",
    version: 1,
    title: "privateKeyUsagePeriod is not critical and holds a date as YYYYMMDDHHMMSSZ",
    clause: "Doc 9303-12 7.1 table 6",
    severity: Severity::Error,
    pkd: Some("ERR:CSCA.PKU.17"),
    since: Edition::Sixth,
    until: None,
    example: "privateKeyUsagePeriod: critical",
    applies: travel,
    check: |s, report| {
        let place = "privateKeyUsagePeriod";
        match s.certificate.read::<PrivateKeyUsagePeriod<'_>>() {
            None => {}
            Some(Err(error)) => report.add(place, error, "a readable extension"),
            Some(Ok(period)) => {
                if period.not_before.is_none() && period.not_after.is_none() {
                    report.add_coded(pkd!("PKU.17").of(s.role), place, "no date", "at least one date");
                }
                for date in [period.not_before, period.not_after].into_iter().flatten().filter(|d| !d.is_plain()) {
                    let found = Text(date.element.content);
                    report.add_coded(pkd!("PKU.9").of(s.role), place, found, "YYYYMMDDHHMMSSZ");
                }
            }
        }
        if is_critical(s, oid::PRIVATE_KEY_USAGE_PERIOD) {
            report.add_coded(pkd!("PKU.18").of(s.role), place, "critical", "not critical");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::asn1;
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn one_date_is_enough_and_none_is_not() {
        let with = |value: &[u8]| found("X11", &csca().put(oid::PRIVATE_KEY_USAGE_PERIOD, false, value));
        assert!(found("X11", &csca()).is_empty());
        assert!(with(&asn1::sequence(&[asn1::context_primitive(1, b"20290101000000Z")])).is_empty());
        assert_eq!(with(&asn1::sequence::<&[u8]>(&[]))[0].pkd_code, Some("ERR:CSCA.PKU.17"));
        assert_eq!(
            with(&asn1::sequence(&[asn1::context_primitive(1, b"290101000000Z")]))[0].pkd_code,
            Some("ERR:CSCA.PKU.9")
        );
        assert_eq!(with(&[0x04, 0]).len(), 1);
        assert_eq!(found("X11", &csca().turned(oid::PRIVATE_KEY_USAGE_PERIOD)).len(), 1);
    }
}
