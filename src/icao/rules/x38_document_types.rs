//! X38: a document signer lists its document types.

use super::names::Text;
use super::pkd::pkd;
use super::x02_authority_uncritical::is_critical;
use crate::asn1::{Element, Tag};
use crate::pki::extension::DocumentTypeList;
use crate::pki::lint::{Edition, Role, Rule, Severity};
use crate::pki::oid;

/// Absent, it is an error since the seventh edition. Signers of seals and of travel credentials may carry one.
pub static X38: Rule = Rule {
    id: "X38",
    version: 2,
    title: "a document signer lists its document types",
    clause: "Doc 9303-12 7.1.1.6",
    severity: Severity::Legacy,
    pkd: Some("ERR:DSC.DTL.14"),
    since: Edition::Sixth,
    until: None,
    example: "documentTypeList: PPP",
    applies: |s| matches!(s.role, Role::DocumentSigner | Role::BarcodeSigner | Role::VdsNcSigner | Role::DtcSigner),
    check: |s, report| {
        let place = "documentTypeList";
        let error = Severity::Error;
        match s.certificate.read::<DocumentTypeList<'_>>() {
            None if s.role == Role::DocumentSigner => {
                report.add_coded(pkd!("DTL.14").legacy(s), place, "absent", "present");
            }
            None => {}
            Some(Err(wrong)) => report.add_as(error, place, wrong, "a readable extension"),
            Some(Ok(list)) => {
                if list.version != 0 {
                    report.add_as(error, place, format_args!("version {}", list.version), "version 0");
                }
                if list.types.is_empty() {
                    report.add_as(error, place, "no type", "at least one type");
                }
                for kind in list.types.iter().filter(|t| !is_type(t)) {
                    let wanted = "one or two capitals, digits or '<' as PrintableString";
                    report.add_as(error, place, Text(kind.content), wanted);
                }
            }
        }
        if is_critical(s, oid::DOCUMENT_TYPE_LIST) {
            report.add_as(error, place, "critical", "not critical");
        }
    },
};

fn is_type(element: &Element<'_>) -> bool {
    let letter = |b: &u8| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'<';
    element.tag == Tag::PRINTABLE_STRING && matches!(element.content.len(), 1 | 2) && element.content.iter().all(letter)
}

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;
    use crate::pki::lint::{Edition, Severity};
    use crate::pki::oid;

    #[test]
    fn it_is_missed_in_document_signers_only() {
        let without = |v: Vector| found("X38", &v.without(oid::DOCUMENT_TYPE_LIST));
        assert!(found("X38", &document_signer()).is_empty() && found("X38", &csca()).is_empty());
        assert!(without(barcode_signer()).is_empty());
        assert_eq!(without(document_signer())[0].pkd_code, Some("ERR:DSC.DTL.14"));
        let sixth = without(document_signer().with(|v| v.edition = Edition::Sixth));
        assert_eq!(sixth[0].severity, Severity::Legacy);
    }

    #[test]
    fn what_is_no_type_is_found_under_every_edition() {
        let with = |types: &[&str]| {
            let v = document_signer().with(|v| v.edition = Edition::Sixth);
            found("X38", &v.put(oid::DOCUMENT_TYPE_LIST, false, &document_types(types)))
        };
        assert!(with(&["P", "ID", "A1"]).is_empty());
        for bad in ["p", "PPP", "", "P "] {
            assert_eq!(with(&[bad])[0].severity, Severity::Error, "{bad}");
        }
        assert_eq!(with(&[]).len(), 1);
        assert_eq!(found("X38", &document_signer().turned(oid::DOCUMENT_TYPE_LIST)).len(), 1);
        assert_eq!(found("X38", &document_signer().put(oid::DOCUMENT_TYPE_LIST, false, &[0x05, 0])).len(), 1);
    }
}
