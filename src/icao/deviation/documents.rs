//! Which documents a deviation is about. What is not said bounds nothing; what is said must all hold.

use super::finding::{Findings, Oddity};
use super::numbers::{self, Numbers};
use crate::asn1::{Asn1Error, Element, Tag};
use crate::clock::Time;
use crate::pki::name::Name;

/// How the certificate of the documents' signer is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentSigner<'l> {
    /// By its issuer and serial number.
    IssuerAndSerial {
        /// The issuer's `Name`, whole DER.
        issuer: &'l [u8],
        /// The content octets of the serial number.
        serial: &'l [u8],
    },
    /// By its subject key identifier.
    KeyIdentifier(&'l [u8]),
    /// By the digest of its bytes, with the hash that the list names.
    CertificateDigest(&'l [u8]),
}

impl DocumentSigner<'_> {
    /// In words, made harmless.
    pub fn shown(&self) -> String {
        match self {
            DocumentSigner::IssuerAndSerial { issuer, serial } => {
                let name = Name::next(&mut crate::asn1::Reader::new(issuer), "the issuer");
                let name = name.map_or_else(|_| "a name that cannot be read".into(), |name| name.shown(300));
                format!("the certificate with serial number {} issued by {name}", short(serial))
            }
            DocumentSigner::KeyIdentifier(identifier) => format!("the certificate of key {}", short(identifier)),
            DocumentSigner::CertificateDigest(digest) => format!("the certificate with digest {}", short(digest)),
        }
    }
}

/// Octets in hex, cut where they are longer than any identifier.
fn short(octets: &[u8]) -> String {
    match octets.get(..64) {
        Some(first) if octets.len() > 64 => format!("{}… ({} octets)", hex::encode(first), octets.len()),
        _ => hex::encode(octets),
    }
}

/// A date as it stands, and the time it says where it has the form of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment<'l> {
    /// The octets.
    pub raw: &'l [u8],
    /// The time; none where the octets are not `YYYYMMDDHHMMSSZ`.
    pub time: Option<Time>,
}

impl<'l> Moment<'l> {
    fn read(element: Element<'l>, findings: &mut Findings) -> Self {
        let time = (element.tag == Tag::GENERALIZED_TIME).then(|| time(element.content)).flatten();
        if time.is_none() {
            findings.note_text(Oddity::Date, element.offset, element.content);
        }
        Moment { raw: element.content, time }
    }

    /// The time, or what stands in its place, made harmless.
    pub fn shown(&self) -> String {
        match self.time {
            Some(time) => time.to_string(),
            None => format!("'{}' (no date)", crate::safe::line(&String::from_utf8_lossy(self.raw), 60)),
        }
    }
}

/// `YYYYMMDDHHMMSSZ` and nothing else.
fn time(octets: &[u8]) -> Option<Time> {
    let text = std::str::from_utf8(octets).ok()?.strip_suffix('Z')?;
    if text.len() != 14 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let field = |at: usize, length: usize| text.get(at..at + length).unwrap_or_default();
    let (year, month, day) = (field(0, 4), field(4, 2), field(6, 2));
    format!("{year}-{month}-{day}T{}:{}:{}Z", field(8, 2), field(10, 2), field(12, 2)).parse().ok()
}

/// From when to when the documents were issued, both days included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period<'l> {
    /// The first date.
    pub first: Moment<'l>,
    /// The last date.
    pub last: Moment<'l>,
}

/// The documents of one deviation.
#[derive(Clone, Debug, Default)]
pub struct Documents<'l> {
    /// Their type as in the machine-readable zone: two letters, or one and a filler.
    pub document_type: Option<&'l [u8]>,
    /// The certificate of their signer.
    pub signer: Option<DocumentSigner<'l>>,
    /// When they were issued.
    pub issued: Option<Period<'l>>,
    numbers: Option<Element<'l>>,
    count: u64,
}

impl<'l> Documents<'l> {
    /// Whether there is a list of document numbers. Where there is none, any number will do.
    pub fn has_numbers(&self) -> bool {
        self.numbers.is_some()
    }

    /// How many document numbers there are.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The numbers, in stored order.
    pub fn numbers(&self) -> Numbers<'l> {
        Numbers::of(self.numbers)
    }

    /// Whether a document with this number can be meant: it is on the list of numbers, or there is none.
    pub fn may_mean(&self, number: &str) -> bool {
        !self.has_numbers() || self.numbers().any(|one| one.is(number))
    }

    /// In words, without any document number.
    pub fn words(&self) -> Vec<(&'static str, String)> {
        let mut words = Vec::new();
        if let Some(kind) = self.document_type {
            words.push(("of type", crate::safe::line(&String::from_utf8_lossy(kind), 20)));
        }
        if let Some(signer) = &self.signer {
            words.push(("signed under", signer.shown()));
        }
        if let Some(issued) = &self.issued {
            words.push(("issued", format!("{} to {}", issued.first.shown(), issued.last.shown())));
        }
        if self.has_numbers() {
            words.push(("numbers", self.count.to_string()));
        }
        if words.is_empty() {
            words.push(("documents", "every document of the state".into()));
        }
        words
    }

    /// Reads `DeviationDocuments`. What is odd is noted and costs nothing.
    pub(super) fn read(whole: &Element<'l>, findings: &mut Findings) -> Self {
        let mut documents = Documents::default();
        let mut parts = whole.reader();
        let mut last = 0;
        while !parts.is_at_end() {
            let part = match parts.any("a part of the documents") {
                Ok(part) => part,
                Err(error) => {
                    findings.note_found(Oddity::UnknownElement, error.offset(), &error);
                    break;
                }
            };
            let place = documents.take(part, findings);
            if place < last {
                findings.note(Oddity::OutOfPlace, part.offset);
            }
            last = last.max(place);
        }
        if documents.document_type.is_none()
            && documents.signer.is_none()
            && documents.issued.is_none()
            && documents.numbers.is_none()
        {
            findings.note(Oddity::Unbounded, whole.offset);
        }
        documents
    }

    /// Takes one part in and says where it belongs.
    fn take(&mut self, part: Element<'l>, findings: &mut Findings) -> u8 {
        let again = |findings: &mut Findings| findings.note(Oddity::OutOfPlace, part.offset);
        match part.tag {
            tag if tag == Tag::context_primitive(0) || tag == Tag::context(0) => {
                let part = inner(part, tag.is_constructed(), Tag::PRINTABLE_STRING, findings);
                if part.content.len() != 2 || !part.content.iter().all(|b| b.is_ascii_uppercase() || *b == b'<') {
                    findings.note_text(Oddity::DocumentType, part.offset, part.content);
                }
                if self.document_type.is_some() {
                    again(findings)
                } else {
                    self.document_type = Some(part.content)
                }
                0
            }
            tag if tag == Tag::context(1) || tag == Tag::SEQUENCE => {
                let wrapped = tag != Tag::SEQUENCE && holds_one(&part, Tag::SEQUENCE);
                if wrapped || tag == Tag::SEQUENCE {
                    findings.note(Oddity::ExplicitTag, part.offset);
                }
                match issuer_and_serial(&inner(part, wrapped, Tag::SEQUENCE, &mut Findings::default())) {
                    Ok(_) if self.signer.is_some() => again(findings),
                    Ok(signer) => self.signer = Some(signer),
                    Err(error) => findings.note_found(Oddity::UnknownElement, error.offset(), &error),
                }
                1
            }
            tag if [2, 3].iter().any(|n| tag == Tag::context_primitive(*n) || tag == Tag::context(*n)) => {
                let octets = inner(part, tag.is_constructed(), Tag::OCTET_STRING, findings).content;
                let by_key = tag.0 & 0x1f == 2;
                let signer = if by_key {
                    DocumentSigner::KeyIdentifier(octets)
                } else {
                    DocumentSigner::CertificateDigest(octets)
                };
                if self.signer.is_some() {
                    again(findings)
                } else {
                    self.signer = Some(signer)
                }
                1
            }
            tag if tag == Tag::context(4) => {
                let part = inner(part, holds_one(&part, Tag::SEQUENCE), Tag::SEQUENCE, findings);
                match period(&part, findings) {
                    Ok(_) if self.issued.is_some() => again(findings),
                    Ok(period) => self.issued = Some(period),
                    Err(error) => findings.note_found(Oddity::UnknownElement, error.offset(), &error),
                }
                4
            }
            tag if tag == Tag::context(5) => {
                let wrapped = holds_one(&part, Tag::SET) || holds_one(&part, Tag::SEQUENCE);
                let set = if wrapped { inner(part, true, Tag::SET, findings) } else { part };
                if self.numbers.is_some() {
                    again(findings);
                } else {
                    self.count = numbers::survey(set, findings);
                    self.numbers = Some(set);
                }
                5
            }
            tag => {
                findings.note_found(Oddity::UnknownElement, part.offset, format_args!("tag {tag}"));
                0
            }
        }
    }
}

/// Whether exactly one element stands inside, and it has this tag.
fn holds_one(part: &Element<'_>, tag: Tag) -> bool {
    let mut inside = part.reader();
    inside.next(tag, "what stands inside").is_ok() && inside.is_at_end()
}

/// What an explicit tag stands around, where it does; that is noted.
fn inner<'l>(part: Element<'l>, wrapped: bool, wanted: Tag, findings: &mut Findings) -> Element<'l> {
    if !wrapped {
        return part;
    }
    findings.note(Oddity::ExplicitTag, part.offset);
    let inside = part.reader().any("what stands inside");
    inside.ok().filter(|inside| inside.tag == wanted || inside.tag.is_constructed()).unwrap_or(part)
}

fn issuer_and_serial<'l>(part: &Element<'l>) -> Result<DocumentSigner<'l>, Asn1Error> {
    let mut pair = part.reader();
    let issuer = pair.next(Tag::SEQUENCE, "the issuer of the signer's certificate")?.full;
    let serial = pair.next(Tag::INTEGER, "the serial number of the signer's certificate")?.content;
    pair.finish("the issuer and serial number")?;
    Ok(DocumentSigner::IssuerAndSerial { issuer, serial })
}

fn period<'l>(part: &Element<'l>, findings: &mut Findings) -> Result<Period<'l>, Asn1Error> {
    let mut pair = part.reader();
    let first = Moment::read(pair.any("the first date of issue")?, findings);
    let last = Moment::read(pair.any("the last date of issue")?, findings);
    if !pair.is_at_end() {
        findings.note(Oddity::Trailing, pair.offset());
    }
    if let (Some(from), Some(to)) = (first.time, last.time)
        && to < from
    {
        findings.note_found(Oddity::DatesReversed, part.offset, format_args!("{from} to {to}"));
    }
    Ok(Period { first, last })
}
