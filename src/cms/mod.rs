//! CMS `SignedData` (RFC 5652): written as DER and nothing else, read as it is found in the field.
//!
//! [`read`] takes an object apart without copying and says in [`CmsFinding`]s
//! what in it is not as it should be. [`SignedData::verify`] judges one signer
//! under a key that the caller chose; only it makes a [`VerifiedSigner`].
//! [`sign`] writes one, reads it back and judges it before it is returned.
//! Whether a certificate may sign is for the rooms above: this room finds the
//! certificate that a signer names, and no more.

mod attributes;
mod certificate;
mod finding;
mod read;
mod sign;
mod verify;

pub use attributes::{SignedAttributes, SigningTime};
pub use certificate::CertificateNames;
pub use finding::CmsFinding;
pub use read::{SignedData, SignerId, SignerInfo, read};
pub use sign::{Content, Sid, Signing, differ_in_signature_alone, draft, sign, sign_detached};
pub use verify::{AttributeOrder, VerifiedSigner};

use crate::asn1::{self, Asn1Error};
use crate::fault::{Fail, Fault};
use crate::signer::SignerError;

/// How many signers of one object are read. Doc 9303 has one everywhere; each costs a
/// search for its certificate's issuer, and thousands fit into a megabyte.
pub const SIGNERS_READ: usize = 16;

/// id-data, 1.2.840.113549.1.7.1 (content octets).
pub const ID_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
/// id-signedData, 1.2.840.113549.1.7.2.
const ID_SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
/// id-contentType, 1.2.840.113549.1.9.3.
const CONTENT_TYPE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x03];
/// id-messageDigest, 1.2.840.113549.1.9.4.
const MESSAGE_DIGEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x04];
/// id-signingTime, 1.2.840.113549.1.9.5.
const SIGNING_TIME: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x05];
/// id-aa-CMSAlgorithmProtect, 1.2.840.113549.1.9.52 (RFC 6211).
const ALGORITHM_PROTECTION: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x34];

/// Why a `SignedData` cannot be read, is not sound, or is not made.
#[derive(Debug, thiserror::Error)]
pub enum CmsError {
    /// The bytes cannot be taken apart.
    #[error("CMS: {0}")]
    Unreadable(#[from] Asn1Error),
    /// Another kind of content than `SignedData`.
    #[error("CMS: offset {offset}: content of type {} where SignedData was expected", asn1::oid_text(oid))]
    NotSignedData {
        /// Where the type stands.
        offset: usize,
        /// The content octets of the type found.
        oid: Vec<u8>,
    },
    /// More signers than are read.
    #[error("CMS: offset {offset}: more than {SIGNERS_READ} signers")]
    TooManySigners {
        /// Where the first one too many stands.
        offset: usize,
    },
    /// A signer was asked for that is not there.
    #[error("CMS: signer {index} was asked for, there are {count}")]
    NoSuchSigner {
        /// The index asked for, from 0.
        index: usize,
        /// How many there are.
        count: usize,
    },
    /// The signature stands apart from its content, and the content was not given.
    #[error("CMS: the signature is detached and its content was not given")]
    ContentMissing,
    /// Content was given beside a signature that carries its own.
    #[error("CMS: the content stands inside, and another was given beside it")]
    ContentTwice,
    /// A signed attribute that must be there is not, or more than once, or has not one value.
    #[error("CMS: signed attribute {attribute} is {what}; RFC 5652 11 wants it once, with one value")]
    Attribute {
        /// Its name.
        attribute: &'static str,
        /// What was found.
        what: &'static str,
    },
    /// The content is not the one that was signed.
    #[error("CMS: the content has another digest than the one that was signed")]
    ContentChanged,
    /// The content type is not the one that was signed.
    #[error("CMS: content of type {} where type {} was signed", asn1::oid_text(found), asn1::oid_text(signed))]
    ContentTypeChanged {
        /// The type that stands in the object.
        found: Vec<u8>,
        /// The type in the signed attribute.
        signed: Vec<u8>,
    },
    /// The algorithms are not the ones that were signed (RFC 6211).
    #[error("CMS: the algorithms differ from those that were signed (CMSAlgorithmProtection)")]
    AlgorithmsChanged,
    /// No signed attributes, and a content that is itself a set of signed attributes.
    #[error(
        "CMS: the content is a set of signed attributes; a signature without signed attributes proves nothing here"
    )]
    AttributesAsContent,
    /// Algorithm, key or signature.
    #[error("CMS: {0}")]
    Signature(#[from] SignerError),
    /// A certificate cannot be read as far as needed to name it.
    #[error("certificate {index}: {source}")]
    Certificate {
        /// Which one, from 0.
        index: usize,
        /// Why.
        source: Asn1Error,
    },
    /// No certificate of the signer was given.
    #[error("CMS: no certificate of the signer was given")]
    CertificateMissing,
    /// The key that signs is not the key of the first certificate.
    #[error("CMS: the first certificate holds another key than the one that signs")]
    CertificateOfAnotherKey,
    /// The signer is to be named by a key identifier, and its certificate has none.
    #[error("CMS: the signer's certificate has no subject key identifier to name it by")]
    KeyIdentifierMissing,
    /// A hash that new signatures are not made with.
    #[error("CMS-1: {algorithm} is not used for new signatures")]
    AlgorithmTooWeak {
        /// The algorithm.
        algorithm: crate::signer::Algorithm,
    },
}

impl Fail for CmsError {
    fn kind(&self) -> Fault {
        match self {
            CmsError::Unreadable(_)
            | CmsError::NotSignedData { .. }
            | CmsError::TooManySigners { .. }
            | CmsError::Certificate { .. } => Fault::Malformed,
            CmsError::NoSuchSigner { .. }
            | CmsError::ContentMissing
            | CmsError::ContentTwice
            | CmsError::CertificateMissing
            | CmsError::CertificateOfAnotherKey
            | CmsError::KeyIdentifierMissing => Fault::Usage,
            CmsError::Attribute { .. }
            | CmsError::ContentChanged
            | CmsError::ContentTypeChanged { .. }
            | CmsError::AlgorithmsChanged
            | CmsError::AttributesAsContent => Fault::Unsound,
            CmsError::Signature(error) => error.kind(),
            CmsError::AlgorithmTooWeak { .. } => Fault::Refused,
        }
    }

    fn clause(&self) -> Option<&'static str> {
        matches!(self, CmsError::AlgorithmTooWeak { .. }).then_some("CMS-1")
    }

    fn hint(&self) -> Option<String> {
        match self {
            CmsError::ContentMissing => Some("give the file that was signed beside the signature".into()),
            CmsError::AlgorithmTooWeak { .. } => Some("choose a profile with SHA-256 or stronger".into()),
            _ => None,
        }
    }
}
