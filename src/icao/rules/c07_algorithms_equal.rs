//! C07: both signature algorithm fields are the same octets.

use crate::asn1::oid_text;
use crate::pki::lint::{Edition, Rule, Severity, always};

/// A difference lets a weaker algorithm be slipped in from outside.
pub static C07: Rule = Rule {
    id: "C07",
    version: 1,
    title: "both signature algorithm fields are the same octets",
    clause: "Doc 9303-12 7.1 table 5",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "signature: 1.2.840.10045.4.3.3 inside, 1.2.840.10045.4.3.2 outside",
    applies: always,
    check: |s, report| {
        let (inner, outer) = (&s.certificate.inner_algorithm, &s.certificate.outer_algorithm);
        if inner.element.full != outer.element.full {
            let found = format_args!("{} inside, {} outside", oid_text(inner.oid), oid_text(outer.oid));
            report.add("signature", found, "the same AlgorithmIdentifier inside and outside");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;
    use crate::signer::{Algorithm, Hash};

    #[test]
    fn another_algorithm_outside_is_found() {
        assert!(found("C07", &csca()).is_empty());
        let other = csca().with(|v| v.outer = Algorithm::Ecdsa(Hash::Sha256).identifier());
        assert_eq!(shown("C07", &other), ["signature: 1.2.840.10045.4.3.3 inside, 1.2.840.10045.4.3.2 outside"]);
    }
}
