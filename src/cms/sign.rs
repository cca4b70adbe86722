//! Writing a `SignedData`: DER, one signer, always with signed attributes.

use super::certificate::CertificateNames;
use super::{CONTENT_TYPE, CmsError, ID_DATA, ID_SIGNED_DATA, MESSAGE_DIGEST, SIGNING_TIME};
use crate::asn1::{self, Element, Reader, Tag};
use crate::clock::Time;
use crate::signer::{Hash, PublicKey, Signer, SignerError};

/// What is signed, and whether it travels inside.
#[derive(Clone, Copy, Debug)]
pub enum Content<'a> {
    /// The content stands inside.
    Attached(&'a [u8]),
    /// The content stands in a file of its own.
    Detached(&'a [u8]),
}

impl<'a> Content<'a> {
    /// The octets.
    pub fn octets(&self) -> &'a [u8] {
        match self {
            Content::Attached(octets) | Content::Detached(octets) => octets,
        }
    }
}

/// By what the signer is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sid {
    /// By the subject key identifier of its certificate (`SignerInfo` version 3).
    KeyIdentifier,
    /// By the issuer and serial number of its certificate (`SignerInfo` version 1).
    IssuerAndSerial,
}

/// Everything a signature is made from.
pub struct Signing<'a> {
    /// The content type: content octets of an object identifier, such as [`ID_DATA`].
    pub content_type: &'a [u8],
    /// The content.
    pub content: Content<'a>,
    /// The key that signs.
    pub signer: &'a dyn Signer,
    /// The certificates that are carried, DER; the signer's stands first here, all are
    /// written in DER order and once.
    pub certificates: &'a [&'a [u8]],
    /// By what the signer is named.
    pub sid: Sid,
    /// The signing time.
    pub signing_time: Time,
}

/// Signs, reads back what was written, judges it, and returns the DER `ContentInfo`.
///
/// Versions are those of RFC 5652 5.1 and 5.3; digest identifiers carry no parameters,
/// RSASSA-PKCS1-v1_5 identifiers NULL (Doc 9303-12 Table 18, note). Signed attributes are
/// contentType, messageDigest and signingTime, in DER order.
///
/// Errors: nothing is signed when the first certificate does not hold the signer's key
/// ([`CmsError::CertificateOfAnotherKey`]), cannot be named as asked, or the algorithm is
/// not for new signatures (`CMS-1`).
pub fn sign(signing: &Signing<'_>) -> Result<Vec<u8>, CmsError> {
    let whole = write(signing, |attributes| signing.signer.sign(attributes))?;
    judge(&whole, signing)?;
    Ok(whole)
}

/// The message as [`sign`] would write it, with zeros in the place of the signature: for rules that look before
/// anything is signed. Nothing is signed and the signer's key is not asked.
///
/// Errors: as [`sign`].
pub fn draft(signing: &Signing<'_>) -> Result<Vec<u8>, CmsError> {
    write(signing, |_| Ok(vec![0; 64]))
}

/// Whether two messages are the same octets but for the last of all their values, the signature, and the lengths around it.
pub fn differ_in_signature_alone(one: &[u8], other: &[u8]) -> bool {
    let (Some(one), Some(other)) = (elements(one), elements(other)) else { return false };
    let (Some((last, front)), Some((other_last, other_front))) = (one.split_last(), other.split_last()) else {
        return false;
    };
    let same = |a: &[Element<'_>], b: &[Element<'_>]| a.iter().map(|e| e.full).eq(b.iter().map(|e| e.full));
    let is_signature = last.tag == Tag::OCTET_STRING;
    same(front, other_front)
        && last.tag == other_last.tag
        && (is_signature || differ_in_signature_alone(last.content, other_last.content))
}

fn elements(content: &[u8]) -> Option<Vec<Element<'_>>> {
    let mut reader = Reader::new(content);
    let mut all = Vec::new();
    while !reader.is_at_end() {
        all.push(reader.any("a part of a message").ok()?);
    }
    Some(all)
}

/// Writes the message with what this makes of the signed attributes as its signature.
fn write(
    signing: &Signing<'_>,
    signature: impl FnOnce(&[u8]) -> Result<Vec<u8>, SignerError>,
) -> Result<Vec<u8>, CmsError> {
    let algorithm = signing.signer.algorithm();
    if !algorithm.is_for_new_signatures() {
        return Err(CmsError::AlgorithmTooWeak { algorithm });
    }
    let (version, sid) = name_signer(signing)?;
    // RFC 8419 3.1: Ed25519 goes with SHA-512.
    let hash = algorithm.hash().unwrap_or(Hash::Sha512);
    let digest_identifier = asn1::sequence(&[asn1::oid(hash.oid())]);

    let attribute = |name: &[u8], value: Vec<u8>| asn1::sequence(&[asn1::oid(name), asn1::set_of(&[value])]);
    let attributes = asn1::set_of(&[
        attribute(CONTENT_TYPE, asn1::oid(signing.content_type)),
        attribute(MESSAGE_DIGEST, asn1::octet_string(&hash.digest(signing.content.octets())?)),
        attribute(SIGNING_TIME, asn1::validity_time(signing.signing_time)),
    ]);
    let signature = signature(&attributes)?;
    let signer_info = asn1::sequence(&[
        asn1::integer(version),
        sid,
        digest_identifier.clone(),
        retagged(attributes),
        algorithm.identifier(),
        asn1::octet_string(&signature),
    ]);

    let content = match signing.content {
        Content::Attached(octets) => asn1::context(0, &asn1::octet_string(octets)),
        Content::Detached(_) => Vec::new(),
    };
    let mut certificates = signing.certificates.to_vec();
    certificates.sort_unstable();
    certificates.dedup();
    let data_version = if version == 3 || signing.content_type != ID_DATA { 3 } else { 1 };
    let signed_data = asn1::sequence(&[
        asn1::integer(data_version),
        asn1::set_of(&[digest_identifier]),
        asn1::sequence(&[asn1::oid(signing.content_type), content]),
        asn1::context(0, &certificates.concat()),
        asn1::set_of(&[signer_info]),
    ]);
    Ok(asn1::sequence(&[asn1::oid(ID_SIGNED_DATA), asn1::context(0, &signed_data)]))
}

/// Signs octets that stay in a file of their own, as `openssl cms -sign -binary -outform DER` does: the signer named by
/// issuer and serial number, its certificate (DER) inside.
///
/// Errors: as [`sign`].
pub fn sign_detached(
    signer: &dyn Signer,
    certificate: &[u8],
    content: &[u8],
    signing_time: Time,
) -> Result<Vec<u8>, CmsError> {
    sign(&Signing {
        content_type: ID_DATA,
        content: Content::Detached(content),
        signer,
        certificates: &[certificate],
        sid: Sid::IssuerAndSerial,
        signing_time,
    })
}

/// The same set under `[0] IMPLICIT`.
fn retagged(mut set: Vec<u8>) -> Vec<u8> {
    if let Some(tag) = set.first_mut() {
        *tag = Tag::context(0).0;
    }
    set
}

/// The `SignerInfo` version and the encoded sid, after the certificate was compared with the key.
fn name_signer(signing: &Signing<'_>) -> Result<(u64, Vec<u8>), CmsError> {
    let mut own = None;
    for (index, certificate) in signing.certificates.iter().enumerate() {
        let names = CertificateNames::read(certificate).map_err(|source| CmsError::Certificate { index, source })?;
        own.get_or_insert(names);
    }
    let own = own.ok_or(CmsError::CertificateMissing)?;
    let certified = PublicKey::from_element(&own.key)?;
    if certified.identity()? != signing.signer.public_key().identity()? {
        return Err(CmsError::CertificateOfAnotherKey);
    }
    match signing.sid {
        Sid::KeyIdentifier => {
            let identifier = own.key_identifier.filter(|i| !i.is_empty()).ok_or(CmsError::KeyIdentifierMissing)?;
            Ok((3, asn1::context_primitive(0, identifier)))
        }
        Sid::IssuerAndSerial => Ok((1, asn1::sequence(&[own.issuer.to_vec(), asn1::tlv(Tag::INTEGER, own.serial)]))),
    }
}

/// What was written is read again, and its signature judged under the signer's own key.
fn judge(whole: &[u8], signing: &Signing<'_>) -> Result<(), CmsError> {
    let signed = super::read(whole)?;
    let detached = match signing.content {
        Content::Attached(_) => None,
        Content::Detached(octets) => Some(octets),
    };
    let verified = signed.verify(0, signing.signer.public_key(), detached)?;
    let named = signed.certificate_of(0)?.is_some();
    if named && verified.findings().is_empty() { Ok(()) } else { Err(SignerError::Bad.into()) }
}
