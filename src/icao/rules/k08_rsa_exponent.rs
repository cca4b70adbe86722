//! K08: the RSA exponent is odd and at least 65537.

use super::k01_explicit_parameters::PLACE;
use crate::pki::lint::{Edition, Rule, Severity, always};
use crate::signer::{KeyKind, PublicKey};

/// The RSA exponent is odd and at least 65537.
pub static K08: Rule = Rule {
    id: "K08",
    version: 1,
    title: "the RSA exponent is odd and at least 65537",
    clause: "Doc 9303-12 4.1.6; NIST SP 800-56B 6.2",
    severity: Severity::Warning,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "subjectPublicKey: exponent 0x03",
    applies: always,
    check: |s, report| {
        if let Ok(KeyKind::Rsa { exponent, .. }) = s.key().map(PublicKey::kind) {
            let odd = exponent.last().is_some_and(|b| b & 1 == 1);
            if !odd || exponent.as_slice() < [1, 0, 1].as_slice() && exponent.len() <= 3 || exponent.len() < 3 {
                report.add(PLACE, format_args!("exponent 0x{}", hex::encode(exponent)), "an odd number from 65537 on");
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;

    #[test]
    fn small_and_even_exponents_are_found() {
        let modulus = [vec![0xff; 383], vec![0xfd]].concat();
        let exponent = |e: &[u8]| found("K08", &csca().with(|v| v.spki = rsa(&modulus, e))).len();
        assert_eq!([exponent(&[1, 0, 1]), exponent(&[2, 0, 1]), exponent(&[1, 0, 0, 0, 1])], [0; 3]);
        assert_eq!([exponent(&[3]), exponent(&[0xff, 0xff]), exponent(&[1, 0, 2])], [1; 3]);
        assert!(found("K08", &csca()).is_empty());
    }
}
