//! X08: a signer's key signs, and does nothing else.

use super::pkd::pkd;
use super::roles::small;
use crate::pki::extension::{KeyUsage, KeyUsageBit};
use crate::pki::lint::{Edition, Role, Rule, Severity};

/// digitalSignature alone; certificates for communication may also encipher and agree keys.
pub static X08: Rule = Rule {
    id: "X08",
    version: 1,
    title: "a signer's key signs, and does nothing else",
    clause: "Doc 9303-12 7.1 table 6",
    severity: Severity::Error,
    pkd: Some("ERR:DSC.BKU.21"),
    since: Edition::Sixth,
    until: None,
    example: "keyUsage: digitalSignature+nonRepudiation",
    applies: |s| s.role.is_signer() && !small(s),
    check: |s, report| {
        let Some(Ok(usage)) = s.certificate.read::<KeyUsage>() else { return };
        if s.role == Role::Communication {
            let allowed = [KeyUsageBit::DigitalSignature, KeyUsageBit::KeyEncipherment, KeyUsageBit::KeyAgreement];
            if usage.bits().next().is_none() || usage.bits().any(|b| !allowed.contains(&b)) {
                let wanted = "digitalSignature, keyEncipherment or keyAgreement";
                report.add_coded(pkd!("BKU.21").of(s.role), "keyUsage", usage, wanted);
            }
        } else if !usage.is_exactly(&[KeyUsageBit::DigitalSignature]) {
            report.add_coded(pkd!("BKU.21").of(s.role), "keyUsage", usage, "digitalSignature");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;
    use crate::pki::lint::Role;
    use crate::pki::oid;

    #[test]
    fn other_bits_are_found() {
        assert!(found("X08", &document_signer()).is_empty() && found("X08", &masterlist_signer()).is_empty());
        let bits = |octet| shown("X08", &document_signer().put(oid::KEY_USAGE, true, &key_usage(0, &[octet])));
        assert_eq!(bits(0xc0), ["keyUsage: digitalSignature+nonRepudiation"]);
        assert_eq!(bits(0x06), ["keyUsage: keyCertSign+cRLSign"]);
    }

    #[test]
    fn communication_may_also_agree_and_encipher_keys() {
        let bits = |octet| {
            let spoc = document_signer().with(|v| v.role = Role::Communication);
            found("X08", &spoc.put(oid::KEY_USAGE, true, &key_usage(0, &[octet]))).len()
        };
        assert_eq!([bits(0x80), bits(0xa8), bits(0x84), bits(0x00)], [0, 0, 1, 1]);
    }
}
