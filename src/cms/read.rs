//! Reading a `SignedData` as it was found: nothing copied, nothing judged bad, everything odd said.

use std::borrow::Cow;

use super::attributes::{SignedAttributes, SigningTime};
use super::certificate::CertificateNames;
use super::{CmsError, CmsFinding, ID_DATA, ID_SIGNED_DATA, SIGNERS_READ};
use crate::asn1::{Asn1Error, Element, Reader, Tag, strict_der};
use crate::signer::{Algorithm, AlgorithmForm, Hash, ParametersForm, read_algorithm_with_digest, read_hash};

/// An OCTET STRING made of several (BER).
const CONSTRUCTED_OCTET_STRING: Tag = Tag(0x24);

/// How a signer is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignerId<'a> {
    /// By the issuer and serial number of its certificate.
    IssuerAndSerial {
        /// The issuer's `Name`, whole DER.
        issuer: &'a [u8],
        /// The content octets of the serial number.
        serial: &'a [u8],
    },
    /// By the subject key identifier of its certificate.
    KeyIdentifier(&'a [u8]),
}

impl SignerId<'_> {
    /// Whether a certificate is the one named, byte for byte.
    pub fn names(&self, certificate: &CertificateNames<'_>) -> bool {
        match *self {
            SignerId::IssuerAndSerial { issuer, serial } => {
                certificate.issuer == issuer && certificate.serial == serial
            }
            SignerId::KeyIdentifier(identifier) => certificate.key_identifier == Some(identifier),
        }
    }
}

/// One signer.
#[derive(Clone, Debug)]
pub struct SignerInfo<'a> {
    /// Its version.
    pub version: u32,
    /// How it is named.
    pub sid: SignerId<'a>,
    /// The signed attributes, where there are any.
    pub attributes: Option<SignedAttributes<'a>>,
    /// Whether there are unsigned attributes.
    pub has_unsigned_attributes: bool,
    /// The signature's octets.
    pub signature: &'a [u8],
    pub(super) digest_algorithm: Element<'a>,
    pub(super) signature_algorithm: Element<'a>,
}

impl SignerInfo<'_> {
    /// The hash of the content, and how its identifier is written.
    pub fn digest(&self) -> Result<(Hash, ParametersForm), CmsError> {
        Ok(read_hash(&self.digest_algorithm)?)
    }

    /// The signature algorithm, and how its identifier is written.
    pub fn algorithm(&self) -> Result<(Algorithm, AlgorithmForm), CmsError> {
        Ok(read_algorithm_with_digest(&self.signature_algorithm, self.digest()?.0)?)
    }

    /// When it says that it signed.
    pub fn signing_time(&self) -> SigningTime {
        self.attributes.as_ref().map_or(SigningTime::Absent, SignedAttributes::signing_time)
    }
}

/// A `SignedData`, taken apart.
#[derive(Clone, Debug)]
pub struct SignedData<'a> {
    pub(super) content_type: &'a [u8],
    pub(super) content: Option<Cow<'a, [u8]>>,
    content_offset: usize,
    certificates: Vec<Element<'a>>,
    pub(super) signers: Vec<SignerInfo<'a>>,
    findings: Vec<CmsFinding>,
}

impl<'a> SignedData<'a> {
    /// The content type: content octets of an object identifier.
    pub fn content_type(&self) -> &'a [u8] {
        self.content_type
    }

    /// The content, unless it stands elsewhere.
    pub fn content(&self) -> Option<&[u8]> {
        self.content.as_deref()
    }

    /// The content, borrowed from the input; copied where it was stored in pieces.
    pub fn shared_content(&self) -> Option<Cow<'a, [u8]>> {
        self.content.clone()
    }

    /// Where the content's first octet stands in the input. Offsets inside a content that
    /// was stored in pieces ([`CmsFinding::ContentConstructed`]) count without the joints.
    pub fn content_offset(&self) -> usize {
        self.content_offset
    }

    /// The certificates that are carried, whole and unread, with their offsets.
    pub fn certificates(&self) -> &[Element<'a>] {
        &self.certificates
    }

    /// The signers.
    pub fn signers(&self) -> &[SignerInfo<'a>] {
        &self.signers
    }

    /// What was noticed.
    pub fn findings(&self) -> &[CmsFinding] {
        &self.findings
    }

    /// The carried certificate that a signer names, byte for byte. Which key to trust
    /// is not decided by this.
    pub fn certificate_of(&self, signer: usize) -> Result<Option<CertificateNames<'a>>, CmsError> {
        let signer = self.signer(signer)?;
        let readable = self.certificates.iter().filter_map(|c| CertificateNames::read(c.full).ok());
        Ok(readable.into_iter().find(|names| signer.sid.names(names)))
    }

    pub(super) fn signer(&self, index: usize) -> Result<&SignerInfo<'a>, CmsError> {
        self.signers.get(index).ok_or(CmsError::NoSuchSigner { index, count: self.signers.len() })
    }
}

/// Reads a DER or definite-length BER `ContentInfo` with a `SignedData` in it.
///
/// Errors say the offset and what was expected there. Certificates are not opened, and
/// algorithms not known here are no error until they are asked for.
pub fn read(input: &[u8]) -> Result<SignedData<'_>, CmsError> {
    let mut reader = Reader::new(input);
    let whole = reader.next(Tag::SEQUENCE, "a ContentInfo")?;
    let mut findings = Vec::new();
    if !reader.is_at_end() {
        findings.push(CmsFinding::TrailingOctets { offset: reader.offset(), count: input.len() - whole.full.len() });
    }
    let mut info = whole.reader();
    let kind = info.next(Tag::OID, "the content type of the ContentInfo")?;
    if kind.content != ID_SIGNED_DATA {
        return Err(CmsError::NotSignedData { offset: kind.offset, oid: kind.content.to_vec() });
    }
    let mut explicit = info.next(Tag::context(0), "the content of the ContentInfo")?.reader();
    info.finish("the ContentInfo")?;
    let mut parts = explicit.next(Tag::SEQUENCE, "a SignedData")?.reader();
    explicit.finish("the SignedData")?;

    let version = parts.next(Tag::INTEGER, "the version of the SignedData")?.small()?;
    let digests = parts.next(Tag::SET, "the digestAlgorithms")?;
    let mut encapsulated = parts.next(Tag::SEQUENCE, "the encapContentInfo")?.reader();
    let content_type = encapsulated.next(Tag::OID, "the eContentType")?.content;
    let (content, content_offset) = match encapsulated.optional(Tag::context(0), "the eContent")? {
        None => (None, parts.offset()),
        Some(explicit) => {
            let (content, offset) = read_content(&explicit, &mut findings)?;
            (Some(content), offset)
        }
    };
    encapsulated.finish("the encapContentInfo")?;
    let bag = parts.optional(Tag::context(0), "the certificates")?;
    let certificates = match bag {
        None => Vec::new(),
        Some(bag) => read_certificates(&bag, &mut findings)?,
    };
    if let Some(crls) = parts.optional(Tag::context(1), "the CRLs")? {
        findings.push(CmsFinding::CrlsPresent { offset: crls.offset });
    }
    let mut infos = parts.next(Tag::SET, "the signerInfos")?.reader();
    parts.finish("the SignedData")?;
    let mut signers = Vec::new();
    while !infos.is_at_end() {
        if signers.len() == SIGNERS_READ {
            return Err(CmsError::TooManySigners { offset: infos.offset() });
        }
        signers.push(read_signer(infos.next(Tag::SEQUENCE, "a SignerInfo")?)?);
    }

    let any_v3 = signers.iter().any(|s| s.version == 3);
    let expected = if any_v3 || content_type != ID_DATA { 3 } else { 1 };
    if version != expected {
        findings.push(CmsFinding::Version { found: version, expected });
    }
    if signers.len() != 1 {
        findings.push(CmsFinding::SignersNotOne { count: signers.len() });
    }
    let inside_bag = |at: usize| bag.is_some_and(|b| (b.content_offset()..b.offset + b.full.len()).contains(&at));
    let defects = strict_der(whole.full, whole.offset)?.into_iter().filter(|d| !inside_bag(d.offset));
    findings.extend(defects.map(|d| CmsFinding::NotDer { offset: d.offset, kind: d.kind }));
    for (index, signer) in signers.iter().enumerate() {
        note_signer(index, signer, &digests, &mut findings);
    }
    Ok(SignedData { content_type, content, content_offset, certificates, signers, findings })
}

fn read_content<'a>(
    explicit: &Element<'a>,
    findings: &mut Vec<CmsFinding>,
) -> Result<(Cow<'a, [u8]>, usize), Asn1Error> {
    let mut reader = explicit.reader();
    let string = reader.any("the eContent OCTET STRING")?;
    reader.finish("the eContent OCTET STRING")?;
    if string.tag != CONSTRUCTED_OCTET_STRING {
        let string = string.expect(Tag::OCTET_STRING, "the eContent OCTET STRING")?;
        return Ok((Cow::Borrowed(string.content), string.content_offset()));
    }
    findings.push(CmsFinding::ContentConstructed { offset: string.offset });
    let (mut joined, mut pieces) = (Vec::new(), string.reader());
    let mut first = None;
    while !pieces.is_at_end() {
        let piece = pieces.next(Tag::OCTET_STRING, "a piece of the eContent")?;
        first.get_or_insert(piece.content_offset());
        joined.extend_from_slice(piece.content);
    }
    Ok((Cow::Owned(joined), first.unwrap_or(string.content_offset())))
}

fn read_certificates<'a>(bag: &Element<'a>, findings: &mut Vec<CmsFinding>) -> Result<Vec<Element<'a>>, Asn1Error> {
    let mut reader = bag.reader();
    let mut all: Vec<Element<'a>> = Vec::new();
    while !reader.is_at_end() {
        all.push(reader.any("a certificate")?);
    }
    if !all.is_sorted_by_key(|c| c.full) {
        findings.push(CmsFinding::CertificatesUnsorted { offset: bag.offset });
    }
    let other = all.iter().filter(|c| c.tag != Tag::SEQUENCE);
    findings.extend(other.map(|c| CmsFinding::CertificateOfOtherKind { offset: c.offset }));
    all.retain(|c| c.tag == Tag::SEQUENCE);
    Ok(all)
}

fn read_signer(info: Element<'_>) -> Result<SignerInfo<'_>, Asn1Error> {
    let mut parts = info.reader();
    let version = parts.next(Tag::INTEGER, "the version of a SignerInfo")?.small()?;
    let named = parts.any("the sid of a SignerInfo")?;
    let sid = match named.tag {
        Tag::SEQUENCE => {
            let mut pair = named.reader();
            let issuer = pair.next(Tag::SEQUENCE, "the issuer of the sid")?.full;
            let serial = pair.next(Tag::INTEGER, "the serial number of the sid")?.content;
            pair.finish("the sid")?;
            SignerId::IssuerAndSerial { issuer, serial }
        }
        tag if tag == Tag::context_primitive(0) => SignerId::KeyIdentifier(named.content),
        found => {
            let wanted = "an issuerAndSerialNumber or a subjectKeyIdentifier";
            return Err(Asn1Error::Tag { offset: named.offset, found, wanted });
        }
    };
    let digest_algorithm = parts.next(Tag::SEQUENCE, "the digestAlgorithm")?;
    let attributes = parts.optional(Tag::context(0), "the signed attributes")?;
    let attributes = attributes.map(SignedAttributes::read).transpose()?;
    let signature_algorithm = parts.next(Tag::SEQUENCE, "the signatureAlgorithm")?;
    let signature = parts.next(Tag::OCTET_STRING, "the signature")?.content;
    let has_unsigned_attributes = parts.optional(Tag::context(1), "the unsigned attributes")?.is_some();
    parts.finish("the SignerInfo")?;
    Ok(SignerInfo {
        version,
        sid,
        attributes,
        has_unsigned_attributes,
        signature,
        digest_algorithm,
        signature_algorithm,
    })
}

/// What in one signer is not as it should be. What cannot be read is left to verification.
fn note_signer(signer: usize, info: &SignerInfo<'_>, digests: &Element<'_>, findings: &mut Vec<CmsFinding>) {
    let mut note = |finding| findings.push(finding);
    let by_name = matches!(info.sid, SignerId::IssuerAndSerial { .. });
    let expected = if by_name { 1 } else { 3 };
    if info.version != expected {
        note(CmsFinding::SignerVersion { signer, found: info.version, expected });
    }
    if by_name {
        note(CmsFinding::NamedByIssuerAndSerial { signer });
    }
    let digest = info.digest().ok();
    if digest.is_some_and(|(_, form)| form != ParametersForm::Absent) {
        note(CmsFinding::DigestParameters { signer });
    }
    if let Some((hash, _)) = digest
        && !lists(digests, hash)
    {
        note(CmsFinding::DigestNotListed { signer });
    }
    if let (Some((content, _)), Ok((algorithm, form))) = (digest, info.algorithm()) {
        if form.bare_rsa {
            note(CmsFinding::BareRsaEncryption { signer });
        }
        if !form.is_standard_for(algorithm) {
            note(CmsFinding::SignatureParameters { signer, form });
        }
        let signature = algorithm.hash().unwrap_or(content);
        if content == Hash::Sha1 || signature == Hash::Sha1 {
            note(CmsFinding::WeakHash { signer });
        }
        if content != signature {
            note(CmsFinding::HashesDiffer { signer, content, signature });
        }
    }
    match &info.attributes {
        None => note(CmsFinding::AttributesAbsent { signer }),
        Some(attributes) => {
            if !attributes.is_sorted() {
                note(CmsFinding::AttributesUnsorted { signer, offset: attributes.offset() });
            }
            match attributes.signing_time() {
                SigningTime::At(_) => {}
                SigningTime::Absent => note(CmsFinding::SigningTimeAbsent { signer }),
                SigningTime::Unreadable { offset } => note(CmsFinding::SigningTimeUnreadable { signer, offset }),
            }
        }
    }
    if info.has_unsigned_attributes {
        note(CmsFinding::UnsignedAttributes { signer });
    }
}

fn lists(digests: &Element<'_>, hash: Hash) -> bool {
    let mut reader = digests.reader();
    while let Ok(identifier) = reader.next(Tag::SEQUENCE, "a digest algorithm") {
        if read_hash(&identifier).is_ok_and(|(listed, _)| listed == hash) {
            return true;
        }
    }
    false
}
