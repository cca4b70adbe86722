//! X40: nameChange stands in CSCA certificates only, is NULL and not critical.

use super::roles::travel;
use super::x02_authority_uncritical::is_critical;
use crate::pki::extension::NameChange;
use crate::pki::lint::{Edition, Rule, Severity};
use crate::pki::oid;

/// NameChange stands in CSCA certificates only, is NULL and not critical.
pub static X40: Rule = Rule {
    id: "X40",
    version: 1,
    title: "nameChange stands in CSCA certificates only, is NULL and not critical",
    clause: "Doc 9303-12 7.1.1.5, table 6",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "nameChange: critical",
    applies: travel,
    check: |s, report| {
        let place = "nameChange";
        match s.certificate.read::<NameChange>() {
            None => return,
            Some(Err(error)) => report.add(place, error, "NULL"),
            Some(Ok(_)) => {}
        }
        if is_critical(s, oid::NAME_CHANGE) {
            report.add(place, "critical", "not critical");
        }
        if s.role.is_signer() {
            report.add(place, "present", "absent from signers");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn critical_ones_other_values_and_signers_are_found() {
        let with = |v: Vector, critical, value: &[u8]| shown("X40", &v.put(oid::NAME_CHANGE, critical, value));
        assert!(found("X40", &csca()).is_empty() && with(link(), false, &[5, 0]).is_empty());
        assert_eq!(with(csca(), true, &[5, 0]), ["nameChange: critical"]);
        assert_eq!(with(csca(), false, &[0x30, 0]).len(), 1);
        assert_eq!(with(document_signer(), false, &[5, 0]), ["nameChange: present"]);
    }
}
