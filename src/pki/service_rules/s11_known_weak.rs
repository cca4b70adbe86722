//! S5280-11: the key is not known to be weak.

use crate::pki::lint::{Edition, Rule, Severity, always};
use crate::pki::weak;
use crate::signer::{KeyKind, PublicKey};

/// What a travel document's key is judged by K07 to K09 for.
pub(super) static KNOWN_WEAK: Rule = Rule {
    id: "S5280-11",
    version: 1,
    title: "the key is not known to be weak",
    clause: "CA/B Forum BR 6.1.1.3, 6.1.6; NIST SP 800-131A",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "subjectPublicKeyInfo: an RSA modulus of 1024 bits",
    applies: always,
    check: |s, report| {
        let place = "subjectPublicKeyInfo";
        let Ok(KeyKind::Rsa { bits, modulus, exponent, .. }) = s.key().map(PublicKey::kind) else { return };
        if *bits < 2048 {
            report.add(place, format_args!("an RSA modulus of {bits} bits"), "2048 bits or more");
        }
        if modulus.last().is_some_and(|last| last % 2 == 0) {
            report.add(place, "an even RSA modulus", "a product of two odd primes");
        }
        // Leading zeros are gone: three octets are 65536 or more.
        if exponent.len() < 3 || exponent.last().is_none_or(|last| last % 2 == 0) {
            report.add(place, format_args!("the RSA exponent {}", hex::encode(exponent)), "odd, 65537 or more");
        }
        for weakness in weak::of_modulus(modulus) {
            report.add(place, weakness, "a key from a sound generator");
        }
    },
};
