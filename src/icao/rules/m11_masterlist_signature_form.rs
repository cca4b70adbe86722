//! M11: the signature algorithm is written as its standard wants it: RSA with NULL.

use super::list::ListRule;
use crate::cms::CmsFinding;
use crate::pki::lint::{Edition, Severity};

/// The signature algorithm is written as its standard wants it: RSA with NULL.
pub static M11: ListRule = ListRule {
    id: "M11",
    version: 1,
    title: "the signature algorithm is written as its standard wants it: RSA with NULL",
    clause: "Doc 9303-12 table 18, note; RFC 4055 5",
    severity: Severity::Warning,
    since: Edition::Sixth,
    until: None,
    example: "signatureAlgorithm: signer 0: parameters of the signature algorithm are not as its standard wants them",
    check: |s, report| {
        s.report_noticed(
            report,
            "signatureAlgorithm",
            "NULL after PKCS #1, fields for PSS, nothing after ECDSA",
            |n| matches!(n, CmsFinding::SignatureParameters { .. }),
        );
    },
};

#[cfg(test)]
mod tests {
    use crate::asn1;
    use crate::icao::rules::list_vectors::*;
    use crate::signer::{Algorithm, Hash};
    #[test]
    fn rsa_without_null_and_ecdsa_with_it_are_found() {
        assert!(found_in_list("M11", &master_list()).is_empty());
        let with = |algorithm: Vec<u8>| found_in_list("M11", &master_list().with(|v| v.algorithm = algorithm)).len();
        let rsa = Algorithm::RsaPkcs1(Hash::Sha256).identifier();
        assert_eq!(with(rsa.clone()), 0);
        assert_eq!(with(asn1::sequence(&[&rsa[2..rsa.len() - 2]])), 1);
        let ecdsa = Algorithm::Ecdsa(Hash::Sha256).identifier();
        assert_eq!(with(asn1::sequence(&[&ecdsa[2..], &asn1::null()])), 1);
    }
}
