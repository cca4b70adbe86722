//! X41: a link to another name says nameChange.

use super::roles::link;
use crate::pki::lint::{Edition, Rule, Severity};
use crate::pki::oid;

/// Names are compared as RFC 5280 7.1 compares them.
pub static X41: Rule = Rule {
    id: "X41",
    version: 1,
    title: "a link to another name says nameChange",
    clause: "Doc 9303-12 7.1.1.5",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "nameChange: absent, though CN=CSCA Utopia 2,C=UT follows CN=CSCA Utopia,C=UT",
    applies: link,
    check: |s, report| {
        let (issuer, subject) = (&s.certificate.issuer, &s.certificate.subject);
        if s.certificate.extensions.find(oid::NAME_CHANGE).is_none() && !issuer.matches(subject) {
            report.add("nameChange", format_args!("absent, though {subject} follows {issuer}"), "present");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::asn1::Tag;
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn another_name_without_the_extension_is_found() {
        let renamed = link().with(|v| v.subject = utopia("CSCA Utopia 2"));
        assert!(found("X41", &link()).is_empty());
        assert!(found("X41", &renamed.clone().put(oid::NAME_CHANGE, false, &[5, 0])).is_empty());
        assert_eq!(
            shown("X41", &renamed)[0],
            "nameChange: absent, though CN=CSCA Utopia 2,C=UT follows CN=CSCA Utopia,C=UT"
        );
    }

    #[test]
    fn the_same_name_in_another_string_type_is_no_change() {
        let other = name(&[
            rdn(oid::COUNTRY, Tag::PRINTABLE_STRING, "UT"),
            rdn(oid::COMMON_NAME, Tag::PRINTABLE_STRING, "csca utopia"),
        ]);
        assert!(found("X41", &link().with(|v| v.subject = other)).is_empty());
    }
}
