//! Judging one signer of a `SignedData` under a key.
//!
//! The steps, in order (RFC 5652 5.4 and 5.6):
//! 1. the content is there, and only once;
//! 2. the signed content type is the one that stands outside;
//! 3. the signed digest is the content's;
//! 4. the algorithms are the signed ones, where they were signed (RFC 6211);
//! 5. the signature is good over the signed attributes as a DER SET OF.

use super::attributes::{SignedAttributes, SigningTime};
use super::read::{SignedData, SignerInfo};
use super::{CmsError, CmsFinding};
use crate::asn1::{Reader, Tag};
use crate::signer::{self, Algorithm, DigestInfoForm, PublicKey, SignerError, read_algorithm_with_digest, read_hash};

/// In which order of the signed attributes a signature is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttributeOrder {
    /// DER order, as RFC 5652 wants it.
    Der,
    /// The stored order, which is not DER order. Sound, but a finding.
    Stored,
}

/// The evidence that one signer's signature is good under a key. Only
/// [`SignedData::verify`] makes it.
///
/// ```compile_fail,E0451
/// use chancery::cms::{SigningTime, VerifiedSigner};
/// use chancery::signer::Algorithm;
/// let forged = VerifiedSigner {
///     signer: 0,
///     algorithm: Algorithm::Ed25519,
///     signing_time: SigningTime::Absent,
///     findings: Vec::new(),
/// };
/// ```
#[derive(Debug)]
pub struct VerifiedSigner {
    signer: usize,
    algorithm: Algorithm,
    signing_time: SigningTime,
    findings: Vec<CmsFinding>,
}

impl VerifiedSigner {
    /// Which signer, from 0.
    pub fn signer(&self) -> usize {
        self.signer
    }

    /// By which algorithm.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// When it says that it signed; the signer's own word.
    pub fn signing_time(&self) -> SigningTime {
        self.signing_time
    }

    /// What was noticed in verifying, beside the findings of reading.
    pub fn findings(&self) -> &[CmsFinding] {
        &self.findings
    }
}

impl SignedData<'_> {
    /// Judges signer `index` under `key`. `detached` is the content of a detached
    /// signature and nothing else.
    ///
    /// Errors: [`CmsError::ContentChanged`] and its like where something was changed,
    /// [`CmsError::Signature`] where the signature is bad or the algorithm not known,
    /// [`CmsError::ContentMissing`] and [`CmsError::ContentTwice`] where `detached` does not fit.
    pub fn verify(&self, index: usize, key: &PublicKey, detached: Option<&[u8]>) -> Result<VerifiedSigner, CmsError> {
        let info = self.signer(index)?;
        let content = match (self.content(), detached) {
            (Some(_), Some(_)) => return Err(CmsError::ContentTwice),
            (None, None) => return Err(CmsError::ContentMissing),
            (Some(content), None) | (None, Some(content)) => content,
        };
        let (algorithm, _) = info.algorithm()?;
        let mut findings = Vec::new();
        let form = match &info.attributes {
            Some(attributes) => {
                check_attributes(self.content_type, content, info, attributes)?;
                let (form, order) = verify_attributes(key, algorithm, info, attributes)?;
                if order == AttributeOrder::Stored {
                    findings.push(CmsFinding::SignedInStoredOrder { signer: index });
                }
                form
            }
            None if looks_like_attributes(content) => return Err(CmsError::AttributesAsContent),
            None => signer::verify(key, algorithm, content, info.signature)?,
        };
        if form == DigestInfoForm::WithoutNull {
            findings.push(CmsFinding::DigestInfoWithoutNull { signer: index });
        }
        Ok(VerifiedSigner { signer: index, algorithm, signing_time: info.signing_time(), findings })
    }
}

fn check_attributes(
    content_type: &[u8],
    content: &[u8],
    info: &SignerInfo<'_>,
    attributes: &SignedAttributes<'_>,
) -> Result<(), CmsError> {
    let signed = attributes.content_type()?;
    if signed != content_type {
        return Err(CmsError::ContentTypeChanged { found: content_type.to_vec(), signed: signed.to_vec() });
    }
    let (hash, _) = info.digest()?;
    if attributes.message_digest()? != hash.digest(content)? {
        return Err(CmsError::ContentChanged);
    }
    if let Some((digest, signature)) = attributes.algorithm_protection()? {
        let (signed_hash, _) = read_hash(&digest)?;
        let (signed_algorithm, _) = read_algorithm_with_digest(&signature, signed_hash)?;
        if (signed_hash, signed_algorithm) != (hash, info.algorithm()?.0) {
            return Err(CmsError::AlgorithmsChanged);
        }
    }
    Ok(())
}

/// DER order first. Only attributes that are stored in another order are tried in
/// that order too, and then it is said.
fn verify_attributes(
    key: &PublicKey,
    algorithm: Algorithm,
    info: &SignerInfo<'_>,
    attributes: &SignedAttributes<'_>,
) -> Result<(DigestInfoForm, AttributeOrder), SignerError> {
    match signer::verify(key, algorithm, &attributes.der_form(), info.signature) {
        Ok(form) => Ok((form, AttributeOrder::Der)),
        Err(SignerError::Bad) if !attributes.is_sorted() => {
            let form = signer::verify(key, algorithm, &attributes.stored_form(), info.signature)?;
            Ok((form, AttributeOrder::Stored))
        }
        Err(error) => Err(error),
    }
}

/// Whether some content is itself a set of signed attributes: somebody may have cut the
/// attributes off a signature and passed them off as the content.
fn looks_like_attributes(content: &[u8]) -> bool {
    let mut reader = Reader::new(content);
    let Ok(set) = reader.next(Tag::SET, "a set") else { return false };
    let readable = SignedAttributes::read(set);
    readable.is_ok_and(|a| a.content_type().is_ok() || a.message_digest().is_ok())
}
