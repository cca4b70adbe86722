//! X13: a CSCA key is used for three to five years.

use super::roles::csca;
use super::x12_period_inside::usage_period;
use crate::clock::DAY;
use crate::pki::lint::{Edition, Rule, Severity};

/// A week more or less is not counted.
pub static X13: Rule = Rule {
    id: "X13",
    version: 1,
    title: "a CSCA key is used for three to five years",
    clause: "Doc 9303-12 4.1.4.2",
    severity: Severity::Warning,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "privateKeyUsagePeriod: 2024-01-01T00:00:00Z to 2030-01-01T00:00:00Z, 2192 days",
    applies: csca,
    check: |s, report| {
        let Some((Some(from), Some(to))) = usage_period(s) else { return };
        if to < from.plus_years(3).plus(-7 * DAY) || to > from.plus_years(5).plus(7 * DAY) {
            let found = format_args!("{from} to {to}, {} days", (to.unix() - from.unix()) / DAY);
            report.add("privateKeyUsagePeriod", found, "three to five years");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn shorter_and_longer_use_is_found() {
        let until =
            |to| found("X13", &csca().put(oid::PRIVATE_KEY_USAGE_PERIOD, false, &period("2024-01-01T00:00:00Z", to)));
        assert!(found("X13", &csca()).is_empty());
        assert!(until("2027-01-01T00:00:00Z").is_empty() && until("2029-01-08T00:00:00Z").is_empty());
        assert_eq!(until("2026-12-24T00:00:00Z").len(), 1);
        assert_eq!(until("2029-01-09T00:00:00Z").len(), 1);
    }
}
