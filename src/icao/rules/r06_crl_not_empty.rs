//! R06: revokedCertificates is absent when nothing is revoked.

use crate::pki::lint::{CrlRule, Edition, Severity};

/// RevokedCertificates is absent when nothing is revoked.
pub static R06: CrlRule = CrlRule {
    id: "R06",
    version: 1,
    title: "revokedCertificates is absent when nothing is revoked",
    clause: "Doc 9303-12 table 9",
    severity: Severity::Error,
    pkd: Some("ERR:CRL.REC.16"),
    since: Edition::Sixth,
    until: None,
    example: "revokedCertificates: an empty list",
    applies: |_| true,
    check: |s, report| {
        if s.crl.revoked_element.is_some_and(|e| e.content.is_empty()) {
            report.add("revokedCertificates", "an empty list", "absent");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;

    #[test]
    fn an_empty_list_is_found() {
        assert!(found_in_crl("R06", &crl()).is_empty());
        assert!(found_in_crl("R06", &crl().with(|v| v.revoked = Vec::new())).is_empty());
        assert_eq!(found_in_crl("R06", &crl().with(|v| v.revoked = vec![0x30, 0])).len(), 1);
    }
}
