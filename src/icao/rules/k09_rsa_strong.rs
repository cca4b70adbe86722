//! K09: the RSA modulus is not known to be weak.

use super::k01_explicit_parameters::PLACE;
use crate::pki::lint::{Edition, Rule, Severity, always};
use crate::pki::weak;
use crate::signer::{KeyKind, PublicKey};

/// Looked for: the fingerprint of keys from one vendor's smart cards (ROCA), and primes so
/// close that a few steps of Fermat's method find them. Weak keys of Debian's OpenSSL of
/// 2006 to 2008 are not looked for: that needs the list of them, which `csr check --blocklist` takes.
pub static K09: Rule = Rule {
    id: "K09",
    version: 1,
    title: "the RSA modulus is not known to be weak",
    clause: "CA/B Forum BR 6.1.1.3; CVE-2017-15361",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "subjectPublicKey: a modulus of two close primes",
    applies: always,
    check: |s, report| {
        let Ok(KeyKind::Rsa { modulus, .. }) = s.key().map(PublicKey::kind) else { return };
        for weakness in weak::of_modulus(modulus) {
            report.add(PLACE, weakness, "a key from a sound generator");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;
    use crate::pki::weak::testing::{close, far, roca};

    #[test]
    fn keys_whose_private_half_can_be_computed_are_found() {
        for bits in [1024, 2048, 4096] {
            let n = roca(bits);
            assert!(found("K09", &csca().with(|v| v.spki = rsa(&n, &[1, 0, 1])))[0].found.contains("ROCA"));
        }
        assert!(found("K09", &csca().with(|v| v.spki = rsa(&close(2), &[1, 0, 1])))[0].found.contains("close"));
        assert!(found("K09", &csca().with(|v| v.spki = rsa(&far(), &[1, 0, 1]))).is_empty());
    }
}
