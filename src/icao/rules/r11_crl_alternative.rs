//! R11: an issuerAltName in a CRL names the CSCA as it was called before.

use crate::pki::extension::IssuerAltName;
use crate::pki::lint::{CrlRule, Edition, Severity};
use crate::pki::oid;

/// The names of the state that certificates carry there do not belong into a CRL.
pub static R11: CrlRule = CrlRule {
    id: "R11",
    version: 1,
    title: "an issuerAltName in a CRL names the CSCA as it was called before",
    clause: "Doc 9303-12 table 10, note 1",
    severity: Severity::Warning,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "issuerAltName: present without a former name",
    applies: |_| true,
    check: |s, report| {
        let place = "issuerAltName";
        let Some(names) = s.crl.read::<IssuerAltName<'_>>() else { return };
        if s.crl.extensions.find(oid::ISSUER_ALT_NAME).is_some_and(|e| e.is_critical()) {
            report.add_coded("ERR:CRL.IAN.18", place, "critical", "not critical");
        }
        let Ok(IssuerAltName(names)) = names else {
            return report.add(place, "unreadable", "former names of the CSCA");
        };
        if names.directories().all(|n| n.matches(&s.crl.issuer) || n.country().is_none()) {
            report.add(place, "present without a former name", "absent, or the names before a change of name");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::asn1;
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn former_names_are_good_and_anything_else_is_not() {
        let with = |critical, names: &[Vec<u8>]| {
            found_in_crl("R11", &crl().put(oid::ISSUER_ALT_NAME, critical, &asn1::sequence(names))).len()
        };
        let named = |cn| asn1::context(4, &utopia(cn));
        assert!(found_in_crl("R11", &crl()).is_empty());
        assert_eq!([with(false, &[named("CSCA before")]), with(true, &[named("CSCA before")])], [0, 1]);
        assert_eq!([with(false, &[named("CSCA Utopia")]), with(false, &[state("UTO")]), with(false, &[])], [1; 3]);
        assert_eq!(found_in_crl("R11", &crl().put(oid::ISSUER_ALT_NAME, false, &[5, 0])).len(), 1);
    }
}
