//! R05: CRLs follow each other after 48 hours at the least and 90 days at the most.

use crate::clock::DAY;
use crate::pki::lint::{CrlRule, Edition, Severity};

/// CRLs follow each other after 48 hours at the least and 90 days at the most.
pub static R05: CrlRule = CrlRule {
    id: "R05",
    version: 1,
    title: "CRLs follow each other after 48 hours at the least and 90 days at the most",
    clause: "Doc 9303-12 4.1.5",
    severity: Severity::Warning,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "thisUpdate: 24 hours after the list before it",
    applies: |_| true,
    check: |s, report| {
        let Some(previous) = s.previous else { return };
        let (Ok(before), Ok(now)) = (previous.this_update.time(), s.crl.this_update.time()) else { return };
        let gap = now.unix() - before.unix();
        let wanted = "48 hours to 90 days after the list before it";
        if gap < 0 {
            report.add("thisUpdate", format_args!("{now}, before {before}"), wanted);
        } else if gap < 2 * DAY {
            report.add("thisUpdate", format_args!("{} hours after the list before it", gap / 3600), wanted);
        } else if gap > 90 * DAY {
            report.add("thisUpdate", format_args!("{} days after the list before it", gap / DAY), wanted);
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;

    #[test]
    fn too_soon_too_late_and_backwards_are_found() {
        let after = |text| {
            let previous = crl().with(|v| v.this_update = time(text));
            found_in_series("R05", &crl(), Some(&previous)).len()
        };
        assert!(found_in_crl("R05", &crl()).is_empty());
        assert_eq!([after("2026-10-30T00:00:00Z"), after("2026-08-03T00:00:00Z")], [0, 0]);
        assert_eq!(
            [after("2026-10-30T00:00:01Z"), after("2026-08-02T00:00:00Z"), after("2026-11-02T00:00:00Z")],
            [1; 3]
        );
    }
}
