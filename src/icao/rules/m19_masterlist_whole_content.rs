//! M19: the content is one OCTET STRING, not in pieces.

use super::list::ListRule;
use crate::cms::CmsFinding;
use crate::pki::lint::{Edition, Severity};

/// The content is one OCTET STRING, not in pieces.
pub static M19: ListRule = ListRule {
    id: "M19",
    version: 1,
    title: "the content is one OCTET STRING, not in pieces",
    clause: "Doc 9303-12 9; X.690 10.2",
    severity: Severity::Warning,
    since: Edition::Sixth,
    until: None,
    example: "eContent: offset 57: the content is a constructed OCTET STRING",
    check: |s, report| {
        s.report_noticed(report, "eContent", "one primitive OCTET STRING", |n| {
            matches!(n, CmsFinding::ContentConstructed { .. })
        });
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::list_vectors::*;

    #[test]
    fn a_content_in_pieces_is_found() {
        assert!(found_in_list("M19", &master_list()).is_empty());
        assert_eq!(found_in_list("M19", &master_list().with(|v| v.is_in_pieces = true)).len(), 1);
    }
}
