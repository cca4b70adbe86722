//! M09: the signer is named by its key identifier, in a SignerInfo of version 3.

use super::list::ListRule;
use crate::cms::CmsFinding;
use crate::pki::lint::{Edition, Severity};

/// Issuer and serial number with version 1 are allowed; a version that does not fit its sid is an error.
pub static M09: ListRule = ListRule {
    id: "M09",
    version: 1,
    title: "the signer is named by its key identifier, in a SignerInfo of version 3",
    clause: "Doc 9303-12 9, table 18; RFC 5652 5.3",
    severity: Severity::Warning,
    since: Edition::Sixth,
    until: None,
    example: "sid: signer 0: named by issuer and serial number, not by key identifier",
    check: |s, report| {
        let (place, wanted) = ("sid", "a subjectKeyIdentifier, version 3");
        for noticed in s.noticed() {
            match noticed {
                CmsFinding::NamedByIssuerAndSerial { .. } => report.add(place, noticed, wanted),
                CmsFinding::SignerVersion { .. } => report.add_as(Severity::Error, place, noticed, wanted),
                _ => {}
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::list_vectors::*;
    use crate::pki::lint::Severity;
    #[test]
    fn a_name_and_a_version_that_does_not_fit_are_found() {
        assert!(found_in_list("M09", &master_list()).is_empty());
        let severities = |v: ListVector| found_in_list("M09", &v).into_iter().map(|f| f.severity).collect::<Vec<_>>();
        assert_eq!(severities(master_list().with(|v| v.signer_version = 1)), [Severity::Error]);
        let named = master_list().with(|v| v.sid = by_issuer_and_serial());
        assert_eq!(severities(named.clone().with(|v| v.signer_version = 1)), [Severity::Warning]);
        assert_eq!(severities(named), [Severity::Error, Severity::Warning]);
        assert!(found_in_list("M05", &master_list().with(|v| v.sid = by_issuer_and_serial())).is_empty());
    }
}
