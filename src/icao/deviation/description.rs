//! What deviates: a kind, a text, and parameters as the kind has them.

use super::finding::{Findings, Oddity};
use super::numbers::is_text;
use crate::asn1::{self, Asn1Error, Element, Reader, Tag};

/// ENUMERATED.
const ENUMERATED: Tag = Tag(0x0a);

/// The kinds of deviation of Doc 9303-12 10.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The document signer's signature.
    SignerSignature,
    /// The encoding of the document signer's certificate.
    SignerEncoding,
    /// The encoding of the CSCA's certificate.
    CscaEncoding,
    /// The key of active authentication was compromised.
    AuthenticationKeyCompromised,
    /// A data group is not formed as it should be.
    GroupMalformed,
    /// The hash of a data group is wrong.
    GroupHash,
    /// The signature of the document security object is wrong.
    SecurityObjectSignature,
    /// EF.COM does not agree with the document security object.
    CommonInconsistent,
    /// Wrong data in the machine-readable zone.
    ZoneData,
    /// A wrong check digit in the machine-readable zone.
    ZoneCheckDigit,
    /// The chip cannot be used.
    Chip,
    /// Something the state alone knows.
    NationalUse,
    /// A kind that is not known here.
    Unknown,
}

impl Kind {
    /// Of an object identifier's content octets.
    pub fn of(oid: &[u8]) -> Kind {
        let Some(arcs) = oid.strip_prefix(super::CONTENT_TYPE) else { return Kind::Unknown };
        match arcs {
            [1, 1] => Kind::SignerSignature,
            [1, 2] => Kind::SignerEncoding,
            [1, 3] => Kind::CscaEncoding,
            [1, 4] => Kind::AuthenticationKeyCompromised,
            [2, 1] => Kind::GroupMalformed,
            [2, 2] => Kind::GroupHash,
            [2, 3] => Kind::SecurityObjectSignature,
            [2, 4] => Kind::CommonInconsistent,
            [3, 1] => Kind::ZoneData,
            [3, 2] => Kind::ZoneCheckDigit,
            [4] | [4, ..] => Kind::Chip,
            [5] | [5, ..] => Kind::NationalUse,
            _ => Kind::Unknown,
        }
    }

    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Kind::SignerSignature => "the signature of the document signer's certificate is wrong",
            Kind::SignerEncoding => "the document signer's certificate is encoded wrongly",
            Kind::CscaEncoding => "the CSCA's certificate is encoded wrongly",
            Kind::AuthenticationKeyCompromised => "the key of active authentication may be compromised",
            Kind::GroupMalformed => "a data group is not formed as it should be",
            Kind::GroupHash => "the hash of a data group is wrong",
            Kind::SecurityObjectSignature => "the signature of the document security object is wrong",
            Kind::CommonInconsistent => "EF.COM does not agree with the document security object",
            Kind::ZoneData => "the machine-readable zone holds wrong data",
            Kind::ZoneCheckDigit => "a check digit of the machine-readable zone is wrong",
            Kind::Chip => "the chip cannot be used",
            Kind::NationalUse => "something for the use of the state alone",
            Kind::Unknown => "a kind that is not known here",
        }
    }

    /// The names of its parameter's values, from this number on.
    pub(super) fn values(self) -> Option<(usize, &'static [&'static str])> {
        match self {
            Kind::SignerEncoding | Kind::CscaEncoding => Some((0, FIELDS)),
            Kind::GroupMalformed | Kind::GroupHash => Some((1, GROUPS)),
            Kind::ZoneData | Kind::ZoneCheckDigit => Some((0, ZONE)),
            _ => None,
        }
    }
}

/// CertificateBodyField, from 0.
const FIELDS: &[&str] = &[
    "the certificate as a whole",
    "version",
    "serialNumber",
    "signature",
    "issuer",
    "validity",
    "subject",
    "subjectPublicKeyInfo",
    "issuerUniqueID",
    "subjectUniqueID",
];

/// Datagroup, from 1; 17 to 19 stand for nothing.
const GROUPS: &[&str] = &[
    "DG1", "DG2", "DG3", "DG4", "DG5", "DG6", "DG7", "DG8", "DG9", "DG10", "DG11", "DG12", "DG13", "DG14", "DG15",
    "DG16", "", "", "", "EF.SOD", "EF.COM",
];

/// MRZField, from 0.
const ZONE: &[&str] = &[
    "the zone as a whole",
    "document code",
    "issuing state",
    "name",
    "document number",
    "nationality",
    "date of birth",
    "sex",
    "date of expiry",
    "optional data",
];

/// The parameters of a deviation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter<'l> {
    /// What stands inside the tag, as it is.
    pub raw: &'l [u8],
    /// What it says, where the kind has such a value.
    pub value: Option<&'static str>,
}

/// One thing that deviates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Description<'l> {
    /// Where it stands in the input.
    pub offset: usize,
    /// The state's words, as they are.
    pub text: Option<&'l [u8]>,
    /// The kind's object identifier, content octets.
    pub oid: &'l [u8],
    /// The kind.
    pub kind: Kind,
    /// Its parameters.
    pub parameter: Option<Parameter<'l>>,
    /// What is for the state's use alone, as it is.
    pub national_use: Option<&'l [u8]>,
}

impl Description<'_> {
    /// In one line, made harmless.
    pub fn words(&self) -> String {
        let mut words = format!("{} ({}", self.kind.words(), asn1::oid_text(self.oid));
        if let Some(parameter) = &self.parameter {
            match parameter.value {
                Some(value) => words.push_str(&format!(", {value}")),
                None => words.push_str(&format!(", parameters {}", short(parameter.raw))),
            }
        }
        if let Some(raw) = self.national_use {
            words.push_str(&format!(", national use {}", short(raw)));
            if let Some(text) = national_text(raw) {
                words.push_str(&format!(", '{}'", crate::safe::line(text, 200)));
            }
        }
        words.push(')');
        if let Some(text) = self.text {
            words.push_str(&format!(": '{}'", crate::safe::line(&String::from_utf8_lossy(text), 200)));
        }
        words
    }
}

/// What is for the state's use alone, where it is a text.
fn national_text(raw: &[u8]) -> Option<&str> {
    let mut reader = Reader::new(raw);
    let text = reader.any("what is for the state's use").ok().filter(|_| reader.is_at_end())?;
    let is_text = matches!(text.tag, Tag::UTF8_STRING | Tag::PRINTABLE_STRING | Tag::IA5_STRING);
    std::str::from_utf8(text.content).ok().filter(|_| is_text)
}

fn short(octets: &[u8]) -> String {
    match octets.get(..24) {
        Some(first) if octets.len() > 24 => format!("{}… of {} octets", hex::encode(first), octets.len()),
        _ => hex::encode(octets),
    }
}

/// The descriptions of one deviation, in stored order; one that cannot be read is an error with its offset.
#[derive(Clone, Debug)]
pub struct Descriptions<'l> {
    reader: Option<Reader<'l>>,
}

impl<'l> Descriptions<'l> {
    pub(super) fn of(set: Element<'l>) -> Self {
        Descriptions { reader: Some(set.reader()) }
    }
}

impl<'l> Iterator for Descriptions<'l> {
    type Item = Result<Description<'l>, Asn1Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let reader = self.reader.as_mut().filter(|reader| !reader.is_at_end())?;
        match reader.any("a description") {
            Ok(element) => Some(read(element, &mut Findings::default())),
            Err(error) => {
                self.reader = None;
                Some(Err(error))
            }
        }
    }
}

/// Walks the descriptions once and notes what is odd; says how many there are.
pub(super) fn survey(set: Element<'_>, findings: &mut Findings) -> u64 {
    let mut reader = set.reader();
    let mut count = 0;
    while !reader.is_at_end() {
        count += 1;
        let read = reader.any("a description");
        let at_end = read.is_err();
        if let Err(error) = read.and_then(|element| read_noting(element, findings)) {
            findings.note_found(Oddity::DescriptionUnreadable, error.offset(), &error);
        }
        if at_end {
            break;
        }
    }
    if count == 0 {
        findings.note(Oddity::DescriptionsMissing, set.offset);
    }
    count
}

fn read_noting(element: Element<'_>, findings: &mut Findings) -> Result<(), Asn1Error> {
    read(element, findings).map(|_| ())
}

fn read<'l>(element: Element<'l>, findings: &mut Findings) -> Result<Description<'l>, Asn1Error> {
    let mut parts = element.expect(Tag::SEQUENCE, "a description")?.reader();
    let mut text = None;
    if parts.peek().is_some_and(is_text) {
        let part = parts.any("the text of a description")?;
        if part.tag != Tag::PRINTABLE_STRING {
            findings.note_found(Oddity::TextType, part.offset, format_args!("tag {}", part.tag));
        }
        text = Some(part.content);
    }
    let oid = parts.next(Tag::OID, "the kind of a deviation")?;
    let kind = Kind::of(oid.content);
    if kind == Kind::Unknown {
        findings.note_found(Oddity::KindUnknown, oid.offset, asn1::oid_text(oid.content));
    }
    let mut description =
        Description { offset: element.offset, text, oid: oid.content, kind, parameter: None, national_use: None };
    while !parts.is_at_end() {
        let part = parts.any("a part of a description")?;
        match part.tag.0 & 0xdf {
            0x80 if description.parameter.is_none() => {
                description.parameter = Some(parameter(kind, &part, findings));
            }
            0x81 if description.national_use.is_none() => description.national_use = Some(part.content),
            0x80 | 0x81 => findings.note(Oddity::OutOfPlace, part.offset),
            _ => findings.note_found(Oddity::UnknownElement, part.offset, format_args!("tag {}", part.tag)),
        }
    }
    if description.parameter.is_none() && kind.values().is_some() {
        findings.note(Oddity::ParametersMissing, element.offset);
    }
    Ok(description)
}

/// A tag around ANY is explicit; one in place of the number's own is read too.
fn parameter<'l>(kind: Kind, part: &Element<'l>, findings: &mut Findings) -> Parameter<'l> {
    let mut inside = part.reader();
    let number = match part.tag.is_constructed() {
        true => inside.any("the parameters").ok().filter(|_| inside.is_at_end()),
        false => Some(*part),
    };
    let odd = number.is_none_or(|number| number.tag != Tag::INTEGER);
    let is_number = |number: &Element<'_>| matches!(number.tag, Tag::INTEGER | ENUMERATED) || number.tag == part.tag;
    let number = number.filter(is_number).and_then(|number| number.small().ok());
    let named = |number: u32| -> Option<&'static str> {
        let (from, names) = kind.values()?;
        let name = names.get(usize::try_from(number).ok()?.checked_sub(from)?)?;
        (!name.is_empty()).then_some(*name)
    };
    let value = number.and_then(named);
    // What is for the state alone, and what is not known here, can have any parameters.
    let any = matches!(kind, Kind::Unknown | Kind::NationalUse | Kind::Chip);
    if !any && (value.is_none() || odd) {
        findings.note_found(Oddity::Parameters, part.offset, short(part.content));
    }
    Parameter { raw: part.content, value }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> Kind {
        Kind::of(&asn1::oid_from_text(text).unwrap())
    }

    #[test]
    fn kinds_are_known_by_their_identifiers() {
        assert_eq!(kind("2.23.136.1.1.7.2.2"), Kind::GroupHash);
        assert_eq!(kind("2.23.136.1.1.7.4"), Kind::Chip);
        assert_eq!(kind("2.23.136.1.1.7.5.9"), Kind::NationalUse);
        for other in ["2.23.136.1.1.7", "2.23.136.1.1.7.2", "2.23.136.1.1.7.2.5", "2.23.136.1.1.8.2.2", "1.2.3"] {
            assert_eq!(kind(other), Kind::Unknown, "{other}");
        }
    }

    fn value(kind: Kind, part: &[u8]) -> (Option<&'static str>, bool) {
        let mut findings = Findings::default();
        let read = parameter(kind, &Reader::new(part).any("a part").unwrap(), &mut findings);
        (read.value, !findings.kept().is_empty())
    }

    #[test]
    fn a_data_group_is_a_number_from_1_and_everything_else_is_kept_raw_and_said() {
        let explicit = |number| asn1::context(0, &asn1::integer(number));
        assert_eq!(value(Kind::GroupHash, &explicit(12)), (Some("DG12"), false));
        assert_eq!(value(Kind::GroupHash, &explicit(20)), (Some("EF.SOD"), false));
        assert_eq!(value(Kind::ZoneData, &explicit(0)), (Some("the zone as a whole"), false));
        for bad in [explicit(0), explicit(17), explicit(22), explicit(1 << 40), asn1::context(0, &[2]), vec![0xa0, 0]] {
            assert_eq!(value(Kind::GroupHash, &bad), (None, true), "{bad:?}");
        }
        assert_eq!(value(Kind::GroupHash, &asn1::context_primitive(0, &[12])), (Some("DG12"), true));
        assert_eq!(value(Kind::GroupHash, &asn1::context(0, &[0x0a, 1, 12])), (Some("DG12"), true));
        assert_eq!(value(Kind::SignerSignature, &explicit(1)), (None, true));
        assert_eq!(value(Kind::NationalUse, &asn1::context(0, b"\x30\x00")), (None, false));
    }
}
