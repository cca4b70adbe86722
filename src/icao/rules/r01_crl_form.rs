//! R01: the CRL is v2 and DER, with the same algorithm inside and outside.

use super::c01_strict_der::note;
use crate::asn1::{oid_text, strict_der};
use crate::pki::lint::{CrlRule, Edition, Severity};

/// The CRL is v2 and DER, with the same algorithm inside and outside.
pub static R01: CrlRule = CrlRule {
    id: "R01",
    version: 1,
    title: "the CRL is v2 and DER, with the same algorithm inside and outside",
    clause: "Doc 9303-12 table 9",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "version: v1",
    applies: |_| true,
    check: |s, report| {
        let (crl, algorithms) = (s.crl, [s.crl.inner_algorithm, s.crl.outer_algorithm]);
        if crl.version() != 2 {
            report.add_coded("ERR:CRL.VER.13", "version", format_args!("v{}", crl.version()), "v2");
        }
        if algorithms[0].element.full != algorithms[1].element.full {
            let [inner, outer] = algorithms.map(|a| oid_text(a.oid));
            let found = format_args!("{inner} inside, {outer} outside");
            report.add("signature", found, "the same AlgorithmIdentifier inside and outside");
        }
        if !crl.trailing.is_empty() {
            let found = format_args!("{} octets after the end", crl.trailing.len());
            report.add("crl", found, "nothing after the CRL");
        }
        match strict_der(crl.der(), crl.element.offset) {
            Ok(defects) => defects.iter().for_each(|d| note(report, "crl", d)),
            Err(error) => report.add("crl", error, "DER"),
        }
        if let Some(error) = crl.entries().find_map(Result::err).as_ref().or(crl.extensions.defect.as_ref()) {
            report.add("crl", error, "readable entries and extensions");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::asn1;
    use crate::icao::rules::vectors::*;
    use crate::signer::{Algorithm, Hash};

    #[test]
    fn the_good_list_is_clean_and_each_defect_is_found() {
        let one = |change: fn(&mut CrlVector)| {
            let findings = found_in_crl("R01", &crl().with(change));
            assert_eq!(findings.len(), 1, "{findings:?}");
            findings[0].place.clone()
        };
        assert!(found_in_crl("R01", &crl()).is_empty());
        assert_eq!(one(|v| v.version = Vec::new()), "version");
        assert_eq!(one(|v| v.outer = Algorithm::Ecdsa(Hash::Sha256).identifier()), "signature");
        assert_eq!(one(|v| v.trailing = vec![0]), "crl");
        assert_eq!(one(|v| v.version = vec![2, 0x81, 1, 1]), "crl");
        assert_eq!(one(|v| v.revoked = asn1::sequence(&[asn1::integer(9)])), "crl");
    }
}
