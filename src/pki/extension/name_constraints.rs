//! nameConstraints (RFC 5280 4.2.1.10).

use super::{Extension, GeneralName, Typed};
use crate::asn1::{Asn1Error, Element, Reader, Tag};
use crate::pki::oid;

/// nameConstraints: the subtrees a CA's certificates must, and must not, have their names in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameConstraints<'a> {
    permitted: Option<Element<'a>>,
    excluded: Option<Element<'a>>,
}

impl<'a> NameConstraints<'a> {
    /// The bases of permittedSubtrees.
    pub fn permitted(&self) -> Subtrees<'a> {
        Subtrees::of(self.permitted)
    }

    /// The bases of excludedSubtrees.
    pub fn excluded(&self) -> Subtrees<'a> {
        Subtrees::of(self.excluded)
    }
}

/// The walk over the bases of subtrees; one that cannot be read ends it with an error.
#[derive(Clone, Debug)]
pub struct Subtrees<'a> {
    reader: Reader<'a>,
}

impl<'a> Subtrees<'a> {
    fn of(list: Option<Element<'a>>) -> Self {
        Subtrees { reader: list.map_or(Reader::new(&[]), |e| e.reader()) }
    }

    fn step(&mut self) -> Result<GeneralName<'a>, Asn1Error> {
        let mut parts = self.reader.next(Tag::SEQUENCE, "a GeneralSubtree")?.reader();
        let base = GeneralName::read(parts.any("the base of a subtree")?)?;
        let minimum = parts.optional(Tag::context_primitive(0), "minimum")?;
        if let Some(minimum) = minimum.filter(|m| m.content != [0]) {
            return Err(Asn1Error::Value { offset: minimum.offset, what: "a subtree with a minimum that is not 0" });
        }
        // RFC 5280 4.2.1.10 allows no maximum: it would be what is left over.
        parts.finish("a GeneralSubtree")?;
        Ok(base)
    }
}

impl<'a> Iterator for Subtrees<'a> {
    type Item = Result<GeneralName<'a>, Asn1Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.reader.is_at_end() {
            return None;
        }
        let found = self.step();
        if found.is_err() {
            self.reader = Reader::new(&[]);
        }
        Some(found)
    }
}

impl<'a> Typed<'a> for NameConstraints<'a> {
    const OID: &'static [u8] = oid::NAME_CONSTRAINTS;

    fn read(extension: &Extension<'a>) -> Result<Self, Asn1Error> {
        let mut parts = extension.sequence("nameConstraints")?;
        let permitted = parts.optional(Tag::context(0), "permittedSubtrees")?;
        let excluded = parts.optional(Tag::context(1), "excludedSubtrees")?;
        parts.finish("nameConstraints")?;
        let found = NameConstraints { permitted, excluded };
        let empty = |list: Option<Element<'_>>| list.is_some_and(|l| l.content.is_empty());
        if permitted.is_none() && excluded.is_none() || empty(permitted) || empty(excluded) {
            let offset = extension.value.offset;
            return Err(Asn1Error::Value { offset, what: "nameConstraints that constrain nothing" });
        }
        let defect = found.permitted().chain(found.excluded()).find_map(Result::err);
        defect.map_or(Ok(found), Err)
    }
}
