//! X03: a root's authorityKeyIdentifier is its own subjectKeyIdentifier.

use super::roles::root;
use crate::pki::extension::AuthorityKeyIdentifier;
use crate::pki::lint::{Edition, Rule, Severity};

/// A root may leave the extension out. The PKD operator makes a difference an error.
pub static X03: Rule = Rule {
    id: "X03",
    version: 1,
    title: "a root's authorityKeyIdentifier is its own subjectKeyIdentifier",
    clause: "Doc 9303-12 7.1 table 6; RFC 5280 4.2.1.1",
    severity: Severity::Warning,
    pkd: Some("WARN:CSCA.AKI.39"),
    since: Edition::Sixth,
    until: None,
    example: "authorityKeyIdentifier: 0707070707070707070707070707070707070707",
    applies: root,
    check: |s, report| {
        let Some(Ok(authority)) = s.certificate.read::<AuthorityKeyIdentifier<'_>>() else { return };
        let Some(own) = s.certificate.subject_key_identifier() else { return };
        let found = match authority.key_identifier {
            None => "no keyIdentifier".to_owned(),
            Some(identifier) if identifier != own => hex::encode(identifier),
            Some(_) => return,
        };
        report.add("authorityKeyIdentifier", found, format!("{}, as in subjectKeyIdentifier", hex::encode(own)));
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn another_identifier_is_found_and_none_is_allowed() {
        assert!(found("X03", &csca()).is_empty());
        assert!(found("X03", &csca().without(oid::AUTHORITY_KEY_IDENTIFIER)).is_empty());
        let other = csca().put(oid::AUTHORITY_KEY_IDENTIFIER, false, &authority(&[7; 20]));
        assert_eq!(shown("X03", &other), [format!("authorityKeyIdentifier: {}", "07".repeat(20))]);
        assert!(found("X03", &link()).is_empty());
    }
}
