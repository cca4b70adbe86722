//! C30: every critical extension is one that path validation knows.

use crate::asn1::oid_text;
use crate::pki::extension::extension_name;
use crate::pki::lint::{Edition, Rule, Severity, always};
use crate::pki::oid;

/// A verifier has to refuse the certificate otherwise.
pub static C30: Rule = Rule {
    id: "C30",
    version: 1,
    title: "every critical extension is one that path validation knows",
    clause: "Doc 9303-12 D.1.1.3 e",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "extensions: 1.3.6.1.4.1.311.20.2 is critical",
    applies: always,
    check: |s, report| {
        for extension in s.certificate.extensions.iter() {
            if extension.is_critical() && !is_known(extension.oid) {
                report.add("extensions", format_args!("{} is critical", oid_text(extension.oid)), "a known extension");
            }
        }
    },
};

/// Named in RFC 5280, Doc 9303-12 or this house, and not one of Netscape's.
fn is_known(oid: &[u8]) -> bool {
    extension_name(oid).is_some() && oid != oid::NETSCAPE_CERT_TYPE
}

#[cfg(test)]
mod tests {
    use crate::asn1;
    use crate::icao::rules::vectors::*;

    #[test]
    fn an_unknown_extension_may_only_stand_uncritical() {
        let private = asn1::oid_from_text("1.3.6.1.4.1.311.20.2").unwrap();
        assert!(found("C30", &csca().put(&private, false, &asn1::null())).is_empty());
        let findings = shown("C30", &csca().put(&private, true, &asn1::null()));
        assert_eq!(findings, ["extensions: 1.3.6.1.4.1.311.20.2 is critical"]);
    }
}
