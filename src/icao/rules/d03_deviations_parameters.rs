//! D03: parameters are there where the kind of deviation wants them, and fit it.

use super::list::ListRule;
use crate::icao::deviation::Oddity;
use crate::pki::lint::{Edition, Severity};

/// Parameters are there where the kind of deviation wants them, and fit it.
pub static D03: ListRule = ListRule {
    id: "D03",
    version: 1,
    title: "parameters are there where the kind of deviation wants them, and fit it",
    clause: "Doc 9303-3 7; Doc 9303-12 10.2",
    severity: Severity::Error,
    since: Edition::Sixth,
    until: None,
    example: "deviation 1, offset 72: the kind of deviation wants a parameter, and there is none",
    check: |s, report| {
        s.report_oddities(
            report,
            "parameters of the type that the kind has",
            &[Oddity::ParametersMissing, Oddity::Parameters],
        )
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::list_vectors::*;

    #[test]
    fn missing_and_other_parameters_are_found() {
        assert!(found_in_list("D03", &deviation_list()).is_empty());
        let with = |group| {
            let content = deviations(&[], &[deviation(&[document_type("P<")], &[group_hash(group)])]);
            found_in_list("D03", &deviation_list().with(|v| v.list = content)).len()
        };
        assert_eq!([with(Some(12)), with(None), with(Some(99))], [0, 1, 1]);
    }
}
