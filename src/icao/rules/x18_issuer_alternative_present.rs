//! X18: issuerAltName is present.

use super::pkd::pkd;
use super::roles::table_6;
use crate::pki::extension::IssuerAltName;
use crate::pki::lint::{Edition, Rule, Severity};

/// IssuerAltName is present.
pub static X18: Rule = Rule {
    id: "X18",
    version: 1,
    title: "issuerAltName is present",
    clause: "Doc 9303-12 7.1.1.2, table 6, appendix C",
    severity: Severity::Legacy,
    pkd: Some("ERR:CSCA.IAN.14"),
    since: Edition::Sixth,
    until: None,
    example: "issuerAltName: absent",
    applies: table_6,
    check: |s, report| match s.certificate.read::<IssuerAltName<'_>>() {
        None => report.add_coded(pkd!("IAN.14").legacy(s), "issuerAltName", "absent", "present"),
        Some(Err(error)) => report.add_as(Severity::Error, "issuerAltName", error, "a readable extension"),
        Some(Ok(_)) => {}
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;
    use crate::pki::lint::{Edition, Severity};
    use crate::pki::oid;

    #[test]
    fn it_was_forbidden_once_and_is_missed_now() {
        let without = |v: Vector| found("X18", &v.without(oid::ISSUER_ALT_NAME));
        assert!(found("X18", &csca()).is_empty() && found("X18", &barcode_signer()).is_empty());
        assert_eq!(without(csca())[0].severity, Severity::Error);
        let sixth = without(csca().with(|v| v.edition = Edition::Sixth));
        assert_eq!((sixth[0].severity, sixth[0].pkd_code), (Severity::Legacy, Some("WARN:CSCA.IAN.14")));
        assert_eq!(found("X18", &csca().put(oid::ISSUER_ALT_NAME, false, &[0x05, 0])).len(), 1);
    }
}
