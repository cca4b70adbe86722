//! Whose documents a deviation list of ours speaks of: the state's own, by the certificates of those who signed them.

use crate::asn1::Reader;
use crate::icao::deviation::{DeviationDraft, DeviationError, DocumentSigner};
use crate::operation::OperationError;
use crate::pki::certificate::Certificate;
use crate::pki::lint::Role;
use crate::pki::name::Name;
use crate::station::{Station, StationError};
use crate::store::Origin;

/// How many signers that nobody knows are told; all are counted.
const TOLD: usize = 20;

/// A signer that a deviation names, and what is known of it.
struct Named<'l> {
    deviation: usize,
    signer: DocumentSigner<'l>,
    /// Whether a certificate of the state's own that signs no others is it.
    is_own: bool,
    /// What else is it, in words: a CA, or somebody of another state.
    other: Option<String>,
}

impl Station<'_> {
    /// Refuses a list that names another state's signer, or a CA, by what the list says and what is kept here (DEVIATION-8):
    /// no document of ours is meant by it. What is told, one line a signer, is of those that are kept here nowhere.
    pub(super) fn document_signers(&self, draft: &DeviationDraft) -> Result<Vec<String>, StationError> {
        let named = |(deviation, signer)| Named { deviation, signer, is_own: false, other: None };
        let mut all: Vec<Named<'_>> = draft.signers().map(named).collect();
        if all.is_empty() {
            return Ok(Vec::new());
        }
        for named in &mut all {
            if let DocumentSigner::IssuerAndSerial { issuer, .. } = named.signer {
                let name = Name::next(&mut Reader::new(issuer), "the issuer").map_err(DeviationError::from);
                let name = name.map_err(OperationError::from)?;
                named.other = (!self.is_of_state(&name)).then(|| format!("a signer under '{}'", name.shown(200)));
            }
        }
        let by = draft.hash();
        self.store.rows().each_certificate(|origin, _, der| {
            let Ok(certificate) = Certificate::parse(der) else { return };
            let digest = by.and_then(|by| by.digest(certificate.der()).ok());
            for named in &mut all {
                let is_it = match named.signer {
                    DocumentSigner::IssuerAndSerial { issuer, serial } => {
                        certificate.issuer.der() == issuer && certificate.serial() == serial
                    }
                    DocumentSigner::KeyIdentifier(identifier) => {
                        certificate.subject_key_identifier() == Some(identifier)
                    }
                    DocumentSigner::CertificateDigest(wanted) => digest.as_deref() == Some(wanted),
                };
                if is_it {
                    self.is_signer(named, origin, &certificate);
                }
            }
        })?;
        let mut unknown = Vec::new();
        for Named { deviation, signer, is_own, other } in all {
            match other {
                Some(what) if !is_own => {
                    return Err(OperationError::from(DeviationError::OtherSigner { deviation, what }).into());
                }
                // The list orders its deviations by their octets: no number is told.
                None if !is_own => unknown
                    .push(format!("documents are meant of a signer that is kept here nowhere: {}", signer.shown())),
                _ => {}
            }
        }
        let more = unknown.len().saturating_sub(TOLD);
        unknown.truncate(TOLD);
        unknown.extend((more > 0).then(|| format!("{more} more signers are kept here nowhere")));
        Ok(unknown)
    }

    /// Notes what a certificate is that a deviation names.
    fn is_signer(&self, named: &mut Named<'_>, origin: Origin, certificate: &Certificate<'_>) {
        let subject = certificate.subject.shown(200);
        if Role::may_sign_certificates(certificate) {
            named.other.get_or_insert_with(|| format!("the certificate of a CA, '{subject}'"));
        } else if origin == Origin::Issued || self.is_of_state(&certificate.issuer) {
            named.is_own = true;
        } else {
            named.other.get_or_insert_with(|| format!("a signer of another state, '{subject}'"));
        }
    }

    /// Whether a name is of the station's own state; one without a country may be.
    fn is_of_state(&self, name: &Name<'_>) -> bool {
        let own = &self.configuration.country.fields().country;
        name.country().is_none_or(|country| country.eq_ignore_ascii_case(own.as_bytes()))
    }
}
