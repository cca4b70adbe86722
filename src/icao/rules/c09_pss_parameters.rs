//! C09: RSASSA-PSS says its hash and its mask generation, both with the same hash.

use crate::pki::lint::{Edition, Rule, Severity, always};
use crate::signer::{Algorithm, SignerError};

/// Left out, they mean SHA-1. Which hash it is, is judged by C08.
pub static C09: Rule = Rule {
    id: "C09",
    version: 1,
    title: "RSASSA-PSS says its hash and its mask generation, both with the same hash",
    clause: "Doc 9303-12 4.1.6.1; RFC 4055 3.1",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "signatureAlgorithm: hash or mask generation left to its default (SHA-1)",
    applies: always,
    check: |s, report| match s.algorithm() {
        Ok((Algorithm::RsaPss(..), odd)) if odd.pss_hash_implicit || odd.pss_mask_implicit => {
            report.add("signatureAlgorithm", "hash or mask generation left to its default (SHA-1)", WANTED);
        }
        Ok((Algorithm::RsaPss(..), odd)) if odd.pss_default_written => {
            report.add("signatureAlgorithm", "a default value is written out", "no DEFAULT value encoded");
        }
        Err(error @ SignerError::ParametersBad { .. }) => report.add("signatureAlgorithm", error, WANTED),
        _ => {}
    },
};

const WANTED: &str = "hashAlgorithm and maskGenAlgorithm explicit, with one SHA-2 hash";

#[cfg(test)]
mod tests {
    use crate::asn1;
    use crate::icao::rules::vectors::*;
    use crate::signer::{Algorithm, Hash};

    #[test]
    fn parameters_that_say_everything_are_good() {
        for hash in [Hash::Sha256, Hash::Sha384, Hash::Sha512] {
            let pss = Algorithm::RsaPss(hash, 32).identifier();
            assert!(found("C09", &csca().with(|v| v.outer = pss)).is_empty());
        }
    }

    #[test]
    fn defaults_missing_parameters_and_two_hashes_are_found() {
        let pss = asn1::oid(&asn1::oid_from_text("1.2.840.113549.1.1.10").unwrap());
        let empty = asn1::sequence(&[pss.clone(), asn1::sequence::<&[u8]>(&[])]);
        assert!(found("C09", &csca().with(|v| v.outer = empty))[0].found.contains("default"));
        let bare = asn1::sequence(&[pss]);
        assert_eq!(found("C09", &csca().with(|v| v.outer = bare)).len(), 1);
        let mut mixed = Algorithm::RsaPss(Hash::Sha256, 32).identifier();
        let at = mixed.windows(9).rposition(|w| w == Hash::Sha256.oid()).unwrap();
        mixed[at..at + 9].copy_from_slice(Hash::Sha512.oid());
        assert!(found("C09", &csca().with(|v| v.outer = mixed))[0].found.contains("MGF1"));
    }
}
