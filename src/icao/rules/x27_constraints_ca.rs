//! X27: a CSCA certificate says cA TRUE.

use super::roles::csca;
use crate::pki::extension::BasicConstraints;
use crate::pki::lint::{Edition, Rule, Severity};

/// TRUE written as another octet than FF is left to C28.
pub static X27: Rule = Rule {
    id: "X27",
    version: 1,
    title: "a CSCA certificate says cA TRUE",
    clause: "Doc 9303-12 7.1 table 6",
    severity: Severity::Error,
    pkd: Some("ERR:CSCA.BAC.24"),
    since: Edition::Sixth,
    until: None,
    example: "basicConstraints: no cA, so FALSE",
    applies: csca,
    check: |s, report| {
        if let Some(Ok(constraints)) = s.certificate.read::<BasicConstraints<'_>>()
            && !constraints.is_ca()
        {
            let found = if constraints.ca_element.is_some() { "cA FALSE" } else { "no cA, so FALSE" };
            report.add("basicConstraints", found, "cA TRUE");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::asn1;
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn false_and_nothing_are_found() {
        let with = |value: &[u8]| shown("X27", &csca().put(oid::BASIC_CONSTRAINTS, true, value));
        assert!(found("X27", &csca()).is_empty());
        assert_eq!(with(&[0x30, 0]), ["basicConstraints: no cA, so FALSE"]);
        assert_eq!(with(&asn1::sequence(&[asn1::boolean(false)])), ["basicConstraints: cA FALSE"]);
        assert!(with(&asn1::sequence(&[asn1::tlv(asn1::Tag::BOOLEAN, &[1])])).is_empty());
    }
}
