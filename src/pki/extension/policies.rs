//! certificatePolicies and what goes with it: policyMappings, policyConstraints, inhibitAnyPolicy
//! (RFC 5280 4.2.1.4, 4.2.1.5, 4.2.1.11, 4.2.1.14).

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

/// policyMappings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyMappings<'a> {
    /// Each policy of the issuer with the one of the subject that it counts for, as content octets.
    pub pairs: Vec<(&'a [u8], &'a [u8])>,
}

impl<'a> Typed<'a> for PolicyMappings<'a> {
    const OID: &'static [u8] = oid::POLICY_MAPPINGS;

    fn read(extension: &Extension<'a>) -> Result<Self, Asn1Error> {
        let mut list = extension.sequence("policyMappings")?;
        let mut pairs = Vec::with_capacity(1);
        while !list.is_at_end() {
            let mut parts = list.next(Tag::SEQUENCE, "a policy mapping")?.reader();
            let from = parts.next(Tag::OID, "issuerDomainPolicy")?.content;
            let to = parts.next(Tag::OID, "subjectDomainPolicy")?.content;
            parts.finish("a policy mapping")?;
            pairs.push((from, to));
        }
        Ok(PolicyMappings { pairs })
    }
}

/// policyConstraints: after how many certificates below each begins to hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PolicyConstraints {
    /// requireExplicitPolicy.
    pub require_explicit: Option<u32>,
    /// inhibitPolicyMapping.
    pub inhibit_mapping: Option<u32>,
}

impl<'a> Typed<'a> for PolicyConstraints {
    const OID: &'static [u8] = oid::POLICY_CONSTRAINTS;

    fn read(extension: &Extension<'a>) -> Result<Self, Asn1Error> {
        let mut parts = extension.sequence("policyConstraints")?;
        let explicit = parts.optional(Tag::context_primitive(0), "requireExplicitPolicy")?;
        let mapping = parts.optional(Tag::context_primitive(1), "inhibitPolicyMapping")?;
        parts.finish("policyConstraints")?;
        if explicit.is_none() && mapping.is_none() {
            let offset = extension.value.offset;
            return Err(Asn1Error::Value { offset, what: "policyConstraints that constrain nothing" });
        }
        let number = |element: Option<Element<'_>>| element.map(|e| e.small()).transpose();
        Ok(PolicyConstraints { require_explicit: number(explicit)?, inhibit_mapping: number(mapping)? })
    }
}

/// inhibitAnyPolicy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InhibitAnyPolicy {
    /// After how many certificates below anyPolicy counts no more.
    pub skip: u32,
}

impl<'a> Typed<'a> for InhibitAnyPolicy {
    const OID: &'static [u8] = oid::INHIBIT_ANY_POLICY;

    fn read(extension: &Extension<'a>) -> Result<Self, Asn1Error> {
        let skip = extension.single("inhibitAnyPolicy")?.expect(Tag::INTEGER, "inhibitAnyPolicy")?.small()?;
        Ok(InhibitAnyPolicy { skip })
    }
}
