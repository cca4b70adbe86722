//! `MANIFEST.sha256`: every target with its SHA-256, in the form that
//! `sha256sum -c MANIFEST.sha256` reads in the bundle's folder, and its signature.
//!
//! One line for each file, in the order of the paths: 64 hex digits, two blanks,
//! the path below the bundle's folder, a newline. The file's own SHA-256 stands for
//! all targets: it is what the export's ledger entry commits to. `MANIFEST.p7s` is
//! a detached CMS signature over its octets; a bare machine checks it with
//! `openssl cms -verify -binary -inform DER -in MANIFEST.p7s -content MANIFEST.sha256
//! -CAfile service-ca.pem -purpose any`.

use std::fmt::Write as _;

use super::BundleError;
use crate::clock::Time;
use crate::cms::{self, CmsError, Content, Sid, Signing};
use crate::digest::Digest;
use crate::signer::{PublicKey, Signer};

/// The manifest's name.
pub(super) const NAME: &str = "MANIFEST.sha256";
/// The name of its detached CMS signature.
pub(super) const SIGNATURE: &str = "MANIFEST.p7s";

/// The manifest of these files; the paths must come in order.
pub(super) fn text<'a>(files: impl IntoIterator<Item = (&'a str, Digest)>) -> Vec<u8> {
    let mut out = String::new();
    for (path, digest) in files {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{digest}  {path}");
    }
    out.into_bytes()
}

/// The bundle signer: its key and its certificates. EC P-256 or P-384 with a named
/// curve, or RSA: older `openssl cms` knows no Ed25519.
pub struct ManifestSigner<'a> {
    /// The key.
    pub signer: &'a dyn Signer,
    /// DER certificates that travel with the signature, the signer's own first.
    pub certificates: &'a [&'a [u8]],
    /// When it is signed.
    pub time: Time,
}

impl ManifestSigner<'_> {
    /// The detached signature over a manifest, already checked.
    pub(super) fn sign(&self, manifest: &[u8]) -> Result<Vec<u8>, BundleError> {
        let signing = Signing {
            content_type: cms::ID_DATA,
            content: Content::Detached(manifest),
            signer: self.signer,
            certificates: self.certificates,
            sid: Sid::IssuerAndSerial,
            signing_time: self.time,
        };
        cms::sign(&signing).map_err(|source| BundleError::ManifestSignature { source })
    }
}

/// Judges the detached signature: one signer, this key, this manifest. Gives the
/// time at which the signer says it signed.
pub(super) fn judge(signature: &[u8], manifest: &[u8], key: &PublicKey) -> Result<Option<Time>, BundleError> {
    let judged = || {
        let signed = cms::read(signature)?;
        if signed.signers().len() != 1 {
            return Err(CmsError::NoSuchSigner { index: 0, count: signed.signers().len() });
        }
        Ok(signed.verify(0, key, Some(manifest))?.signing_time().time())
    };
    judged().map_err(|source| BundleError::ManifestSignature { source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_digest_two_blanks_path() {
        let lines = text([("targets/a/b", Digest::of(b"abc"))]);
        let wanted = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  targets/a/b\n";
        assert_eq!(String::from_utf8(lines).unwrap(), wanted);
    }
}
