//! X07: a CSCA key signs certificates and CRLs, and nothing else.

use super::pkd::pkd;
use super::roles::csca;
use crate::pki::extension::{KeyUsage, KeyUsageBit};
use crate::pki::lint::{Edition, Rule, Severity};

/// A CSCA key signs certificates and CRLs, and nothing else.
pub static X07: Rule = Rule {
    id: "X07",
    version: 1,
    title: "a CSCA key signs certificates and CRLs, and nothing else",
    clause: "Doc 9303-12 7.1 table 6",
    severity: Severity::Error,
    pkd: Some("ERR:CSCA.BKU.20"),
    since: Edition::Sixth,
    until: None,
    example: "keyUsage: digitalSignature+keyCertSign+cRLSign",
    applies: csca,
    check: |s, report| {
        let wanted = [KeyUsageBit::KeyCertSign, KeyUsageBit::CrlSign];
        if let Some(Ok(usage)) = s.certificate.read::<KeyUsage>()
            && !usage.is_exactly(&wanted)
        {
            report.add_coded(pkd!("BKU.20").of(s.role), "keyUsage", usage, "keyCertSign+cRLSign");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn bits_too_many_and_too_few_are_found() {
        assert!(found("X07", &csca()).is_empty() && found("X07", &link()).is_empty());
        let bits = |octet| shown("X07", &csca().put(oid::KEY_USAGE, true, &key_usage(0, &[octet])));
        assert_eq!(bits(0x86), ["keyUsage: digitalSignature+keyCertSign+cRLSign"]);
        assert_eq!(bits(0x04), ["keyUsage: keyCertSign"]);
        assert_eq!(bits(0x00), ["keyUsage: none"]);
    }
}
