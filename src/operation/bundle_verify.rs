//! Verifying a bundle away from the station: with the first root's digest, the
//! services' CA certificate and the ledger's key, and nothing else.

use super::OperationError;
use crate::bundle::{BundleError, Seen, Step, StickCopy, Trust, VerifiedBundle, verify};
use crate::clock::Reading;
use crate::cms;
use crate::digest::Digest;
use crate::ledger::NoteKey;
use crate::pki::certificate::Certificate;
use crate::pki::path::{Anchor, Anchors, service};
use crate::signer::PublicKey;

/// What whoever verifies was given by another way than the stick.
pub struct Given<'a> {
    /// SHA-256 of the pinned TUF root.
    pub root: Digest,
    /// The services' CA certificate, DER.
    pub service_ca: &'a [u8],
    /// The ledger's key; its name is the ledger's origin.
    pub log_key: &'a NoteKey,
}

/// Verifies. `steps` is filled as they pass, also before a failure.
pub fn judge(
    copy: StickCopy,
    given: &Given<'_>,
    seen: &Seen,
    reading: Reading,
    steps: &mut Vec<Step>,
) -> Result<VerifiedBundle, OperationError> {
    let manifest_key = manifest_key(&copy, given.service_ca, reading)?;
    let ledger_keys = std::slice::from_ref(given.log_key);
    let trust = Trust { root: given.root, manifest_key: &manifest_key, ledger_keys, origin: given.log_key.name() };
    Ok(verify(copy, &trust, seen, reading, steps)?)
}

/// The key of the manifest's signer, whose certificate must lead to the services' CA.
fn manifest_key(copy: &StickCopy, service_ca: &[u8], reading: Reading) -> Result<PublicKey, OperationError> {
    let missing = || BundleError::Missing { file: "MANIFEST.p7s".into() };
    let unsigned = || OperationError::ManifestUnsigned;
    let signature = copy.files().get("MANIFEST.p7s").ok_or_else(missing)?;
    let signed = cms::read(signature)?;
    let anchor = Certificate::parse(service_ca).map_err(OperationError::unreadable("the services' CA certificate"))?;
    let anchors = Anchors::new(vec![Anchor::of(anchor)?]);
    let mut last = None;
    for element in signed.certificates() {
        let certificate =
            Certificate::parse(element.full).map_err(OperationError::unreadable("a certificate of MANIFEST.p7s"))?;
        if signed.certificate_of(0)?.is_none_or(|names| names.key.full != certificate.spki.full) {
            continue;
        }
        match service::verify(&certificate, &[], &anchors, &[], None, reading.time) {
            Ok(_) => return Ok(certificate.public_key()?),
            Err(error) => last = Some(error),
        }
    }
    Err(last.map_or_else(unsigned, OperationError::from))
}
