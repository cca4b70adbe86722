//! C21: every part of a name holds one attribute.

use super::names::Shown;
use super::names::each_name;
use crate::pki::lint::{Edition, Rule, Severity, always};
use crate::pki::name::Name;

/// Nothing forbids it; some programs compare such names wrongly.
pub static C21: Rule = Rule {
    id: "C21",
    version: 1,
    title: "every part of a name holds one attribute",
    clause: "Doc 9303-12 7.1.1.1.1",
    severity: Severity::Info,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "issuer: PrintableString C=UT",
    applies: always,
    check: |s, report| each_name(s, report, None, "one attribute in each RelativeDistinguishedName", wrong),
};

fn wrong<'a>(name: &Name<'a>) -> Option<Shown<'a>> {
    let (first, second) = (name.attributes().flatten(), name.attributes().flatten().skip(1));
    first.zip(second).find(|(a, b)| a.rdn == b.rdn).map(|(_, b)| Shown(b))
}

#[cfg(test)]
mod tests {
    use crate::asn1;
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn two_attributes_in_one_set_are_noted() {
        assert!(found("C21", &csca()).is_empty());
        let pair = |oid: &[u8]| asn1::sequence(&[asn1::oid(oid), asn1::printable_string("UT")]);
        let both = asn1::set_of(&[pair(oid::COUNTRY), pair(oid::COMMON_NAME)]);
        assert_eq!(found("C21", &csca().named(&name(&[both]))).len(), 2);
    }
}
