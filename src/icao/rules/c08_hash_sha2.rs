//! C08: the signature uses SHA-224, SHA-256, SHA-384 or SHA-512.

use super::pkd::pkd;
use super::roles::travel;
use crate::pki::lint::{Edition, Rule, Severity};
use crate::signer::{Hash, SignerError};

/// SHA-1 was allowed under the sixth edition. SHA-3 and Ed25519 never were.
pub static C08: Rule = Rule {
    id: "C08",
    version: 1,
    title: "the signature uses SHA-224, SHA-256, SHA-384 or SHA-512",
    clause: "Doc 9303-12 4.1.6.4",
    severity: Severity::Legacy,
    pkd: Some("ERR:CSCA.SIG.42"),
    since: Edition::Sixth,
    until: None,
    example: "signatureAlgorithm: rsa-pkcs1-sha1",
    applies: travel,
    check: |s, report| {
        let code = pkd!("SIG.42");
        match s.algorithm() {
            Ok((algorithm, _)) if algorithm.hash().is_none_or(|h| h == Hash::Sha1) => {
                report.add_coded(code.legacy(s), "signatureAlgorithm", algorithm, WANTED);
            }
            Err(error @ SignerError::AlgorithmUnknown { .. }) => {
                report.add_coded(code.legacy(s), "signatureAlgorithm", error, WANTED);
            }
            _ => {}
        }
    },
};

const WANTED: &str = "RSA or ECDSA with SHA-224, SHA-256, SHA-384 or SHA-512";

#[cfg(test)]
mod tests {
    use crate::asn1;
    use crate::icao::rules::vectors::*;
    use crate::pki::lint::{Edition, Severity};
    use crate::signer::{Algorithm, Hash};

    #[test]
    fn sha_2_is_good() {
        for hash in [Hash::Sha224, Hash::Sha256, Hash::Sha384, Hash::Sha512] {
            assert!(found("C08", &csca().with(|v| v.outer = Algorithm::Ecdsa(hash).identifier())).is_empty());
        }
    }

    #[test]
    fn sha_1_was_allowed_once_and_is_an_error_now() {
        let old = csca().with(|v| v.outer = Algorithm::RsaPkcs1(Hash::Sha1).identifier());
        assert_eq!(found("C08", &old)[0].severity, Severity::Error);
        assert_eq!(found("C08", &old)[0].pkd_code, Some("ERR:CSCA.SIG.42"));
        let sixth = found("C08", &old.with(|v| v.edition = Edition::Sixth));
        assert_eq!((sixth[0].severity, sixth[0].pkd_code), (Severity::Legacy, Some("WARN:CSCA.SIG.42")));
    }

    #[test]
    fn algorithms_that_are_not_known_or_not_listed_are_found() {
        let unknown = asn1::sequence(&[asn1::oid(&asn1::oid_from_text("1.2.840.113549.1.1.4").unwrap()), asn1::null()]);
        assert_eq!(found("C08", &csca().with(|v| v.outer = unknown)).len(), 1);
        assert_eq!(found("C08", &csca().with(|v| v.outer = Algorithm::Ed25519.identifier())).len(), 1);
    }
}
