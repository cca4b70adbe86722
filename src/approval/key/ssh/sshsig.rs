//! The signatures of `ssh-keygen -Y sign`: what is in them, and what they are made over.

use super::super::strength::expect_strong;
use super::super::{KeyForm, NAMESPACE, SignatureError};
use super::key_line::Key;
use super::wire::{Wire, string};
use crate::asn1;
use crate::digest::Digest;
use crate::safe;
use crate::signer::{self, Algorithm, Curve, Hash, KeyKind, SignerError};

const MAGIC: &[u8] = b"SSHSIG";

/// The flag that says that somebody touched the security key (PROTOCOL.u2f).
const TOUCHED: u8 = 0x01;

/// An SSH signature, taken apart.
#[derive(Clone)]
pub(in super::super) struct Sshsig {
    public_key: Vec<u8>,
    hash: Hash,
    algorithm: String,
    signature: Vec<u8>,
    /// Flags and counter of a security key.
    security: Option<(u8, u32)>,
}

impl Sshsig {
    /// Reads the blob: magic, version 1, key, namespace, reserved, hash, signature.
    pub(in super::super) fn read(blob: &[u8]) -> Result<Self, SignatureError> {
        let unreadable = |what: &str| SignatureError::Unreadable { what: what.into() };
        let truncated = || unreadable("the SSH signature ends too early");
        let mut wire = Wire(blob);
        if wire.octets(MAGIC.len()) != Some(MAGIC) {
            return Err(unreadable("the SSH signature does not begin with SSHSIG"));
        }
        let version = wire.number().ok_or_else(truncated)?;
        if version != 1 {
            return Err(unreadable(&format!("an SSH signature of version {version}; wanted 1")));
        }
        let mut field = || wire.string().ok_or_else(truncated);
        let (public_key, namespace, reserved) = (field()?, field()?, field()?);
        let (hash, signature) = (field()?, field()?);
        if !wire.is_at_end() {
            return Err(SignatureError::Beside { place: "after" });
        }
        if namespace != NAMESPACE.as_bytes() {
            return Err(SignatureError::Namespace { found: shown(namespace) });
        }
        if !reserved.is_empty() {
            return Err(SignatureError::Reserved { found: reserved.len() });
        }
        let hash = match hash {
            b"sha256" => Hash::Sha256,
            b"sha512" => Hash::Sha512,
            other => return Err(SignatureError::Algorithm { found: format!("hash '{}'", shown(other)) }),
        };
        let mut inner = Wire(signature);
        let algorithm = inner.string().ok_or_else(truncated)?;
        let octets = inner.string().ok_or_else(truncated)?;
        let security = if inner.is_at_end() {
            None
        } else {
            let flags = inner.octets(1).and_then(|f| f.first().copied()).ok_or_else(truncated)?;
            Some((flags, inner.number().ok_or_else(truncated)?))
        };
        if !inner.is_at_end() {
            return Err(unreadable("octets follow the signature inside"));
        }
        let algorithm = shown(algorithm);
        Ok(Sshsig { public_key: public_key.to_vec(), hash, algorithm, signature: octets.to_vec(), security })
    }

    /// What is signed for a message (PROTOCOL.sshsig 3).
    fn signed(&self, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        let hash: &[u8] = if self.hash == Hash::Sha256 { b"sha256" } else { b"sha512" };
        let digest = self.hash.digest(message)?;
        Ok([MAGIC, &string(NAMESPACE.as_bytes()), &string(b""), &string(hash), &string(&digest)].concat())
    }
}

impl Key {
    pub(in super::super) fn verify(&self, message: &[u8], found: &Sshsig) -> Result<Digest, SignatureError> {
        if found.public_key != self.blob {
            let kind = Wire(&found.public_key).string().map_or_else(|| "unreadable".into(), shown);
            return Err(SignatureError::OtherKey { found: kind });
        }
        expect_strong(&self.public)?;
        let algorithm = self.algorithm(found)?;
        let signed = found.signed(message).map_err(judged)?;
        let signed = match (&self.application, found.security) {
            (None, None) => signed,
            (Some(application), Some((flags, counter))) => {
                if flags & TOUCHED == 0 {
                    return Err(SignatureError::NotTouched);
                }
                let (application, signed) = (Digest::of(application.as_bytes()), Digest::of(&signed));
                [&application.0[..], &[flags], &counter.to_be_bytes(), &signed.0].concat()
            }
            (None, Some(_)) => return Err(unreadable("a security key's flags on the signature of another key")),
            (Some(_), None) => return Err(unreadable("a security key's signature without its flags")),
        };
        let octets = match algorithm {
            Algorithm::Ecdsa(_) => ecdsa_der(&found.signature).ok_or(SignatureError::Bad)?,
            _ => found.signature.clone(),
        };
        signer::verify(&self.public, algorithm, &signed, &octets).map_err(judged)?;
        Ok(self.identity())
    }

    /// The algorithm that the signature names, if it is one of this key's.
    fn algorithm(&self, found: &Sshsig) -> Result<Algorithm, SignatureError> {
        let named = found.algorithm.as_str();
        match (self.public.kind(), named) {
            (KeyKind::Rsa { .. }, "rsa-sha2-256") => Ok(Algorithm::RsaPkcs1(Hash::Sha256)),
            (KeyKind::Rsa { .. }, "rsa-sha2-512") => Ok(Algorithm::RsaPkcs1(Hash::Sha512)),
            (KeyKind::Rsa { .. }, "ssh-rsa") => {
                Err(SignatureError::Weak { found: "ssh-rsa, which is RSA with SHA-1".into(), form: KeyForm::Ssh })
            }
            (KeyKind::Ed25519, _) if named == self.kind => Ok(Algorithm::Ed25519),
            (KeyKind::Ec { curve, .. }, _) if named == self.kind => Ok(Algorithm::Ecdsa(match curve {
                Curve::P384 => Hash::Sha384,
                Curve::P521 => Hash::Sha512,
                _ => Hash::Sha256,
            })),
            _ => Err(SignatureError::Algorithm { found: format!("'{named}' for a key of kind {}", self.kind) }),
        }
    }
}

/// Two mpints (RFC 5656 3.1.2) as the DER `Ecdsa-Sig-Value`.
fn ecdsa_der(octets: &[u8]) -> Option<Vec<u8>> {
    let mut wire = Wire(octets);
    let (r, s) = (wire.magnitude()?, wire.magnitude()?);
    wire.is_at_end().then(|| asn1::sequence(&[asn1::integer_bytes(r), asn1::integer_bytes(s)]))
}

fn shown(octets: &[u8]) -> String {
    safe::line(&String::from_utf8_lossy(octets), 60)
}

fn unreadable(what: &str) -> SignatureError {
    SignatureError::Unreadable { what: what.into() }
}

/// A raw signature's own error.
fn judged(error: SignerError) -> SignatureError {
    match error {
        SignerError::Library(source) => SignatureError::Library(source),
        _ => SignatureError::Bad,
    }
}
