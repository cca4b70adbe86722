//! GeneralNames: subjectAltName, issuerAltName and the names inside other extensions
//! (RFC 5280 4.2.1.6, 4.2.1.7).

use super::{Extension, Typed};
use crate::asn1::{Asn1Error, Element, Reader, Tag};
use crate::pki::name::Name;
use crate::pki::oid;

/// One GeneralName.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GeneralName<'a> {
    /// rfc822Name: an e-mail address, as octets.
    Email(&'a [u8]),
    /// dNSName, as octets.
    Dns(&'a [u8]),
    /// directoryName.
    Directory(Name<'a>),
    /// uniformResourceIdentifier, as octets.
    Uri(&'a [u8]),
    /// iPAddress, as octets: 4 or 16 in a name, twice as many where it stands for a range.
    Address(&'a [u8]),
    /// Any other form: the whole element.
    Other(Element<'a>),
}

impl<'a> GeneralName<'a> {
    pub(super) fn read(element: Element<'a>) -> Result<Self, Asn1Error> {
        Ok(match element.tag {
            Tag(0x81) => GeneralName::Email(element.content),
            Tag(0x82) => GeneralName::Dns(element.content),
            Tag(0x86) => GeneralName::Uri(element.content),
            Tag(0x87) => GeneralName::Address(element.content),
            Tag(0xa4) => {
                let mut inner = element.reader();
                let name = Name::next(&mut inner, "a directoryName")?;
                inner.finish("a directoryName")?;
                GeneralName::Directory(name)
            }
            Tag(tag) if tag & 0xc0 == 0x80 => GeneralName::Other(element),
            found => return Err(Asn1Error::Tag { offset: element.offset, found, wanted: "a general name" }),
        })
    }
}

/// A list of general names, read one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GeneralNames<'a> {
    /// The SEQUENCE, or the element that stands for it under an implicit tag.
    pub element: Element<'a>,
}

impl<'a> GeneralNames<'a> {
    /// Under an implicit tag.
    pub fn implicit(element: Element<'a>) -> Self {
        GeneralNames { element }
    }

    /// Each name; a name that cannot be read ends the walk with an error.
    pub fn iter(&self) -> GeneralNameIter<'a> {
        GeneralNameIter { reader: self.element.reader() }
    }

    /// Whether there is none (LI writes an empty SEQUENCE).
    pub fn is_empty(&self) -> bool {
        self.element.content.is_empty()
    }

    /// The directory names.
    pub fn directories(&self) -> impl Iterator<Item = Name<'a>> + use<'a> {
        self.iter().flatten().filter_map(|n| match n {
            GeneralName::Directory(name) => Some(name),
            _ => None,
        })
    }

    /// The URIs.
    pub fn uris(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        self.iter().flatten().filter_map(|n| match n {
            GeneralName::Uri(octets) => Some(octets),
            _ => None,
        })
    }

    /// What cannot be read, if anything.
    pub fn defect(&self) -> Option<Asn1Error> {
        self.iter().find_map(Result::err)
    }
}

/// The walk over general names.
#[derive(Clone, Debug)]
pub struct GeneralNameIter<'a> {
    reader: Reader<'a>,
}

impl<'a> Iterator for GeneralNameIter<'a> {
    type Item = Result<GeneralName<'a>, Asn1Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.reader.is_at_end() {
            return None;
        }
        let found = self.reader.any("a general name").and_then(GeneralName::read);
        if found.is_err() {
            self.reader = Reader::new(&[]);
        }
        Some(found)
    }
}

/// subjectAltName.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubjectAltName<'a>(pub GeneralNames<'a>);

/// issuerAltName.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IssuerAltName<'a>(pub GeneralNames<'a>);

fn list<'a>(extension: &Extension<'a>, wanted: &'static str) -> Result<GeneralNames<'a>, Asn1Error> {
    let names = GeneralNames { element: extension.single(wanted)?.expect(Tag::SEQUENCE, wanted)? };
    names.defect().map_or(Ok(names), Err)
}

impl<'a> Typed<'a> for SubjectAltName<'a> {
    const OID: &'static [u8] = oid::SUBJECT_ALT_NAME;

    fn read(extension: &Extension<'a>) -> Result<Self, Asn1Error> {
        list(extension, "subjectAltName").map(SubjectAltName)
    }
}

impl<'a> Typed<'a> for IssuerAltName<'a> {
    const OID: &'static [u8] = oid::ISSUER_ALT_NAME;

    fn read(extension: &Extension<'a>) -> Result<Self, Asn1Error> {
        list(extension, "issuerAltName").map(IssuerAltName)
    }
}
