//! Taking a master list apart: the CMS around it, the list, and each entry by itself.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

use super::CONTENT_TYPE;
use crate::asn1::{Asn1Error, Reader, Tag};
use crate::cms::{self, SignedData};
use crate::digest::Digest;
use crate::icao::IcaoError;
use crate::pki::certificate::Certificate;

/// Whether a bare `CscaMasterList`, whose signature was stripped, is read too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsigned {
    /// Only signed lists are read.
    Refuse,
    /// A bare one is read; nobody vouches for it.
    Accept,
}

/// What was noticed in the list itself, beside the findings of the CMS around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListFinding {
    /// The list's version is not 0.
    Version {
        /// The version found.
        found: u32,
    },
    /// The certificates are not in DER order; said once, of the first that is out of order.
    NotSorted {
        /// Which entry, from 0.
        entry: usize,
    },
    /// An entry has the same bytes as an earlier one.
    Duplicate {
        /// Which entry, from 0.
        entry: usize,
        /// The earlier one.
        of: usize,
    },
    /// Something follows where the list should end.
    TrailingOctets {
        /// Where it begins.
        offset: usize,
        /// How many octets.
        count: usize,
    },
}

impl fmt::Display for ListFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ListFinding::Version { found } => write!(f, "list version {found} where 0 was expected"),
            ListFinding::NotSorted { entry } => write!(f, "entry {entry}: the certificates are not in DER order"),
            ListFinding::Duplicate { entry, of } => write!(f, "entry {entry} is entry {of} again"),
            ListFinding::TrailingOctets { offset, count } => {
                write!(f, "offset {offset}: {count} octets follow the list")
            }
        }
    }
}

/// A master list with its original bytes.
#[derive(Debug)]
pub struct MasterList<'a> {
    signed: Option<SignedData<'a>>,
    content: Cow<'a, [u8]>,
    content_offset: usize,
    slots: Vec<Slot>,
    findings: Vec<ListFinding>,
}

/// Where one entry stands in the content.
#[derive(Clone, Debug)]
struct Slot {
    range: Range<usize>,
    digest: Digest,
    fault: Option<Asn1Error>,
}

/// One entry of a list.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'l> {
    /// Which one, from 0, in stored order.
    pub index: usize,
    /// Where it stands in the input.
    pub offset: usize,
    /// Its original bytes.
    pub der: &'l [u8],
    /// Their SHA-256.
    pub digest: Digest,
    fault: Option<&'l Asn1Error>,
}

impl<'l> Entry<'l> {
    /// The certificate, or why it cannot be read.
    pub fn certificate(&self) -> Result<Certificate<'l>, Asn1Error> {
        match self.fault {
            Some(fault) => Err(fault.clone()),
            None => Certificate::from_element(Reader::at(self.der, self.offset).any("a certificate")?, &[]),
        }
    }
}

impl<'a> MasterList<'a> {
    /// The entries in stored order.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = Entry<'_>> {
        self.slots.iter().enumerate().map(|(index, slot)| Entry {
            index,
            offset: self.content_offset + slot.range.start,
            der: self.content.get(slot.range.clone()).unwrap_or_default(),
            digest: slot.digest,
            fault: slot.fault.as_ref(),
        })
    }

    /// How many entries there are, readable or not.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// The CMS around the list; `None` for a list whose signature was stripped.
    pub fn signed(&self) -> Option<&SignedData<'a>> {
        self.signed.as_ref()
    }

    /// The DER of the `CscaMasterList`: what the signature is over.
    pub fn content(&self) -> &[u8] {
        &self.content
    }

    /// What was noticed in the list; the CMS has findings of its own.
    pub fn findings(&self) -> &[ListFinding] {
        &self.findings
    }
}

/// Reads a master list. Offsets count from the start of `input`.
///
/// Errors: the frame cannot be read (offset and what was expected), the content is no
/// master list, or it is unsigned and `unsigned` refuses that (`MASTERLIST-1`).
pub fn read(input: &[u8], unsigned: Unsigned) -> Result<MasterList<'_>, IcaoError> {
    let (signed, content, content_offset) = match (is_bare(input), unsigned) {
        (true, Unsigned::Refuse) => return Err(IcaoError::Unsigned),
        (true, Unsigned::Accept) => (None, Cow::Borrowed(input), 0),
        (false, _) => {
            let signed = cms::read(input)?;
            if signed.content_type() != CONTENT_TYPE {
                return Err(IcaoError::NotAMasterList { oid: signed.content_type().to_vec() });
            }
            let content = signed.shared_content().ok_or(IcaoError::ContentMissing)?;
            let offset = signed.content_offset();
            (Some(signed), content, offset)
        }
    };
    let mut findings = Vec::new();
    let slots = read_slots(&content, content_offset, &mut findings)?;
    note_order(&content, &slots, &mut findings);
    Ok(MasterList { signed, content, content_offset, slots, findings })
}

/// A `CscaMasterList` begins with its version and a SET, a `ContentInfo` with an object identifier.
fn is_bare(input: &[u8]) -> bool {
    let begins = || -> Result<bool, Asn1Error> {
        let mut parts = Reader::new(input).next(Tag::SEQUENCE, "a list")?.reader();
        parts.next(Tag::INTEGER, "the version of the list")?;
        Ok(parts.peek() == Some(Tag::SET))
    };
    begins().unwrap_or(false)
}

fn read_slots(content: &[u8], base: usize, findings: &mut Vec<ListFinding>) -> Result<Vec<Slot>, Asn1Error> {
    let mut reader = Reader::at(content, base);
    let list = reader.next(Tag::SEQUENCE, "a CscaMasterList")?;
    let mut parts = list.reader();
    let version = parts.next(Tag::INTEGER, "the version of the list")?.small()?;
    let set = parts.next(Tag::SET, "the certList")?;
    if version != 0 {
        findings.push(ListFinding::Version { found: version });
    }
    for (rest, end) in [(&parts, list.offset + list.full.len()), (&reader, base + content.len())] {
        if !rest.is_at_end() {
            let offset = rest.offset();
            findings.push(ListFinding::TrailingOctets { offset, count: end.saturating_sub(offset) });
        }
    }
    let mut slots: Vec<Slot> = Vec::new();
    let mut entries = set.reader();
    while !entries.is_at_end() {
        let start = entries.offset() - base;
        match entries.any("a certificate") {
            Ok(element) => {
                let fault = Certificate::from_element(element, &[]).err();
                let range = start..start + element.full.len();
                slots.push(Slot { range, digest: Digest::of(element.full), fault });
            }
            Err(fault) => {
                // Nobody can say where the next entry begins: what is left is one, kept raw.
                let range = start..set.content_offset() - base + set.content.len();
                let rest = content.get(range.clone()).unwrap_or_default();
                slots.push(Slot { range, digest: Digest::of(rest), fault: Some(fault) });
                break;
            }
        }
    }
    Ok(slots)
}

fn note_order(content: &[u8], slots: &[Slot], findings: &mut Vec<ListFinding>) {
    let octets = |slot: &Slot| content.get(slot.range.clone()).unwrap_or_default();
    let mut pairs = slots.iter().zip(slots.iter().skip(1));
    if let Some(before) = pairs.position(|(a, b)| octets(a) > octets(b)) {
        findings.push(ListFinding::NotSorted { entry: before + 1 });
    }
    let mut seen = HashMap::new();
    for (entry, slot) in slots.iter().enumerate() {
        let of = *seen.entry(slot.digest).or_insert(entry);
        if of != entry {
            findings.push(ListFinding::Duplicate { entry, of });
        }
    }
}
