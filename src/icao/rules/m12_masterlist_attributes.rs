//! M12: content type, digest and signing time are signed.

use super::list::{ListRule, place};
use crate::cms::{CmsError, CmsFinding};
use crate::pki::lint::{Edition, Severity};

/// Content type, digest and signing time are signed.
pub static M12: ListRule = ListRule {
    id: "M12",
    version: 1,
    title: "content type, digest and signing time are signed",
    clause: "Doc 9303-12 9, table 18",
    severity: Severity::Error,
    since: Edition::Sixth,
    until: None,
    example: "signedAttrs: signer 0: no signing time",
    check: |s, report| {
        let (at, wanted) = ("signedAttrs", "contentType, messageDigest and signingTime, each once");
        s.report_noticed(report, at, wanted, |n| {
            matches!(
                n,
                CmsFinding::AttributesAbsent { .. }
                    | CmsFinding::SigningTimeAbsent { .. }
                    | CmsFinding::SigningTimeUnreadable { .. }
            )
        });
        for signer in s.signers {
            if let Some(Err(error @ CmsError::Attribute { .. })) = &signer.signature {
                report.add(place(signer), error, wanted);
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::list_vectors::*;

    #[test]
    fn no_attributes_no_time_and_no_digest_are_found() {
        assert!(found_in_list("M12", &master_list()).is_empty());
        let count = |v: ListVector| found_in_list("M12", &v).len();
        assert_eq!(count(master_list().with(|v| v.has_attributes = false)), 1);
        assert_eq!(count(master_list().with(|v| v.attributes.truncate(1))), 1, "no signing time");
        assert_eq!(count(master_list().with(|v| drop(v.attributes.remove(0)))), 1, "no content type");
    }
}
