//! R04: a CRL announces the next one within 90 days.

use crate::clock::DAY;
use crate::pki::lint::{CrlRule, Edition, Severity};

/// A CRL announces the next one within 90 days.
pub static R04: CrlRule = CrlRule {
    id: "R04",
    version: 1,
    title: "a CRL announces the next one within 90 days",
    clause: "Doc 9303-12 4.1.5",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "nextUpdate: 91 days",
    applies: |_| true,
    check: |s, report| {
        if let (Ok(from), Some(Ok(to))) = (s.crl.this_update.time(), s.crl.next_update.map(|n| n.time()))
            && to.unix() - from.unix() > 90 * DAY
        {
            report.add("nextUpdate", format_args!("{} days", (to.unix() - from.unix()) / DAY), "90 days at most");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;

    #[test]
    fn ninety_days_are_good_and_a_second_more_is_not() {
        let next = |text| found_in_crl("R04", &crl().with(|v| v.next_update = time(text))).len();
        assert!(found_in_crl("R04", &crl()).is_empty());
        assert_eq!([next("2027-01-30T00:00:00Z"), next("2027-01-30T00:00:01Z")], [0, 1]);
    }
}
