//! The floor of a bench: the same signatures verified by OpenSSL and nothing else. Keys are
//! prepared before, each once; hashing is part of it, as in OpenSSL's own one-call verification.

#![allow(dead_code)]

use std::collections::HashMap;
use std::time::{Duration, Instant};

use chancery::signer::{Algorithm, PublicKey};
use openssl::pkey::{PKey, Public};
use openssl::rsa::Padding;
use openssl::sign::{RsaPssSaltlen, Verifier};
use rayon::prelude::*;

/// A signature that is said to be good, with the key that verifies it.
pub struct Signed {
    /// The key.
    pub key: PublicKey,
    /// The algorithm, hash included.
    pub algorithm: Algorithm,
    /// What was signed.
    pub message: Vec<u8>,
    /// The signature: DER for ECDSA, raw octets else.
    pub signature: Vec<u8>,
}

/// Signatures ready to be verified.
pub struct Floor {
    keys: Vec<PKey<Public>>,
    checks: Vec<(usize, Signed)>,
    /// How many were left out because stock OpenSSL does not take them, such as a `DigestInfo` without its NULL.
    pub refused: usize,
}

impl Floor {
    /// Prepares every key once, and leaves out what stock OpenSSL does not take.
    pub fn prepare(signatures: impl IntoIterator<Item = Signed>) -> Floor {
        let mut floor = Floor { keys: Vec::new(), checks: Vec::new(), refused: 0 };
        let mut places: HashMap<Vec<u8>, usize> = HashMap::new();
        for signed in signatures {
            let spki = signed.key.named_spki().expect("a key that was used can be written");
            let place = *places.entry(spki).or_insert_with_key(|spki| {
                floor.keys.push(PKey::public_key_from_der(spki).expect("a key that OpenSSL knows"));
                floor.keys.len() - 1
            });
            match verifies(&floor.keys[place], &signed) {
                true => floor.checks.push((place, signed)),
                false => floor.refused += 1,
            }
        }
        floor
    }

    /// The signatures.
    pub fn signed(&self) -> impl Iterator<Item = &Signed> {
        self.checks.iter().map(|(_, signed)| signed)
    }

    /// The signatures, taken out.
    pub fn into_signed(self) -> impl Iterator<Item = Signed> {
        self.checks.into_iter().map(|(_, signed)| signed)
    }

    /// How many signatures there are.
    pub fn len(&self) -> usize {
        self.checks.len()
    }

    /// Verifies all, on the calling thread alone.
    pub fn on_one_core(&self) -> Duration {
        let begin = Instant::now();
        assert!(self.checks.iter().all(|(key, signed)| verifies(&self.keys[*key], signed)));
        begin.elapsed()
    }

    /// Verifies all, on every core there is.
    pub fn on_all_cores(&self) -> Duration {
        let begin = Instant::now();
        assert!(self.checks.par_iter().all(|(key, signed)| verifies(&self.keys[*key], signed)));
        begin.elapsed()
    }
}

fn verifies(key: &PKey<Public>, signed: &Signed) -> bool {
    let Some(hash) = signed.algorithm.hash() else {
        let mut verifier = Verifier::new_without_digest(key).expect("a verifier");
        return verifier.verify_oneshot(&signed.signature, &signed.message).unwrap_or(false);
    };
    let mut verifier = Verifier::new(hash.message_digest(), key).expect("a verifier");
    if let Algorithm::RsaPss(_, salt) = signed.algorithm {
        verifier.set_rsa_padding(Padding::PKCS1_PSS).expect("an RSA key");
        verifier.set_rsa_pss_saltlen(RsaPssSaltlen::custom(i32::from(salt))).expect("a salt length");
    }
    verifier.verify_oneshot(&signed.signature, &signed.message).unwrap_or(false)
}
