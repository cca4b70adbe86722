//! C14: the country is two letters of a state or organisation.

use super::names::Text;
use super::names::each_name;
use super::pkd::name_pkd;
use super::roles::travel;
use super::states::zone_code;
use crate::pki::lint::{Edition, Rule, Severity};
use crate::pki::name::Name;

/// Letter case is judged by C15.
pub static C14: Rule = Rule {
    id: "C14",
    version: 1,
    title: "the country is two letters of a state or organisation",
    clause: "Doc 9303-12 7.1.1.1.1; Doc 9303-3 5",
    severity: Severity::Error,
    pkd: Some("ERR:CSCA.SUB.10"),
    since: Edition::Sixth,
    until: None,
    example: "issuer: LTU",
    applies: travel,
    check: |s, report| each_name(s, report, Some(&name_pkd!("10")), "a two-letter code of Doc 9303-3", wrong),
};

/// Also for issuers of CRLs.
pub(super) fn wrong<'a>(name: &Name<'a>) -> Option<Text<'a>> {
    name.country().filter(|c| zone_code(c).is_none()).map(Text)
}

#[cfg(test)]
mod tests {
    use crate::asn1::Tag;
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn three_letters_and_unknown_letters_are_found() {
        let country =
            |c: &str| found("C14", &csca().named(&name(&[rdn(oid::COUNTRY, Tag::PRINTABLE_STRING, c)]))).len();
        assert_eq!([country("UT"), country("EU"), country("UN"), country("ro")], [0; 4]);
        assert_eq!([country("LTU"), country("QQ"), country("")], [2; 3]);
    }
}
