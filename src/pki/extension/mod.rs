//! Extensions: the list as found, and one typed reader per extension.
//!
//! A reader gives its type or an error with the offset; the certificate stays readable
//! whatever is wrong in one of its extensions.

mod access;
mod constraints;
mod general_name;
mod icao;
mod identifiers;
mod name_constraints;
mod period;
mod points;
mod policies;
mod usage;

pub use access::{Access, AuthorityInformation, OcspNoCheck};
pub use constraints::BasicConstraints;
pub use general_name::{GeneralName, GeneralNames, IssuerAltName, SubjectAltName};
pub use icao::{DocumentTypeList, NameChange};
pub use identifiers::{AuthorityKeyIdentifier, CrlNumber, SubjectKeyIdentifier};
pub use name_constraints::{NameConstraints, Subtrees};
pub use period::PrivateKeyUsagePeriod;
pub use points::{CrlDistributionPoints, DistributionPoint};
pub use policies::{CertificatePolicies, InhibitAnyPolicy, Policy, PolicyConstraints, PolicyMappings};
pub use usage::{ExtendedKeyUsage, KeyUsage, KeyUsageBit};

use super::oid;
use crate::asn1::{Asn1Error, Element, Reader, Tag};

/// One extension as it stands in an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extension<'a> {
    /// The whole SEQUENCE.
    pub element: Element<'a>,
    /// Content octets of its object identifier.
    pub oid: &'a [u8],
    /// The `critical` BOOLEAN, if it is written at all.
    pub critical_element: Option<Element<'a>>,
    /// The extnValue OCTET STRING; its content is the DER of the extension.
    pub value: Element<'a>,
}

impl<'a> Extension<'a> {
    fn read(element: Element<'a>) -> Result<Self, Asn1Error> {
        let mut parts = element.expect(Tag::SEQUENCE, "an extension")?.reader();
        let oid = parts.next(Tag::OID, "the object identifier of an extension")?.content;
        let critical_element = parts.optional(Tag::BOOLEAN, "critical")?;
        let value = parts.next(Tag::OCTET_STRING, "the value of an extension")?;
        parts.finish("the value of an extension")?;
        Ok(Extension { element, oid, critical_element, value })
    }

    /// Whether it is critical; any octet but zero says yes.
    pub fn is_critical(&self) -> bool {
        self.critical_element.is_some_and(|c| c.content != [0])
    }

    /// A reader over the value.
    pub fn reader(&self) -> Reader<'a> {
        self.value.reader()
    }

    /// The single element that the value holds.
    pub fn single(&self, wanted: &'static str) -> Result<Element<'a>, Asn1Error> {
        let mut reader = self.reader();
        let element = reader.any(wanted)?;
        reader.finish(wanted)?;
        Ok(element)
    }

    /// The single SEQUENCE that the value holds, opened.
    pub fn sequence(&self, wanted: &'static str) -> Result<Reader<'a>, Asn1Error> {
        Ok(self.single(wanted)?.expect(Tag::SEQUENCE, wanted)?.reader())
    }
}

/// At most this many extensions of one object are read; the rest is a defect of the list.
const MOST_EXTENSIONS: usize = 128;

/// An extension that has a reader.
pub trait Typed<'a>: Sized {
    /// Content octets of its object identifier.
    const OID: &'static [u8];

    /// Reads the value.
    fn read(extension: &Extension<'a>) -> Result<Self, Asn1Error>;
}

/// The extensions of an object, in order.
#[derive(Clone, Debug, Default)]
pub struct Extensions<'a> {
    list: Vec<Extension<'a>>,
    /// Where the list stops being readable, if it does; what stands before is kept.
    pub defect: Option<Asn1Error>,
}

impl<'a> Extensions<'a> {
    /// No extensions.
    pub fn none() -> Self {
        Extensions::default()
    }

    /// Reads the explicitly tagged list.
    pub fn read(tagged: &Element<'a>) -> Self {
        let mut found = Extensions { list: Vec::with_capacity(12), defect: None };
        found.defect = found.fill(tagged.reader()).err();
        found
    }

    /// Reads the SEQUENCE of a CRL entry's extensions.
    pub fn read_untagged(sequence: &Element<'a>) -> Self {
        let mut found = Extensions::default();
        found.defect = found.fill_from(sequence.reader()).err();
        found
    }

    fn fill(&mut self, mut outer: Reader<'a>) -> Result<(), Asn1Error> {
        let sequence = outer.next(Tag::SEQUENCE, "the list of extensions")?;
        self.fill_from(sequence.reader())?;
        outer.finish("the list of extensions")
    }

    fn fill_from(&mut self, mut reader: Reader<'a>) -> Result<(), Asn1Error> {
        while !reader.is_at_end() {
            if self.list.len() == MOST_EXTENSIONS {
                return Err(Asn1Error::Value { offset: reader.offset(), what: "more extensions than anybody needs" });
            }
            self.list.push(Extension::read(reader.any("an extension")?)?);
        }
        Ok(())
    }

    /// The extensions that could be read.
    pub fn iter(&self) -> std::slice::Iter<'_, Extension<'a>> {
        self.list.iter()
    }

    /// How many could be read.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The first extension with this object identifier.
    pub fn find(&self, oid: &[u8]) -> Option<&Extension<'a>> {
        self.list.iter().find(|e| e.oid == oid)
    }

    /// An extension read as the type asked for: `None` if absent, `Err` if it cannot be read.
    pub fn read_as<T: Typed<'a>>(&self) -> Option<Result<T, Asn1Error>> {
        self.find(T::OID).map(T::read)
    }
}

/// The name of a well-known extension, for people.
pub fn extension_name(oid: &[u8]) -> Option<&'static str> {
    const NAMES: &[(&[u8], &str)] = &[
        (oid::SUBJECT_DIRECTORY_ATTRIBUTES, "subjectDirectoryAttributes"),
        (oid::SUBJECT_KEY_IDENTIFIER, "subjectKeyIdentifier"),
        (oid::KEY_USAGE, "keyUsage"),
        (oid::PRIVATE_KEY_USAGE_PERIOD, "privateKeyUsagePeriod"),
        (oid::SUBJECT_ALT_NAME, "subjectAltName"),
        (oid::ISSUER_ALT_NAME, "issuerAltName"),
        (oid::BASIC_CONSTRAINTS, "basicConstraints"),
        (oid::CRL_NUMBER, "cRLNumber"),
        (oid::REASON_CODE, "reasonCode"),
        (oid::HOLD_INSTRUCTION_CODE, "holdInstructionCode"),
        (oid::INVALIDITY_DATE, "invalidityDate"),
        (oid::DELTA_CRL_INDICATOR, "deltaCRLIndicator"),
        (oid::ISSUING_DISTRIBUTION_POINT, "issuingDistributionPoint"),
        (oid::CERTIFICATE_ISSUER, "certificateIssuer"),
        (oid::NAME_CONSTRAINTS, "nameConstraints"),
        (oid::CRL_DISTRIBUTION_POINTS, "cRLDistributionPoints"),
        (oid::CERTIFICATE_POLICIES, "certificatePolicies"),
        (oid::POLICY_MAPPINGS, "policyMappings"),
        (oid::AUTHORITY_KEY_IDENTIFIER, "authorityKeyIdentifier"),
        (oid::POLICY_CONSTRAINTS, "policyConstraints"),
        (oid::EXTENDED_KEY_USAGE, "extKeyUsage"),
        (oid::FRESHEST_CRL, "freshestCRL"),
        (oid::INHIBIT_ANY_POLICY, "inhibitAnyPolicy"),
        (oid::AUTHORITY_INFO_ACCESS, "authorityInfoAccess"),
        (oid::SUBJECT_INFO_ACCESS, "subjectInfoAccess"),
        (oid::NETSCAPE_CERT_TYPE, "netscapeCertType"),
        (oid::OCSP_NO_CHECK, "ocspNoCheck"),
        (oid::NAME_CHANGE, "nameChange"),
        (oid::DOCUMENT_TYPE_LIST, "documentTypeList"),
        (oid::REHEARSAL, "rehearsalMark"),
    ];
    NAMES.iter().find(|(known, _)| *known == oid).map(|(_, name)| *name)
}
