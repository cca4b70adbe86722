//! One signature over a decision: read by its content, kept as it was given.

use super::content::{self, SignatureContent};
use super::{KeyForm, SignatureError};
use super::{openpgp, signed_data, ssh};
use crate::digest::Digest;

/// A detached signature of one of three forms. Equal when the bytes are, which says nothing of
/// who signed what.
#[derive(Clone)]
pub struct Signature {
    bytes: Vec<u8>,
    inner: Inner,
}

#[derive(Clone)]
pub(super) enum Inner {
    OpenPgp(Box<openpgp::Detached>),
    Cms(signed_data::Detached),
    Ssh(Box<ssh::Sshsig>),
}

impl Signature {
    /// Reads a signature file: an OpenPGP signature (armoured or not), a CMS `SignedData` (DER or
    /// PEM) or an armoured SSH signature. The form is told by the content. Whatever is no single
    /// detached signature is refused here; what it is worth is said by
    /// [`OfficerKey::verify`](super::OfficerKey::verify).
    pub fn read(bytes: &[u8]) -> Result<Self, SignatureError> {
        let inner = match content::signature(bytes)? {
            SignatureContent::OpenPgp(packets) => Inner::OpenPgp(Box::new(openpgp::Detached::read(&packets)?)),
            SignatureContent::Cms(der) => Inner::Cms(signed_data::Detached::read(der.into_owned())?),
            SignatureContent::Ssh(blob) => Inner::Ssh(Box::new(ssh::Sshsig::read(&blob)?)),
        };
        Ok(Signature { bytes: bytes.to_vec(), inner })
    }

    /// Its form.
    pub fn form(&self) -> KeyForm {
        match self.inner {
            Inner::OpenPgp(_) => KeyForm::OpenPgp,
            Inner::Cms(_) => KeyForm::X509,
            Inner::Ssh(_) => KeyForm::Ssh,
        }
    }

    /// The bytes as they were given.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// SHA-256 of the bytes as they were given. Not a name of the decision: the same decision can
    /// be written in other bytes.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.bytes)
    }

    pub(super) fn inner(&self) -> &Inner {
        &self.inner
    }
}

impl std::fmt::Debug for Signature {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Signature({}, {})", self.form(), self.digest().short())
    }
}

impl PartialEq for Signature {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for Signature {}
