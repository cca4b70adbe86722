//! certificatePolicies (RFC 5280 4.2.1.4).

use super::{Extension, Typed};
use crate::asn1::{Asn1Error, Element, Tag};
use crate::pki::oid;

/// One PolicyInformation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy<'a> {
    /// Content octets of policyIdentifier.
    pub oid: &'a [u8],
    /// policyQualifiers, unread.
    pub qualifiers: Option<Element<'a>>,
}

/// certificatePolicies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificatePolicies<'a> {
    /// The policies, in order.
    pub policies: Vec<Policy<'a>>,
}

impl<'a> Typed<'a> for CertificatePolicies<'a> {
    const OID: &'static [u8] = oid::CERTIFICATE_POLICIES;

    fn read(extension: &Extension<'a>) -> Result<Self, Asn1Error> {
        let mut list = extension.sequence("certificatePolicies")?;
        let mut policies = Vec::with_capacity(1);
        while !list.is_at_end() {
            let mut parts = list.next(Tag::SEQUENCE, "a PolicyInformation")?.reader();
            let oid = parts.next(Tag::OID, "policyIdentifier")?.content;
            let qualifiers = parts.optional(Tag::SEQUENCE, "policyQualifiers")?;
            parts.finish("a PolicyInformation")?;
            policies.push(Policy { oid, qualifiers });
        }
        Ok(CertificatePolicies { policies })
    }
}
