//! X25: the code in the alternative names belongs to the country of the name.

use super::alternative::{locality, sides};
use super::names::Text;
use super::roles::table_6;
use super::states::{belongs, is_zone_code};
use crate::pki::lint::{Edition, Rule, Severity};

/// What is no code at all is left to X21.
pub static X25: Rule = Rule {
    id: "X25",
    version: 1,
    title: "the code in the alternative names belongs to the country of the name",
    clause: "Doc 9303-11 5.1.1",
    severity: Severity::Warning,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "subjectAltName: USA with country UT",
    applies: table_6,
    check: |s, report| {
        let countries = [s.certificate.subject.country(), s.certificate.issuer.country()];
        for ((place, names), country) in sides(s.certificate).into_iter().zip(countries) {
            let (Some(Ok(names)), Some(country)) = (names, country) else { continue };
            if let Some(code) = locality(&names).filter(|c| is_zone_code(c) && !belongs(c, country)) {
                report.add(place, format_args!("{} with country {}", Text(code), Text(country)), "one state");
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::asn1;
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn another_states_code_is_found() {
        let with = |code| shown("X25", &csca().put(oid::SUBJECT_ALT_NAME, false, &asn1::sequence(&[state(code)])));
        assert!(found("X25", &csca()).is_empty() && with("UT").is_empty());
        assert_eq!(with("USA"), ["subjectAltName: USA with country UT"]);
    }
}
