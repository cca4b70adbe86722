//! basicConstraints (RFC 5280 4.2.1.9).

use super::{Extension, Typed};
use crate::asn1::{Asn1Error, Element, Tag};
use crate::pki::oid;

/// basicConstraints as written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BasicConstraints<'a> {
    /// The cA BOOLEAN, if it is written at all.
    pub ca_element: Option<Element<'a>>,
    /// pathLenConstraint.
    pub path_length: Option<u32>,
}

impl BasicConstraints<'_> {
    /// Whether cA is true; any octet but zero says yes (UA writes 01).
    pub fn is_ca(&self) -> bool {
        self.ca_element.is_some_and(|c| c.content != [0])
    }
}

impl<'a> Typed<'a> for BasicConstraints<'a> {
    const OID: &'static [u8] = oid::BASIC_CONSTRAINTS;

    fn read(extension: &Extension<'a>) -> Result<Self, Asn1Error> {
        let mut parts = extension.sequence("basicConstraints")?;
        let ca_element = parts.optional(Tag::BOOLEAN, "cA")?;
        let path_length = parts.optional(Tag::INTEGER, "pathLenConstraint")?.map(|e| e.small()).transpose()?;
        parts.finish("basicConstraints")?;
        Ok(BasicConstraints { ca_element, path_length })
    }
}
