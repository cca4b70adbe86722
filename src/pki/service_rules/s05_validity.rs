//! S5280-05: times in their one form, the beginning before the end.

use crate::pki::lint::{Edition, Rule, Severity, always};

/// Times in their one form, the beginning before the end.
pub(super) static VALIDITY: Rule = Rule {
    id: "S5280-05",
    version: 1,
    title: "times in their one form, the beginning before the end",
    clause: "RFC 5280 4.1.2.5",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "validity: 2026-01-01T00:00:00Z to 2020-01-01T00:00:00Z",
    applies: always,
    check: |s, report| {
        for (place, instant) in [("notBefore", &s.certificate.not_before), ("notAfter", &s.certificate.not_after)] {
            let late = instant.time().is_ok_and(|t| t.calendar().year() >= 2050);
            if !instant.is_plain() || instant.is_generalized() != late {
                report.add(
                    place,
                    String::from_utf8_lossy(instant.element.content),
                    "UTCTime through 2049, then GeneralizedTime",
                );
            }
        }
        if let (Ok(from), Ok(to)) = (s.certificate.not_before.time(), s.certificate.not_after.time())
            && from >= to
        {
            report.add("validity", format!("{from} to {to}"), "a beginning before the end");
        }
    },
};
