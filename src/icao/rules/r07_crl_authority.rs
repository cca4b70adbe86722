//! R07: a CRL's authorityKeyIdentifier names the newest CSCA key.

use crate::pki::extension::AuthorityKeyIdentifier;
use crate::pki::lint::{CrlRule, Edition, Severity};
use crate::pki::oid;

/// Whether it is the newest is judged where the caller gives the newest certificate.
pub static R07: CrlRule = CrlRule {
    id: "R07",
    version: 1,
    title: "a CRL's authorityKeyIdentifier names the newest CSCA key",
    clause: "Doc 9303-12 table 10, 4.1.4.3",
    severity: Severity::Error,
    pkd: Some("ERR:CRL.AKI.14"),
    since: Edition::Sixth,
    until: None,
    example: "authorityKeyIdentifier: ee67f36551df91ee4bdfde9c3d3a86264aa7d3f1",
    applies: |_| true,
    check: |s, report| {
        let place = "authorityKeyIdentifier";
        match s.crl.read::<AuthorityKeyIdentifier<'_>>() {
            None => report.add(place, "absent", "present, with keyIdentifier"),
            Some(Err(error)) => report.add(place, error, "a readable extension"),
            Some(Ok(authority)) => match authority.key_identifier {
                None | Some([]) => {
                    report.add_coded("ERR:CRL.AKI.23", place, "no keyIdentifier", "keyIdentifier present")
                }
                Some(found) => {
                    if let Some(newest) = s.issuer.and_then(|i| i.subject_key_identifier()).filter(|n| *n != found) {
                        let wanted = format!("{}, the newest key's", hex::encode(newest));
                        report.add_coded("ERR:CRL.AKI.39", place, hex::encode(found), wanted);
                    }
                }
            },
        }
        if s.crl.extensions.find(oid::AUTHORITY_KEY_IDENTIFIER).is_some_and(|e| e.is_critical()) {
            report.add_coded("ERR:CRL.AKI.18", place, "critical", "not critical");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;
    use crate::signer::Curve;

    #[test]
    fn an_absent_empty_critical_or_older_identifier_is_found() {
        let with = |critical, value: &[u8]| {
            found_in_crl("R07", &crl().put(oid::AUTHORITY_KEY_IDENTIFIER, critical, value))[0].pkd_code
        };
        assert!(found_in_crl("R07", &crl()).is_empty());
        let without = found_in_crl("R07", &crl().without(oid::AUTHORITY_KEY_IDENTIFIER));
        assert_eq!(without[0].pkd_code, Some("ERR:CRL.AKI.14"));
        assert_eq!(with(false, &[0x30, 0]), Some("ERR:CRL.AKI.23"));
        assert_eq!(with(false, &authority(&key_id(Curve::BrainpoolP384r1))), Some("ERR:CRL.AKI.39"));
        assert_eq!(with(true, &authority(&key_id(Curve::P384))), Some("ERR:CRL.AKI.18"));
        assert_eq!(with(false, &[0x04, 0]), Some("ERR:CRL.AKI.14"));
    }
}
