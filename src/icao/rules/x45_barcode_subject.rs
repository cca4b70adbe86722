//! X45: a seal signer is named by a country and two letters, and signs by ECDSA.

use super::names::Text;
use crate::pki::lint::{Edition, Role, Rule, Severity};
use crate::pki::name::{Attribute, Name};
use crate::pki::oid;
use crate::signer::KeyKind;

/// A VDS-NC signer's name may be longer: the two documents differ. That its serial number is
/// the reference in its seals cannot be seen here. ECDSA came with the corrigendum of 2024 (4.1.8).
pub static X45: Rule = Rule {
    id: "X45",
    version: 2,
    title: "a seal signer is named by a country and two letters, and signs by ECDSA",
    clause: "Doc 9303-12 7.1.3; 4.1.8 (corrigendum of 2024)",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Eighth,
    until: None,
    example: "subject: DFAT",
    applies: |s| matches!(s.role, Role::BarcodeSigner | Role::VdsNcSigner),
    check: |s, report| {
        let subject = &s.certificate.subject;
        let found = || Text(subject.find(oid::COMMON_NAME).map_or(&[][..], |a| a.value.content));
        if !only_country_and_name(subject) {
            report.add("subject", subject, "countryName and commonName, and nothing else");
        }
        let two_letters = |a: Attribute<'_>| {
            a.is_printable() && a.value.content.len() == 2 && a.value.content.iter().all(u8::is_ascii_uppercase)
        };
        if s.role == Role::BarcodeSigner && !subject.find(oid::COMMON_NAME).is_some_and(two_letters) {
            report.add("subject", found(), "two capital letters as PrintableString");
        }
        let is_judged = s.edition >= Edition::EighthCorrected;
        if is_judged && s.key().is_ok_and(|k| !matches!(k.kind(), KeyKind::Ec { .. })) {
            report.add("subjectPublicKey", "no elliptic curve key", "an ECDSA key");
        }
    },
};

/// Whether a name is one country and one common name; also for LDS2 signers.
pub(super) fn only_country_and_name(name: &Name<'_>) -> bool {
    let count = |oid: &[u8]| name.attributes().flatten().filter(|a| a.oid == oid).count();
    count(oid::COUNTRY) == 1 && count(oid::COMMON_NAME) == 1 && name.attributes().flatten().count() == 2
}

#[cfg(test)]
mod tests {
    use crate::asn1::Tag;
    use crate::icao::rules::vectors::*;
    use crate::pki::lint::Edition;
    use crate::pki::oid;

    #[test]
    fn other_names_are_found() {
        let named = |cn: &str| {
            let subject = name(&[
                rdn(oid::COUNTRY, Tag::PRINTABLE_STRING, "UT"),
                rdn(oid::COMMON_NAME, Tag::PRINTABLE_STRING, cn),
            ]);
            shown("X45", &barcode_signer().with(|v| v.subject = subject))
        };
        assert!(found("X45", &barcode_signer()).is_empty() && named("ZZ").is_empty());
        assert_eq!(named("DFAT"), ["subject: DFAT"]);
        assert_eq!(named("a1"), ["subject: a1"]);
        let long = name(&[rdn(oid::ORGANIZATION, Tag::PRINTABLE_STRING, "State")]);
        assert_eq!(found("X45", &barcode_signer().with(|v| v.subject = long)).len(), 2);
    }

    #[test]
    fn a_corrigendum_rule_does_not_judge_older_certificates() {
        let modulus = [vec![0xff; 255], vec![0xfd]].concat();
        let rsa = |edition| {
            let signer = barcode_signer().with(|v| (v.spki, v.edition) = (rsa(&modulus, &[1, 0, 1]), edition));
            found("X45", &signer).len()
        };
        assert_eq!(Edition::ALL.map(rsa), [0, 0, 0, 1]);
    }

    #[test]
    fn what_the_seventh_edition_did_not_know_it_does_not_judge() {
        let short = barcode_signer().with(|v| v.subject = name(&[]));
        let under = |edition| found("X45", &short.clone().with(|v| v.edition = edition)).len();
        assert_eq!(Edition::ALL.map(under), [0, 0, 2, 2]);
    }
}
