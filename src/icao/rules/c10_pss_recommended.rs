//! C10: an RSA key signs by RSASSA-PSS.

use super::roles::travel;
use crate::pki::lint::{Edition, Rule, Severity};
use crate::signer::Algorithm;

/// An RSA key signs by RSASSA-PSS.
pub static C10: Rule = Rule {
    id: "C10",
    version: 1,
    title: "an RSA key signs by RSASSA-PSS",
    clause: "Doc 9303-12 4.1.6.1",
    severity: Severity::Info,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "signatureAlgorithm: rsa-pkcs1-sha256",
    applies: travel,
    check: |s, report| {
        if let Ok((algorithm @ Algorithm::RsaPkcs1(_), _)) = s.algorithm() {
            report.add("signatureAlgorithm", algorithm, "RSASSA-PSS, which is recommended; PKCS#1 v1.5 is accepted");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;
    use crate::signer::{Algorithm, Hash};

    #[test]
    fn pkcs_1_is_noted_and_no_more() {
        let with = |a: Algorithm| found("C10", &csca().with(|v| v.outer = a.identifier()));
        assert!(
            with(Algorithm::RsaPss(Hash::Sha256, 32)).is_empty() && with(Algorithm::Ecdsa(Hash::Sha256)).is_empty()
        );
        assert_eq!(with(Algorithm::RsaPkcs1(Hash::Sha256))[0].severity, crate::pki::lint::Severity::Info);
    }
}
