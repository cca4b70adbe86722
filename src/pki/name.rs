//! Distinguished names: read as found, compared as RFC 5280 7.1 wants, shown harmless.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use super::oid;
use crate::asn1::{Asn1Error, Element, Reader, Tag, oid_text};
use crate::safe::Safe;

/// A `Name` as it stands in an object. Nothing is copied; attributes are read when asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name<'a> {
    /// The SEQUENCE.
    pub element: Element<'a>,
}

/// One attribute of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute<'a> {
    /// Content octets of its type.
    pub oid: &'a [u8],
    /// Its value, whatever the type.
    pub value: Element<'a>,
    /// Which RDN it stands in, from 0; two attributes with one number share a SET.
    pub rdn: usize,
}

impl<'a> Attribute<'a> {
    /// The value as text: PrintableString, UTF8String, IA5String, TeletexString (read
    /// as Latin-1), BMPString and UniversalString; `None` for anything else or bad text.
    pub fn text(&self) -> Option<Cow<'a, str>> {
        let octets = self.value.content;
        match self.value.tag {
            Tag::PRINTABLE_STRING | Tag::UTF8_STRING | Tag::IA5_STRING | Tag(0x12) | Tag(0x1a) => {
                std::str::from_utf8(octets).ok().map(Cow::Borrowed)
            }
            Tag::TELETEX_STRING if octets.is_ascii() => std::str::from_utf8(octets).ok().map(Cow::Borrowed),
            Tag::TELETEX_STRING => Some(octets.iter().map(|b| char::from(*b)).collect::<String>().into()),
            Tag::BMP_STRING => {
                let (pairs, rest) = octets.as_chunks::<2>();
                let units: Vec<u16> = pairs.iter().map(|p| u16::from_be_bytes(*p)).collect();
                if rest.is_empty() { String::from_utf16(&units).ok().map(Cow::Owned) } else { None }
            }
            Tag::UNIVERSAL_STRING => {
                let (quads, rest) = octets.as_chunks::<4>();
                let text: Option<String> = quads.iter().map(|q| char::from_u32(u32::from_be_bytes(*q))).collect();
                text.filter(|_| rest.is_empty()).map(Cow::Owned)
            }
            _ => None,
        }
    }

    /// Whether the value is a PrintableString.
    pub fn is_printable(&self) -> bool {
        self.value.tag == Tag::PRINTABLE_STRING
    }

    /// The short name of the type, where it has one here.
    pub fn short_name(&self) -> Option<&'static str> {
        SHORT_NAMES.iter().find(|(known, _)| *known == self.oid).map(|(_, name)| *name)
    }

    /// Type and value, the value folded as RFC 5280 7.1 compares where it is text.
    fn folded(&self) -> Vec<u8> {
        let (kind, value) = match self.text() {
            Some(text) => (0, folded(&text).collect::<String>().into_bytes()),
            None => (1, self.value.full.to_vec()),
        };
        let length = |octets: &[u8]| (octets.len() as u32).to_be_bytes();
        [&length(self.oid)[..], self.oid, &[kind], &length(&value), &value].concat()
    }
}

/// Octets of the longest name that is folded; a real one has some hundred. A longer one matches byte by byte.
const LONGEST_FOLDED: usize = 64 << 10;

const SHORT_NAMES: &[(&[u8], &str)] = &[
    (oid::COMMON_NAME, "CN"),
    (oid::COUNTRY, "C"),
    (oid::ORGANIZATION, "O"),
    (oid::ORGANIZATIONAL_UNIT, "OU"),
    (oid::SERIAL_NUMBER, "SERIALNUMBER"),
    (oid::LOCALITY, "L"),
    (oid::STATE_OR_PROVINCE, "ST"),
    (oid::STREET, "STREET"),
    (oid::TITLE, "TITLE"),
    (oid::SURNAME, "SN"),
    (oid::GIVEN_NAME, "GN"),
    (oid::ORGANIZATION_IDENTIFIER, "organizationIdentifier"),
    (oid::EMAIL_ADDRESS, "emailAddress"),
    (oid::DOMAIN_COMPONENT, "DC"),
];

/// Lower case, no blanks at the ends, runs of blanks as one.
/// Text as names are compared: two that are one name fold to the same.
pub(crate) fn folded_text(text: &str) -> String {
    folded(text).collect()
}

fn folded(text: &str) -> impl Iterator<Item = char> + '_ {
    let mut words = text.split_whitespace().peekable();
    let mut first = true;
    std::iter::from_fn(move || {
        let word = words.next()?;
        let gap = if std::mem::replace(&mut first, false) { "" } else { " " };
        Some(gap.chars().chain(word.chars()))
    })
    .flatten()
    .flat_map(char::to_lowercase)
}

impl<'a> Name<'a> {
    /// Takes the next element, which must be a SEQUENCE.
    pub fn next(reader: &mut Reader<'a>, wanted: &'static str) -> Result<Self, Asn1Error> {
        reader.next(Tag::SEQUENCE, wanted).map(|element| Name { element })
    }

    /// The whole DER of the name.
    pub fn der(&self) -> &'a [u8] {
        self.element.full
    }

    /// Whether there is no attribute at all.
    pub fn is_empty(&self) -> bool {
        self.element.content.is_empty()
    }

    /// Every attribute in order; an element that cannot be read ends the walk with an error.
    pub fn attributes(&self) -> Attributes<'a> {
        Attributes { rdns: self.element.reader(), set: Reader::new(&[]), rdn: 0, begun: false }
    }

    /// What in the name cannot be read, if anything.
    pub fn defect(&self) -> Option<Asn1Error> {
        self.attributes().find_map(Result::err)
    }

    /// The first attribute of this type.
    pub fn find(&self, oid: &[u8]) -> Option<Attribute<'a>> {
        self.attributes().flatten().find(|a| a.oid == oid)
    }

    /// The octets of the first countryName.
    pub fn country(&self) -> Option<&'a [u8]> {
        self.find(oid::COUNTRY).map(|a| a.value.content)
    }

    /// The text of the first commonName.
    pub fn common_name(&self) -> Option<Cow<'a, str>> {
        self.find(oid::COMMON_NAME).and_then(|a| a.text())
    }

    /// Whether both are the same name: equal bytes, or equal as RFC 5280 7.1 compares
    /// (string types, case and blanks do not count; order of RDNs does). Names that
    /// cannot be read match only byte by byte.
    pub fn matches(&self, other: &Name<'_>) -> bool {
        self.der() == other.der() || self.folded().is_some_and(|mine| other.folded() == Some(mine))
    }

    /// Octets that are equal for two names exactly when the names match; `None` for a
    /// name that cannot be read, or is longer than any name of anybody.
    pub fn folded(&self) -> Option<Vec<u8>> {
        if self.element.full.len() > LONGEST_FOLDED {
            return None;
        }
        let mut rdns: Vec<Vec<Vec<u8>>> = Vec::new();
        for attribute in self.attributes() {
            let attribute = attribute.ok()?;
            if attribute.rdn >= rdns.len() {
                rdns.push(Vec::new());
            }
            rdns.last_mut()?.push(attribute.folded());
        }
        let mut out = Vec::with_capacity(self.element.full.len());
        for rdn in &mut rdns {
            rdn.sort_unstable();
            out.extend((rdn.len() as u32).to_be_bytes());
            rdn.iter().for_each(|attribute| out.extend_from_slice(attribute));
        }
        Some(out)
    }

    /// The name as text, cut to `limit` characters. Made harmless already: not to be escaped again.
    pub fn shown(&self, limit: usize) -> String {
        // A name can be a hundred megabytes long: no more of it is written than is shown.
        let mut text = AtMost { text: String::new(), left: limit.saturating_add(1) };
        let _ = write!(text, "{self}");
        cut(&text.text, limit)
    }

    /// Whether the two names say the same country, letter case aside (Doc 9303-12 D.3).
    pub fn same_country(&self, other: &Name<'_>) -> bool {
        match (self.country(), other.country()) {
            (Some(mine), Some(theirs)) => mine.eq_ignore_ascii_case(theirs),
            _ => false,
        }
    }
}

/// Text up to a number of characters; what would go beyond ends the writing.
struct AtMost {
    text: String,
    left: usize,
}

impl fmt::Write for AtMost {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        for c in part.chars() {
            self.left = self.left.checked_sub(1).ok_or(fmt::Error)?;
            self.text.push(c);
        }
        Ok(())
    }
}

/// Text that is harmless already, cut to `limit` characters with an ellipsis.
pub(super) fn cut(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    text.chars().take(limit.saturating_sub(1)).chain(['…']).collect()
}

/// The walk over a name's attributes.
#[derive(Clone, Debug)]
pub struct Attributes<'a> {
    rdns: Reader<'a>,
    set: Reader<'a>,
    rdn: usize,
    begun: bool,
}

impl<'a> Attributes<'a> {
    fn step(&mut self) -> Result<Option<Attribute<'a>>, Asn1Error> {
        while self.set.is_at_end() {
            if self.rdns.is_at_end() {
                return Ok(None);
            }
            self.set = self.rdns.next(Tag::SET, "a RelativeDistinguishedName")?.reader();
            self.rdn += usize::from(std::mem::replace(&mut self.begun, true));
        }
        let mut pair = self.set.next(Tag::SEQUENCE, "an attribute of a name")?.reader();
        let oid = pair.next(Tag::OID, "the type of an attribute")?.content;
        let value = pair.any("the value of an attribute")?;
        pair.finish("the value of an attribute")?;
        Ok(Some(Attribute { oid, value, rdn: self.rdn }))
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Result<Attribute<'a>, Asn1Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let found = self.step();
        if found.is_err() {
            self.set = Reader::new(&[]);
            self.rdns = Reader::new(&[]);
        }
        found.transpose()
    }
}

/// In the manner of RFC 4514: last RDN first, `,+"<>;` escaped, everything that could
/// steer a terminal written as `\u{…}`, values that are no text as `#` and hex.
impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<Attribute<'_>> = self.attributes().flatten().collect();
        parts.reverse();
        for (index, attribute) in parts.iter().enumerate() {
            match index.checked_sub(1).and_then(|before| parts.get(before)) {
                Some(before) if before.rdn == attribute.rdn => f.write_char('+')?,
                Some(_) => f.write_char(',')?,
                None => {}
            }
            match attribute.short_name() {
                Some(name) => write!(f, "{name}=")?,
                None => write!(f, "{}=", oid_text(attribute.oid))?,
            }
            match attribute.text() {
                Some(text) => write_value(f, &text)?,
                None => write!(f, "#{}", hex::encode(attribute.value.full))?,
            }
        }
        if self.defect().is_some() {
            f.write_str(if parts.is_empty() { "(unreadable name)" } else { " (the rest is unreadable)" })?;
        }
        Ok(())
    }
}

fn write_value(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let mut chars = text.chars().enumerate().peekable();
    while let Some((index, c)) = chars.next() {
        let at_edge = (index == 0 && matches!(c, ' ' | '#')) || (c == ' ' && chars.peek().is_none());
        if at_edge || matches!(c, ',' | '+' | '"' | '<' | '>' | ';') {
            f.write_char('\\')?;
        }
        let mut buffer = [0; 4];
        write!(f, "{}", Safe(c.encode_utf8(&mut buffer)))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asn1;

    fn rdn(parts: &[(&[u8], Tag, &str)]) -> Vec<u8> {
        let pairs: Vec<Vec<u8>> =
            parts.iter().map(|(o, t, v)| asn1::sequence(&[asn1::oid(o), asn1::tlv(*t, v.as_bytes())])).collect();
        asn1::set_of(&pairs)
    }

    fn name(rdns: &[Vec<u8>]) -> Vec<u8> {
        asn1::sequence(rdns)
    }

    fn read(der: &[u8]) -> Name<'_> {
        Name::next(&mut Reader::new(der), "a name").unwrap()
    }

    #[test]
    fn names_match_across_string_types_case_and_blanks() {
        let printable = name(&[
            rdn(&[(oid::COUNTRY, Tag::PRINTABLE_STRING, "UT")]),
            rdn(&[(oid::COMMON_NAME, Tag::PRINTABLE_STRING, "CSCA  Utopia ")]),
        ]);
        let utf8 = name(&[
            rdn(&[(oid::COUNTRY, Tag::UTF8_STRING, "ut")]),
            rdn(&[(oid::COMMON_NAME, Tag::UTF8_STRING, "csca utopia")]),
        ]);
        assert!(read(&printable).matches(&read(&utf8)));
        assert!(read(&printable).same_country(&read(&utf8)));
    }

    #[test]
    fn other_words_other_order_and_other_grouping_do_not_match() {
        let c = (oid::COUNTRY, Tag::PRINTABLE_STRING, "UT");
        let o = (oid::ORGANIZATION, Tag::PRINTABLE_STRING, "State");
        let plain = name(&[rdn(&[c]), rdn(&[o])]);
        assert!(!read(&plain).matches(&read(&name(&[rdn(&[o]), rdn(&[c])]))));
        assert!(!read(&plain).matches(&read(&name(&[rdn(&[c, o])]))));
        assert!(!read(&plain).matches(&read(&name(&[rdn(&[c])]))));
        let joined = (oid::ORGANIZATION, Tag::PRINTABLE_STRING, "Sta te");
        assert!(!read(&plain).matches(&read(&name(&[rdn(&[c]), rdn(&[joined])]))));
    }

    #[test]
    fn shown_names_cannot_steer_a_terminal_or_fake_an_attribute() {
        let der = name(&[
            rdn(&[(oid::COUNTRY, Tag::PRINTABLE_STRING, "UT")]),
            rdn(&[(oid::COMMON_NAME, Tag::UTF8_STRING, "a,C=XX\u{1b}[2J\u{202e} ")]),
        ]);
        assert_eq!(read(&der).to_string(), "CN=a\\,C=XX\\u{1b}[2J\\u{202e}\\ ,C=UT");
    }

    #[test]
    fn teletex_and_bmp_strings_are_read_as_text() {
        let teletex = asn1::tlv(Tag::TELETEX_STRING, &[b'Z', 0xfc]);
        let der = name(&[asn1::set_of(&[asn1::sequence(&[asn1::oid(oid::COMMON_NAME), teletex])])]);
        assert_eq!(read(&der).common_name().unwrap(), "Zü");
        let bmp = asn1::tlv(Tag::BMP_STRING, &[0, b'Z', 0, 0xfc]);
        let other = name(&[asn1::set_of(&[asn1::sequence(&[asn1::oid(oid::COMMON_NAME), bmp])])]);
        assert!(read(&der).matches(&read(&other)));
    }

    #[test]
    fn a_broken_name_is_shown_as_broken_and_matches_nothing_else() {
        let der = asn1::sequence(&[asn1::tlv(Tag::SET, &[0x30, 0x05])]);
        assert!(read(&der).defect().is_some());
        assert_eq!(read(&der).to_string(), "(unreadable name)");
        assert!(read(&der).matches(&read(&der)));
        assert!(!read(&der).matches(&read(&name(&[]))));
    }
}
