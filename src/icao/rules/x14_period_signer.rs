//! X14: a document signer key is used for three months at most.

use super::x12_period_inside::usage_period;
use crate::clock::DAY;
use crate::pki::lint::{Edition, Role, Rule, Severity};

/// The period may be somewhat longer so that two signers overlap; a month is granted for that.
pub static X14: Rule = Rule {
    id: "X14",
    version: 1,
    title: "a document signer key is used for three months at most",
    clause: "Doc 9303-12 4.1.1.2",
    severity: Severity::Warning,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "privateKeyUsagePeriod: 2026-01-01T00:00:00Z to 2026-07-01T00:00:00Z, 181 days",
    applies: |s| s.role == Role::DocumentSigner,
    check: |s, report| {
        let Some((from, Some(to))) = usage_period(s) else { return };
        let Some(from) = from.or(s.certificate.not_before.time().ok()) else { return };
        if to > from.plus_months(4) {
            let found = format_args!("{from} to {to}, {} days", (to.unix() - from.unix()) / DAY);
            report.add("privateKeyUsagePeriod", found, "three months, and some days to change over");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn half_a_year_is_found_and_an_overlap_is_not() {
        let until = |to| {
            let dates = period("2026-01-01T00:00:00Z", to);
            found("X14", &document_signer().put(oid::PRIVATE_KEY_USAGE_PERIOD, false, &dates)).len()
        };
        assert!(found("X14", &document_signer()).is_empty());
        assert_eq!([until("2026-04-20T00:00:00Z"), until("2026-07-01T00:00:00Z")], [0, 1]);
    }
}
