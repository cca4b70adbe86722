//! D04: a document type is two letters, the second a filler where there is one.

use super::list::ListRule;
use crate::icao::deviation::Oddity;
use crate::pki::lint::{Edition, Severity};

/// The comment in the specification says P; the size it gives is two.
pub static D04: ListRule = ListRule {
    id: "D04",
    version: 1,
    title: "a document type is two letters, the second a filler where there is one",
    clause: "Doc 9303-12 10.2",
    severity: Severity::Warning,
    since: Edition::Sixth,
    until: None,
    example: "deviation 1, offset 66: the document type is not two letters: 'P'",
    check: |s, report| {
        s.report_oddities(report, "two characters as in the machine-readable zone, such as P<", &[Oddity::DocumentType])
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::list_vectors::*;

    #[test]
    fn one_letter_and_three_are_found() {
        assert!(found_in_list("D04", &deviation_list()).is_empty());
        let with = |text| {
            let content = deviations(&[], &[deviation(&[document_type(text)], &[group_hash(Some(12))])]);
            found_in_list("D04", &deviation_list().with(|v| v.list = content)).len()
        };
        assert_eq!([with("P<"), with("ID"), with("P"), with("PAS")], [0, 0, 1, 1]);
    }
}
