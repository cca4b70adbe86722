//! X44: seal and LDS2 signers have no extension beyond their small profile.

use super::roles::small;
use crate::asn1::oid_text;
use crate::pki::extension::extension_name;
use crate::pki::lint::{Edition, Role, Rule, Severity};
use crate::pki::oid;

/// authorityKeyIdentifier and extKeyUsage; seal signers may list document types.
pub static X44: Rule = Rule {
    id: "X44",
    version: 1,
    title: "seal and LDS2 signers have no extension beyond their small profile",
    clause: "Doc 9303-12 7.1.2, 7.1.3",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Eighth,
    until: None,
    example: "keyUsage: 2.5.29.15",
    applies: small,
    check: |s, report| {
        for extension in s.certificate.extensions.iter() {
            let allowed = match extension.oid {
                oid::AUTHORITY_KEY_IDENTIFIER | oid::EXTENDED_KEY_USAGE => true,
                oid::DOCUMENT_TYPE_LIST => s.role != Role::Lds2Signer,
                _ => false,
            };
            if !allowed {
                let place = extension_name(extension.oid).unwrap_or("an extension");
                report.add(place, oid_text(extension.oid), "absent from this small profile");
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;
    use crate::pki::lint::Role;
    use crate::pki::oid;

    #[test]
    fn other_extensions_are_found() {
        assert!(found("X44", &barcode_signer()).is_empty() && found("X44", &document_signer()).is_empty());
        let types = document_types(&["P"]);
        let with = |role| {
            let signer = barcode_signer().with(|v| v.role = role);
            found("X44", &signer.put(oid::DOCUMENT_TYPE_LIST, false, &types)).len()
        };
        assert_eq!([with(Role::BarcodeSigner), with(Role::VdsNcSigner), with(Role::Lds2Signer)], [0, 0, 1]);
        let usage = barcode_signer().put(oid::KEY_USAGE, true, &key_usage(7, &[0x80]));
        assert_eq!(shown("X44", &usage), ["keyUsage: 2.5.29.15"]);
    }
}
