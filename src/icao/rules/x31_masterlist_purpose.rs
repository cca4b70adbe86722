//! X31: a master list signer has the purpose of one and no other, critical.

use super::pkd::pkd;
use crate::asn1::oid_text;
use crate::pki::extension::ExtendedKeyUsage;
use crate::pki::lint::{Edition, Report, Role, Rule, Severity, Subject};
use crate::pki::oid;

/// A master list signer has the purpose of one and no other, critical.
pub static X31: Rule = Rule {
    id: "X31",
    version: 1,
    title: "a master list signer has the purpose of one and no other, critical",
    clause: "Doc 9303-12 7.1.1.3",
    severity: Severity::Error,
    pkd: Some("ERR:DSC.EKU.14"),
    since: Edition::Sixth,
    until: None,
    example: "extKeyUsage: 2.23.136.1.1.8",
    applies: |s| s.role == Role::MasterlistSigner,
    check: |s, report| look(s, report, &[oid::EKU_MASTERLIST_SIGNER]),
};

/// Finds what keeps extKeyUsage from being critical with exactly one of `allowed`; also for X32.
pub(super) fn look(s: &Subject<'_>, report: &mut Report, allowed: &[&[u8]]) {
    let place = "extKeyUsage";
    let wanted = "the purpose of its role, alone";
    match s.certificate.read::<ExtendedKeyUsage<'_>>() {
        None => report.add_coded(pkd!("EKU.14").of(s.role), place, "absent", wanted),
        Some(Err(error)) => report.add(place, error, "a readable extension"),
        Some(Ok(usage)) => match usage.purposes.as_slice() {
            [purpose] if allowed.contains(purpose) => {}
            [purpose] => report.add(place, oid_text(purpose), wanted),
            purposes => report.add(place, format_args!("{} purposes", purposes.len()), wanted),
        },
    }
    if s.certificate.extensions.find(oid::EXTENDED_KEY_USAGE).is_some_and(|e| !e.is_critical()) {
        report.add_coded(pkd!("EKU.19").of(s.role), place, "not critical", "critical");
    }
}

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn other_purposes_beside_it_and_none_at_all_are_found() {
        assert!(found("X31", &masterlist_signer()).is_empty());
        let with = |critical, list: &[&[u8]]| {
            found("X31", &masterlist_signer().put(oid::EXTENDED_KEY_USAGE, critical, &purposes(list))).len()
        };
        assert_eq!(with(true, &[oid::EKU_MASTERLIST_SIGNER, oid::EKU_TLS_CLIENT]), 1);
        assert_eq!(with(true, &[oid::EKU_DEVIATIONLIST_SIGNER]), 1);
        assert_eq!(with(false, &[oid::EKU_MASTERLIST_SIGNER]), 1);
        assert_eq!(found("X31", &masterlist_signer().without(oid::EXTENDED_KEY_USAGE)).len(), 1);
        assert_eq!(found("X31", &masterlist_signer().put(oid::EXTENDED_KEY_USAGE, true, &[0x05, 0])).len(), 1);
    }
}
