//! X26: a CSCA certificate has basicConstraints, and they are critical.

use super::pkd::pkd;
use super::roles::csca;
use crate::pki::extension::BasicConstraints;
use crate::pki::lint::{Edition, Rule, Severity};
use crate::pki::oid;

/// A CSCA certificate has basicConstraints, and they are critical.
pub static X26: Rule = Rule {
    id: "X26",
    version: 1,
    title: "a CSCA certificate has basicConstraints, and they are critical",
    clause: "Doc 9303-12 7.1 table 6",
    severity: Severity::Error,
    pkd: Some("ERR:CSCA.BAC.14"),
    since: Edition::Sixth,
    until: None,
    example: "basicConstraints: absent",
    applies: csca,
    check: |s, report| {
        let place = "basicConstraints";
        match (s.certificate.extensions.find(oid::BASIC_CONSTRAINTS), s.certificate.read::<BasicConstraints<'_>>()) {
            (Some(extension), _) if !extension.is_critical() => {
                report.add_coded(pkd!("BAC.19").of(s.role), place, "not critical", "critical");
            }
            (_, Some(Err(error))) => report.add(place, error, "a readable extension"),
            (None, _) => report.add_coded(pkd!("BAC.14").of(s.role), place, "absent", "present and critical"),
            _ => {}
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn absent_and_uncritical_ones_are_found() {
        assert!(found("X26", &csca()).is_empty() && found("X26", &document_signer()).is_empty());
        let code = |v: Vector| found("X26", &v)[0].pkd_code;
        assert_eq!(code(csca().without(oid::BASIC_CONSTRAINTS)), Some("ERR:CSCA.BAC.14"));
        assert_eq!(code(link().turned(oid::BASIC_CONSTRAINTS)), Some("ERR:CSCA.BAC.19"));
        assert_eq!(found("X26", &csca().put(oid::BASIC_CONSTRAINTS, true, &[0x05, 0])).len(), 1);
    }
}
