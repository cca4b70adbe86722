//! A key in a vault as a [`Signer`]. No signature leaves before it was checked.

use cryptoki::error::Error as Pkcs11Error;
use cryptoki::object::ObjectHandle;

use super::error::VaultError;
use super::mechanism::{Way, ecdsa_der};
use super::session::Session;
use crate::keys::KeyId;
use crate::signer::{self, Algorithm, KeyKind, PublicKey, Signer, SignerError};

/// A key in a vault that signs by one algorithm, through a session of its own.
///
/// Every signature is verified under the public key before it is returned: a
/// faulty token never releases a bad one. Nothing is tried twice.
pub struct KeySigner {
    session: Session,
    key: ObjectHandle,
    id: KeyId,
    algorithm: Algorithm,
    way: Way,
    public_key: PublicKey,
}

impl Session {
    /// A signer over a key of this vault. The key is found anew by its identifier.
    pub fn signer(&self, id: KeyId, algorithm: Algorithm) -> Result<KeySigner, VaultError> {
        KeySigner::new(self.another()?, id, algorithm)
    }
}

impl KeySigner {
    fn new(session: Session, id: KeyId, algorithm: Algorithm) -> Result<Self, VaultError> {
        session.token().still_there()?;
        let missing = || VaultError::KeyMissing { id, vault: session.token().name() };
        let public_key = session.find(id)?.ok_or_else(missing)?;
        if !public_key.fits(algorithm) {
            let key = public_key.kind().to_string();
            return Err(SignerError::KeyDoesNotFit { key, algorithm }.into());
        }
        let way = Way::of(session.token(), algorithm)?;
        let key = session.private_handle(id)?;
        Ok(KeySigner { session, key, id, algorithm, way, public_key })
    }

    /// The key's identifier in its vault.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// The same key through one more session, for another thread.
    pub fn another(&self) -> Result<KeySigner, VaultError> {
        KeySigner::new(self.session.another()?, self.id, self.algorithm)
    }
}

impl Signer for KeySigner {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        sign_checked(&self.session, self.key, self.way, self.algorithm, &self.public_key, message)
    }
}

/// One signature by a key that is at hand, verified before it is returned.
pub(super) fn sign_checked(
    session: &Session,
    key: ObjectHandle,
    way: Way,
    algorithm: Algorithm,
    public_key: &PublicKey,
    message: &[u8],
) -> Result<Vec<u8>, SignerError> {
    let curve = match public_key.kind() {
        KeyKind::Ec { curve, .. } => Some(*curve),
        _ => None,
    };
    let digest = algorithm.hash().map(|h| h.digest(message)).transpose()?;
    let input = way.input(curve, message, digest.as_deref().unwrap_or_default());
    let no_mechanism =
        || SignerError::ParametersBad { oid: algorithm.to_string(), what: "there is no mechanism for its hash".into() };
    let raw = session.raw.sign(&way.mechanism().ok_or_else(no_mechanism)?, key, &input).map_err(device)?;
    let signature = match algorithm {
        Algorithm::Ecdsa(_) => ecdsa_der(&raw).ok_or(SignerError::Bad)?,
        _ => raw,
    };
    match &digest {
        Some(digest) => signer::verify_prepared(public_key, algorithm, digest, &signature)?,
        None => signer::verify(public_key, algorithm, message, &signature)?,
    };
    Ok(signature)
}

fn device(source: Pkcs11Error) -> SignerError {
    SignerError::Device { what: "the token refused".into(), source: Some(Box::new(source)) }
}

#[cfg(test)]
mod tests {
    use cryptoki::object::{Attribute, ObjectClass};

    use super::*;
    use crate::entropy::{Mixer, OperatingSystem};
    use crate::keys::KeySpec;
    use crate::secret::Secret;
    use crate::vault::{KeyRequest, PinStretch, Vault};

    fn opened(file: &std::path::Path) -> Session {
        let pin = Secret::new(b"correct horse".to_vec());
        let mut entropy = Mixer::new(vec![Box::new(OperatingSystem)]);
        let vault =
            Vault::create_embedded(file, &"primary".parse().unwrap(), &pin, PinStretch::Light, &mut entropy).unwrap();
        vault.open(&pin).unwrap()
    }

    /// The embedded token hashes, too, so that both ways can be tried on it.
    #[test]
    fn a_token_that_hashes_itself_signs_as_well() {
        use crate::signer::Hash::{Sha256, Sha384, Sha512};
        let dir = tempfile::tempdir().unwrap();
        let session = opened(&dir.path().join("token"));
        for (n, spec) in [(0u8, "P-256"), (1, "RSA-2048")] {
            let (id, spec) = (KeyId::of([n; 16]), spec.parse::<KeySpec>().unwrap());
            let label = format!("key-{n}").parse().unwrap();
            let public = session.generate(&KeyRequest { id, label, spec, extractable: false }).unwrap();
            let key = session.private_handle(id).unwrap();
            for hash in [Sha256, Sha384, Sha512] {
                let salt = hash.output_len() as u16;
                let ways = match spec {
                    KeySpec::Ec(_) => vec![(Way::EcdsaHashing(hash), Algorithm::Ecdsa(hash))],
                    _ => vec![
                        (Way::RsaPkcs1Hashing(hash), Algorithm::RsaPkcs1(hash)),
                        (Way::RsaPssHashing(hash, salt), Algorithm::RsaPss(hash, salt)),
                    ],
                };
                for (way, algorithm) in ways {
                    sign_checked(&session, key, way, algorithm, &public, b"message").unwrap();
                }
            }
        }
    }

    #[test]
    fn a_signature_that_does_not_fit_the_public_half_never_leaves() {
        let dir = tempfile::tempdir().unwrap();
        let session = opened(&dir.path().join("token"));
        for (n, spec) in [(0u8, "P-256"), (2, "RSA-2048"), (4, "Ed25519")] {
            let spec: KeySpec = spec.parse().unwrap();
            let (one, two) = (KeyId::of([n; 16]), KeyId::of([n + 1; 16]));
            for id in [one, two] {
                let label = format!("key-{}", id.octets()[0]).parse().unwrap();
                session.generate(&KeyRequest { id, label, spec, extractable: false }).unwrap();
            }
            // The public half of one key is put in the place of the other's: what a
            // token would look like that signs with the wrong key.
            let public = |id: KeyId| {
                let wanted = [Attribute::Class(ObjectClass::PUBLIC_KEY), Attribute::Id(id.octets().to_vec())];
                session.find_raw(&wanted).unwrap()[0]
            };
            session.raw.destroy_object(public(one)).unwrap();
            session.raw.copy_object(public(two), &[Attribute::Id(one.octets().to_vec())]).unwrap();
            let signer = session.signer(one, spec.default_algorithm()).unwrap();
            assert!(matches!(signer.sign(b"message"), Err(SignerError::Bad)), "{spec}");
            session.signer(two, spec.default_algorithm()).unwrap().sign(b"message").unwrap();
        }
    }
}
