//! M07: no CRLs are carried.

use super::list::ListRule;
use crate::cms::CmsFinding;
use crate::pki::lint::{Edition, Severity};

/// No CRLs are carried.
pub static M07: ListRule = ListRule {
    id: "M07",
    version: 1,
    title: "no CRLs are carried",
    clause: "Doc 9303-12 9, table 18",
    severity: Severity::Error,
    since: Edition::Sixth,
    until: None,
    example: "crls: offset 4952: CRLs are carried",
    check: |s, report| {
        s.report_noticed(report, "crls", "absent", |n| matches!(n, CmsFinding::CrlsPresent { .. }));
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::list_vectors::*;

    #[test]
    fn crls_are_found() {
        assert!(found_in_list("M07", &master_list()).is_empty());
        let with = master_list().with(|v| v.crls = crate::asn1::context(1, &[]));
        assert_eq!(found_in_list("M07", &with).len(), 1);
    }
}
