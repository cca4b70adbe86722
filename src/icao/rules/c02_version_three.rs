//! C02: the version is v3.

use super::pkd::pkd;
use crate::pki::lint::{Edition, Rule, Severity, always};

/// The version is v3.
pub static C02: Rule = Rule {
    id: "C02",
    version: 1,
    title: "the version is v3",
    clause: "Doc 9303-12 7.1 table 5",
    severity: Severity::Error,
    pkd: Some("ERR:CSCA.VER.12"),
    since: Edition::Sixth,
    until: None,
    example: "version: v1",
    applies: always,
    check: |s, report| {
        if s.certificate.version() != 3 {
            let found = format_args!("v{}", s.certificate.version());
            report.add_coded(pkd!("VER.12").of(s.role), "version", found, "v3");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;

    #[test]
    fn only_v3_is_good() {
        assert!(found("C02", &csca()).is_empty());
        assert_eq!(shown("C02", &csca().with(|v| v.version = Vec::new())), ["version: v1"]);
        let v4 = csca().with(|v| v.version = crate::asn1::context(0, &crate::asn1::integer(3)));
        assert_eq!(shown("C02", &v4), ["version: v4"]);
    }

    #[test]
    fn the_code_names_the_type_of_certificate() {
        let v1 = |v: Vector| found("C02", &v.with(|v| v.version = Vec::new()))[0].pkd_code;
        assert_eq!(v1(csca()), Some("ERR:CSCA.VER.12"));
        assert_eq!(v1(document_signer()), Some("ERR:DSC.VER.12"));
    }
}
