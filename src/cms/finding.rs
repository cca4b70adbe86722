//! What a reader noticed in a `SignedData` that is not as the standards want it.

use std::fmt;

use crate::asn1::DefectKind;
use crate::signer::{AlgorithmForm, Hash};

/// One thing noticed. None of them alone makes a signature bad; rules give them weight.
/// `signer` counts from 0, offsets from the start of the whole input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CmsFinding {
    /// Octets follow the `ContentInfo`.
    TrailingOctets {
        /// Where they begin.
        offset: usize,
        /// How many.
        count: usize,
    },
    /// The encoding is not DER (Doc 9303-12 9 asks for DER).
    NotDer {
        /// Where.
        offset: usize,
        /// What.
        kind: DefectKind,
    },
    /// The `SignedData` version is not the one of RFC 5652 5.1.
    Version {
        /// The version found.
        found: u32,
        /// The version its content asks for.
        expected: u32,
    },
    /// The content stands in a constructed OCTET STRING (BER).
    ContentConstructed {
        /// Where.
        offset: usize,
    },
    /// The certificates are not in DER order.
    CertificatesUnsorted {
        /// Where the set begins.
        offset: usize,
    },
    /// Something other than an X.509 certificate stands among the certificates.
    CertificateOfOtherKind {
        /// Where.
        offset: usize,
    },
    /// CRLs are carried (Doc 9303-12 Table 18 forbids them).
    CrlsPresent {
        /// Where.
        offset: usize,
    },
    /// There is not exactly one signer.
    SignersNotOne {
        /// How many there are.
        count: usize,
    },
    /// A `SignerInfo` version that does not fit the way the signer is named (RFC 5652 5.3).
    SignerVersion {
        /// Which signer.
        signer: usize,
        /// The version found.
        found: u32,
        /// The version its signer identifier asks for.
        expected: u32,
    },
    /// The signer is named by issuer and serial number where a key identifier is recommended.
    NamedByIssuerAndSerial {
        /// Which signer.
        signer: usize,
    },
    /// A digest identifier carries parameters (NULL, mostly).
    DigestParameters {
        /// Which signer.
        signer: usize,
    },
    /// The signer's digest is not listed in `digestAlgorithms`.
    DigestNotListed {
        /// Which signer.
        signer: usize,
    },
    /// The signature identifier says `rsaEncryption` alone; the hash stands in `digestAlgorithm`.
    BareRsaEncryption {
        /// Which signer.
        signer: usize,
    },
    /// The parameters of the signature identifier are not as its standard wants them.
    SignatureParameters {
        /// Which signer.
        signer: usize,
        /// How they are.
        form: AlgorithmForm,
    },
    /// SHA-1 is used.
    WeakHash {
        /// Which signer.
        signer: usize,
    },
    /// The content is hashed with one function and the attributes with another.
    HashesDiffer {
        /// Which signer.
        signer: usize,
        /// For the content.
        content: Hash,
        /// For the signature.
        signature: Hash,
    },
    /// There are no signed attributes.
    AttributesAbsent {
        /// Which signer.
        signer: usize,
    },
    /// The signed attributes are not in DER order (RFC 5652 5.3).
    AttributesUnsorted {
        /// Which signer.
        signer: usize,
        /// Where they stand.
        offset: usize,
    },
    /// There is no signing time.
    SigningTimeAbsent {
        /// Which signer.
        signer: usize,
    },
    /// The signing time cannot be read.
    SigningTimeUnreadable {
        /// Which signer.
        signer: usize,
        /// Where it stands.
        offset: usize,
    },
    /// There are unsigned attributes.
    UnsignedAttributes {
        /// Which signer.
        signer: usize,
    },
    /// Found in verifying: the `DigestInfo` of an RSA signature lacks its NULL.
    DigestInfoWithoutNull {
        /// Which signer.
        signer: usize,
    },
    /// Found in verifying: the signature is over the attributes in their stored order, not in DER order.
    SignedInStoredOrder {
        /// Which signer.
        signer: usize,
    },
}

impl fmt::Display for CmsFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CmsFinding::TrailingOctets { offset, count } => {
                write!(f, "offset {offset}: {count} octets follow the ContentInfo")
            }
            CmsFinding::NotDer { offset, kind } => write!(f, "offset {offset}: not DER ({kind:?})"),
            CmsFinding::Version { found, expected } => {
                write!(f, "SignedData version {found} where {expected} was expected")
            }
            CmsFinding::ContentConstructed { offset } => {
                write!(f, "offset {offset}: the content is a constructed OCTET STRING")
            }
            CmsFinding::CertificatesUnsorted { offset } => {
                write!(f, "offset {offset}: the certificates are not in DER order")
            }
            CmsFinding::CertificateOfOtherKind { offset } => {
                write!(f, "offset {offset}: not an X.509 certificate among the certificates")
            }
            CmsFinding::CrlsPresent { offset } => write!(f, "offset {offset}: CRLs are carried"),
            CmsFinding::SignersNotOne { count } => write!(f, "{count} signers where one was expected"),
            CmsFinding::SignerVersion { signer, found, expected } => {
                write!(f, "signer {signer}: version {found} where {expected} was expected")
            }
            CmsFinding::NamedByIssuerAndSerial { signer } => {
                write!(f, "signer {signer}: named by issuer and serial number, not by key identifier")
            }
            CmsFinding::DigestParameters { signer } => {
                write!(f, "signer {signer}: the digest identifier carries parameters")
            }
            CmsFinding::DigestNotListed { signer } => {
                write!(f, "signer {signer}: its digest is not among the listed ones")
            }
            CmsFinding::BareRsaEncryption { signer } => {
                write!(f, "signer {signer}: rsaEncryption as signature algorithm, the hash stands beside it")
            }
            CmsFinding::SignatureParameters { signer, .. } => {
                write!(f, "signer {signer}: parameters of the signature algorithm are not as its standard wants them")
            }
            CmsFinding::WeakHash { signer } => write!(f, "signer {signer}: SHA-1"),
            CmsFinding::HashesDiffer { signer, content, signature } => {
                write!(f, "signer {signer}: {content} for the content, {signature} for the signature")
            }
            CmsFinding::AttributesAbsent { signer } => write!(f, "signer {signer}: no signed attributes"),
            CmsFinding::AttributesUnsorted { signer, offset } => {
                write!(f, "offset {offset}: signer {signer}: the signed attributes are not in DER order")
            }
            CmsFinding::SigningTimeAbsent { signer } => write!(f, "signer {signer}: no signing time"),
            CmsFinding::SigningTimeUnreadable { signer, offset } => {
                write!(f, "offset {offset}: signer {signer}: the signing time cannot be read")
            }
            CmsFinding::UnsignedAttributes { signer } => write!(f, "signer {signer}: unsigned attributes are present"),
            CmsFinding::DigestInfoWithoutNull { signer } => {
                write!(f, "signer {signer}: the DigestInfo inside the RSA signature lacks its NULL")
            }
            CmsFinding::SignedInStoredOrder { signer } => {
                write!(f, "signer {signer}: signed over the attributes as stored, not in DER order")
            }
        }
    }
}
