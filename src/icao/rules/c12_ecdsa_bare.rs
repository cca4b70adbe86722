//! C12: an ECDSA signature algorithm carries no parameters.

use crate::pki::lint::{Edition, Rule, Severity, always};

/// Some libraries refuse the whole certificate for it, so it is a warning though it harms nothing.
pub static C12: Rule = Rule {
    id: "C12",
    version: 1,
    title: "an ECDSA signature algorithm carries no parameters",
    clause: "RFC 5758 3.2",
    severity: Severity::Warning,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "signatureAlgorithm: parameters",
    applies: always,
    check: |s, report| {
        if s.algorithm().is_ok_and(|(_, odd)| odd.unwanted_parameters) {
            report.add("signatureAlgorithm", "parameters", "no parameters");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::asn1;
    use crate::icao::rules::vectors::*;
    use crate::signer::{Algorithm, Hash};

    #[test]
    fn null_after_ecdsa_is_found() {
        assert!(found("C12", &csca()).is_empty());
        let good = Algorithm::Ecdsa(Hash::Sha384).identifier();
        let odd = asn1::sequence(&[&good[2..], &asn1::null()]);
        assert_eq!(found("C12", &csca().with(|v| v.outer = odd)).len(), 1);
    }
}
