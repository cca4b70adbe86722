//! Taking a deviation list apart: the CMS around it, the list, and each deviation by itself.

use std::borrow::Cow;
use std::ops::Range;

use super::description::{self, Descriptions};
use super::documents::{DocumentSigner, Documents};
use super::finding::{Findings, Oddity};
use super::{CONTENT_TYPE, DeviationError};
use crate::asn1::{Asn1Error, Element, Reader, Tag, strict_der};
use crate::cms::{self, SignedData};
use crate::signer::{Hash, read_hash};

/// A deviation list with its original bytes.
#[derive(Debug)]
pub struct DeviationList<'a> {
    signed: SignedData<'a>,
    content: Cow<'a, [u8]>,
    content_offset: usize,
    version: u32,
    hash: Option<Hash>,
    slots: Vec<Range<usize>>,
    numbers: u64,
    unreadable: u64,
    findings: Findings,
}

/// One deviation as it stands on the list.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'l> {
    /// Which one, from 0, in stored order.
    pub index: usize,
    /// Where it stands in the input.
    pub offset: usize,
    /// Its original bytes.
    pub der: &'l [u8],
}

/// A deviation: which documents, and what is wrong with them.
#[derive(Clone, Debug)]
pub struct Deviation<'l> {
    /// Which documents.
    pub documents: Documents<'l>,
    /// How many descriptions there are, readable or not.
    pub described: u64,
    descriptions: Element<'l>,
}

impl<'l> Deviation<'l> {
    /// What deviates.
    pub fn descriptions(&self) -> Descriptions<'l> {
        Descriptions::of(self.descriptions)
    }
}

impl<'l> Entry<'l> {
    /// The deviation, or why it cannot be read.
    pub fn read(&self) -> Result<Deviation<'l>, Asn1Error> {
        take(Reader::at(self.der, self.offset).any("a deviation")?, &mut Findings::default())
    }
}

impl<'a> DeviationList<'a> {
    /// The deviations in stored order.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = Entry<'_>> {
        self.slots.iter().enumerate().map(|(index, range)| Entry {
            index,
            offset: self.content_offset + range.start,
            der: self.content.get(range.clone()).unwrap_or_default(),
        })
    }

    /// How many deviations there are, readable or not.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// How many document numbers there are on the whole list.
    pub fn numbers(&self) -> u64 {
        self.numbers
    }

    /// How many deviations cannot be read.
    pub fn unreadable(&self) -> u64 {
        self.unreadable
    }

    /// The list's version; 0 everywhere.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// By which hash certificates are named, where the list says one that is known here.
    pub fn hash(&self) -> Option<Hash> {
        self.hash
    }

    /// The CMS around the list.
    pub fn signed(&self) -> &SignedData<'a> {
        &self.signed
    }

    /// The DER of the `DeviationList`: what the signature is over.
    pub fn content(&self) -> &[u8] {
        &self.content
    }

    /// What was noticed in the list; the CMS has findings of its own.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }
}

/// Reads a deviation list. Offsets count from the start of `input`. Time and memory are in
/// proportion to the deviations, not to the document numbers.
///
/// Errors: the frame cannot be read (offset and what was expected), the content is no
/// deviation list, or it is a bare one without a signature (`DEVIATION-2`).
pub fn read(input: &[u8]) -> Result<DeviationList<'_>, DeviationError> {
    if is_bare(input) {
        return Err(DeviationError::Unsigned);
    }
    let signed = cms::read(input)?;
    if signed.content_type() != CONTENT_TYPE {
        return Err(DeviationError::NotADeviationList { oid: signed.content_type().to_vec() });
    }
    let content = signed.shared_content().ok_or(DeviationError::ContentMissing)?;
    let content_offset = signed.content_offset();
    let found = survey(&content, content_offset)?;
    let Found { version, hash, slots, numbers, unreadable, findings } = found;
    Ok(DeviationList { signed, content, content_offset, version, hash, slots, numbers, unreadable, findings })
}

/// A `DeviationList` begins with its version and a SEQUENCE or a SET, a `ContentInfo` with an object identifier.
fn is_bare(input: &[u8]) -> bool {
    let begins = || -> Result<bool, Asn1Error> {
        let mut parts = Reader::new(input).next(Tag::SEQUENCE, "a list")?.reader();
        parts.next(Tag::INTEGER, "the version of the list")?;
        Ok(matches!(parts.peek(), Some(Tag::SET | Tag::SEQUENCE)))
    };
    begins().unwrap_or(false)
}

/// What one walk over the list finds.
struct Found {
    version: u32,
    hash: Option<Hash>,
    slots: Vec<Range<usize>>,
    numbers: u64,
    unreadable: u64,
    findings: Findings,
}

fn survey(content: &[u8], base: usize) -> Result<Found, Asn1Error> {
    let mut findings = Findings::default();
    let mut reader = Reader::at(content, base);
    let list = reader.next(Tag::SEQUENCE, "a DeviationList")?;
    let mut parts = list.reader();
    let version = parts.next(Tag::INTEGER, "the version of the list")?;
    if version.small()? != 0 {
        findings.note_found(Oddity::Version, version.offset, version.small()?);
    }
    let algorithm = parts.optional(Tag::SEQUENCE, "the digest algorithm")?;
    let hash = algorithm.as_ref().and_then(|a| read_hash(a).ok()).map(|(hash, _)| hash);
    let set = parts.next(Tag::SET, "the deviations")?;
    for rest in [&parts, &reader] {
        if !rest.is_at_end() {
            findings.note(Oddity::Trailing, rest.offset());
        }
    }
    let mut found = Found { version: version.small()?, hash, slots: Vec::new(), numbers: 0, unreadable: 0, findings };
    let mut entries = set.reader();
    let mut previous: Option<&[u8]> = None;
    while !entries.is_at_end() {
        let start = entries.offset() - base;
        found.findings.about(Some(found.slots.len()));
        let element = match entries.any("a deviation") {
            Ok(element) => element,
            Err(error) => {
                // Nobody can say where the next one begins: what is left is one, kept raw.
                found.slots.push(start..set.content_offset() - base + set.content.len());
                found.unreadable += 1;
                found.findings.note_found(Oddity::Unreadable, error.offset(), &error);
                break;
            }
        };
        found.slots.push(start..start + element.full.len());
        if previous.is_some_and(|before| before > element.full) {
            found.findings.note(Oddity::DeviationsUnsorted, element.offset);
        }
        previous = Some(element.full);
        match take(element, &mut found.findings) {
            Ok(deviation) => {
                found.numbers += deviation.documents.count();
                note_signer(&deviation, &element, algorithm.is_some(), hash, &mut found.findings);
            }
            Err(error) => {
                found.unreadable += 1;
                found.findings.note_found(Oddity::Unreadable, error.offset(), &error);
            }
        }
    }
    found.findings.about(None);
    Ok(found)
}

/// Reads one deviation and notes what is odd.
fn take<'l>(element: Element<'l>, findings: &mut Findings) -> Result<Deviation<'l>, Asn1Error> {
    let mut parts = element.expect(Tag::SEQUENCE, "a deviation")?.reader();
    let whose = parts.next(Tag::SEQUENCE, "the documents of a deviation")?;
    let what = parts.next(Tag::SET, "the descriptions of a deviation")?;
    if !parts.is_at_end() {
        findings.note(Oddity::Trailing, parts.offset());
    }
    let documents = Documents::read(&whose, findings);
    let described = description::survey(what, findings);
    // Document numbers are judged where they are walked; they are too many to be walked twice.
    let rest = if documents.has_numbers() { what } else { element };
    for defect in strict_der(rest.full, rest.offset)? {
        findings.note_found(Oddity::NotDer, defect.offset, format_args!("{:?}", defect.kind));
    }
    Ok(Deviation { documents, described, descriptions: what })
}

/// A certificate's digest wants a hash, and its length.
fn note_signer(
    deviation: &Deviation<'_>,
    element: &Element<'_>,
    is_said: bool,
    hash: Option<Hash>,
    findings: &mut Findings,
) {
    let Some(DocumentSigner::CertificateDigest(digest)) = deviation.documents.signer else { return };
    if !is_said {
        findings.note(Oddity::DigestAlgorithmMissing, element.offset);
    }
    let wanted = hash.and_then(|hash| hash.digest(&[]).ok()).map(|octets| octets.len());
    if wanted.is_some_and(|wanted| wanted != digest.len()) {
        findings.note_found(Oddity::DigestLength, element.offset, format_args!("{} octets", digest.len()));
    }
}
