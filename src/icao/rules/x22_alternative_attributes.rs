//! X22: the directoryName of the state holds its code and nothing else.

use super::alternative::{locality, readable, state_name};
use super::names::{Shown, Text};
use super::roles::table_6;
use super::states::{is_shared, is_zone_code};
use crate::pki::lint::{Edition, Rule, Severity};
use crate::pki::oid;

/// The directoryName of the state holds its code and nothing else.
pub static X22: Rule = Rule {
    id: "X22",
    version: 1,
    title: "the directoryName of the state holds its code and nothing else",
    clause: "Doc 9303-12 7.1.1.2",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "subjectAltName: PrintableString C=UT",
    applies: table_6,
    check: |s, report| {
        for (place, names) in readable(s.certificate) {
            let Some(name) = state_name(&names) else { continue };
            let other = name.attributes().flatten().find(|a| !matches!(a.oid, oid::LOCALITY | oid::STATE_OR_PROVINCE));
            if let Some(attribute) = other {
                report.add(place, Shown(attribute), "localityName, and stateOrProvinceName where the code is shared");
            }
            let state = name.find(oid::STATE_OR_PROVINCE).map(|a| a.value.content);
            match (locality(&names).is_some_and(is_shared), state) {
                (true, None) => report.add(place, "no stateOrProvinceName", "the three-letter code of the issuer"),
                (_, Some(code)) if !is_zone_code(code) => {
                    report.add(place, Text(code), "a three-letter code as stateOrProvinceName");
                }
                _ => {}
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::asn1;
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    fn with(rdns: &[Vec<u8>]) -> Vec<String> {
        shown("X22", &csca().put(oid::SUBJECT_ALT_NAME, false, &asn1::sequence(&[directory(rdns)])))
    }

    fn code(oid: &[u8], code: &str) -> Vec<u8> {
        rdn(oid, asn1::Tag::PRINTABLE_STRING, code)
    }

    #[test]
    fn other_attributes_are_found() {
        assert!(found("X22", &csca()).is_empty());
        let findings = with(&[code(oid::LOCALITY, "UTO"), code(oid::COUNTRY, "UT")]);
        assert_eq!(findings, ["subjectAltName: PrintableString C=UT"]);
    }

    #[test]
    fn a_shared_code_needs_the_issuer_too() {
        assert!(with(&[code(oid::LOCALITY, "CHN"), code(oid::STATE_OR_PROVINCE, "HKG")]).is_empty());
        assert_eq!(with(&[code(oid::LOCALITY, "CHN")]), ["subjectAltName: no stateOrProvinceName"]);
        assert_eq!(with(&[code(oid::LOCALITY, "CHN"), code(oid::STATE_OR_PROVINCE, "Macao")]).len(), 1);
    }
}
