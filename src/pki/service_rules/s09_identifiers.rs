//! S5280-09: the authority key identifier is the issuer's subject key identifier.

use crate::pki::lint::{Edition, Rule, Severity, always};

/// The authority key identifier is the issuer's subject key identifier.
pub(super) static IDENTIFIERS: Rule = Rule {
    id: "S5280-09",
    version: 1,
    title: "the authority key identifier is the issuer's subject key identifier",
    clause: "RFC 5280 4.2.1.1, 4.2.1.2",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "authorityKeyIdentifier: absent",
    applies: always,
    check: |s, report| {
        let Some(authority) = s.certificate.authority_key_identifier() else {
            return report.add("authorityKeyIdentifier", "absent", "the issuer's key identifier");
        };
        if s.certificate.subject_key_identifier().is_none() {
            report.add("subjectKeyIdentifier", "absent", "present");
        }
        if let Some(wanted) = s.issuer.and_then(|i| i.subject_key_identifier())
            && wanted != authority
        {
            report.add(
                "authorityKeyIdentifier",
                hex::encode(authority),
                format!("the issuer's, {}", hex::encode(wanted)),
            );
        }
    },
};
