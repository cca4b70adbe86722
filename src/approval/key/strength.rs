//! How strong a raw key must be, whatever form it comes in.

use super::KeyError;
use crate::signer::{Curve, KeyKind, PublicKey, SignerError};

/// The fewest bits of an RSA modulus (SP 800-131A: 2048 until 2030).
const RSA_BITS: usize = 2048;

/// The most: beyond it a check costs time that somebody else decides.
const RSA_BITS_MOST: usize = 8192;

/// Refuses a key that is too weak to sign a decision with.
pub(super) fn expect_strong(key: &PublicKey) -> Result<(), KeyError> {
    match key.kind() {
        KeyKind::Rsa { bits, .. } if *bits < RSA_BITS => {
            Err(KeyError::Weak { found: format!("an RSA key of {bits} bits"), wanted: "2048 bits or more" })
        }
        KeyKind::Rsa { bits, .. } if *bits > RSA_BITS_MOST => {
            Err(KeyError::Algorithm { found: format!("an RSA key of {bits} bits, more than {RSA_BITS_MOST}") })
        }
        KeyKind::Rsa { exponent, modulus, .. } => {
            let odd = |number: &[u8]| number.last().is_some_and(|last| last & 1 == 1);
            let sound = odd(exponent) && odd(modulus) && exponent.as_slice() != [1];
            let found = || "an RSA key whose modulus or exponent is even, or whose exponent is 1".to_owned();
            if sound { Ok(()) } else { Err(KeyError::Weak { found: found(), wanted: "an odd exponent from 3 up" }) }
        }
        KeyKind::Ec { curve: Curve::P224 | Curve::BrainpoolP224r1, .. } => {
            Err(KeyError::Weak { found: format!("a key on {}", key.kind()), wanted: "a curve of 256 bits or more" })
        }
        KeyKind::Ec { .. } | KeyKind::Ed25519 => Ok(()),
        KeyKind::MlDsa(_) => Err(KeyError::Algorithm { found: format!("a key of algorithm {}", key.kind()) }),
    }
}

/// What a raw key's own error means for an officer's key.
pub(super) fn key_error(error: SignerError) -> KeyError {
    match error {
        SignerError::AlgorithmUnknown { oid } => KeyError::Algorithm { found: format!("a key of algorithm {oid}") },
        SignerError::Library(source) => KeyError::Library(source),
        other => KeyError::Unreadable { what: other.to_string() },
    }
}
