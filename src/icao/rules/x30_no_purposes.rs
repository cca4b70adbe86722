//! X30: CSCA certificates and document signers have no extKeyUsage.

use super::pkd::pkd;
use crate::asn1::oid_text;
use crate::pki::extension::ExtendedKeyUsage;
use crate::pki::lint::{Edition, Role, Rule, Severity};
use crate::pki::oid;

/// The purpose of a health CSCA (VDS-NC) is only noted: two documents contradict each other.
pub static X30: Rule = Rule {
    id: "X30",
    version: 1,
    title: "CSCA certificates and document signers have no extKeyUsage",
    clause: "Doc 9303-12 7.1 table 6",
    severity: Severity::Error,
    pkd: Some("ERR:CSCA.EKU.15"),
    since: Edition::Sixth,
    until: None,
    example: "extKeyUsage: 1.3.6.1.5.5.7.3.1",
    applies: |s| s.role.is_csca() || s.role == Role::DocumentSigner,
    check: |s, report| {
        let place = "extKeyUsage";
        match s.certificate.read::<ExtendedKeyUsage<'_>>() {
            None => {}
            Some(Ok(usage)) if s.role.is_csca() && usage.purposes == [oid::EKU_VDS_NC_CSCA] => {
                let wanted = "absent; the VDS-NC report allows this purpose, table 6 does not";
                report.add_as(Severity::Info, place, "the purpose of a health CSCA", wanted);
            }
            Some(usage) => {
                let found = usage.ok().and_then(|u| u.purposes.first().map(|p| oid_text(p)));
                let found = found.unwrap_or_else(|| "present".to_owned());
                report.add_coded(pkd!("EKU.15").of(s.role), place, found, "absent");
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;
    use crate::pki::lint::Severity;
    use crate::pki::oid;

    #[test]
    fn any_purpose_is_found() {
        let with = |v: Vector, purpose| found("X30", &v.put(oid::EXTENDED_KEY_USAGE, false, &purposes(&[purpose])));
        assert!(found("X30", &csca()).is_empty() && found("X30", &masterlist_signer()).is_empty());
        assert_eq!(with(csca(), oid::EKU_TLS_SERVER)[0].pkd_code, Some("ERR:CSCA.EKU.15"));
        assert_eq!(with(document_signer(), oid::EKU_TLS_SERVER)[0].pkd_code, Some("ERR:DSC.EKU.15"));
        assert_eq!(with(csca(), oid::EKU_VDS_NC_CSCA)[0].severity, Severity::Info);
    }
}
