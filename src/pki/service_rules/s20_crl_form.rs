//! S5280-20: a CRL of version 2 with number, key identifier and both times.

use crate::pki::extension::CrlNumber;
use crate::pki::lint::{CrlRule, Edition, Severity};

/// A CRL of version 2 with number, key identifier and both times.
pub(super) static CRL_FORM: CrlRule = CrlRule {
    id: "S5280-20",
    version: 1,
    title: "a CRL of version 2 with number, key identifier and both times",
    clause: "RFC 5280 5.1, 5.2",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "nextUpdate: absent, unreadable or not after thisUpdate",
    applies: |_| true,
    check: |s, report| {
        if s.crl.version() != 2 {
            report.add("version", s.crl.version(), "2");
        }
        if s.crl.inner_algorithm.element.full != s.crl.outer_algorithm.element.full {
            report.add("signatureAlgorithm", "differs from the inner one", "equal bytes");
        }
        let next = s.crl.next_update.and_then(|i| i.time().ok());
        match (s.crl.this_update.time(), next) {
            (Ok(this), Some(next)) if this < next => {}
            _ => report.add("nextUpdate", "absent, unreadable or not after thisUpdate", "after thisUpdate"),
        }
        if s.crl.revoked_element.is_some_and(|e| e.content.is_empty()) {
            report.add("revokedCertificates", "empty", "absent");
        }
        match s.crl.read::<CrlNumber<'_>>() {
            Some(Ok(number)) if number.magnitude().is_ok() => {}
            _ => report.add("cRLNumber", "absent or unreadable", "a number"),
        }
        let wanted = s.issuer.and_then(|i| i.subject_key_identifier());
        if s.crl.authority_key_identifier().is_none_or(|found| wanted.is_some_and(|w| w != found)) {
            report.add("authorityKeyIdentifier", "absent or another key's", "the issuer's key identifier");
        }
    },
};
