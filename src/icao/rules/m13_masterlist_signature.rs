//! M13: the signature is good over the signed attributes in DER order, with SHA-2.

use super::list::{ListRule, place};
use crate::cms::{CmsError, CmsFinding};
use crate::pki::lint::{Edition, Severity};

/// A DigestInfo without NULL, as lists of the field have it, verifies and is a warning. Attributes that are missing are
/// left to M12.
pub static M13: ListRule = ListRule {
    id: "M13",
    version: 1,
    title: "the signature is good over the signed attributes in DER order, with SHA-2",
    clause: "RFC 5652 5.3, 5.4; Doc 9303-12 4.1.6.4",
    severity: Severity::Error,
    since: Edition::Sixth,
    until: None,
    example: "signedAttrs: offset 4996: signer 0: the signed attributes are not in DER order",
    check: |s, report| {
        let wanted = "a signature over the DER of sorted attributes, with SHA-2";
        for noticed in s.noticed() {
            match noticed {
                CmsFinding::AttributesUnsorted { .. } | CmsFinding::SignedInStoredOrder { .. } => {
                    report.add("signedAttrs", noticed, wanted);
                }
                CmsFinding::WeakHash { .. } => report.add_as(Severity::Legacy, "signature", noticed, wanted),
                CmsFinding::DigestInfoWithoutNull { .. } => {
                    report.add_as(Severity::Warning, "signature", noticed, "a DigestInfo with NULL (RFC 8017 9.2)");
                }
                _ => {}
            }
        }
        for signer in s.signers {
            match &signer.signature {
                Some(Err(error)) if !matches!(error, CmsError::Attribute { .. }) => {
                    report.add(place(signer), error, wanted);
                }
                _ => {}
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::list_vectors::*;

    #[test]
    fn another_order_and_a_bad_signature_are_found() {
        assert!(found_in_list("M13", &master_list()).is_empty());
        let unsorted = master_list().with(|v| v.is_reversed = true);
        assert_eq!(found_in_list("M13", &unsorted).len(), 1, "signed in DER order, stored in another");
        let stored = unsorted.with(|v| v.signs_stored_order = true);
        assert_eq!(found_in_list("M13", &stored).len(), 2);
        let changed = master_list().with(|v| v.signs_other_attributes = true);
        assert_eq!(found_in_list("M13", &changed)[0].place, "signerInfo 0");
    }
}
