//! Verdicts of one run: a signature that was judged under a key is not judged again.
//!
//! Scoped to whoever holds it, and bounded: nothing is global, nothing is kept on a disk.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::{Algorithm, DigestInfoForm, PublicKey, SignerError, verify, verify_prepared};
use crate::digest::{Digest, Hasher};

/// How many verdicts are remembered; those that come after are given and forgotten. A verdict takes some 50 octets.
pub const VERDICTS: usize = 1 << 16;

type Judge = fn(&PublicKey, Algorithm, &[u8], &[u8]) -> Result<DigestInfoForm, SignerError>;

/// Remembers for a key's `SubjectPublicKeyInfo`, an algorithm, what was signed and a signature whether
/// the one verifies the other.
#[derive(Debug, Default)]
pub struct Memory {
    verdicts: Mutex<HashMap<Digest, Option<DigestInfoForm>>>,
    answered: AtomicUsize,
}

impl Memory {
    /// One that remembers nothing yet.
    pub fn new() -> Self {
        Memory::default()
    }

    /// As [`verify`].
    pub fn verify(
        &self,
        key: &PublicKey,
        algorithm: Algorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<DigestInfoForm, SignerError> {
        match algorithm.hash() {
            Some(hash) => self.verify_prepared(key, algorithm, &hash.digest(message)?, signature),
            None => self.recall(key, algorithm, message, signature, verify),
        }
    }

    /// As [`verify_prepared`].
    pub fn verify_prepared(
        &self,
        key: &PublicKey,
        algorithm: Algorithm,
        digest: &[u8],
        signature: &[u8],
    ) -> Result<DigestInfoForm, SignerError> {
        self.recall(key, algorithm, digest, signature, verify_prepared)
    }

    /// How many verdicts were given from memory.
    pub fn answered(&self) -> usize {
        self.answered.load(Ordering::Relaxed)
    }

    fn recall(
        &self,
        key: &PublicKey,
        algorithm: Algorithm,
        signed: &[u8],
        signature: &[u8],
        judge: Judge,
    ) -> Result<DigestInfoForm, SignerError> {
        let asked = question(key, algorithm, signed, signature);
        if let Some(verdict) = self.lock().get(&asked) {
            self.answered.fetch_add(1, Ordering::Relaxed);
            return verdict.ok_or(SignerError::Bad);
        }
        let found = judge(key, algorithm, signed, signature);
        let verdict = match &found {
            Ok(form) => Some(*form),
            Err(SignerError::Bad) => None,
            Err(_) => return found,
        };
        let mut verdicts = self.lock();
        if verdicts.len() < VERDICTS {
            verdicts.insert(asked, verdict);
        }
        found
    }

    /// A verdict is inserted whole, so a thread that ended badly left nothing half-done.
    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Digest, Option<DigestInfoForm>>> {
        self.verdicts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// SHA-256 over the four, each with its length, so that no two questions are written alike.
fn question(key: &PublicKey, algorithm: Algorithm, signed: &[u8], signature: &[u8]) -> Digest {
    let algorithm = algorithm.to_string();
    let parts = [key.spki(), algorithm.as_bytes(), signed, signature];
    let length = |part: &[u8]| (part.len() as u64).to_be_bytes();
    parts.iter().fold(Hasher::new(), |hasher, part| hasher.then(&length(part)).then(part)).finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signer::{Curve, Hash};
    use openssl::bn::BigNumContext;
    use openssl::ec::{EcKey, PointConversionForm};
    use openssl::ecdsa::EcdsaSig;

    const BY: Algorithm = Algorithm::Ecdsa(Hash::Sha256);

    fn signed(message: &[u8]) -> (PublicKey, Vec<u8>) {
        let group = Curve::P256.group().unwrap();
        let private = EcKey::generate(group).unwrap();
        let mut context = BigNumContext::new().unwrap();
        let point = private.public_key().to_bytes(group, PointConversionForm::UNCOMPRESSED, &mut context).unwrap();
        let signature = EcdsaSig::sign(&Hash::Sha256.digest(message).unwrap(), &private).unwrap().to_der().unwrap();
        (PublicKey::from_ec_point(Curve::P256, &point).unwrap(), signature)
    }

    #[test]
    fn a_signature_is_judged_once_and_the_same_verdict_comes_back() {
        let ((key, good), memory) = (signed(b"list"), Memory::new());
        for round in 0..3 {
            assert_eq!(memory.verify(&key, BY, b"list", &good).unwrap(), DigestInfoForm::Standard);
            assert!(matches!(memory.verify(&key, BY, b"lost", &good), Err(SignerError::Bad)));
            assert_eq!(memory.answered(), 2 * round);
        }
    }

    #[test]
    fn a_verdict_is_never_given_for_another_key_message_signature_or_algorithm() {
        let ((key, good), (other, _), memory) = (signed(b"list"), signed(b"list"), Memory::new());
        assert!(memory.verify(&key, BY, b"list", &good).is_ok());
        assert!(memory.verify(&other, BY, b"list", &good).is_err());
        assert!(memory.verify(&key, BY, b"lists", &good).is_err());
        assert!(memory.verify(&key, Algorithm::Ecdsa(Hash::Sha384), b"list", &good).is_err());
        let mut bent = good.clone();
        bent[20] ^= 1;
        assert!(memory.verify(&key, BY, b"list", &bent).is_err());
        let moved = [b"list".as_slice(), &good].concat();
        assert!(memory.verify(&key, BY, &moved, &[]).is_err());
        assert_eq!(memory.answered(), 0);
    }

    #[test]
    fn what_is_no_verdict_is_not_remembered() {
        let ((key, good), memory) = (signed(b"list"), Memory::new());
        for _ in 0..2 {
            let error = memory.verify(&key, Algorithm::RsaPkcs1(Hash::Sha256), b"list", &good).unwrap_err();
            assert!(matches!(error, SignerError::KeyDoesNotFit { .. }));
        }
        assert_eq!(memory.answered(), 0);
    }
}
