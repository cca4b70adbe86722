//! X43: every new root of a state comes with a link.

use super::c06_serial_once::groups;
use crate::pki::lint::{Edition, Role, SetMember, SetRule, Severity};

/// Every new root of a state comes with a link.
pub static X43: SetRule = SetRule {
    id: "X43",
    version: 1,
    title: "every new root of a state comes with a link",
    clause: "Doc 9303-12 4.1.4.3",
    severity: Severity::Warning,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "CN=CSCA Utopia,C=UT: no link to its key, though the state has an older root",
    check: |s, report| {
        let root = |m: &&SetMember<'_>| m.role == Role::CscaRoot;
        let country = |m: &SetMember<'_>| m.certificate.subject.country().map(<[u8]>::to_ascii_uppercase);
        let begins = |m: &SetMember<'_>| m.certificate.not_before.time().ok();
        for group in groups(s.members, country) {
            let first = group.iter().copied().filter(root).filter_map(begins).min();
            for new in group.iter().copied().filter(root).filter(|m| begins(m) > first) {
                let link = |m: &&SetMember<'_>| m.role == Role::CscaLink && m.key_identity == new.key_identity;
                if new.key_identity.is_some() && !group.iter().any(link) {
                    let found = "no link to its key, though the state has an older root";
                    report.add(new.certificate.subject.to_string(), found, "a link certificate in the set");
                }
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;

    #[test]
    fn a_new_root_without_link_is_found_and_the_oldest_is_not() {
        assert!(found_in_set("X43", &[old_csca(), csca(), link()]).is_empty());
        assert!(found_in_set("X43", &[csca()]).is_empty());
        let findings = found_in_set("X43", &[csca(), old_csca()]);
        assert_eq!((findings.len(), findings[0].place.as_ref()), (1, "CN=CSCA Utopia,C=UT"));
    }
}
