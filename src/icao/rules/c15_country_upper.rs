//! C15: the country is in capital letters.

use super::names::Text;
use super::names::each_name;
use super::roles::travel;
use crate::pki::lint::{Edition, Rule, Severity};
use crate::pki::name::Name;

/// The country is in capital letters.
pub static C15: Rule = Rule {
    id: "C15",
    version: 1,
    title: "the country is in capital letters",
    clause: "Doc 9303-12 7.1 table 5",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "issuer: Ut",
    applies: travel,
    check: |s, report| each_name(s, report, None, "capital letters", wrong),
};

/// Also for issuers of CRLs.
pub(super) fn wrong<'a>(name: &Name<'a>) -> Option<Text<'a>> {
    name.country().filter(|c| c.iter().any(u8::is_ascii_lowercase)).map(Text)
}

#[cfg(test)]
mod tests {
    use crate::asn1::Tag;
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn small_letters_are_found_on_both_sides() {
        assert!(found("C15", &csca()).is_empty());
        let small = csca().named(&name(&[rdn(oid::COUNTRY, Tag::PRINTABLE_STRING, "Ut")]));
        assert_eq!(shown("C15", &small), ["issuer: Ut", "subject: Ut"]);
    }
}
