//! X39: nobody but signers of documents and seals lists document types.

use super::pkd::pkd;
use super::roles::travel;
use crate::pki::lint::{Edition, Role, Rule, Severity};
use crate::pki::oid;

/// Nobody but signers of documents and seals lists document types.
pub static X39: Rule = Rule {
    id: "X39",
    version: 1,
    title: "nobody but signers of documents and seals lists document types",
    clause: "Doc 9303-12 7.1 table 6",
    severity: Severity::Error,
    pkd: Some("ERR:CSCA.DTL.15"),
    since: Edition::Sixth,
    until: None,
    example: "documentTypeList: present",
    applies: |s| {
        travel(s) && !matches!(s.role, Role::DocumentSigner | Role::BarcodeSigner | Role::VdsNcSigner | Role::DtcSigner)
    },
    check: |s, report| {
        if s.certificate.extensions.find(oid::DOCUMENT_TYPE_LIST).is_some() {
            report.add_coded(pkd!("DTL.15").of(s.role), "documentTypeList", "present", "absent");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn a_csca_with_document_types_is_found() {
        let with = |v: Vector| found("X39", &v.put(oid::DOCUMENT_TYPE_LIST, false, &document_types(&["P"]))).len();
        assert!(found("X39", &csca()).is_empty() && found("X39", &document_signer()).is_empty());
        assert_eq!([with(csca()), with(masterlist_signer()), with(barcode_signer())], [1, 1, 0]);
    }
}
