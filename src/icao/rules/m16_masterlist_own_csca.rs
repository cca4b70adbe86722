//! M16: the own CSCA of the signer is on the list.

use super::list::ListRule;
use crate::icao::masterlist::SignerDefect;
use crate::pki::lint::{Edition, Severity};

/// The own CSCA of the signer is on the list.
pub static M16: ListRule = ListRule {
    id: "M16",
    version: 1,
    title: "the own CSCA of the signer is on the list",
    clause: "Doc 9303-12 5.3",
    severity: Severity::Warning,
    since: Edition::Sixth,
    until: None,
    example: "signerInfo 0: its CSCA certificate is not on the list",
    check: |s, report| s.report_defects(report, "on the list", |d| d == SignerDefect::CscaNotListed),
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::list_vectors::*;

    #[test]
    fn a_list_without_the_issuers_own_csca_is_found() {
        assert!(found_in_list("M16", &master_list()).is_empty());
        let others = master_list().with(|v| v.list = csca_master_list(0, &listed()[..1]));
        assert_eq!(shown_in_list("M16", &others), ["signerInfo 0: its CSCA certificate is not on the list"]);
    }
}
