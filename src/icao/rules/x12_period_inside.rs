//! X12: the privateKeyUsagePeriod lies inside the validity.

use super::roles::travel;
use crate::clock::Time;
use crate::pki::extension::PrivateKeyUsagePeriod;
use crate::pki::lint::{Edition, Rule, Severity, Subject};

/// The privateKeyUsagePeriod lies inside the validity.
pub static X12: Rule = Rule {
    id: "X12",
    version: 1,
    title: "the privateKeyUsagePeriod lies inside the validity",
    clause: "Doc 9303-12 4.1",
    severity: Severity::Warning,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "privateKeyUsagePeriod: begins at 2023-12-31T23:59:59Z",
    applies: travel,
    check: |s, report| {
        let Some(period) = usage_period(s) else { return };
        let place = "privateKeyUsagePeriod";
        if let (Some(from), Ok(valid)) = (period.0, s.certificate.not_before.time())
            && from < valid
        {
            report.add(place, format_args!("begins at {from}"), format!("not before {valid}"));
        }
        if let (Some(to), Ok(valid)) = (period.1, s.certificate.not_after.time())
            && to > valid
        {
            report.add(place, format_args!("ends at {to}"), format!("not after {valid}"));
        }
        if let (Some(from), Some(to)) = period
            && from >= to
        {
            report.add_as(
                Severity::Error,
                place,
                format_args!("{from} to {to}"),
                "a period that begins before it ends",
            );
        }
    },
};

/// Both dates of the period, as far as they are there and can be read; also for the rules over its length.
pub(super) fn usage_period(s: &Subject<'_>) -> Option<(Option<Time>, Option<Time>)> {
    let period = s.certificate.read::<PrivateKeyUsagePeriod<'_>>()?.ok()?;
    let time = |end: Option<crate::pki::instant::Instant<'_>>| end.and_then(|e| e.time().ok());
    Some((time(period.not_before), time(period.not_after)))
}

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn a_period_that_sticks_out_is_found_on_each_side() {
        let with = |from, to| shown("X12", &csca().put(oid::PRIVATE_KEY_USAGE_PERIOD, false, &period(from, to)));
        assert!(found("X12", &csca()).is_empty());
        assert!(with("2024-01-01T00:00:00Z", "2039-04-01T00:00:00Z").is_empty());
        let early = with("2023-12-31T23:59:59Z", "2029-01-01T00:00:00Z");
        assert_eq!(early, ["privateKeyUsagePeriod: begins at 2023-12-31T23:59:59Z"]);
        assert_eq!(with("2024-01-01T00:00:00Z", "2039-04-01T00:00:01Z").len(), 1);
        assert_eq!(with("2029-01-01T00:00:00Z", "2028-01-01T00:00:00Z").len(), 1);
    }
}
