//! X01: links and signers carry an authorityKeyIdentifier with the keyIdentifier of their issuer.

use super::pkd::pkd;
use crate::pki::certificate::Certificate;
use crate::pki::extension::AuthorityKeyIdentifier;
use crate::pki::lint::{Edition, Role, Rule, Severity};

/// Whose it is, is looked at where the issuer is at hand.
pub static X01: Rule = Rule {
    id: "X01",
    version: 2,
    title: "links and signers carry an authorityKeyIdentifier with the keyIdentifier of their issuer",
    clause: "Doc 9303-12 7.1 table 6",
    severity: Severity::Error,
    pkd: Some("ERR:CSCA.AKI.14"),
    since: Edition::Sixth,
    until: None,
    example: "authorityKeyIdentifier: absent",
    applies: |s| s.role.is_signer() || s.role == Role::CscaLink,
    check: |s, report| {
        let place = "authorityKeyIdentifier";
        match s.certificate.read::<AuthorityKeyIdentifier<'_>>() {
            None => report.add_coded(pkd!("AKI.14").of(s.role), place, "absent", "present, with keyIdentifier"),
            Some(Err(error)) => report.add(place, error, "a readable extension"),
            Some(Ok(authority)) if authority.key_identifier.is_none_or(<[u8]>::is_empty) => {
                report.add_coded(pkd!("AKI.25").of(s.role), place, "no keyIdentifier", "keyIdentifier present");
            }
            Some(Ok(authority)) => {
                let own = s.issuer.and_then(Certificate::subject_key_identifier);
                let other = authority.key_identifier.filter(|named| own.is_some_and(|own| own != *named));
                if let Some(named) = other {
                    report.add(place, format_args!("keyIdentifier {}", hex::encode(named)), "that of the issuer");
                }
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::asn1;
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn links_and_signers_need_it_and_roots_do_not() {
        let without = |v: Vector| found("X01", &v.without(oid::AUTHORITY_KEY_IDENTIFIER));
        assert!(found("X01", &link()).is_empty() && found("X01", &barcode_signer()).is_empty());
        assert!(without(csca()).is_empty());
        assert_eq!(without(link())[0].pkd_code, Some("ERR:CSCA.AKI.14"));
        assert_eq!(without(document_signer())[0].pkd_code, Some("ERR:DSC.AKI.14"));
    }

    #[test]
    fn an_extension_without_key_identifier_or_without_sense_is_found() {
        let with = |value: &[u8]| found("X01", &link().put(oid::AUTHORITY_KEY_IDENTIFIER, false, value));
        assert_eq!(with(&asn1::sequence::<&[u8]>(&[]))[0].pkd_code, Some("ERR:CSCA.AKI.25"));
        assert_eq!(with(&[0x30, 0x05]).len(), 1);
    }

    #[test]
    fn the_identifier_of_another_key_is_found_where_the_issuer_is_at_hand() {
        let other = document_signer().put(oid::AUTHORITY_KEY_IDENTIFIER, false, &[0x30, 4, 0x80, 2, 9, 9]);
        assert!(found("X01", &other).is_empty() && found_below("X01", &document_signer(), Some(&csca())).is_empty());
        assert_eq!(found_below("X01", &other, Some(&csca()))[0].found, "keyIdentifier 0909");
    }
}
