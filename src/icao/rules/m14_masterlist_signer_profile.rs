//! M14: the signer is a master list signer and no CSCA.

use super::list::ListRule;
use crate::icao::masterlist::SignerDefect;
use crate::pki::lint::{Edition, Severity};

/// The signer is a master list signer and no CSCA.
pub static M14: ListRule = ListRule {
    id: "M14",
    version: 1,
    title: "the signer is a master list signer and no CSCA",
    clause: "Doc 9303-12 5.3, 7.1.1.3, table 6",
    severity: Severity::Error,
    since: Edition::Sixth,
    until: None,
    example: "signerInfo 0: its extKeyUsage is not that of a signer of such lists alone",
    check: |s, report| {
        s.report_defects(report, "digitalSignature alone, the purpose alone and critical, no cA", |d| {
            matches!(
                d,
                SignerDefect::KeyUsage
                    | SignerDefect::ExtendedKeyUsage
                    | SignerDefect::ExtendedKeyUsageNotCritical
                    | SignerDefect::IsCa
            )
        })
    },
};

#[cfg(test)]
mod tests {
    use crate::asn1;
    use crate::icao::rules::list_vectors::*;
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;
    use crate::signer::Curve;
    fn signed_by(signer: Vector) -> Vec<String> {
        let signer = signed(&signer, Curve::P384);
        let carried = asn1_sorted(vec![signer, signed(&csca(), Curve::P384)]);
        shown_in_list("M14", &master_list().with(|v| v.certificates = carried))
    }

    #[test]
    fn a_signer_of_documents_and_a_ca_are_found() {
        assert!(found_in_list("M14", &master_list()).is_empty() && signed_by(masterlist_signer()).is_empty());
        assert_eq!(signed_by(document_signer()).len(), 1);
        assert_eq!(signed_by(masterlist_signer().turned(oid::EXTENDED_KEY_USAGE)).len(), 1);
        let ca = asn1::sequence(&[asn1::boolean(true)]);
        assert_eq!(signed_by(masterlist_signer().put(oid::BASIC_CONSTRAINTS, true, &ca)), ["signerInfo 0: it is a CA"]);
        assert_eq!(signed_by(masterlist_signer().put(oid::KEY_USAGE, true, &key_usage(1, &[0x06]))).len(), 1);
    }
}
