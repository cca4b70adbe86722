//! subjectKeyIdentifier, authorityKeyIdentifier and cRLNumber (RFC 5280 4.2.1.1, 4.2.1.2, 5.2.3).

use super::general_name::GeneralNames;
use super::{Extension, Typed};
use crate::asn1::{Asn1Error, Element, Tag};
use crate::pki::oid;

/// subjectKeyIdentifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubjectKeyIdentifier<'a> {
    /// The identifier.
    pub octets: &'a [u8],
    /// Whether it stands in an OCTET STRING of its own, as it must; LT has raw octets.
    pub wrapped: bool,
}

impl<'a> Typed<'a> for SubjectKeyIdentifier<'a> {
    const OID: &'static [u8] = oid::SUBJECT_KEY_IDENTIFIER;

    fn read(extension: &Extension<'a>) -> Result<Self, Asn1Error> {
        let inner = extension.single("subjectKeyIdentifier").and_then(|e| e.expect(Tag::OCTET_STRING, "an identifier"));
        match inner {
            Ok(element) => Ok(SubjectKeyIdentifier { octets: element.content, wrapped: true }),
            Err(error) if extension.value.content.is_empty() => Err(error),
            Err(_) => Ok(SubjectKeyIdentifier { octets: extension.value.content, wrapped: false }),
        }
    }
}

/// authorityKeyIdentifier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AuthorityKeyIdentifier<'a> {
    /// keyIdentifier.
    pub key_identifier: Option<&'a [u8]>,
    /// authorityCertIssuer.
    pub issuer: Option<GeneralNames<'a>>,
    /// authorityCertSerialNumber, content octets. UA has an issuer without it.
    pub serial: Option<&'a [u8]>,
}

impl<'a> Typed<'a> for AuthorityKeyIdentifier<'a> {
    const OID: &'static [u8] = oid::AUTHORITY_KEY_IDENTIFIER;

    fn read(extension: &Extension<'a>) -> Result<Self, Asn1Error> {
        let mut parts = extension.sequence("authorityKeyIdentifier")?;
        let mut octets = |number, wanted| -> Result<Option<&'a [u8]>, Asn1Error> {
            Ok(parts.optional(Tag::context_primitive(number), wanted)?.map(|e| e.content))
        };
        let key_identifier = octets(0, "keyIdentifier")?;
        let issuer = parts.optional(Tag::context(1), "authorityCertIssuer")?.map(GeneralNames::implicit);
        let serial = parts.optional(Tag::context_primitive(2), "authorityCertSerialNumber")?.map(|e| e.content);
        parts.finish("authorityKeyIdentifier")?;
        Ok(AuthorityKeyIdentifier { key_identifier, issuer, serial })
    }
}

/// cRLNumber.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CrlNumber<'a> {
    /// The INTEGER as found.
    pub element: Element<'a>,
}

impl<'a> CrlNumber<'a> {
    /// The magnitude without leading zeros; refuses a negative one.
    pub fn magnitude(&self) -> Result<&'a [u8], Asn1Error> {
        self.element.unsigned()
    }
}

impl<'a> Typed<'a> for CrlNumber<'a> {
    const OID: &'static [u8] = oid::CRL_NUMBER;

    fn read(extension: &Extension<'a>) -> Result<Self, Asn1Error> {
        let element = extension.single("cRLNumber")?.expect(Tag::INTEGER, "cRLNumber")?;
        Ok(CrlNumber { element })
    }
}
