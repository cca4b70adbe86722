//! D01: a deviation list is SignedData as table 19 has it.

use super::list::{ListRule, place};
use crate::cms::CmsFinding;
use crate::pki::lint::{Edition, Severity};

/// What table 19 only recommends is a warning: the CSCA carried, the signer named by its key, digests without NULL.
pub static D01: ListRule = ListRule {
    id: "D01",
    version: 1,
    title: "a deviation list is SignedData as table 19 has it",
    clause: "Doc 9303-12 10, table 19",
    severity: Severity::Error,
    since: Edition::Sixth,
    until: None,
    example: "SignedData: signer 0: unsigned attributes are present",
    check: |s, report| {
        let wanted = "as Doc 9303-12 table 19";
        for noticed in s.noticed() {
            if let Some(severity) = weight(noticed) {
                report.add_as(severity, "SignedData", noticed, wanted);
            }
        }
        for signer in s.signers {
            if let Some(Err(error)) = &signer.signature {
                report.add(place(signer), error, "a good signature");
            }
            for defect in &signer.defects {
                let severity = if defect.is_tolerable() { Severity::Warning } else { Severity::Error };
                report.add_as(severity, place(signer), defect, "a signer of deviation lists under its CSCA");
            }
        }
    },
};

/// How much something noticed in the CMS of a deviation list weighs; `None` where table 19 has nothing against it.
fn weight(noticed: &CmsFinding) -> Option<Severity> {
    match noticed {
        CmsFinding::TrailingOctets { .. }
        | CmsFinding::NotDer { .. }
        | CmsFinding::Version { .. }
        | CmsFinding::ContentConstructed { .. }
        | CmsFinding::CertificatesUnsorted { .. }
        | CmsFinding::CertificateOfOtherKind { .. }
        | CmsFinding::CrlsPresent { .. }
        | CmsFinding::SignerVersion { .. }
        | CmsFinding::AttributesAbsent { .. }
        | CmsFinding::AttributesUnsorted { .. }
        | CmsFinding::SigningTimeAbsent { .. }
        | CmsFinding::SigningTimeUnreadable { .. }
        | CmsFinding::UnsignedAttributes { .. }
        | CmsFinding::SignedInStoredOrder { .. } => Some(Severity::Error),
        CmsFinding::WeakHash { .. } => Some(Severity::Legacy),
        CmsFinding::SignersNotOne { .. }
        | CmsFinding::NamedByIssuerAndSerial { .. }
        | CmsFinding::DigestParameters { .. }
        | CmsFinding::DigestNotListed { .. }
        | CmsFinding::SignatureParameters { .. }
        | CmsFinding::DigestInfoWithoutNull { .. } => Some(Severity::Warning),
        CmsFinding::BareRsaEncryption { .. } | CmsFinding::HashesDiffer { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::asn1;
    use crate::icao::rules::list_vectors::*;
    use crate::pki::lint::Severity;
    #[test]
    fn unsigned_attributes_crls_and_a_missing_time_are_found() {
        assert_eq!(found_in_list("D01", &deviation_list()), []);
        let one = |v: ListVector| found_in_list("D01", &v).into_iter().map(|f| f.found).collect::<Vec<_>>().join("; ");
        let attribute = asn1::context(1, &[]);
        assert!(one(deviation_list().with(|v| v.unsigned = attribute.clone())).contains("unsigned attributes"));
        assert!(one(deviation_list().with(|v| v.crls = attribute)).contains("CRLs are carried"));
        assert!(one(deviation_list().with(|v| v.attributes.truncate(1))).contains("no signing time"));
    }

    #[test]
    fn a_csca_that_is_not_carried_and_a_null_are_warnings() {
        let alone = deviation_list().with(|v| v.certificates.retain(|c| *c == deviationlist_signer_der()));
        let with_null = asn1::sequence(&[&sha256()[2..], &asn1::null()]);
        let null = deviation_list().with(|v| v.digest = with_null);
        assert!(found_in_list("D01", &null).iter().all(|f| f.severity == Severity::Warning));
        let errors = found_in_list("D01", &alone).iter().filter(|f| f.severity == Severity::Error).count();
        assert_eq!(errors, 1, "nothing known verifies the signer");
    }
}
