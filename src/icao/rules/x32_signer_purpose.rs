//! X32: a signer of lists, seals or LDS2 data has the purpose of its role and no other, critical.

use super::x31_masterlist_purpose::look;
use crate::pki::lint::{Role, Rule, Severity};
use crate::pki::oid;

/// Master list signers are judged by X31. For VDS-NC and DTC the purpose comes from ICAO's technical reports. For
/// communication that is no SPOC's the standard names no purpose; it is TLS, by one end.
pub static X32: Rule = Rule {
    id: "X32",
    version: 2,
    title: "a signer of lists, seals or LDS2 data has the purpose of its role and no other, critical",
    clause: "Doc 9303-12 7.1.1.3, 7.1.2, 7.1.3, 7.2.1",
    severity: Severity::Error,
    pkd: Some("ERR:DSC.EKU.14"),
    applies: |s| !allowed(s.role).is_empty(),
    check: |s, report| look(s, report, allowed(s.role)),
};

fn allowed(role: Role) -> &'static [&'static [u8]] {
    match role {
        Role::DeviationlistSigner => &[oid::EKU_DEVIATIONLIST_SIGNER],
        Role::BarcodeSigner => &[oid::EKU_VDS_SIGNER],
        Role::VdsNcSigner => &[oid::EKU_VDS_NC_SIGNER],
        Role::DtcSigner => &[oid::EKU_DTC_SIGNER],
        Role::Lds2Signer => &[oid::EKU_LDS2_TRAVEL, oid::EKU_LDS2_VISA, oid::EKU_LDS2_BIOMETRICS],
        Role::Communication => &[oid::EKU_SPOC_CLIENT, oid::EKU_SPOC_SERVER, oid::EKU_TLS_CLIENT, oid::EKU_TLS_SERVER],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;
    use crate::pki::lint::Role;
    use crate::pki::oid;

    #[test]
    fn every_role_has_its_purpose() {
        let roles: [(Role, &[u8]); 9] = [
            (Role::DeviationlistSigner, oid::EKU_DEVIATIONLIST_SIGNER),
            (Role::BarcodeSigner, oid::EKU_VDS_SIGNER),
            (Role::VdsNcSigner, oid::EKU_VDS_NC_SIGNER),
            (Role::DtcSigner, oid::EKU_DTC_SIGNER),
            (Role::Lds2Signer, oid::EKU_LDS2_VISA),
            (Role::Communication, oid::EKU_SPOC_CLIENT),
            (Role::Communication, oid::EKU_SPOC_SERVER),
            (Role::Communication, oid::EKU_TLS_CLIENT),
            (Role::Communication, oid::EKU_TLS_SERVER),
        ];
        for (role, purpose) in roles {
            let with = |critical, list: &[&[u8]]| {
                let signer = document_signer().with(|v| v.role = role);
                found("X32", &signer.put(oid::EXTENDED_KEY_USAGE, critical, &purposes(list))).len()
            };
            assert_eq!(with(true, &[purpose]), 0, "{role:?}");
            assert_eq!(with(false, &[purpose]), 1, "{role:?}");
            assert_eq!(with(true, &[oid::EKU_CODE_SIGNING]), 1, "{role:?}");
        }
        assert!(found("X32", &document_signer()).is_empty());
    }
}
