//! What a certificate is for: said by the profile when we issue, inferred when we read.

use serde::{Deserialize, Serialize};

use crate::asn1::Tag;
use crate::pki::certificate::Certificate;
use crate::pki::extension::{BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsageBit};
use crate::pki::oid;

/// The kinds of certificate that rules tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// A CSCA's self-signed certificate.
    CscaRoot,
    /// A new CSCA key signed by the old one.
    CscaLink,
    /// Signs SODs.
    DocumentSigner,
    /// Signs master lists.
    MasterlistSigner,
    /// Signs deviation lists.
    DeviationlistSigner,
    /// Signs visible digital seals (VDS).
    BarcodeSigner,
    /// Signs VDS-NC seals.
    VdsNcSigner,
    /// Signs digital travel credentials.
    DtcSigner,
    /// Signs LDS2 data.
    Lds2Signer,
    /// SPOC client or server.
    Communication,
    /// The services' own CA.
    ServiceCa,
    /// An end entity of the services' own hierarchy: bundle signer, TLS, attestor.
    ServiceEntity,
    /// Cannot be told.
    Unknown,
}

impl Role {
    /// A CSCA certificate, root or link.
    pub const fn is_csca(self) -> bool {
        matches!(self, Role::CscaRoot | Role::CscaLink)
    }

    /// A CA of either hierarchy.
    pub const fn is_ca(self) -> bool {
        self.is_csca() || matches!(self, Role::ServiceCa)
    }

    /// An end entity under a CSCA.
    pub const fn is_signer(self) -> bool {
        matches!(
            self,
            Role::DocumentSigner
                | Role::MasterlistSigner
                | Role::DeviationlistSigner
                | Role::BarcodeSigner
                | Role::VdsNcSigner
                | Role::DtcSigner
                | Role::Lds2Signer
                | Role::Communication
        )
    }

    /// Part of the services' own hierarchy, which Doc 9303 says nothing about.
    pub const fn is_service(self) -> bool {
        matches!(self, Role::ServiceCa | Role::ServiceEntity)
    }

    /// The word in files and reports.
    pub const fn word(self) -> &'static str {
        match self {
            Role::CscaRoot => "csca-root",
            Role::CscaLink => "csca-link",
            Role::DocumentSigner => "document-signer",
            Role::MasterlistSigner => "masterlist-signer",
            Role::DeviationlistSigner => "deviationlist-signer",
            Role::BarcodeSigner => "barcode-signer",
            Role::VdsNcSigner => "vds-nc-signer",
            Role::DtcSigner => "dtc-signer",
            Role::Lds2Signer => "lds2-signer",
            Role::Communication => "communication",
            Role::ServiceCa => "service-ca",
            Role::ServiceEntity => "service-entity",
            Role::Unknown => "unknown",
        }
    }

    /// Every role.
    pub const ALL: [Role; 13] = [
        Role::CscaRoot,
        Role::CscaLink,
        Role::DocumentSigner,
        Role::MasterlistSigner,
        Role::DeviationlistSigner,
        Role::BarcodeSigner,
        Role::VdsNcSigner,
        Role::DtcSigner,
        Role::Lds2Signer,
        Role::Communication,
        Role::ServiceCa,
        Role::ServiceEntity,
        Role::Unknown,
    ];

    /// From the word.
    pub fn from_word(word: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.word() == word)
    }

    /// What a certificate seems to be of which nobody knows whether it belongs to the
    /// travel-document PKI or to the services' own hierarchy.
    ///
    /// The latter is believed only where everything speaks for it: a curve by name (Doc
    /// 9303 wants it explicit); for a CA no extension that Doc 9303 asks of a CSCA beside
    /// those of RFC 5280; for an end entity purposes of RFC 5280 alone. One with such purposes
    /// and the name of a state beside its issuer's is for communication between states. An end
    /// entity without purposes is no document signer because nothing says that it is none: with
    /// a curve by name, no documentTypeList and no name of a state it cannot be told. Else as
    /// [`Role::infer`].
    pub fn infer_anywhere(certificate: &Certificate<'_>) -> Role {
        let has = |extension| certificate.extensions.find(extension).is_some();
        if has(oid::DOCUMENT_TYPE_LIST) {
            return Role::infer(certificate);
        }
        let is_ca = certificate.read::<BasicConstraints<'_>>().and_then(Result::ok).is_some_and(|c| c.is_ca());
        let named = names_its_curve(certificate);
        let of_states =
            [oid::SUBJECT_ALT_NAME, oid::ISSUER_ALT_NAME, oid::PRIVATE_KEY_USAGE_PERIOD].into_iter().any(has);
        let purposes = certificate.read::<ExtendedKeyUsage<'_>>().and_then(Result::ok);
        match purposes {
            Some(usage) if !is_ca && usage.purposes.iter().all(|p| p.starts_with(oid::KP)) => {
                match has(oid::ISSUER_ALT_NAME) {
                    true => Role::Communication,
                    false if named => Role::ServiceEntity,
                    false => Role::infer(certificate),
                }
            }
            None if named && is_ca && Role::seems_self_signed(certificate) && !of_states => Role::ServiceCa,
            None if named && !Role::may_sign_certificates(certificate) && !has(oid::ISSUER_ALT_NAME) => Role::Unknown,
            _ => Role::infer(certificate),
        }
    }

    /// The same where the certificate of the issuer is known: what cannot be told of an end entity is what its issuer is for.
    pub fn infer_under(certificate: &Certificate<'_>, issuer: Option<&Certificate<'_>>) -> Role {
        match (Role::infer_anywhere(certificate), issuer.map(Role::infer_anywhere)) {
            (Role::Unknown, Some(Role::ServiceCa)) => Role::ServiceEntity,
            (Role::Unknown, Some(issuer)) if issuer.is_csca() => Role::infer(certificate),
            (role, _) => role,
        }
    }

    /// What a certificate found in the travel-document PKI seems to be.
    ///
    /// In this order: a known ICAO purpose in extKeyUsage; cA true, keyCertSign, or
    /// subject = issuer, which make a CSCA (a root if the key identifiers say it signed
    /// itself, or say nothing and the names are equal; else a link); digitalSignature or
    /// a documentTypeList, which make a document signer.
    pub fn infer(certificate: &Certificate<'_>) -> Role {
        if let Some(Ok(usage)) = certificate.read::<ExtendedKeyUsage<'_>>()
            && let Some(role) = usage.purposes.iter().find_map(|p| Role::of_purpose(p))
        {
            return role;
        }
        let key_usage = certificate.read::<KeyUsage>().and_then(Result::ok);
        if Role::may_sign_certificates(certificate) {
            return if Role::seems_self_signed(certificate) { Role::CscaRoot } else { Role::CscaLink };
        }
        let signs_documents = key_usage.is_some_and(|u| u.has(KeyUsageBit::DigitalSignature))
            || certificate.extensions.find(oid::DOCUMENT_TYPE_LIST).is_some();
        if signs_documents { Role::DocumentSigner } else { Role::Unknown }
    }

    /// Whether a certificate says that its key may sign others: cA true, or keyCertSign. Real CSCA certificates lack one or
    /// the other of these; signers of documents and lists have neither.
    pub fn says_it_signs_certificates(certificate: &Certificate<'_>) -> bool {
        let constraints = certificate.read::<BasicConstraints<'_>>().and_then(Result::ok);
        let key_usage = certificate.read::<KeyUsage>().and_then(Result::ok);
        constraints.is_some_and(|c| c.is_ca()) || key_usage.is_some_and(|u| u.has(KeyUsageBit::KeyCertSign))
    }

    /// The same, or that it has an issuer of its own name, as some old roots that say nothing else.
    pub fn may_sign_certificates(certificate: &Certificate<'_>) -> bool {
        Role::says_it_signs_certificates(certificate) || certificate.is_self_issued()
    }

    fn seems_self_signed(certificate: &Certificate<'_>) -> bool {
        match (certificate.authority_key_identifier(), certificate.subject_key_identifier()) {
            (Some(authority), Some(subject)) => certificate.is_self_issued() && authority == subject,
            _ => certificate.is_self_issued(),
        }
    }

    fn of_purpose(purpose: &[u8]) -> Option<Role> {
        match purpose {
            oid::EKU_MASTERLIST_SIGNER => Some(Role::MasterlistSigner),
            oid::EKU_DEVIATIONLIST_SIGNER => Some(Role::DeviationlistSigner),
            oid::EKU_VDS_SIGNER => Some(Role::BarcodeSigner),
            oid::EKU_VDS_NC_SIGNER => Some(Role::VdsNcSigner),
            oid::EKU_DTC_SIGNER => Some(Role::DtcSigner),
            oid::EKU_LDS2_TRAVEL | oid::EKU_LDS2_VISA | oid::EKU_LDS2_BIOMETRICS => Some(Role::Lds2Signer),
            oid::EKU_SPOC_CLIENT | oid::EKU_SPOC_SERVER => Some(Role::Communication),
            _ => None,
        }
    }
}

/// Whether the key is on an elliptic curve that is given by its name.
fn names_its_curve(certificate: &Certificate<'_>) -> bool {
    let mut key = certificate.spki.reader();
    let Ok(algorithm) = key.next(Tag::SEQUENCE, "the algorithm of a key") else { return false };
    let mut parts = algorithm.reader();
    parts.next(Tag::OID, "an algorithm").is_ok() && parts.next(Tag::OID, "a curve").is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_is_the_same_in_files_and_in_reports() {
        for role in Role::ALL {
            assert_eq!(serde_json::to_value(role).unwrap(), role.word());
            assert_eq!(Role::from_word(role.word()), Some(role));
            assert!(u8::from(role.is_csca()) + u8::from(role.is_signer()) + u8::from(role.is_service()) <= 1);
        }
    }
}
