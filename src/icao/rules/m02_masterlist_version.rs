//! M02: the content is a CSCA master list of version 0.

use super::list::{ListContent, ListRule};
use crate::icao::masterlist::ListFinding;
use crate::pki::lint::{Edition, Severity};

/// Content of another type is refused when it is read.
pub static M02: ListRule = ListRule {
    id: "M02",
    version: 2,
    title: "the content is a CSCA master list of version 0",
    clause: "Doc 9303-12 9",
    severity: Severity::Error,
    since: Edition::Sixth,
    until: None,
    example: "CscaMasterList: list version 1 where 0 was expected",
    check: |s, report| {
        let ListContent::Master { list, .. } = s.content else { return };
        let version = list.findings().iter().filter(|f| matches!(f, ListFinding::Version { .. }));
        version.for_each(|found| report.add("CscaMasterList", found, "version 0"));
        if list.is_empty() {
            report.add("certList", "no certificate", "one at least");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::list_vectors::*;

    #[test]
    fn another_version_is_found() {
        assert!(found_in_list("M02", &master_list()).is_empty());
        let other = master_list().with(|v| v.list = csca_master_list(1, &listed()));
        assert_eq!(shown_in_list("M02", &other), ["CscaMasterList: list version 1 where 0 was expected"]);
    }
    #[test]
    fn a_list_of_nothing_is_found() {
        let none = master_list().with(|v| v.list = csca_master_list(0, &[]));
        assert_eq!(shown_in_list("M02", &none), ["certList: no certificate"]);
    }
}
