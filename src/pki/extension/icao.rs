//! The two ICAO extensions: nameChange and documentTypeList (Doc 9303-12 7.1.1.5, 7.1.1.6).

use super::{Extension, Typed};
use crate::asn1::{Asn1Error, Element, Tag};
use crate::pki::oid;

/// nameChange: NULL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameChange;

impl<'a> Typed<'a> for NameChange {
    const OID: &'static [u8] = oid::NAME_CHANGE;

    fn read(extension: &Extension<'a>) -> Result<Self, Asn1Error> {
        let element = extension.single("nameChange")?.expect(Tag::NULL, "NULL in nameChange")?;
        match element.content {
            [] => Ok(NameChange),
            _ => Err(Asn1Error::Value { offset: element.offset, what: "a NULL with content" }),
        }
    }
}

/// documentTypeList: which document types a signer signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentTypeList<'a> {
    /// version; v0 is 0.
    pub version: u32,
    /// The types, any string type, in the order found.
    pub types: Vec<Element<'a>>,
    /// Whether the SET OF is in DER order.
    pub sorted: bool,
}

impl<'a> Typed<'a> for DocumentTypeList<'a> {
    const OID: &'static [u8] = oid::DOCUMENT_TYPE_LIST;

    fn read(extension: &Extension<'a>) -> Result<Self, Asn1Error> {
        let mut parts = extension.sequence("documentTypeList")?;
        let version = parts.next(Tag::INTEGER, "the version of documentTypeList")?.small()?;
        let mut set = parts.next(Tag::SET, "docTypeList")?.reader();
        parts.finish("documentTypeList")?;
        let mut types: Vec<Element<'a>> = Vec::with_capacity(4);
        while !set.is_at_end() {
            types.push(set.any("a document type")?);
        }
        let sorted = types.is_sorted_by_key(|e| e.full);
        Ok(DocumentTypeList { version, types, sorted })
    }
}
