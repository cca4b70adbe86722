//! S5280-16: a certificate ends with its issuer at the latest, and in 398 days where TLS is its purpose.

use super::has_purpose;
use crate::clock::DAY;
use crate::pki::lint::{Edition, Rule, Severity, always};
use crate::pki::oid;

/// A certificate ends with its issuer at the latest, and in 398 days where TLS is its purpose.
pub(super) static LIFETIME: Rule = Rule {
    id: "S5280-16",
    version: 1,
    title: "a certificate ends with its issuer at the latest, and in 398 days where TLS is its purpose",
    clause: "RFC 5280 6.1.3; CA/B Forum BR 6.3.2 as it was until March 2026",
    severity: Severity::Warning,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "validity: 730 days",
    applies: always,
    check: |s, report| {
        let (Ok(from), Ok(until)) = (s.certificate.not_before.time(), s.certificate.not_after.time()) else { return };
        if let Some(Ok(end)) = s.issuer.map(|issuer| issuer.not_after.time())
            && until > end
        {
            report.add("notAfter", until, format!("{end} at the latest, when its issuer ends"));
        }
        let days = (until.unix() - from.unix()).div_euclid(DAY);
        let tls = has_purpose(s, oid::EKU_TLS_SERVER) || has_purpose(s, oid::EKU_TLS_CLIENT);
        if tls && days > TLS_DAYS {
            report.add("validity", format_args!("{days} days"), "398 days at most");
        }
    },
};

/// How many days a TLS certificate lives at most.
const TLS_DAYS: i64 = 398;
