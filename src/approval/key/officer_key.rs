//! One officer's key: read by its content, kept as it was given.

use super::content::{self, KeyContent};
use super::signature::Inner as SignatureInner;
use super::{KeyError, KeyForm, Signature, SignatureError};
use super::{openpgp, ssh, x509};
use crate::clock::Time;
use crate::digest::Digest;

/// A public key of an officer, in one of three forms. Equal when the bytes are.
#[derive(Clone)]
pub struct OfficerKey {
    bytes: Vec<u8>,
    digest: Digest,
    identities: Vec<Digest>,
    inner: Inner,
}

#[derive(Clone)]
enum Inner {
    OpenPgp(Box<openpgp::Certificate>),
    X509(Box<x509::Certificate>),
    Ssh(Box<ssh::Key>),
}

impl OfficerKey {
    /// Reads a key file: an OpenPGP certificate (armoured or not), an X.509 certificate (PEM or
    /// DER) or one line with an SSH public key. The form is told by the content.
    ///
    /// Nothing is judged but that it is one public key that can be read; see
    /// [`OfficerKey::expect_usable`].
    pub fn read(bytes: &[u8]) -> Result<Self, KeyError> {
        let (inner, identities) = match content::key(bytes)? {
            KeyContent::OpenPgp(packets) => {
                let certificate = openpgp::Certificate::read(&packets)?;
                let identities = certificate.identities()?;
                (Inner::OpenPgp(Box::new(certificate)), identities)
            }
            KeyContent::X509(der) => {
                let certificate = x509::Certificate::read(der.into_owned())?;
                let identities = vec![certificate.identity()];
                (Inner::X509(Box::new(certificate)), identities)
            }
            KeyContent::Ssh(line) => {
                let key = ssh::Key::read(line)?;
                let identities = vec![key.identity()];
                (Inner::Ssh(Box::new(key)), identities)
            }
        };
        Ok(OfficerKey { bytes: bytes.to_vec(), digest: Digest::of(bytes), identities, inner })
    }

    /// Its form.
    pub fn form(&self) -> KeyForm {
        match self.inner {
            Inner::OpenPgp(_) => KeyForm::OpenPgp,
            Inner::X509(_) => KeyForm::X509,
            Inner::Ssh(_) => KeyForm::Ssh,
        }
    }

    /// The bytes as they were given.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// SHA-256 of the bytes as they were given.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The identity of every raw key in it that can sign by its kind, usable or not, each once: in
    /// an OpenPGP certificate the primary key and all subkeys. A key that the room `signer` does
    /// not know (it is never usable) has the digest of its algorithm and numbers instead.
    pub fn identities(&self) -> &[Digest] {
        &self.identities
    }

    /// What an officer is to see of it: form, algorithm, fingerprint as the stock tool prints it,
    /// names and validity. Everything foreign is made harmless.
    pub fn words(&self) -> Vec<(&'static str, String)> {
        match &self.inner {
            Inner::OpenPgp(certificate) => certificate.words(),
            Inner::X509(certificate) => certificate.words(),
            Inner::Ssh(key) => key.words(),
        }
    }

    /// Refuses a key that may not sign a decision at the station's time: expired, not valid yet,
    /// revoked, weak, not for signing, from a rehearsal.
    pub fn expect_usable(&self, at: Time) -> Result<(), KeyError> {
        match &self.inner {
            Inner::OpenPgp(certificate) => certificate.expect_usable(at),
            Inner::X509(certificate) => certificate.expect_usable(at),
            Inner::Ssh(key) => key.expect_usable(),
        }
    }

    /// Judges a signature over a message, counted at the station's time, and answers with the
    /// identity of the raw key that signed: one of [`OfficerKey::identities`].
    ///
    /// The key must be usable at `at`; where the signature says when it was made, at that time too.
    pub fn verify(&self, message: &[u8], signature: &Signature, at: Time) -> Result<Digest, SignatureError> {
        match (&self.inner, signature.inner()) {
            (Inner::OpenPgp(certificate), SignatureInner::OpenPgp(found)) => certificate.verify(message, found, at),
            (Inner::X509(certificate), SignatureInner::Cms(found)) => certificate.verify(message, found, at),
            (Inner::Ssh(key), SignatureInner::Ssh(found)) => key.verify(message, found),
            _ => Err(SignatureError::Form { signature: signature.form(), key: self.form() }),
        }
    }

    /// The key as the stock tool takes it, with the usual ending of such a file: an armoured
    /// OpenPGP certificate (`asc`, for `gpg --import`), PEM (`pem`, for `openssl`), or the key
    /// without its comment (`pub`, to be written after a name in an `allowed_signers` file).
    pub fn for_stock_tool(&self) -> (&'static str, Vec<u8>) {
        match &self.inner {
            Inner::OpenPgp(certificate) => ("asc", certificate.armoured().into_bytes()),
            Inner::X509(certificate) => ("pem", certificate.pem().into_bytes()),
            Inner::Ssh(key) => ("pub", key.line().into_bytes()),
        }
    }
}

impl std::fmt::Debug for OfficerKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OfficerKey({}, {})", self.form(), self.digest.short())
    }
}

impl PartialEq for OfficerKey {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for OfficerKey {}
