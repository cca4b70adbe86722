//! X37: none of the extensions that Doc 9303 forbids is there.

use super::pkd::pkd;
use super::roles::travel;
use crate::pki::extension::extension_name;
use crate::pki::lint::{Edition, Rule, Severity};
use crate::pki::oid;

/// None of the extensions that Doc 9303 forbids is there.
pub static X37: Rule = Rule {
    id: "X37",
    version: 1,
    title: "none of the extensions that Doc 9303 forbids is there",
    clause: "Doc 9303-12 7.1 table 6",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "netscapeCertType: present",
    applies: travel,
    check: |s, report| {
        for extension in s.certificate.extensions.iter() {
            let code = match extension.oid {
                oid::POLICY_MAPPINGS => Some(pkd!("POM.15")),
                oid::POLICY_CONSTRAINTS => Some(pkd!("POC.15")),
                oid::NAME_CONSTRAINTS => Some(pkd!("NAC.15")),
                oid::INHIBIT_ANY_POLICY => Some(pkd!("IAP.15")),
                oid::FRESHEST_CRL => Some(pkd!("FCR.15")),
                oid::SUBJECT_DIRECTORY_ATTRIBUTES => Some(pkd!("SDA.15")),
                netscape if netscape.starts_with(NETSCAPE) => None,
                _ => continue,
            };
            let place = extension_name(extension.oid).unwrap_or("a Netscape extension");
            match code {
                Some(code) => report.add_coded(code.of(s.role), place, "present", "absent"),
                None => report.add(place, "present", "absent"),
            }
        }
    },
};

/// Netscape's extensions, 2.16.840.1.113730.1.
const NETSCAPE: &[u8] = &[0x60, 0x86, 0x48, 1, 0x86, 0xf8, 0x42, 1];

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn each_forbidden_extension_is_found() {
        let forbidden = [
            oid::POLICY_MAPPINGS,
            oid::POLICY_CONSTRAINTS,
            oid::NAME_CONSTRAINTS,
            oid::INHIBIT_ANY_POLICY,
            oid::FRESHEST_CRL,
            oid::SUBJECT_DIRECTORY_ATTRIBUTES,
            oid::NETSCAPE_CERT_TYPE,
        ];
        assert!(found("X37", &csca()).is_empty());
        for oid in forbidden {
            assert_eq!(found("X37", &csca().put(oid, false, &[0x30, 0])).len(), 1, "{oid:?}");
        }
        assert!(found("X37", &csca().put(oid::AUTHORITY_INFO_ACCESS, false, &[0x30, 0])).is_empty());
    }
}
