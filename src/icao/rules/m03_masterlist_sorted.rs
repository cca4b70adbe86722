//! M03: the certificates are in DER order, each once.

use super::list::{ListContent, ListRule};
use crate::icao::masterlist::ListFinding;
use crate::pki::lint::{Edition, Severity};

/// The certificates are in DER order, each once.
pub static M03: ListRule = ListRule {
    id: "M03",
    version: 1,
    title: "the certificates are in DER order, each once",
    clause: "X.690 11.6; Doc 9303-12 9",
    severity: Severity::Warning,
    since: Edition::Sixth,
    until: None,
    example: "certList: entry 1: the certificates are not in DER order",
    check: |s, report| {
        let ListContent::Master { list, .. } = s.content else { return };
        for found in list.findings() {
            if matches!(found, ListFinding::NotSorted { .. } | ListFinding::Duplicate { .. }) {
                report.add("certList", found, "DER order, each certificate once");
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::list_vectors::*;

    #[test]
    fn another_order_and_a_certificate_twice_are_found() {
        assert!(found_in_list("M03", &master_list()).is_empty());
        let with = |certificates: Vec<Vec<u8>>| {
            shown_in_list("M03", &master_list().with(|v| v.list = csca_master_list_as_it_is(&certificates)))
        };
        let mut sorted = listed();
        sorted.sort_unstable();
        assert!(with(sorted.clone()).is_empty());
        let twice = [&sorted[..1], &sorted[..]].concat();
        assert_eq!(with(twice), ["certList: entry 1 is entry 0 again"]);
        sorted.reverse();
        assert_eq!(with(sorted), ["certList: entry 1: the certificates are not in DER order"]);
    }
}
