//! A public key whose private half somebody was shown to hold.

use crate::pki::PkiError;
use crate::pki::certificate::Certificate;
use crate::pki::csr::CheckedRequest;
use crate::signer::{PublicKey, Signer};

/// A key that may be certified. Made from a request whose proof of possession was
/// checked, from a self-signed certificate, or from a key in a vault of this station.
///
/// ```compile_fail
/// use chancery::pki::issue::ProvenKey;
/// fn certify_anything(key: chancery::signer::PublicKey) -> ProvenKey {
///     ProvenKey { key } // the field is private: a bare key proves nothing
/// }
/// ```
///
/// ```compile_fail
/// use chancery::pki::issue::ProvenKey;
/// fn certify_anything(key: chancery::signer::PublicKey) -> ProvenKey {
///     ProvenKey::in_vault(key) // only the station answers for its record of a vault
/// }
/// ```
#[derive(Clone, Debug)]
pub struct ProvenKey {
    key: PublicKey,
}

impl ProvenKey {
    /// The key of a checked request.
    pub fn of_request(request: &CheckedRequest) -> Self {
        ProvenKey { key: request.key().clone() }
    }

    /// The key that a signer at hand holds.
    pub fn of_signer(signer: &dyn Signer) -> Self {
        ProvenKey { key: signer.public_key().clone() }
    }

    /// A key that nobody holds, for a certificate that is judged and thrown away.
    pub(super) fn of_nobody(key: PublicKey) -> Self {
        ProvenKey { key }
    }

    /// A key that this station made in a vault of its own and has on record. The caller
    /// answers for the record.
    pub(crate) fn in_vault(key: PublicKey) -> Self {
        ProvenKey { key }
    }

    /// The key of a certificate that verifies under itself: the new root, when a link to
    /// it is made.
    pub fn of_self_signed(certificate: &Certificate<'_>) -> Result<Self, PkiError> {
        let key = certificate.public_key()?;
        certificate.verify_signature(&key).map_err(|source| PkiError::NoPossession { source })?;
        Ok(ProvenKey { key })
    }

    /// The key.
    pub fn key(&self) -> &PublicKey {
        &self.key
    }
}
