//! C11: an RSA PKCS#1 signature algorithm carries NULL.

use crate::pki::lint::{Edition, Rule, Severity, always};

/// An RSA PKCS#1 signature algorithm carries NULL.
pub static C11: Rule = Rule {
    id: "C11",
    version: 1,
    title: "an RSA PKCS#1 signature algorithm carries NULL",
    clause: "RFC 4055 5",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "signatureAlgorithm: no NULL parameters",
    applies: always,
    check: |s, report| {
        if s.algorithm().is_ok_and(|(_, odd)| odd.null_missing) {
            report.add("signatureAlgorithm", "no NULL parameters", "parameters that are NULL");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::asn1;
    use crate::icao::rules::vectors::*;
    use crate::signer::{Algorithm, Hash};

    #[test]
    fn an_identifier_without_null_is_found() {
        assert!(found("C11", &csca()).is_empty());
        let good = Algorithm::RsaPkcs1(Hash::Sha256).identifier();
        let bare = asn1::sequence(&[&good[2..good.len() - 2]]);
        assert!(found("C11", &csca().with(|v| v.outer = good)).is_empty());
        assert_eq!(found("C11", &csca().with(|v| v.outer = bare)).len(), 1);
    }
}
