//! The tolerant view of a CRL. Entries are read one by one: a list of a million is
//! never held in pieces.

use crate::asn1::{Asn1Error, Element, Reader, Tag};
use crate::clock::Time;
use crate::digest::Digest;
use crate::pki::algorithm_identifier::AlgorithmIdentifier;
use crate::pki::extension::{AuthorityKeyIdentifier, Extensions, Typed};
use crate::pki::instant::Instant;
use crate::pki::name::Name;
use crate::pki::oid;
use crate::signer::{PublicKey, SignerError};

/// A CRL over its original DER.
#[derive(Clone, Debug)]
pub struct Crl<'a> {
    /// The whole list, without what may follow it.
    pub element: Element<'a>,
    /// What follows it in the input; empty in good input.
    pub trailing: &'a [u8],
    /// The to-be-signed part.
    pub tbs: Element<'a>,
    /// The version INTEGER, if it is there.
    pub version_element: Option<Element<'a>>,
    /// The algorithm said inside the to-be-signed part.
    pub inner_algorithm: AlgorithmIdentifier<'a>,
    /// The issuer.
    pub issuer: Name<'a>,
    /// thisUpdate, as written.
    pub this_update: Instant<'a>,
    /// nextUpdate, as written.
    pub next_update: Option<Instant<'a>>,
    /// revokedCertificates; absent when nothing is revoked.
    pub revoked_element: Option<Element<'a>>,
    /// The list's own extensions.
    pub extensions: Extensions<'a>,
    /// The algorithm said outside.
    pub outer_algorithm: AlgorithmIdentifier<'a>,
    /// The signature BIT STRING.
    pub signature_element: Element<'a>,
}

impl<'a> Crl<'a> {
    /// Reads a DER CRL. Refuses only what has not the outer shape of one.
    pub fn parse(der: &'a [u8]) -> Result<Self, Asn1Error> {
        let element = Reader::new(der).next(Tag::SEQUENCE, "a CRL")?;
        let trailing = der.get(element.full.len()..).unwrap_or_default();
        let mut outer = element.reader();
        let tbs = outer.next(Tag::SEQUENCE, "the to-be-signed part of a CRL")?;
        let outer_algorithm = AlgorithmIdentifier::next(&mut outer, "the signature algorithm")?;
        let signature_element = outer.next(Tag::BIT_STRING, "the signature")?;
        outer.finish("the signature")?;

        let mut fields = tbs.reader();
        let version_element = fields.optional(Tag::INTEGER, "the version")?;
        let inner_algorithm = AlgorithmIdentifier::next(&mut fields, "the inner signature algorithm")?;
        let issuer = Name::next(&mut fields, "the issuer")?;
        let this_update = Instant::next(&mut fields, "thisUpdate")?;
        let next_update = match fields.peek() {
            Some(Tag::UTC_TIME | Tag::GENERALIZED_TIME) => Some(Instant::next(&mut fields, "nextUpdate")?),
            _ => None,
        };
        let revoked_element = fields.optional(Tag::SEQUENCE, "revokedCertificates")?;
        let extensions = match fields.optional(Tag::context(0), "the extensions of a CRL")? {
            Some(tagged) => Extensions::read(&tagged),
            None => Extensions::none(),
        };
        fields.finish("the extensions of a CRL")?;
        Ok(Crl {
            element,
            trailing,
            tbs,
            version_element,
            inner_algorithm,
            issuer,
            this_update,
            next_update,
            revoked_element,
            extensions,
            outer_algorithm,
            signature_element,
        })
    }

    /// The whole DER, as it was found.
    pub fn der(&self) -> &'a [u8] {
        self.element.full
    }

    /// SHA-256 of the whole DER.
    pub fn digest(&self) -> Digest {
        Digest::of(self.der())
    }

    /// The version as people count: 2 for v2; 1 where none stands; 0 where it is not a small number.
    pub fn version(&self) -> u32 {
        match &self.version_element {
            None => 1,
            Some(element) => element.small().ok().and_then(|v| v.checked_add(1)).unwrap_or(0),
        }
    }

    /// The entries, read one by one; one that cannot be read ends the walk with an error.
    pub fn entries(&self) -> Entries<'a> {
        Entries { reader: self.revoked_element.map_or(Reader::new(&[]), |e| e.reader()) }
    }

    /// The entry for a serial number (content octets of its INTEGER, compared byte by byte).
    pub fn find(&self, serial: &[u8]) -> Result<Option<Entry<'a>>, Asn1Error> {
        for entry in self.entries() {
            let entry = entry?;
            if entry.serial_element.content == serial {
                return Ok(Some(entry));
            }
        }
        Ok(None)
    }

    /// An extension read as the type asked for.
    pub fn read<T: Typed<'a>>(&self) -> Option<Result<T, Asn1Error>> {
        self.extensions.read_as()
    }

    /// The keyIdentifier of the authority key identifier.
    pub fn authority_key_identifier(&self) -> Option<&'a [u8]> {
        self.read::<AuthorityKeyIdentifier<'a>>().and_then(Result::ok).and_then(|a| a.key_identifier)
    }

    /// Whether it was made by then and the next one is not due yet; never where one of the two cannot be read.
    pub fn is_in_force(&self, at: Time) -> bool {
        let next = self.next_update.as_ref().and_then(|next| next.time().ok());
        self.this_update.time().is_ok_and(|made| made <= at) && next.is_some_and(|next| at <= next)
    }

    /// The octets of the signature.
    pub fn signature(&self) -> Result<&'a [u8], Asn1Error> {
        self.signature_element.bit_string_octets()
    }

    /// Checks the signature by a key, over the original bytes, with the outer algorithm.
    pub fn verify_signature(&self, issuer_key: &PublicKey) -> Result<(), SignerError> {
        let algorithm = self.outer_algorithm.algorithm()?;
        let signature = self.signature().map_err(|_| SignerError::Bad)?;
        crate::signer::verify(issuer_key, algorithm, self.tbs.full, signature).map(drop)
    }
}

/// One revoked certificate.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// The whole SEQUENCE.
    pub element: Element<'a>,
    /// The serial number INTEGER.
    pub serial_element: Element<'a>,
    /// When it was revoked, as written.
    pub revocation_date: Instant<'a>,
    /// crlEntryExtensions, which Doc 9303 does not allow.
    pub extensions_element: Option<Element<'a>>,
}

impl<'a> Entry<'a> {
    /// The entry's extensions, read.
    pub fn extensions(&self) -> Extensions<'a> {
        self.extensions_element.map_or(Extensions::none(), |e| Extensions::read_untagged(&e))
    }

    /// The reason in words of RFC 5280 5.3.1, where one is given that it knows.
    pub fn reason(&self) -> Option<&'static str> {
        let extensions = self.extensions();
        let value = extensions.find(oid::REASON_CODE)?.value.content;
        let &[0x0a, 1, code] = value else { return None };
        REASONS.get(usize::from(code)).copied().flatten()
    }
}

/// Reasons by their code (RFC 5280 5.3.1); 7 is none.
const REASONS: [Option<&str>; 11] = [
    Some("unspecified"),
    Some("key compromise"),
    Some("CA compromise"),
    Some("affiliation changed"),
    Some("superseded"),
    Some("cessation of operation"),
    Some("certificate hold"),
    None,
    Some("remove from CRL"),
    Some("privilege withdrawn"),
    Some("attribute authority compromise"),
];

/// The walk over entries.
#[derive(Clone, Debug)]
pub struct Entries<'a> {
    reader: Reader<'a>,
}

impl<'a> Entries<'a> {
    fn step(&mut self) -> Result<Entry<'a>, Asn1Error> {
        let element = self.reader.next(Tag::SEQUENCE, "a revoked certificate")?;
        let mut parts = element.reader();
        let serial_element = parts.next(Tag::INTEGER, "the serial number of a revoked certificate")?;
        let revocation_date = Instant::next(&mut parts, "the revocation date")?;
        let extensions_element = parts.optional(Tag::SEQUENCE, "the extensions of an entry")?;
        parts.finish("the extensions of an entry")?;
        Ok(Entry { element, serial_element, revocation_date, extensions_element })
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = Result<Entry<'a>, Asn1Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.reader.is_at_end() {
            return None;
        }
        let found = self.step();
        if found.is_err() {
            self.reader = Reader::new(&[]);
        }
        Some(found)
    }
}
