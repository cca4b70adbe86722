//! DER: a reader that keeps original bytes and says offsets, and a writer.
//!
//! The reader is tolerant where real travel-document objects need it (lengths
//! that are not minimal, tags of any class) and remembers what it tolerated; it
//! copies nothing. The writer writes DER and nothing else. A general ASN.1
//! library refuses what is in the field, or re-encodes it: here the bytes that
//! were signed are the bytes that are kept.

mod read;
mod strict;
mod write;

pub use read::{Element, Reader, Tag, oid_text};
pub use strict::{Defect, DefectKind, strict_der};
pub use write::{
    bit_string, boolean, context, context_primitive, generalized_time, ia5_string, integer, integer_bytes, null,
    octet_string, oid, oid_from_text, printable_string, sequence, set_of, tlv, utc_time, utf8_string, validity_time,
};

use crate::fault::{Fail, Fault};

/// Why some bytes cannot be read. Offsets count from the start of the whole input.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Asn1Error {
    /// The input ends too early.
    #[error("offset {offset}: the input ends where {wanted} was expected")]
    Truncated {
        /// Where it ends.
        offset: usize,
        /// What was expected there.
        wanted: &'static str,
    },
    /// A length says more than there is.
    #[error("offset {offset}: a length of {length} octets where {left} are left")]
    LengthBeyondEnd {
        /// Where the element begins.
        offset: usize,
        /// The length it claims.
        length: usize,
        /// The octets that are there.
        left: usize,
    },
    /// A length of more than four octets, or an indefinite one.
    #[error("offset {offset}: {what}; DER wants a definite length of at most four octets")]
    LengthForm {
        /// Where the length stands.
        offset: usize,
        /// What was found.
        what: &'static str,
    },
    /// Another tag than expected.
    #[error("offset {offset}: tag {found} where {wanted} was expected")]
    Tag {
        /// Where.
        offset: usize,
        /// The tag found.
        found: Tag,
        /// What was expected.
        wanted: &'static str,
    },
    /// Something follows the last expected element.
    #[error("offset {offset}: {count} octets too many after {after}")]
    Trailing {
        /// Where they begin.
        offset: usize,
        /// How many.
        count: usize,
        /// After what.
        after: &'static str,
    },
    /// Content that is not a value of its type.
    #[error("offset {offset}: {what}")]
    Value {
        /// Where.
        offset: usize,
        /// What is wrong.
        what: &'static str,
    },
}

impl Asn1Error {
    /// Where in the input.
    pub fn offset(&self) -> usize {
        match self {
            Asn1Error::Truncated { offset, .. }
            | Asn1Error::LengthBeyondEnd { offset, .. }
            | Asn1Error::LengthForm { offset, .. }
            | Asn1Error::Tag { offset, .. }
            | Asn1Error::Trailing { offset, .. }
            | Asn1Error::Value { offset, .. } => *offset,
        }
    }
}

impl Fail for Asn1Error {
    fn kind(&self) -> Fault {
        Fault::Malformed
    }
}
