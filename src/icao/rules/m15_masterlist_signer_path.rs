//! M15: the signer was valid when it signed, under its own CSCA.

use super::list::{ListRule, place};
use crate::icao::masterlist::SignerDefect;
use crate::pki::lint::{Edition, Severity};

/// The signer was valid when it signed, under its own CSCA.
pub static M15: ListRule = ListRule {
    id: "M15",
    version: 1,
    title: "the signer was valid when it signed, under its own CSCA",
    clause: "Doc 9303-12 6.1",
    severity: Severity::Error,
    since: Edition::Sixth,
    until: None,
    example: "signerInfo 0: it was not valid at the signing time",
    check: |s, report| {
        let wanted = "valid at the signing time, issued by a CSCA that was";
        for signer in s.signers {
            for defect in &signer.defects {
                match defect {
                    SignerDefect::NotValidAtSigning
                    | SignerDefect::IssuerUnknown
                    | SignerDefect::IssuerNotCa
                    | SignerDefect::IssuerAltered
                    | SignerDefect::IssuerNotValidAtSigning => report.add(place(signer), defect, wanted),
                    SignerDefect::IssuerNotVerified => {
                        report.add_as(Severity::Warning, place(signer), defect, wanted);
                    }
                    _ => {}
                }
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::list_vectors::*;

    #[test]
    fn a_time_outside_the_validity_is_found() {
        assert!(found_in_list("M15", &master_list()).is_empty());
        let early = master_list().with(|v| v.attributes[1] = signing_time("2025-12-31T23:59:59Z"));
        assert_eq!(shown_in_list("M15", &early), ["signerInfo 0: it was not valid at the signing time"]);
        let before = master_list().with(|v| v.attributes[1] = signing_time("2023-12-31T23:59:59Z"));
        assert_eq!(found_in_list("M15", &before).len(), 2, "nor was its CSCA");
    }

    #[test]
    fn a_csca_that_is_nowhere_is_found() {
        let alone = master_list().with(|v| {
            v.certificates.retain(|c| *c == masterlist_signer_der());
            v.list = csca_master_list(0, &listed()[..1]);
        });
        assert_eq!(shown_in_list("M15", &alone), ["signerInfo 0: no known certificate verifies it"]);
        assert_eq!(found_in_list("M06", &alone).len(), 1);
    }
}
