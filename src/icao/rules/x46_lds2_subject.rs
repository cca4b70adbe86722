//! X46: an LDS2 signer is named by a country and nine characters at most, and signs by ECDSA.

use super::x45_barcode_subject::only_country_and_name;
use crate::pki::lint::{Edition, Role, Rule, Severity};
use crate::signer::KeyKind;

/// An LDS2 signer is named by a country and nine characters at most, and signs by ECDSA.
pub static X46: Rule = Rule {
    id: "X46",
    version: 1,
    title: "an LDS2 signer is named by a country and nine characters at most, and signs by ECDSA",
    clause: "Doc 9303-12 7.1.2",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Eighth,
    until: None,
    example: "subject: CN=VisaSigner,C=UT",
    applies: |s| s.role == Role::Lds2Signer,
    check: |s, report| {
        let subject = &s.certificate.subject;
        if !only_country_and_name(subject) {
            report.add("subject", subject, "countryName and commonName, and nothing else");
        }
        if subject.common_name().is_some_and(|n| n.chars().count() > 9) {
            report.add("subject", subject, "a commonName of nine characters at most");
        }
        if s.key().is_ok_and(|k| !matches!(k.kind(), KeyKind::Ec { .. })) {
            report.add("subjectPublicKey", "no elliptic curve key", "an ECDSA key");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;

    #[test]
    fn long_names_and_rsa_keys_are_found() {
        let signer = barcode_signer().with(|v| v.role = crate::pki::lint::Role::Lds2Signer);
        assert!(found("X46", &signer).is_empty() && found("X46", &barcode_signer()).is_empty());
        assert_eq!(found("X46", &signer.clone().with(|v| v.subject = utopia("VisaSigner"))).len(), 1);
        assert_eq!(found("X46", &signer.clone().with(|v| v.subject = name(&[]))).len(), 1);
        let modulus = [vec![0xff; 255], vec![0xfd]].concat();
        assert_eq!(found("X46", &signer.with(|v| v.spki = rsa(&modulus, &[1, 0, 1]))).len(), 1);
    }
}
