//! M05: the certificate of the signer is carried.

use super::list::ListRule;
use crate::icao::masterlist::SignerDefect;
use crate::pki::lint::{Edition, Severity};

/// The certificate of the signer is carried.
pub static M05: ListRule = ListRule {
    id: "M05",
    version: 1,
    title: "the certificate of the signer is carried",
    clause: "Doc 9303-12 9, table 18",
    severity: Severity::Error,
    since: Edition::Sixth,
    until: None,
    example: "signerInfo 0: its certificate is not there",
    check: |s, report| s.report_defects(report, "carried in certificates", |d| d == SignerDefect::CertificateMissing),
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::list_vectors::*;

    #[test]
    fn a_list_without_its_signers_certificate_is_found() {
        assert!(found_in_list("M05", &master_list()).is_empty());
        let without = master_list().with(|v| v.certificates.retain(|c| *c != masterlist_signer_der()));
        assert_eq!(shown_in_list("M05", &without), ["signerInfo 0: its certificate is not there"]);
    }
}
