//! K10: a key belongs to one subject and one root.

use super::c06_serial_once::groups;
use crate::pki::lint::{Edition, Role, SetRule, Severity};

/// A key belongs to one subject and one root.
pub static K10: SetRule = SetRule {
    id: "K10",
    version: 1,
    title: "a key belongs to one subject and one root",
    clause: "Doc 9303-12 4.1",
    severity: Severity::Warning,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "CN=DS 8,C=UT: the key of CN=DS 7,C=UT too",
    check: |s, report| {
        for group in groups(s.members, |m| m.key_identity) {
            let Some((first, rest)) = group.split_first() else { continue };
            for other in rest.iter().filter(|m| !m.certificate.subject.matches(&first.certificate.subject)) {
                let found = format_args!("the key of {} too", first.certificate.subject);
                report.add(other.certificate.subject.to_string(), found, "one subject for one key");
            }
            let mut roots: Vec<&[u8]> =
                group.iter().filter(|m| m.role == Role::CscaRoot).map(|m| m.certificate.der()).collect();
            roots.sort_unstable();
            roots.dedup();
            if roots.len() > 1 {
                let found = format_args!("{} roots with one key", roots.len());
                report.add(first.certificate.subject.to_string(), found, "one root for one key");
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;

    #[test]
    fn a_root_and_its_link_share_a_key_as_they_should() {
        assert!(found_in_set("K10", &[old_csca(), csca(), link(), document_signer()]).is_empty());
    }

    #[test]
    fn another_subject_and_another_root_of_the_same_key_are_found() {
        let other = document_signer().with(|v| v.subject = utopia("DS 8"));
        assert_eq!(found_in_set("K10", &[document_signer(), other])[0].place, "CN=DS 8,C=UT");
        let again = csca().with(|v| v.serial = crate::asn1::integer(99));
        assert_eq!(found_in_set("K10", &[csca(), again])[0].found, "2 roots with one key");
        assert!(found_in_set("K10", &[csca(), csca()]).is_empty());
    }
}
