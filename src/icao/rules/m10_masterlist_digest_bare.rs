//! M10: digest identifiers are listed and carry no parameters.

use super::list::ListRule;
use crate::cms::CmsFinding;
use crate::pki::lint::{Edition, Severity};

/// Digest identifiers are listed and carry no parameters.
pub static M10: ListRule = ListRule {
    id: "M10",
    version: 1,
    title: "digest identifiers are listed and carry no parameters",
    clause: "Doc 9303-12 table 18, note; RFC 5652 5.1",
    severity: Severity::Warning,
    since: Edition::Sixth,
    until: None,
    example: "digestAlgorithm: signer 0: the digest identifier carries parameters",
    check: |s, report| {
        s.report_noticed(report, "digestAlgorithm", "listed in digestAlgorithms, without NULL", |n| {
            matches!(n, CmsFinding::DigestParameters { .. } | CmsFinding::DigestNotListed { .. })
        });
    },
};

#[cfg(test)]
mod tests {
    use crate::asn1;
    use crate::icao::rules::list_vectors::*;
    #[test]
    fn null_and_a_digest_that_is_not_listed_are_found() {
        assert!(found_in_list("M10", &master_list()).is_empty());
        let with_null = asn1::sequence(&[&sha256()[2..], &asn1::null()]);
        assert_eq!(found_in_list("M10", &master_list().with(|v| v.digest = with_null)).len(), 1);
        assert_eq!(found_in_list("M10", &master_list().with(|v| v.digests = Vec::new())).len(), 1);
    }
}
