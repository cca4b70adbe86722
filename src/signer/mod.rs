//! The trait by which anything gets a signature, and the check of every signature.
//!
//! A [`Signer`] has an algorithm, a public key and one verb. Vaults implement it;
//! so do keys on a stick. [`verify`] judges a signature by any algorithm met in
//! the field; it never falls back from one form to another in silence.

mod absent;
mod algorithm;
mod curve;
mod identifier;
mod memory;
mod ml_dsa;
mod public_key;
mod second;
mod verify;

pub use absent::AbsentKey;
pub use algorithm::{Algorithm, Hash};
pub use curve::{Curve, CurveMatch, ExplicitDefect, ExplicitParameters};
pub use identifier::{AlgorithmForm, ParametersForm, PssForm, read_algorithm, read_algorithm_with_digest, read_hash};
pub use memory::{Memory, VERDICTS};
pub use ml_dsa::MlDsa;
pub use public_key::{EcParametersForm, KeyKind, PublicKey};
pub use verify::{DigestInfoForm, Engine, verify, verify_by, verify_prepared};

use crate::fault::{Fail, Fault};

/// Whatever signs: a key in a vault, a key on a stick.
pub trait Signer {
    /// The algorithm every signature of this key is made by.
    fn algorithm(&self) -> Algorithm;

    /// The public half.
    fn public_key(&self) -> &PublicKey;

    /// Signs a message (not a digest). ECDSA signatures come as the DER
    /// `Ecdsa-Sig-Value`, RSA and EdDSA signatures as raw octets.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerError>;
}

/// Why there is no signature, or no good one.
#[derive(Debug, thiserror::Error)]
pub enum SignerError {
    /// A public key cannot be read.
    #[error("a public key cannot be read: {what}")]
    KeyUnreadable {
        /// What was found.
        what: String,
    },
    /// The key and the algorithm do not go together.
    #[error("an {key} key cannot make or check {algorithm} signatures")]
    KeyDoesNotFit {
        /// The kind of key.
        key: String,
        /// The algorithm.
        algorithm: Algorithm,
    },
    /// The signature algorithm is unknown or not allowed here.
    #[error("signature algorithm {oid} is not known here")]
    AlgorithmUnknown {
        /// Its object identifier.
        oid: String,
    },
    /// The parameters of the algorithm cannot be used.
    #[error("parameters of signature algorithm {oid}: {what}")]
    ParametersBad {
        /// The algorithm's object identifier.
        oid: String,
        /// What is wrong with them.
        what: String,
    },
    /// The signature does not verify.
    #[error("the signature does not verify under the key")]
    Bad,
    /// The device that holds the key failed.
    #[error("the device did not sign: {what}")]
    Device {
        /// What the device said.
        what: String,
        /// The device's own error.
        #[source]
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
    /// The cryptographic library failed where it never should.
    #[error("the cryptographic library failed")]
    Library(#[from] openssl::error::ErrorStack),
}

impl Fail for SignerError {
    fn kind(&self) -> Fault {
        match self {
            SignerError::KeyUnreadable { .. } | SignerError::ParametersBad { .. } => Fault::Malformed,
            SignerError::KeyDoesNotFit { .. } | SignerError::AlgorithmUnknown { .. } | SignerError::Bad => {
                Fault::Unsound
            }
            SignerError::Device { .. } => Fault::Device,
            SignerError::Library(_) => Fault::Bug,
        }
    }
}
