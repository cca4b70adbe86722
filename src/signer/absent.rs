//! A key whose device is not asked: what will be signed is written and judged before anybody's PIN is.

use super::{Algorithm, PublicKey, Signer, SignerError};

/// The public half of a key and the algorithm it will sign by. It never signs.
#[derive(Clone, Debug)]
pub struct AbsentKey {
    key: PublicKey,
    algorithm: Algorithm,
}

impl AbsentKey {
    /// Of a key that will sign by this algorithm.
    pub fn new(key: PublicKey, algorithm: Algorithm) -> Self {
        AbsentKey { key, algorithm }
    }
}

impl Signer for AbsentKey {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    fn public_key(&self) -> &PublicKey {
        &self.key
    }

    fn sign(&self, _message: &[u8]) -> Result<Vec<u8>, SignerError> {
        Err(SignerError::Device { what: "the key's device was not opened".into(), source: None })
    }
}
