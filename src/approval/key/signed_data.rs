//! CMS signatures over decisions: one signer, detached, judged under the enrolled certificate alone.

use super::moment::expect_moment;
use super::x509::{Certificate, shown_sid};
use super::{KeyForm, SignatureError};
use crate::clock::Time;
use crate::cms::{self, CertificateNames, CmsError, CmsFinding, SignedData, SigningTime};
use crate::digest::Digest;
use crate::signer::{Hash, ParametersForm, SignerError};

/// A detached CMS signature; its DER.
#[derive(Clone)]
pub(super) struct Detached {
    der: Vec<u8>,
}

impl Detached {
    /// Refuses everything that is not one detached signature over plain data, in DER.
    pub(super) fn read(der: Vec<u8>) -> Result<Self, SignatureError> {
        let signed = cms::read(&der).map_err(unreadable)?;
        for finding in signed.findings() {
            expect_tolerable(finding)?;
        }
        if signed.content().is_some() {
            let what = "a CMS object that carries its content";
            return Err(SignatureError::Attached { what, form: KeyForm::X509 });
        }
        if signed.content_type() != cms::ID_DATA {
            return Err(SignatureError::ContentType { found: crate::asn1::oid_text(signed.content_type()) });
        }
        Ok(Detached { der })
    }
}

/// What is noticed in reading and refused: whatever is written differently than it must be.
fn expect_tolerable(finding: &CmsFinding) -> Result<(), SignatureError> {
    match finding {
        CmsFinding::TrailingOctets { .. } => Err(SignatureError::Beside { place: "after" }),
        CmsFinding::SignersNotOne { count: 0 } => {
            Err(SignatureError::NotASignature { what: "a CMS object that nobody signed", form: Some(KeyForm::X509) })
        }
        CmsFinding::SignersNotOne { count } => Err(SignatureError::Several { found: *count }),
        CmsFinding::SigningTimeUnreadable { .. } => {
            Err(SignatureError::NoTime { what: "the signing time cannot be read" })
        }
        CmsFinding::WeakHash { .. } => Err(SignatureError::Weak { found: "SHA-1".into(), form: KeyForm::X509 }),
        CmsFinding::SignatureParameters { form, .. }
            if form.pss.is_none() && form.parameters == ParametersForm::Other =>
        {
            Err(SignatureError::Unreadable { what: finding.to_string() })
        }
        CmsFinding::NotDer { .. }
        | CmsFinding::Version { .. }
        | CmsFinding::ContentConstructed { .. }
        | CmsFinding::SignerVersion { .. }
        | CmsFinding::DigestNotListed { .. }
        | CmsFinding::AttributesUnsorted { .. }
        | CmsFinding::DigestInfoWithoutNull { .. }
        | CmsFinding::SignedInStoredOrder { .. } => Err(SignatureError::Unreadable { what: finding.to_string() }),
        CmsFinding::CertificatesUnsorted { .. }
        | CmsFinding::CertificateOfOtherKind { .. }
        | CmsFinding::CrlsPresent { .. }
        | CmsFinding::NamedByIssuerAndSerial { .. }
        | CmsFinding::DigestParameters { .. }
        | CmsFinding::BareRsaEncryption { .. }
        | CmsFinding::SignatureParameters { .. }
        | CmsFinding::HashesDiffer { .. }
        | CmsFinding::AttributesAbsent { .. }
        | CmsFinding::SigningTimeAbsent { .. }
        | CmsFinding::UnsignedAttributes { .. } => Ok(()),
    }
}

fn unreadable(error: CmsError) -> SignatureError {
    match error {
        CmsError::NotSignedData { .. } => {
            SignatureError::NotASignature { what: "a CMS object of another kind", form: Some(KeyForm::X509) }
        }
        CmsError::TooManySigners { .. } => SignatureError::Several { found: cms::SIGNERS_READ + 1 },
        other => SignatureError::Unreadable { what: other.to_string() },
    }
}

impl Certificate {
    pub(super) fn verify(&self, message: &[u8], found: &Detached, at: Time) -> Result<Digest, SignatureError> {
        let signed = cms::read(&found.der).map_err(unreadable)?;
        let info = signed.signers().first().ok_or(SignatureError::Bad)?;
        let (hash, parameters) = info.digest().map_err(judged)?;
        if parameters == ParametersForm::Other {
            return Err(SignatureError::Unreadable {
                what: "the digest identifier has parameters that are no NULL".into(),
            });
        }
        let (algorithm, _) = info.algorithm().map_err(judged)?;
        for hash in [Some(hash), algorithm.hash()].into_iter().flatten() {
            expect_strong_hash(hash)?;
        }
        let names = CertificateNames::read(self.der())
            .map_err(|error| SignatureError::Unreadable { what: error.to_string() })?;
        let mine = info.sid.names(&names);
        match signed.verify(0, &self.public, Some(message)) {
            Ok(verified) => {
                for finding in verified.findings() {
                    expect_tolerable(finding)?;
                }
            }
            Err(
                CmsError::Signature(SignerError::Bad | SignerError::KeyDoesNotFit { .. }) | CmsError::ContentChanged,
            ) if !mine => {
                return Err(SignatureError::OtherKey { found: shown_sid(&info.sid) });
            }
            Err(CmsError::Signature(SignerError::Bad) | CmsError::ContentChanged) => {
                return Err(self.why_bad(&signed, message));
            }
            Err(error) => return Err(judged(error)),
        }
        if !mine {
            return Err(SignatureError::OtherCertificate { what: "names" });
        }
        self.expect_no_substitute(&signed, &info.sid)?;
        self.expect_usable(at)?;
        if let SigningTime::At(made) = info.signing_time() {
            expect_moment(made, self.valid.0, Some(self.valid.1), at)?;
        }
        Ok(self.identity())
    }

    /// A signature that is not good: over the text with other line ends, or over something else.
    fn why_bad(&self, signed: &SignedData<'_>, message: &[u8]) -> SignatureError {
        let lines = with_crlf(message);
        let header = [b"Content-Type: text/plain\r\n\r\n", &lines[..]].concat();
        for (text, what) in [
            (lines, "signed with its line ends changed to CRLF: 'openssl cms' was run without -binary"),
            (header, "signed as a text message: 'openssl cms' was run with -text"),
        ] {
            if text != message && signed.verify(0, &self.public, Some(&text)).is_ok() {
                return SignatureError::TextMode { what, form: KeyForm::X509 };
            }
        }
        SignatureError::Bad
    }

    /// A carried certificate that passes itself off as the signer's must be the enrolled one.
    fn expect_no_substitute(&self, signed: &SignedData<'_>, sid: &cms::SignerId<'_>) -> Result<(), SignatureError> {
        let passes_off = |der: &[u8]| CertificateNames::read(der).is_ok_and(|names| sid.names(&names));
        let other = signed.certificates().iter().any(|c| c.full != self.der() && passes_off(c.full));
        if other { Err(SignatureError::OtherCertificate { what: "carries" }) } else { Ok(()) }
    }
}

fn expect_strong_hash(hash: Hash) -> Result<(), SignatureError> {
    match hash {
        Hash::Sha256 | Hash::Sha384 | Hash::Sha512 => Ok(()),
        Hash::Sha1 | Hash::Sha224 => Err(SignatureError::Weak { found: hash.to_string(), form: KeyForm::X509 }),
    }
}

/// What the room `cms` says, as an answer about a decision.
fn judged(error: CmsError) -> SignatureError {
    match error {
        CmsError::Attribute { attribute, what } => SignatureError::Attribute { attribute, what },
        CmsError::ContentTypeChanged { signed, .. } => {
            SignatureError::ContentType { found: crate::asn1::oid_text(&signed) }
        }
        CmsError::Signature(SignerError::AlgorithmUnknown { oid }) => match weak_name(&oid) {
            Some(name) => SignatureError::Weak { found: name.into(), form: KeyForm::X509 },
            None => SignatureError::Algorithm { found: oid },
        },
        CmsError::Signature(SignerError::ParametersBad { oid, what }) => {
            SignatureError::Algorithm { found: format!("{oid} with {what}") }
        }
        CmsError::Signature(SignerError::KeyDoesNotFit { algorithm, .. }) => {
            SignatureError::OtherKey { found: format!("it was made by {algorithm}") }
        }
        CmsError::Signature(SignerError::Library(source)) => SignatureError::Library(source),
        CmsError::Unreadable(error) => SignatureError::Unreadable { what: error.to_string() },
        _ => SignatureError::Bad,
    }
}

/// Old algorithms that the room `signer` does not know by name.
fn weak_name(oid: &str) -> Option<&'static str> {
    match oid {
        "1.2.840.113549.2.5" | "1.2.840.113549.1.1.4" => Some("MD5"),
        "1.2.840.113549.2.2" | "1.2.840.113549.1.1.2" => Some("MD2"),
        "1.3.36.3.2.1" => Some("RIPEMD-160"),
        _ => None,
    }
}

/// A text with CRLF line ends, as mail wants them.
fn with_crlf(message: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(message.len() + message.len() / 16);
    let mut previous = 0;
    for octet in message {
        if *octet == b'\n' && previous != b'\r' {
            out.push(b'\r');
        }
        out.push(*octet);
        previous = *octet;
    }
    out
}
