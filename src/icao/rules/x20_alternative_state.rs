//! X20: subjectAltName and issuerAltName name the state in one directoryName.

use super::alternative::{readable, state_name};
use super::roles::table_6;
use crate::pki::lint::{Edition, Rule, Severity};

/// SubjectAltName and issuerAltName name the state in one directoryName.
pub static X20: Rule = Rule {
    id: "X20",
    version: 2,
    title: "subjectAltName and issuerAltName name the state in one directoryName",
    clause: "Doc 9303-12 7.1.1.2",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "subjectAltName: no directoryName with localityName",
    applies: table_6,
    check: |s, report| {
        for (place, names) in readable(s.certificate) {
            if state_name(&names).is_none() {
                let found = if names.is_empty() { "no name at all" } else { "no directoryName with localityName" };
                report.add(place, found, "a directoryName with the state's code as localityName");
            } else if names.directories().count() > 1 {
                report.add(place, "several directoryNames", "one, with the state's code as localityName");
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
    fn names_without_a_state_are_found() {
        assert!(found("X20", &csca()).is_empty());
        let with = |names: &[Vec<u8>]| shown("X20", &csca().put(oid::SUBJECT_ALT_NAME, false, &asn1::sequence(names)));
        assert_eq!(with(&[]), ["subjectAltName: no name at all"]);
        assert_eq!(with(&[mail()]), ["subjectAltName: no directoryName with localityName"]);
        let country = directory(&[rdn(oid::COUNTRY, asn1::Tag::PRINTABLE_STRING, "UT")]);
        assert_eq!(with(std::slice::from_ref(&country)).len(), 1);
        let state = directory(&[rdn(oid::LOCALITY, asn1::Tag::PRINTABLE_STRING, "UTO")]);
        assert_eq!(with(&[state, country]), ["subjectAltName: several directoryNames"]);
    }
}
