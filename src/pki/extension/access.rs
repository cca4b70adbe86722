//! authorityInfoAccess: where to ask about the issuer (RFC 5280 4.2.2.1); and id-pkix-ocsp-nocheck (RFC 6960 4.2.2.2.1).

use super::general_name::GeneralName;
use super::{Extension, Typed};
use crate::asn1::{Asn1Error, Tag};
use crate::pki::oid;

/// One AccessDescription: the content octets of its method, and where.
pub type Access<'a> = (&'a [u8], GeneralName<'a>);

/// authorityInfoAccess.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorityInformation<'a> {
    /// The descriptions, in order.
    pub accesses: Vec<Access<'a>>,
}

impl<'a> AuthorityInformation<'a> {
    /// The URIs of a method.
    pub fn uris(&self, method: &[u8]) -> impl Iterator<Item = &'a [u8]> {
        self.accesses.iter().filter_map(move |(found, name)| match name {
            GeneralName::Uri(octets) if *found == method => Some(*octets),
            _ => None,
        })
    }
}

impl<'a> Typed<'a> for AuthorityInformation<'a> {
    const OID: &'static [u8] = oid::AUTHORITY_INFO_ACCESS;

    fn read(extension: &Extension<'a>) -> Result<Self, Asn1Error> {
        let mut list = extension.sequence("authorityInfoAccess")?;
        let mut accesses = Vec::with_capacity(2);
        while !list.is_at_end() {
            let mut parts = list.next(Tag::SEQUENCE, "an AccessDescription")?.reader();
            let method = parts.next(Tag::OID, "accessMethod")?.content;
            let place = GeneralName::read(parts.any("accessLocation")?)?;
            parts.finish("an AccessDescription")?;
            accesses.push((method, place));
        }
        Ok(AuthorityInformation { accesses })
    }
}

/// id-pkix-ocsp-nocheck: an OCSP responder's own certificate is not looked up. Its value is NULL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OcspNoCheck;

impl<'a> Typed<'a> for OcspNoCheck {
    const OID: &'static [u8] = oid::OCSP_NO_CHECK;

    fn read(extension: &Extension<'a>) -> Result<Self, Asn1Error> {
        let value = extension.single("ocspNoCheck")?.expect(Tag::NULL, "ocspNoCheck")?;
        match value.content {
            [] => Ok(OcspNoCheck),
            _ => Err(Asn1Error::Value { offset: value.offset, what: "a NULL that holds something" }),
        }
    }
}
