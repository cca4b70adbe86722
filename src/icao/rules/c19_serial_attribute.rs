//! C19: a serialNumber in a name is a PrintableString.

use super::names::Shown;
use super::names::each_name;
use super::pkd::name_pkd;
use crate::pki::lint::{Edition, Rule, Severity, always};
use crate::pki::name::Name;
use crate::pki::oid;

/// A serialNumber in a name is a PrintableString.
pub static C19: Rule = Rule {
    id: "C19",
    version: 1,
    title: "a serialNumber in a name is a PrintableString",
    clause: "Doc 9303-12 7.1 table 5",
    severity: Severity::Error,
    pkd: Some("ERR:CSCA.SUB.11"),
    since: Edition::Sixth,
    until: None,
    example: "issuer: UTF8String SERIALNUMBER=003",
    applies: always,
    check: |s, report| each_name(s, report, Some(&name_pkd!("11")), "PrintableString", wrong),
};

/// Also for issuers of CRLs.
pub(super) fn wrong<'a>(name: &Name<'a>) -> Option<Shown<'a>> {
    name.attributes().flatten().find(|a| a.oid == oid::SERIAL_NUMBER && !a.is_printable()).map(Shown)
}

#[cfg(test)]
mod tests {
    use crate::asn1::Tag;
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn a_number_as_another_string_is_found() {
        let numbered = |tag| found("C19", &csca().named(&name(&[rdn(oid::SERIAL_NUMBER, tag, "003")])));
        assert!(numbered(Tag::PRINTABLE_STRING).is_empty());
        assert_eq!(numbered(Tag::UTF8_STRING).len(), 2);
    }
}
