//! M04: only certificates of CSCAs are listed.

use super::list::{ListContent, ListRule, MOST};
use crate::pki::lint::{Edition, Role, Severity};

/// A certificate that seems to be a root by its names alone is a warning: old roots say no more. At most a hundred are named.
pub static M04: ListRule = ListRule {
    id: "M04",
    version: 1,
    title: "only certificates of CSCAs are listed",
    clause: "Doc 9303-12 5.3, 9",
    severity: Severity::Error,
    since: Edition::Sixth,
    until: None,
    example: "certificate 0: document-signer, CN=DS 7,C=UT",
    check: |s, report| {
        let ListContent::Master { list, .. } = s.content else { return };
        let wanted = "a root or a link";
        for entry in list.entries() {
            if report.count() >= MOST {
                break;
            }
            let place = format!("certificate {}", entry.index);
            let certificate = match entry.certificate() {
                Ok(certificate) => certificate,
                Err(error) => {
                    report.add(place, error, wanted);
                    continue;
                }
            };
            let (subject, role) = (&certificate.subject, Role::infer(&certificate));
            if !role.is_csca() {
                report.add(place, format_args!("{role}, {subject}", role = role.word()), wanted);
            } else if !Role::says_it_signs_certificates(&certificate) {
                let found = format_args!("neither cA nor keyCertSign, {subject}");
                report.add_as(Severity::Warning, place, found, wanted);
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::list_vectors::*;
    use crate::icao::rules::vectors::*;
    use crate::pki::lint::Severity;
    use crate::pki::oid;
    use crate::signer::Curve;
    #[test]
    fn a_signer_among_the_listed_is_found() {
        assert!(found_in_list("M04", &master_list()).is_empty());
        let with = |v: Vector| {
            let certificates = [listed(), vec![signed(&v, Curve::P384)]].concat();
            found_in_list("M04", &master_list().with(|v| v.list = csca_master_list(0, &certificates)))
        };
        assert!(with(document_signer())[0].found.starts_with("document-signer, "));
        let silent = csca().without(oid::BASIC_CONSTRAINTS).without(oid::KEY_USAGE);
        assert_eq!(with(silent)[0].severity, Severity::Warning);
    }

    #[test]
    fn what_cannot_be_read_is_found() {
        let junk = csca_master_list(0, &[listed(), vec![vec![0x30, 0]]].concat());
        assert_eq!(found_in_list("M04", &master_list().with(|v| v.list = junk)).len(), 1);
    }
}
