//! R10: entries of a CRL have no extensions.

use crate::pki::lint::{CrlRule, Edition, Severity};
use crate::pki::oid;

/// The PKD operator asks only that they are not critical. The first hundred entries that have any are named.
pub static R10: CrlRule = CrlRule {
    id: "R10",
    version: 1,
    title: "entries of a CRL have no extensions",
    clause: "Doc 9303-12 table 10",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "entry 09: reasonCode",
    applies: |_| true,
    check: |s, report| {
        for entry in s.crl.entries().flatten().filter(|e| e.extensions_element.is_some()).take(MOST) {
            for extension in entry.extensions().iter() {
                let place = format!("entry {}", hex::encode(entry.serial_element.content));
                let (found, code) = match extension.oid {
                    oid::REASON_CODE => ("reasonCode", Some("ERR:CRL.REA.18")),
                    oid::HOLD_INSTRUCTION_CODE => ("holdInstructionCode", Some("ERR:CRL.HIC.18")),
                    oid::INVALIDITY_DATE => ("invalidityDate", Some("ERR:CRL.IND.18")),
                    oid::CERTIFICATE_ISSUER => ("certificateIssuer", Some("ERR:CRL.CEI.15")),
                    _ if extension.is_critical() => ("a critical private extension", None),
                    _ => continue,
                };
                match code.filter(|_| extension.is_critical() || extension.oid == oid::CERTIFICATE_ISSUER) {
                    Some(code) => report.add_coded(code, place, found, "absent"),
                    None => report.add(place, found, "absent"),
                }
            }
        }
    },
};

/// At most this many entries are named; also by the other rules over entries.
pub(super) const MOST: usize = 100;

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn standard_entry_extensions_are_found() {
        let with = |oid: &[u8], critical| {
            let extensions = [extension(oid, critical, &[0x0a, 1, 1])];
            let findings = found_in_crl("R10", &crl().with(|v| v.revoked = revoked(&[(9, NOW, &extensions)])));
            findings.first().map(|f| (f.found.clone(), f.pkd_code))
        };
        assert!(found_in_crl("R10", &crl()).is_empty());
        assert_eq!(with(oid::REASON_CODE, false), Some(("reasonCode".into(), None)));
        assert_eq!(with(oid::REASON_CODE, true), Some(("reasonCode".into(), Some("ERR:CRL.REA.18"))));
        assert_eq!(with(oid::CERTIFICATE_ISSUER, false), Some(("certificateIssuer".into(), Some("ERR:CRL.CEI.15"))));
        assert_eq!(with(&[0x2a, 3, 4], false), None);
        assert!(with(&[0x2a, 3, 4], true).is_some());
    }
}
