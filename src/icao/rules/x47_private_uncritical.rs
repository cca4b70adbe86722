//! X47: private extensions are not critical.

use super::pkd::pkd;
use super::roles::travel;
use crate::asn1::oid_text;
use crate::pki::extension::extension_name;
use crate::pki::lint::{Edition, Rule, Severity};
use crate::pki::oid;

/// Private extensions are not critical.
pub static X47: Rule = Rule {
    id: "X47",
    version: 1,
    title: "private extensions are not critical",
    clause: "Doc 9303-12 7.1 table 6",
    severity: Severity::Error,
    pkd: Some("ERR:CSCA.PIE.18"),
    since: Edition::Sixth,
    until: None,
    example: "extensions: 1.3.6.1.4.1.311.21.1 is critical",
    applies: travel,
    check: |s, report| {
        for extension in s.certificate.extensions.iter() {
            if extension.is_critical() && is_private(extension.oid) {
                let found = format_args!("{} is critical", oid_text(extension.oid));
                report.add_coded(pkd!("PIE.18").of(s.role), "extensions", found, "not critical");
            }
        }
    },
};

/// Everything without a name in X.509, Doc 9303 or this house, Netscape's, and the two
/// extensions that say where more is to be had.
fn is_private(oid: &[u8]) -> bool {
    extension_name(oid).is_none()
        || matches!(oid, oid::AUTHORITY_INFO_ACCESS | oid::SUBJECT_INFO_ACCESS | oid::NETSCAPE_CERT_TYPE)
}

#[cfg(test)]
mod tests {
    use crate::asn1;
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn a_critical_private_extension_is_found() {
        let private = asn1::oid_from_text("1.3.6.1.4.1.311.21.1").unwrap();
        let with = |oid: &[u8], critical| found("X47", &csca().put(oid, critical, &asn1::null())).len();
        assert!(found("X47", &csca()).is_empty() && found("X47", &masterlist_signer()).is_empty());
        assert_eq!([with(&private, false), with(&private, true), with(oid::AUTHORITY_INFO_ACCESS, true)], [0, 1, 1]);
    }
}
