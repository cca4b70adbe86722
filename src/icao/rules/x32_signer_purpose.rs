//! X32: a signer of lists, seals or LDS2 data has the purpose of its role and no other, critical.

use super::x31_masterlist_purpose::look;
use crate::pki::extension::{ExtendedKeyUsage, GeneralName, SubjectAltName};
use crate::pki::lint::{Edition, Role, Rule, Severity, Subject};
use crate::pki::oid;

/// Master list signers are judged by X31. For VDS-NC and DTC the purpose comes from ICAO's technical reports. For
/// communication that is no SPOC's the standard names no purpose; it is TLS, by one end. A server says its host (7.2.1).
pub static X32: Rule = Rule {
    id: "X32",
    version: 3,
    title: "a signer of lists, seals or LDS2 data has the purpose of its role and no other, critical",
    clause: "Doc 9303-12 7.1.1.3, 7.1.2, 7.1.3, 7.2.1",
    severity: Severity::Error,
    pkd: Some("ERR:DSC.EKU.14"),
    since: Edition::Sixth,
    until: None,
    example: "extKeyUsage: 1.3.6.1.5.5.7.3.3",
    applies: |s| !allowed(s.role).is_empty(),
    check: |s, report| {
        look(s, report, allowed(s.role));
        let serves = s.certificate.read::<ExtendedKeyUsage<'_>>().and_then(Result::ok).is_some_and(|usage| {
            usage.purposes.iter().any(|purpose| matches!(*purpose, oid::EKU_SPOC_SERVER | oid::EKU_TLS_SERVER))
        });
        if serves && !names_a_host(s) {
            report.add("subjectAltName", "no dNSName", "the host that a server is reached by");
        }
    },
};

fn names_a_host(s: &Subject<'_>) -> bool {
    let names = s.certificate.read::<SubjectAltName<'_>>().and_then(Result::ok);
    names.is_some_and(|names| names.0.iter().flatten().any(|name| matches!(name, GeneralName::Dns(_))))
}

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
    use crate::asn1::{Tag, sequence, tlv};
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
                let host = sequence(&[tlv(Tag(0x82), b"spoc.utopia.example")]);
                let signer = document_signer().with(|v| v.role = role).put(oid::SUBJECT_ALT_NAME, false, &host);
                found("X32", &signer.put(oid::EXTENDED_KEY_USAGE, critical, &purposes(list))).len()
            };
            assert_eq!(with(true, &[purpose]), 0, "{role:?}");
            assert_eq!(with(false, &[purpose]), 1, "{role:?}");
            assert_eq!(with(true, &[oid::EKU_CODE_SIGNING]), 1, "{role:?}");
        }
        assert!(found("X32", &document_signer()).is_empty());
    }

    #[test]
    fn a_server_without_its_host_is_found() {
        let server = || document_signer().with(|v| v.role = Role::Communication);
        let with = |purpose: &[u8]| server().put(oid::EXTENDED_KEY_USAGE, true, &purposes(&[purpose]));
        assert_eq!(shown("X32", &with(oid::EKU_SPOC_SERVER)), ["subjectAltName: no dNSName"]);
        assert!(found("X32", &with(oid::EKU_SPOC_CLIENT)).is_empty());
    }
}
