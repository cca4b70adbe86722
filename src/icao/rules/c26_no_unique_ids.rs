//! C26: issuerUniqueID and subjectUniqueID are absent.

use super::pkd::pkd;
use crate::pki::lint::{Edition, Rule, Severity, always};

/// IssuerUniqueID and subjectUniqueID are absent.
pub static C26: Rule = Rule {
    id: "C26",
    version: 1,
    title: "issuerUniqueID and subjectUniqueID are absent",
    clause: "Doc 9303-12 7.1 table 5",
    severity: Severity::Error,
    pkd: Some("ERR:CSCA.UID.15"),
    since: Edition::Sixth,
    until: None,
    example: "issuerUniqueID: 2 octets",
    applies: always,
    check: |s, report| {
        let ids =
            [("issuerUniqueID", s.certificate.issuer_unique_id), ("subjectUniqueID", s.certificate.subject_unique_id)];
        for (place, id) in ids {
            if let Some(id) = id {
                let found = format_args!("{} octets", id.content.len());
                report.add_coded(pkd!("UID.15").of(s.role), place, found, "absent");
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::asn1;
    use crate::icao::rules::vectors::*;

    #[test]
    fn each_identifier_is_found() {
        assert!(found("C26", &csca()).is_empty());
        let both = [asn1::context_primitive(1, &[0, 1]), asn1::context_primitive(2, &[0, 2])].concat();
        assert_eq!(shown("C26", &csca().with(|v| v.unique_ids = both)).len(), 2);
    }
}
