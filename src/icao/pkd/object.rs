//! An object of the PKD: its octets as found, and what it is.

use std::fmt;

use serde::Serialize;

use super::finding::Place;
use super::ldif::{Attribute, Value};
use crate::asn1::Asn1Error;
use crate::digest::Digest;
use crate::icao::IcaoError;
use crate::pki::certificate::Certificate;
use crate::pki::lint::Role;

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
    /// It is no master list.
    List(Box<IcaoError>),
    /// It was said to be base64 and is not; the octets are the text.
    Base64,
    /// It is only an address; the octets are that.
    Url,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unreadable::Der(error) => error.fmt(f),
            Unreadable::List(error) => error.fmt(f),
            Unreadable::Base64 => f.write_str("the value is not base64"),
            Unreadable::Url => f.write_str("the value is only an address, which is not fetched"),
        }
    }
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
}

impl Object {
    pub(super) fn new(kind: ObjectKind, attribute: Attribute) -> Object {
        let Attribute { value, place, .. } = attribute;
        let kind = match (kind, value.octets().and_then(|der| Certificate::parse(der).ok())) {
            (ObjectKind::DocumentSigner, Some(certificate)) => match Role::infer(&certificate) {
                Role::BarcodeSigner | Role::VdsNcSigner => ObjectKind::BarCodeSigner,
                _ => kind,
            },
            _ => kind,
        };
        Object { kind, digest: Digest::of(value.raw()), value, place }
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
