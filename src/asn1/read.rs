//! The reader: one element after the other, no copies, no recursion.

use std::fmt;

use super::Asn1Error;

/// The first octet of an identifier (high tag numbers are read but only shown by it).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tag(pub u8);

impl Tag {
    /// BOOLEAN.
    pub const BOOLEAN: Tag = Tag(0x01);
    /// INTEGER.
    pub const INTEGER: Tag = Tag(0x02);
    /// BIT STRING.
    pub const BIT_STRING: Tag = Tag(0x03);
    /// OCTET STRING.
    pub const OCTET_STRING: Tag = Tag(0x04);
    /// NULL.
    pub const NULL: Tag = Tag(0x05);
    /// OBJECT IDENTIFIER.
    pub const OID: Tag = Tag(0x06);
    /// UTF8String.
    pub const UTF8_STRING: Tag = Tag(0x0c);
    /// SEQUENCE.
    pub const SEQUENCE: Tag = Tag(0x30);
    /// SET.
    pub const SET: Tag = Tag(0x31);
    /// PrintableString.
    pub const PRINTABLE_STRING: Tag = Tag(0x13);
    /// TeletexString (T61String).
    pub const TELETEX_STRING: Tag = Tag(0x14);
    /// IA5String.
    pub const IA5_STRING: Tag = Tag(0x16);
    /// UTCTime.
    pub const UTC_TIME: Tag = Tag(0x17);
    /// GeneralizedTime.
    pub const GENERALIZED_TIME: Tag = Tag(0x18);
    /// UniversalString.
    pub const UNIVERSAL_STRING: Tag = Tag(0x1c);
    /// BMPString.
    pub const BMP_STRING: Tag = Tag(0x1e);

    /// Context-specific, constructed: `[n]` around something.
    pub const fn context(number: u8) -> Tag {
        Tag(0xa0 | number)
    }

    /// Context-specific, primitive: `[n]` IMPLICIT of a primitive type.
    pub const fn context_primitive(number: u8) -> Tag {
        Tag(0x80 | number)
    }

    /// Whether elements stand inside.
    pub const fn is_constructed(self) -> bool {
        self.0 & 0x20 != 0
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tag({self})")
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02x}", self.0)
    }
}

/// One element: where it stands, its whole bytes, its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element<'a> {
    /// Its tag.
    pub tag: Tag,
    /// Where it begins in the whole input.
    pub offset: usize,
    /// Tag, length and content.
    pub full: &'a [u8],
    /// The content alone.
    pub content: &'a [u8],
    /// Whether the length is written as short as it can be.
    pub minimal: bool,
}

impl<'a> Element<'a> {
    /// A reader over the content.
    pub fn reader(&self) -> Reader<'a> {
        Reader { bytes: self.content, base: self.content_offset(), position: 0 }
    }

    /// Where the content begins in the whole input.
    pub fn content_offset(&self) -> usize {
        self.offset + self.full.len() - self.content.len()
    }

    /// The element, if its tag is the one wanted.
    pub fn expect(self, tag: Tag, wanted: &'static str) -> Result<Self, Asn1Error> {
        if self.tag == tag { Ok(self) } else { Err(Asn1Error::Tag { offset: self.offset, found: self.tag, wanted }) }
    }

    /// The content of a BIT STRING without its leading octet, which must be zero unused bits.
    pub fn bit_string_octets(&self) -> Result<&'a [u8], Asn1Error> {
        match self.content.split_first() {
            Some((0, octets)) => Ok(octets),
            _ => Err(Asn1Error::Value { offset: self.offset, what: "a BIT STRING that is not whole octets" }),
        }
    }

    /// The octets of a non-negative INTEGER without leading zeros.
    pub fn unsigned(&self) -> Result<&'a [u8], Asn1Error> {
        match self.content {
            [] => Err(Asn1Error::Value { offset: self.offset, what: "an INTEGER without content" }),
            [first, ..] if *first >= 0x80 => Err(Asn1Error::Value { offset: self.offset, what: "a negative INTEGER" }),
            content => {
                let zeros = content.iter().take_while(|b| **b == 0).count();
                Ok(&content[zeros.min(content.len() - 1)..])
            }
        }
    }

    /// A small non-negative INTEGER.
    pub fn small(&self) -> Result<u32, Asn1Error> {
        let octets = self.unsigned()?;
        if octets.len() > 4 {
            return Err(Asn1Error::Value { offset: self.offset, what: "an INTEGER beyond 32 bits" });
        }
        Ok(octets.iter().fold(0, |n, b| n << 8 | u32::from(*b)))
    }
}

/// Reads element after element.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    base: usize,
    position: usize,
}

impl<'a> Reader<'a> {
    /// A reader over a whole input; offsets count from its start.
    pub fn new(bytes: &'a [u8]) -> Self {
        Reader { bytes, base: 0, position: 0 }
    }

    /// A reader whose offsets are reported from `base`.
    pub fn at(bytes: &'a [u8], base: usize) -> Self {
        Reader { bytes, base, position: 0 }
    }

    /// Where the reader stands in the whole input.
    pub fn offset(&self) -> usize {
        self.base + self.position
    }

    /// Whether nothing is left.
    pub fn is_at_end(&self) -> bool {
        self.position >= self.bytes.len()
    }

    /// The tag that comes next.
    pub fn peek(&self) -> Option<Tag> {
        self.bytes.get(self.position).map(|b| Tag(*b))
    }

    /// The next element, whatever it is.
    pub fn any(&mut self, wanted: &'static str) -> Result<Element<'a>, Asn1Error> {
        let start = self.position;
        let offset = self.base + start;
        let rest = &self.bytes[start.min(self.bytes.len())..];
        let truncated = |at: usize| Asn1Error::Truncated { offset: offset + at, wanted };
        let first = *rest.first().ok_or_else(|| truncated(0))?;
        let mut header = 1;
        if first & 0x1f == 0x1f {
            loop {
                let octet = *rest.get(header).ok_or_else(|| truncated(header))?;
                header += 1;
                if octet & 0x80 == 0 {
                    break;
                }
                if header > 5 {
                    return Err(Asn1Error::Value { offset, what: "a tag number of more than four octets" });
                }
            }
        }
        let length_octet = *rest.get(header).ok_or_else(|| truncated(header))?;
        header += 1;
        let (length, minimal) = match length_octet {
            short @ 0..=0x7f => (usize::from(short), true),
            0x80 => return Err(Asn1Error::LengthForm { offset: offset + header - 1, what: "an indefinite length" }),
            long => {
                let count = usize::from(long & 0x7f);
                if count > 4 {
                    let what = "a length written in more than four octets";
                    return Err(Asn1Error::LengthForm { offset: offset + header - 1, what });
                }
                let octets = rest.get(header..header + count).ok_or_else(|| truncated(header))?;
                header += count;
                let value = octets.iter().fold(0usize, |n, b| n << 8 | usize::from(*b));
                (value, value >= 0x80 && octets[0] != 0)
            }
        };
        let left = rest.len() - header;
        if length > left {
            return Err(Asn1Error::LengthBeyondEnd { offset, length, left });
        }
        self.position = start + header + length;
        let full = &rest[..header + length];
        Ok(Element { tag: Tag(first), offset, full, content: &full[header..], minimal })
    }

    /// The next element, which must have this tag.
    pub fn next(&mut self, tag: Tag, wanted: &'static str) -> Result<Element<'a>, Asn1Error> {
        match self.peek() {
            None => Err(Asn1Error::Truncated { offset: self.offset(), wanted }),
            Some(found) if found != tag => Err(Asn1Error::Tag { offset: self.offset(), found, wanted }),
            Some(_) => self.any(wanted),
        }
    }

    /// The next element if it has this tag.
    pub fn optional(&mut self, tag: Tag, wanted: &'static str) -> Result<Option<Element<'a>>, Asn1Error> {
        if self.peek() == Some(tag) { self.any(wanted).map(Some) } else { Ok(None) }
    }

    /// Refuses anything that is left.
    pub fn finish(&self, after: &'static str) -> Result<(), Asn1Error> {
        if self.is_at_end() {
            return Ok(());
        }
        Err(Asn1Error::Trailing { offset: self.offset(), count: self.bytes.len() - self.position, after })
    }
}

/// The dotted form of an object identifier's content octets; `?` where they are not one.
pub fn oid_text(content: &[u8]) -> String {
    let mut arcs: Vec<u64> = Vec::new();
    let mut value: u64 = 0;
    let mut pending = false;
    for byte in content {
        if value >> 57 != 0 {
            return "?".into();
        }
        value = value << 7 | u64::from(byte & 0x7f);
        pending = byte & 0x80 != 0;
        if !pending {
            if arcs.is_empty() {
                let first = (value / 40).min(2);
                arcs.extend([first, value - first * 40]);
            } else {
                arcs.push(value);
            }
            value = 0;
        }
    }
    if pending || arcs.is_empty() {
        return "?".into();
    }
    arcs.iter().map(u64::to_string).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_beyond_the_end_are_named_with_their_offset() {
        let input = [0x30, 0x03, 0x02, 0x05, 0x01];
        let outer = Reader::new(&input).next(Tag::SEQUENCE, "a list").unwrap();
        let error = outer.reader().any("a number").unwrap_err();
        assert_eq!(error, Asn1Error::LengthBeyondEnd { offset: 2, length: 5, left: 1 });
    }

    #[test]
    fn indefinite_and_overlong_lengths_are_refused() {
        for input in [&[0x30u8, 0x80, 0, 0][..], &[0x30, 0x85, 0, 0, 0, 0, 1, 5], &[0x30], &[]] {
            assert!(Reader::new(input).any("anything").is_err(), "{input:?}");
        }
    }

    #[test]
    fn a_length_longer_than_needed_is_read_and_remembered() {
        let element = Reader::new(&[0x04, 0x81, 0x01, 0xff]).any("octets").unwrap();
        assert_eq!((element.content, element.minimal), (&[0xff][..], false));
    }

    #[test]
    fn object_identifiers_are_shown_dotted() {
        assert_eq!(oid_text(&[0x67, 0x81, 0x08, 0x01, 0x01, 0x02]), "2.23.136.1.1.2");
        assert_eq!(oid_text(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01]), "1.2.840.113549.1");
        assert_eq!(oid_text(&[0x81]), "?");
        assert_eq!(oid_text(&[]), "?");
    }
}
