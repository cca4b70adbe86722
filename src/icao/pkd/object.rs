//! An object of the PKD: its octets as found, and what it is.

use std::fmt;

use serde::Serialize;

use super::finding::Place;
use super::ldif::{Attribute, Value};
use crate::asn1::{Asn1Error, Reader, Tag, oid_text};
use crate::digest::Digest;
use crate::icao::masterlist::CONTENT_TYPE;
use crate::pki::certificate::Certificate;
use crate::pki::crl::Crl;

/// What an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ObjectKind {
    /// A certificate that is not another's of these: a document signer's, as a rule.
    DocumentSigner,
    /// The certificate of a signer of seals, VDS or VDS-NC, as its purposes say.
    BarCodeSigner,
    /// A CA's certificate, in the attribute for such.
    CaCertificate,
    /// A CRL.
    Crl,
    /// A master list.
    MasterList,
}

impl ObjectKind {
    /// All of them.
    pub const ALL: [ObjectKind; 5] = [
        ObjectKind::DocumentSigner,
        ObjectKind::BarCodeSigner,
        ObjectKind::CaCertificate,
        ObjectKind::Crl,
        ObjectKind::MasterList,
    ];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            ObjectKind::DocumentSigner => "document signer",
            ObjectKind::BarCodeSigner => "bar code signer",
            ObjectKind::CaCertificate => "CA certificate",
            ObjectKind::Crl => "CRL",
            ObjectKind::MasterList => "master list",
        }
    }

    /// The attribute it stands in, in today's downloads.
    pub const fn attribute(self) -> &'static str {
        match self {
            ObjectKind::DocumentSigner | ObjectKind::BarCodeSigner => "userCertificate;binary",
            ObjectKind::CaCertificate => "cACertificate;binary",
            ObjectKind::Crl => "certificateRevocationList;binary",
            ObjectKind::MasterList => "pkdMasterListContent",
        }
    }

    pub(super) const fn is_certificate(self) -> bool {
        matches!(self, ObjectKind::DocumentSigner | ObjectKind::BarCodeSigner | ObjectKind::CaCertificate)
    }

    /// Of an attribute, and whether it is one of older downloads.
    pub(super) fn of(attribute: &Attribute) -> Option<(ObjectKind, bool)> {
        const KINDS: &[(&str, ObjectKind, bool)] = &[
            ("userCertificate", ObjectKind::DocumentSigner, false),
            ("cACertificate", ObjectKind::CaCertificate, false),
            ("certificateRevocationList", ObjectKind::Crl, false),
            ("pkdMasterListContent", ObjectKind::MasterList, false),
            ("CscaMasterListData", ObjectKind::MasterList, true),
        ];
        KINDS.iter().find(|(name, ..)| attribute.is(name)).map(|(_, kind, old)| (*kind, *old))
    }
}

impl fmt::Display for ObjectKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Why an object is kept raw.
#[derive(Debug)]
pub enum Unreadable {
    /// Its DER cannot be taken apart; the offset counts from the object's first octet.
    Der(Asn1Error),
    /// Signed data of another type; the content octets of the type.
    NoList(Vec<u8>),
    /// It is larger than such objects are read: what is held of it is a multiple of its size.
    TooLarge {
        /// How many octets it has, or a part of it that is not its list of entries.
        found: usize,
        /// How many are read.
        most: usize,
    },
    /// It was said to be base64 and is not; the octets are the text.
    Base64,
    /// It is only an address; the octets are that.
    Url,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unreadable::Der(error) => error.fmt(f),
            Unreadable::NoList(oid) => {
                let some = oid.get(..32).unwrap_or(oid);
                write!(f, "signed content of type {} where a master list was expected", oid_text(some))
            }
            Unreadable::TooLarge { found, most } => write!(f, "{found} octets where at most {most} are read"),
            Unreadable::Base64 => f.write_str("the value is not base64"),
            Unreadable::Url => f.write_str("the value is only an address, which is not fetched"),
        }
    }
}

impl From<Asn1Error> for Unreadable {
    fn from(error: Asn1Error) -> Self {
        Unreadable::Der(error)
    }
}

/// How many octets a certificate may have, and all of a CRL but its entries. Real
/// certificates of the PKD have some thousand.
pub(super) const LARGEST: usize = 64 << 10;

/// A master list as far as it is looked at in passing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Glance {
    /// How many certificates are on it; `None` where it is not written in DER throughout.
    pub(super) certificates: Option<usize>,
    /// Whether it is signed.
    pub(super) signed: bool,
}

/// One object, with its octets as they were found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// What it is.
    pub kind: ObjectKind,
    /// The value, and with it whether it could be decoded.
    pub value: Value,
    /// SHA-256 of the octets, decoded where they could be.
    pub digest: Digest,
    /// Where its attribute begins.
    pub place: Place,
    /// What a change does with it; none where the record says how the entry is.
    pub change: Option<ObjectChange>,
}

/// What a `changetype: modify` does with an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObjectChange {
    /// It comes beside what the entry holds.
    Adds,
    /// It takes the place of what the entry holds of its kind.
    Replaces,
    /// It is taken away from the entry.
    Removes,
}

impl Object {
    pub(super) fn new(kind: ObjectKind, attribute: Attribute) -> Object {
        let Attribute { value, place, .. } = attribute;
        Object { kind, digest: Digest::of(value.raw()), value, place, change: None }
    }

    /// The object as a certificate.
    pub fn certificate(&self) -> Result<Certificate<'_>, Unreadable> {
        let octets = self.octets()?;
        if octets.len() > LARGEST {
            return Err(Unreadable::TooLarge { found: octets.len(), most: LARGEST });
        }
        Ok(Certificate::parse(octets)?)
    }

    /// The object as a CRL. Its entries may be many; what is beside them not.
    pub fn crl(&self) -> Result<Crl<'_>, Unreadable> {
        let octets = self.octets()?;
        let outer = Reader::new(octets).next(Tag::SEQUENCE, "a CRL")?;
        let mut fields = outer.reader().next(Tag::SEQUENCE, "the to-be-signed part of a CRL")?.reader();
        let mut after_time = false;
        let mut beside = 0;
        while !fields.is_at_end() {
            let field = fields.any("a field of a CRL")?;
            if !(after_time && field.tag == Tag::SEQUENCE) {
                beside += field.full.len();
            }
            after_time = matches!(field.tag, Tag::UTC_TIME | Tag::GENERALIZED_TIME);
        }
        if beside > LARGEST {
            return Err(Unreadable::TooLarge { found: beside, most: LARGEST });
        }
        Ok(Crl::parse(octets)?)
    }

    /// The object as a master list, looked at in passing: nothing of it is held.
    pub(super) fn glance(&self) -> Result<Glance, Unreadable> {
        let octets = self.octets()?;
        let mut parts = Reader::new(octets).next(Tag::SEQUENCE, "a master list")?.reader();
        if parts.peek() != Some(Tag::OID) {
            return Ok(Glance { certificates: Some(count(octets)?), signed: false });
        }
        parts.next(Tag::OID, "the type of the content")?;
        let certificates = match signed_content(parts) {
            Ok(list) => Some(count(list)?),
            // It may be written in BER, which only those who read it whole can tell.
            Err(Unreadable::Der(Asn1Error::LengthForm { .. } | Asn1Error::Tag { .. })) => None,
            Err(why) => return Err(why),
        };
        Ok(Glance { certificates, signed: true })
    }

    /// The octets, or why they are not those of the object.
    pub fn octets(&self) -> Result<&[u8], Unreadable> {
        match &self.value {
            Value::Octets(octets) => Ok(octets),
            Value::Undecodable(_) => Err(Unreadable::Base64),
            Value::Url(_) => Err(Unreadable::Url),
        }
    }

    /// The octets, whatever they are.
    pub fn raw(&self) -> &[u8] {
        self.value.raw()
    }
}

/// The octets of what is signed, behind the type of a `ContentInfo`.
fn signed_content(mut info: Reader<'_>) -> Result<&[u8], Unreadable> {
    let mut signed = info.any("the content")?.reader().next(Tag::SEQUENCE, "the signed data")?.reader();
    signed.next(Tag::INTEGER, "the version")?;
    signed.next(Tag::SET, "the digest algorithms")?;
    let mut content = signed.next(Tag::SEQUENCE, "what is signed")?.reader();
    let oid = content.next(Tag::OID, "its type")?.content;
    if oid != CONTENT_TYPE {
        return Err(Unreadable::NoList(oid.to_vec()));
    }
    Ok(content.any("its octets")?.reader().next(Tag::OCTET_STRING, "its octets")?.content)
}

/// How many certificates a `CscaMasterList` holds; what stands after one that cannot be
/// told from the next counts as one.
fn count(list: &[u8]) -> Result<usize, Unreadable> {
    let mut parts = Reader::new(list).next(Tag::SEQUENCE, "a CscaMasterList")?.reader();
    parts.next(Tag::INTEGER, "the version of the list")?;
    let mut entries = parts.next(Tag::SET, "the certList")?.reader();
    let mut count = 0;
    while !entries.is_at_end() {
        count += 1;
        if entries.any("a certificate").is_err() {
            break;
        }
    }
    Ok(count)
}
