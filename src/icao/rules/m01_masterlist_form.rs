//! M01: a master list is SignedData of version 3, in DER.

use super::list::{ListContent, ListRule};
use crate::cms::CmsFinding;
use crate::icao::masterlist::ListFinding;
use crate::pki::lint::{Edition, Severity};

/// A content in pieces is left to M19, the order of the signed attributes to M13.
pub static M01: ListRule = ListRule {
    id: "M01",
    version: 1,
    title: "a master list is SignedData of version 3, in DER",
    clause: "Doc 9303-12 9, table 18",
    severity: Severity::Error,
    since: Edition::Sixth,
    until: None,
    example: "SignedData: SignedData version 1 where 3 was expected",
    check: |s, report| {
        let (place, wanted) = ("SignedData", "DER of version 3, and nothing after it");
        if s.signed.is_none() {
            report.add("ContentInfo", "a list without its signature", "SignedData");
        }
        let in_pieces =
            |at: usize| s.noticed().any(|n| matches!(n, CmsFinding::ContentConstructed { offset } if *offset == at));
        s.report_noticed(report, place, wanted, |noticed| match noticed {
            CmsFinding::NotDer { offset, .. } => !in_pieces(*offset),
            CmsFinding::TrailingOctets { .. }
            | CmsFinding::Version { .. }
            | CmsFinding::CertificatesUnsorted { .. }
            | CmsFinding::CertificateOfOtherKind { .. } => true,
            _ => false,
        });
        if let ListContent::Master { list, .. } = s.content {
            let trailing = list.findings().iter().filter(|f| matches!(f, ListFinding::TrailingOctets { .. }));
            trailing.for_each(|found| report.add("CscaMasterList", found, wanted));
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::list_vectors::*;

    #[test]
    fn another_version_octets_behind_and_no_signature_are_found() {
        assert!(found_in_list("M01", &master_list()).is_empty());
        let places = |v: ListVector| found_in_list("M01", &v).into_iter().map(|f| f.place).collect::<Vec<_>>();
        assert_eq!(places(master_list().with(|v| v.version = 1)), ["SignedData"]);
        assert_eq!(places(master_list().with(|v| v.trailing = vec![0; 2])), ["SignedData"]);
        assert_eq!(places(master_list().with(|v| v.certificates.reverse())), ["SignedData"]);
        assert_eq!(places(master_list().with(|v| v.is_stripped = true)), ["ContentInfo"]);
        assert_eq!(places(master_list().with(|v| v.list.extend([5, 0]))), ["CscaMasterList"]);
    }

    #[test]
    fn a_content_in_pieces_is_left_to_m19() {
        assert!(found_in_list("M01", &master_list().with(|v| v.is_in_pieces = true)).is_empty());
    }
}
