//! The tolerant view of a certificate: every field where it stands, nothing copied,
//! nothing judged.

use super::algorithm_identifier::AlgorithmIdentifier;
use super::extension::{AuthorityKeyIdentifier, Extensions, SubjectKeyIdentifier, Typed};
use super::instant::Instant;
use super::name::Name;
use crate::asn1::{Asn1Error, Element, Reader, Tag};
use crate::clock::Time;
use crate::digest::Digest;
use crate::signer::{PublicKey, SignerError};

/// A certificate over its original DER. Offsets count from the start of the input
/// given to [`Certificate::parse`].
#[derive(Clone, Debug)]
pub struct Certificate<'a> {
    /// The whole certificate, without what may follow it.
    pub element: Element<'a>,
    /// What follows it in the input; empty in good input.
    pub trailing: &'a [u8],
    /// The to-be-signed part; its `full` bytes are what was signed.
    pub tbs: Element<'a>,
    /// The version INTEGER, if it is there.
    pub version_element: Option<Element<'a>>,
    /// The serialNumber INTEGER, any sign, any length.
    pub serial_element: Element<'a>,
    /// The algorithm said inside the to-be-signed part.
    pub inner_algorithm: AlgorithmIdentifier<'a>,
    /// The issuer.
    pub issuer: Name<'a>,
    /// notBefore, as written.
    pub not_before: Instant<'a>,
    /// notAfter, as written.
    pub not_after: Instant<'a>,
    /// The subject.
    pub subject: Name<'a>,
    /// The SubjectPublicKeyInfo, unread; see [`Certificate::public_key`].
    pub spki: Element<'a>,
    /// issuerUniqueID, which nobody should have.
    pub issuer_unique_id: Option<Element<'a>>,
    /// subjectUniqueID, which nobody should have.
    pub subject_unique_id: Option<Element<'a>>,
    /// The extensions, in order.
    pub extensions: Extensions<'a>,
    /// The algorithm said outside, by which the signature is checked.
    pub outer_algorithm: AlgorithmIdentifier<'a>,
    /// The signature BIT STRING.
    pub signature_element: Element<'a>,
}

impl<'a> Certificate<'a> {
    /// Reads a DER certificate. Refuses only what has not the outer shape of one.
    pub fn parse(der: &'a [u8]) -> Result<Self, Asn1Error> {
        let mut input = Reader::new(der);
        let element = input.next(Tag::SEQUENCE, "a certificate")?;
        let trailing = der.get(element.full.len()..).unwrap_or_default();
        Self::from_element(element, trailing)
    }

    /// Reads a certificate that stands inside a larger object.
    pub fn from_element(element: Element<'a>, trailing: &'a [u8]) -> Result<Self, Asn1Error> {
        let mut outer = element.expect(Tag::SEQUENCE, "a certificate")?.reader();
        let tbs = outer.next(Tag::SEQUENCE, "the to-be-signed part of a certificate")?;
        let outer_algorithm = AlgorithmIdentifier::next(&mut outer, "the signature algorithm")?;
        let signature_element = outer.next(Tag::BIT_STRING, "the signature")?;
        outer.finish("the signature")?;

        let mut fields = tbs.reader();
        let version_element = match fields.optional(Tag::context(0), "the version")? {
            Some(tagged) => Some(tagged.reader().any("the version")?),
            None => None,
        };
        let serial_element = fields.next(Tag::INTEGER, "the serial number")?;
        let inner_algorithm = AlgorithmIdentifier::next(&mut fields, "the inner signature algorithm")?;
        let issuer = Name::next(&mut fields, "the issuer")?;
        let mut validity = fields.next(Tag::SEQUENCE, "the validity")?.reader();
        let not_before = Instant::next(&mut validity, "notBefore")?;
        let not_after = Instant::next(&mut validity, "notAfter")?;
        let subject = Name::next(&mut fields, "the subject")?;
        let spki = fields.next(Tag::SEQUENCE, "the subject's public key")?;
        let issuer_unique_id = unique_id(&mut fields, 1)?;
        let subject_unique_id = unique_id(&mut fields, 2)?;
        let extensions = match fields.optional(Tag::context(3), "the extensions")? {
            Some(tagged) => Extensions::read(&tagged),
            None => Extensions::none(),
        };
        fields.finish("the extensions")?;
        Ok(Certificate {
            element,
            trailing,
            tbs,
            version_element,
            serial_element,
            inner_algorithm,
            issuer,
            not_before,
            not_after,
            subject,
            spki,
            issuer_unique_id,
            subject_unique_id,
            extensions,
            outer_algorithm,
            signature_element,
        })
    }

    /// The whole DER, as it was found.
    pub fn der(&self) -> &'a [u8] {
        self.element.full
    }

    /// SHA-256 of the whole DER: the name of a certificate in this house.
    pub fn digest(&self) -> Digest {
        Digest::of(self.der())
    }

    /// The version as people count: 3 for v3; 1 where none stands; 0 where it is not a small number.
    pub fn version(&self) -> u32 {
        match &self.version_element {
            None => 1,
            Some(element) => element.small().ok().and_then(|v| v.checked_add(1)).unwrap_or(0),
        }
    }

    /// The content octets of the serial number, two's complement, as found.
    pub fn serial(&self) -> &'a [u8] {
        self.serial_element.content
    }

    /// The key, if it can be used. Costs a point check: keep what comes back.
    pub fn public_key(&self) -> Result<PublicKey, SignerError> {
        PublicKey::from_element(&self.spki)
    }

    /// The octets of the signature.
    pub fn signature(&self) -> Result<&'a [u8], Asn1Error> {
        self.signature_element.bit_string_octets()
    }

    /// Whether issuer and subject are the same bytes. That does not make it self-signed:
    /// link certificates of an unchanged name have this too.
    pub fn is_self_issued(&self) -> bool {
        self.issuer.der() == self.subject.der()
    }

    /// An extension read as the type asked for: `None` if absent, `Err` if it cannot be read.
    pub fn read<T: Typed<'a>>(&self) -> Option<Result<T, Asn1Error>> {
        self.extensions.read_as()
    }

    /// The octets of the subject key identifier, wrapped or raw.
    pub fn subject_key_identifier(&self) -> Option<&'a [u8]> {
        self.read::<SubjectKeyIdentifier<'a>>().and_then(Result::ok).map(|s| s.octets)
    }

    /// The keyIdentifier of the authority key identifier.
    pub fn authority_key_identifier(&self) -> Option<&'a [u8]> {
        self.read::<AuthorityKeyIdentifier<'a>>().and_then(Result::ok).and_then(|a| a.key_identifier)
    }

    /// Whether `time` lies in the validity, both ends included; an unreadable end refuses.
    pub fn is_valid_at(&self, time: Time) -> bool {
        match (self.not_before.time(), self.not_after.time()) {
            (Ok(from), Ok(to)) => from <= time && time <= to,
            _ => false,
        }
    }

    /// Checks the signature by a key, over the original bytes, with the outer algorithm.
    pub fn verify_signature(&self, issuer_key: &PublicKey) -> Result<(), SignerError> {
        let algorithm = self.outer_algorithm.algorithm()?;
        let signature = self.signature().map_err(|_| SignerError::Bad)?;
        crate::signer::verify(issuer_key, algorithm, self.tbs.full, signature).map(drop)
    }
}

fn unique_id<'a>(fields: &mut Reader<'a>, number: u8) -> Result<Option<Element<'a>>, Asn1Error> {
    match fields.optional(Tag::context_primitive(number), "a unique identifier")? {
        Some(found) => Ok(Some(found)),
        None => fields.optional(Tag::context(number), "a unique identifier"),
    }
}
