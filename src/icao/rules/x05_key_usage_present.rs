//! X05: keyUsage is present.

use super::pkd::pkd;
use super::roles::table_6;
use crate::pki::extension::KeyUsage;
use crate::pki::lint::{Edition, Rule, Severity};

/// KeyUsage is present.
pub static X05: Rule = Rule {
    id: "X05",
    version: 1,
    title: "keyUsage is present",
    clause: "Doc 9303-12 7.1 table 6",
    severity: Severity::Error,
    pkd: Some("ERR:CSCA.BKU.14"),
    since: Edition::Sixth,
    until: None,
    example: "keyUsage: absent",
    applies: table_6,
    check: |s, report| match s.certificate.read::<KeyUsage>() {
        None => report.add_coded(pkd!("BKU.14").of(s.role), "keyUsage", "absent", "present"),
        Some(Err(error)) => report.add("keyUsage", error, "a readable extension"),
        Some(Ok(_)) => {}
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn it_is_missed_where_table_6_wants_it() {
        assert!(found("X05", &csca()).is_empty());
        assert_eq!(found("X05", &document_signer().without(oid::KEY_USAGE))[0].pkd_code, Some("ERR:DSC.BKU.14"));
        assert!(found("X05", &barcode_signer()).is_empty());
        assert_eq!(found("X05", &csca().put(oid::KEY_USAGE, true, &[0x30, 0])).len(), 1);
    }
}
