//! X23: alternative names carry an e-mail address, a host name or a URI.

use super::alternative::readable;
use super::roles::table_6;
use crate::pki::extension::GeneralName;
use crate::pki::lint::{Edition, Rule, Severity};

/// Alternative names carry an e-mail address, a host name or a URI.
pub static X23: Rule = Rule {
    id: "X23",
    version: 1,
    title: "alternative names carry an e-mail address, a host name or a URI",
    clause: "Doc 9303-12 7.1.1.2",
    severity: Severity::Warning,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "subjectAltName: no contact",
    applies: table_6,
    check: |s, report| {
        for (place, names) in readable(s.certificate) {
            let contact = |n| matches!(n, GeneralName::Email(_) | GeneralName::Dns(_) | GeneralName::Uri(_));
            if !names.iter().flatten().any(contact) {
                report.add(place, "no contact", "an e-mail address, a host name or a URI");
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
    fn names_without_contact_are_found() {
        assert!(found("X23", &csca()).is_empty());
        let bare = csca().put(oid::ISSUER_ALT_NAME, false, &asn1::sequence(&[state("UTO")]));
        assert_eq!(shown("X23", &bare), ["issuerAltName: no contact"]);
    }
}
