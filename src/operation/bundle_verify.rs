//! Verifying a bundle away from the station: with the first root's digest, the
//! services' CA certificate and the ledger's key, and nothing else.

use super::OperationError;
use crate::bundle::{BundleError, Seen, Step, StickCopy, Trust, VerifiedBundle, verify};
use crate::clock::Reading;
use crate::cms;
use crate::digest::Digest;
use crate::ledger::NoteKey;
use crate::pki::PkiError;
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
            Err(error) => last = Some(named(error, &certificate, service_ca, reading)?),
        }
    }
    Err(last.unwrap_or_else(unsigned))
}

/// A refusal of the services' path, saying which of its two ends it is about: the
/// certificate on the stick, or the services' CA's that was given.
fn named(
    source: PkiError,
    signer: &Certificate<'_>,
    service_ca: &[u8],
    reading: Reading,
) -> Result<OperationError, OperationError> {
    let ca = Certificate::parse(service_ca).map_err(OperationError::unreadable("the services' CA certificate"))?;
    let on_stick = format!("'{}' in MANIFEST.p7s on the stick", signer.subject.shown(120));
    let given = format!("'{}', the services' CA that was given", ca.subject.shown(120));
    let signer_is_out = !signer.is_valid_at(reading.time);
    let (about, hint) = match &source {
        PkiError::NotYetValid { .. } => (
            format!("the certificate of {}", if signer_is_out { on_stick } else { given }),
            "check this machine's clock; '--at TIME' judges at another time",
        ),
        PkiError::Expired { .. } if signer_is_out => (
            format!("the certificate of {on_stick}"),
            "ask the station for a bundle signed under a new certificate; an old bundle is judged with '--at TIME'",
        ),
        PkiError::Expired { .. } => (
            format!("the certificate of {given}"),
            "get the services' CA certificate now in force from the station, by another way than the stick",
        ),
        _ => (
            format!("{on_stick} does not lead to {given}"),
            "give with '--service-ca' the certificate of the services' CA of the station that made the bundle",
        ),
    };
    Ok(OperationError::ServicesPath { about, hint, source })
}
