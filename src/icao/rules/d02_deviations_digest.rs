//! D02: a certificate that is named by its digest has the hash beside it.

use super::list::ListRule;
use crate::icao::deviation::Oddity;
use crate::pki::lint::{Edition, Severity};

/// Also where the digest has another length than that hash gives.
pub static D02: ListRule = ListRule {
    id: "D02",
    version: 1,
    title: "a certificate that is named by its digest has the hash beside it",
    clause: "Doc 9303-12 10.2",
    severity: Severity::Error,
    since: Edition::Sixth,
    until: None,
    example: "deviation 1, offset 62: a certificate is named by its digest, and the list does not say which hash",
    check: |s, report| {
        s.report_oddities(
            report,
            "a digestAlgorithm, and a digest of its length",
            &[Oddity::DigestAlgorithmMissing, Oddity::DigestLength],
        )
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::list_vectors::*;

    #[test]
    fn a_digest_without_its_hash_and_one_of_another_length_are_found() {
        assert!(found_in_list("D02", &deviation_list()).is_empty());
        let with = |hash: &[u8], length| {
            let content = deviations(hash, &[deviation(&[by_digest(length)], &[group_hash(Some(12))])]);
            found_in_list("D02", &deviation_list().with(|v| v.list = content)).len()
        };
        assert_eq!([with(&sha256(), 32), with(&[], 32), with(&sha256(), 20)], [0, 1, 1]);
    }
}
