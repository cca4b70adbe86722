//! M06: the certificate of the CSCA of the signer is carried.

use super::list::ListRule;
use crate::icao::masterlist::SignerDefect;
use crate::pki::lint::{Edition, Severity};

/// Doc 9303-12 5.3 demands it and table 18 only recommends it; the demand is taken, since whoever receives a list wants both.
pub static M06: ListRule = ListRule {
    id: "M06",
    version: 1,
    title: "the certificate of the CSCA of the signer is carried",
    clause: "Doc 9303-12 5.3; table 18 recommends it",
    severity: Severity::Error,
    since: Edition::Sixth,
    until: None,
    example: "signerInfo 0: its CSCA certificate is not carried",
    check: |s, report| {
        s.report_defects(report, "carried in certificates", |d| {
            matches!(d, SignerDefect::CscaNotCarried | SignerDefect::IssuerUnknown)
        })
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::list_vectors::*;

    #[test]
    fn a_list_without_the_csca_of_its_signer_is_found_though_it_verifies() {
        assert!(found_in_list("M06", &master_list()).is_empty());
        let without = master_list().with(|v| v.certificates.retain(|c| *c == masterlist_signer_der()));
        assert_eq!(shown_in_list("M06", &without), ["signerInfo 0: its CSCA certificate is not carried"]);
        assert!(found_in_list("M15", &without).is_empty(), "it stands on the list");
    }
}
