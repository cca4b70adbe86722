//! C25: the validity begins before it ends.

use crate::pki::lint::{Edition, Rule, Severity, always};

/// The validity begins before it ends.
pub static C25: Rule = Rule {
    id: "C25",
    version: 1,
    title: "the validity begins before it ends",
    clause: "RFC 5280 4.1.2.5",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "validity: 2024-01-01T00:00:00Z to 2020-01-01T00:00:00Z",
    applies: always,
    check: |s, report| {
        if let (Ok(from), Ok(to)) = (s.certificate.not_before.time(), s.certificate.not_after.time())
            && from >= to
        {
            report.add("validity", format_args!("{from} to {to}"), "notBefore before notAfter");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;

    #[test]
    fn a_validity_that_ends_before_it_begins_is_found() {
        assert!(found("C25", &csca()).is_empty());
        assert_eq!(found("C25", &csca().with(|v| v.not_after = v.not_before.clone())).len(), 1);
        assert_eq!(found("C25", &csca().with(|v| v.not_after = time("2020-01-01T00:00:00Z"))).len(), 1);
    }
}
