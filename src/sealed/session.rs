//! A key that lives for one session: others seal to it, this process alone opens, and it is never written.

use zeroize::Zeroizing;

use super::bech32;
use super::error::SealedError;
use super::identity::Identities;
use super::recipient::Recipient;
use crate::entropy::Entropy;
use crate::secret::Secret;

/// An X25519 identity in the memory of this process and nowhere else. It has no text, no copy and no shape; when it is
/// dropped, what was sealed to it can be opened by nobody.
///
/// ```compile_fail,E0599
/// fn copied(key: chancery::sealed::SessionKey) -> chancery::sealed::SessionKey {
///     key.clone() // there is no second one
/// }
/// ```
///
/// ```compile_fail,E0277
/// fn told(key: chancery::sealed::SessionKey) -> String {
///     format!("{key:?}") // and no shape
/// }
/// ```
pub struct SessionKey {
    identities: Identities,
    recipient: Recipient,
}

impl SessionKey {
    /// A fresh key, out of the entropy that is given.
    pub fn fresh(entropy: &mut dyn Entropy) -> Result<Self, SealedError> {
        let mut octets = Zeroizing::new([0u8; 32]);
        entropy.fill(octets.as_mut_slice())?;
        let text = bech32::encode("age-secret-key-", octets.as_slice());
        let identity: age::x25519::Identity = text.parse().map_err(|_| SealedError::OwnKey)?;
        let recipient = Recipient::of(identity.to_public());
        Ok(SessionKey { identities: Identities(vec![identity]), recipient })
    }

    /// What others seal to.
    pub fn recipient(&self) -> &Recipient {
        &self.recipient
    }

    /// Opens what was sealed to this session.
    pub fn open(&self, file: &[u8]) -> Result<Secret, SealedError> {
        super::open(file, &self.identities)
    }
}
