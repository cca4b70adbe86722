//! M08: a list has one signer.

use super::list::ListRule;
use crate::cms::CmsFinding;
use crate::pki::lint::{Edition, Severity};

/// A list has one signer.
pub static M08: ListRule = ListRule {
    id: "M08",
    version: 1,
    title: "a list has one signer",
    clause: "Doc 9303-12 9, table 18",
    severity: Severity::Warning,
    since: Edition::Sixth,
    until: None,
    example: "signerInfos: 2 signers where one was expected",
    check: |s, report| {
        s.report_noticed(report, "signerInfos", "one", |n| matches!(n, CmsFinding::SignersNotOne { .. }));
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::list_vectors::*;

    #[test]
    fn none_and_two_are_found() {
        assert!(found_in_list("M08", &master_list()).is_empty());
        for signers in [0, 2] {
            let other = master_list().with(|v| v.signers = signers);
            assert_eq!(
                shown_in_list("M08", &other),
                [format!("signerInfos: {signers} signers where one was expected")]
            );
        }
    }
}
