//! X21: the localityName in alternative names is the code of the machine-readable zone.

use super::alternative::{locality, readable};
use super::names::Text;
use super::roles::table_6;
use super::states::is_zone_code;
use crate::pki::lint::{Edition, Rule, Severity};

/// The localityName in alternative names is the code of the machine-readable zone.
pub static X21: Rule = Rule {
    id: "X21",
    version: 1,
    title: "the localityName in alternative names is the code of the machine-readable zone",
    clause: "Doc 9303-12 7.1.1.2; Doc 9303-3 5",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "subjectAltName: uto",
    applies: table_6,
    check: |s, report| {
        for (place, names) in readable(s.certificate) {
            if let Some(code) = locality(&names).filter(|c| !is_zone_code(c)) {
                report.add(place, Text(code), "the code as in the machine-readable zone, such as UTO or D");
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
    fn two_letters_and_small_letters_are_found() {
        let with = |code| shown("X21", &csca().put(oid::SUBJECT_ALT_NAME, false, &asn1::sequence(&[state(code)])));
        assert!(found("X21", &csca()).is_empty() && with("D").is_empty());
        assert_eq!(with("LU"), ["subjectAltName: LU"]);
        assert_eq!(with("DEU"), ["subjectAltName: DEU"]);
        assert_eq!(with("uto"), ["subjectAltName: uto"]);
    }
}
