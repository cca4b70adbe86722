//! A signer for tests: a key in memory, through OpenSSL.

#![allow(dead_code)]

use openssl::ec::EcKey;
use openssl::hash::MessageDigest;
use openssl::pkey::{KeyType, PKey, Private};
use openssl::rsa::{Padding, Rsa};
use openssl::sign::{RsaPssSaltlen, Signer as Engine};

use chancery::keys::KeySpec;
use chancery::signer::{Algorithm, Hash, MlDsa, PublicKey, Signer, SignerError};

/// A private key in memory.
pub struct SoftSigner {
    key: PKey<Private>,
    public: PublicKey,
    algorithm: Algorithm,
}

impl SoftSigner {
    /// A new key that signs by its kind's usual algorithm.
    pub fn generate(spec: KeySpec) -> Self {
        Self::with_algorithm(spec, spec.default_algorithm())
    }

    /// A new key that signs by this algorithm.
    pub fn with_algorithm(spec: KeySpec, algorithm: Algorithm) -> Self {
        let key = match spec {
            KeySpec::Ec(curve) => PKey::from_ec_key(EcKey::generate(curve.group().unwrap()).unwrap()).unwrap(),
            KeySpec::Rsa(bits) => PKey::from_rsa(Rsa::generate(u32::from(bits)).unwrap()).unwrap(),
            KeySpec::Ed25519 => PKey::generate_ed25519().unwrap(),
            KeySpec::MlDsa(set) => {
                let kind = match set {
                    MlDsa::MlDsa44 => KeyType::ML_DSA_44,
                    MlDsa::MlDsa65 => KeyType::ML_DSA_65,
                };
                let mut seed = [0; 32];
                openssl::rand::rand_bytes(&mut seed).unwrap();
                PKey::private_key_from_seed(None, kind, None, &seed).unwrap()
            }
        };
        let public = PublicKey::from_spki(&key.public_key_to_der().unwrap()).unwrap();
        SoftSigner { key, public, algorithm }
    }

    /// The same key, signing by this algorithm.
    pub fn by(&self, algorithm: Algorithm) -> Self {
        SoftSigner { key: self.key.clone(), public: self.public.clone(), algorithm }
    }

    /// The private key as PEM, for command line tools.
    pub fn private_pem(&self) -> Vec<u8> {
        self.key.private_key_to_pem_pkcs8().unwrap()
    }

    fn digest(hash: Hash) -> MessageDigest {
        hash.message_digest()
    }
}

impl Signer for SoftSigner {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        let mut engine = match self.algorithm {
            Algorithm::Ed25519 | Algorithm::MlDsa(_) => Engine::new_without_digest(&self.key)?,
            Algorithm::Ecdsa(hash) | Algorithm::RsaPkcs1(hash) => Engine::new(Self::digest(hash), &self.key)?,
            Algorithm::RsaPss(hash, salt) => {
                let mut engine = Engine::new(Self::digest(hash), &self.key)?;
                engine.set_rsa_padding(Padding::PKCS1_PSS)?;
                engine.set_rsa_pss_saltlen(RsaPssSaltlen::custom(i32::from(salt)))?;
                engine.set_rsa_mgf1_md(Self::digest(hash))?;
                engine
            }
        };
        Ok(engine.sign_oneshot_to_vec(message)?)
    }
}
