//! LDIF (RFC 2849) as a stream: one record at a time, whatever the size of the file.
//!
//! [`Reader`] takes any octets. What is odd becomes a finding of the record it stands in;
//! what is longer than [`Limits`] allows is passed over to the next record without being
//! held, and said. Addresses (`:<`) are never fetched. [`write`](fn@write) writes what the
//! reader reads.

mod lines;
mod name;
mod read;
mod record;
mod write;

use super::finding::{Finding, Oddity, Place};

pub(super) use name::escape;
pub use name::{DistinguishedName, NameDefect, Pair};
pub use read::Reader;
pub use write::{COLUMNS, header, write};

/// The most that is held of a file at once, in octets. What is longer is skipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// One line, unfolded, as written.
    pub line: usize,
    /// All names and values of one record, decoded.
    pub record: usize,
    /// The lines of one record.
    pub attributes: usize,
}

impl Default for Limits {
    /// Room for master lists nearly three times as large as those of today (0.9 MB).
    fn default() -> Self {
        Limits { line: 4 << 20, record: 5 << 19, attributes: 4096 }
    }
}

/// The value of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// The octets, decoded where they stood in base64.
    Octets(Vec<u8>),
    /// What was said to be base64 and is not, as written.
    Undecodable(Vec<u8>),
    /// An address, which is not fetched.
    Url(Vec<u8>),
}

impl Value {
    /// The octets, where they could be read.
    pub fn octets(&self) -> Option<&[u8]> {
        match self {
            Value::Octets(octets) => Some(octets),
            Value::Undecodable(_) | Value::Url(_) => None,
        }
    }

    /// Whatever stands there.
    pub fn raw(&self) -> &[u8] {
        let (Value::Octets(raw) | Value::Undecodable(raw) | Value::Url(raw)) = self;
        raw
    }
}

/// One attribute with one value; several values are several of these.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// Type and options as written, such as `userCertificate;binary`.
    pub description: String,
    /// The value.
    pub value: Value,
    /// Where its line begins.
    pub place: Place,
}

impl PartialEq for Attribute {
    /// Where it stands does not count.
    fn eq(&self, other: &Self) -> bool {
        self.description == other.description && self.value == other.value
    }
}

impl Eq for Attribute {}

impl Attribute {
    /// The type without options.
    pub fn kind(&self) -> &str {
        self.description.split(';').next().unwrap_or_default()
    }

    /// Whether it has this option, letter case aside.
    pub fn has_option(&self, option: &str) -> bool {
        self.description.split(';').skip(1).any(|o| o.eq_ignore_ascii_case(option))
    }

    /// Whether it is of this type, letter case and options aside.
    pub fn is(&self, kind: &str) -> bool {
        self.kind().eq_ignore_ascii_case(kind)
    }
}

/// What a modification does with the values of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// They are added.
    Add,
    /// They are taken away; all, where none is named.
    Delete,
    /// They take the place of those that are there.
    Replace,
}

/// One part of a `changetype: modify`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Modification {
    /// What is done.
    pub operation: Operation,
    /// The attribute it is done to, as written.
    pub attribute: String,
    /// The values.
    pub values: Vec<Attribute>,
}

/// What a record says of its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// No `changetype`: this is how the entry is.
    Content(Vec<Attribute>),
    /// `changetype: add`.
    Add(Vec<Attribute>),
    /// `changetype: delete`.
    Delete,
    /// `changetype: modify`.
    Modify(Vec<Modification>),
    /// `changetype: modrdn` or `moddn`.
    Rename {
        /// The new RDN.
        new_rdn: Vec<u8>,
        /// Whether the old RDN's values are taken away.
        delete_old: bool,
        /// The new parent, if it moves.
        new_superior: Option<Vec<u8>>,
    },
    /// A kind of change that is not known, or one that is not written as its kind demands;
    /// the lines after `changetype` as they are.
    Other {
        /// The kind as written.
        kind: Vec<u8>,
        /// What follows.
        attributes: Vec<Attribute>,
    },
}

/// One record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The name's octets; empty where the record has none.
    pub name: Vec<u8>,
    /// What it says.
    pub change: Change,
}

/// What stands at one place of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// The version line: what it says, if that is a number.
    Version(Option<u32>),
    /// A record.
    Entry(Entry),
    /// A record that was passed over since it is longer than is read.
    Skipped {
        /// Which limit it exceeds.
        why: Oddity,
        /// Its name, where that came first.
        name: Option<Vec<u8>>,
    },
}

/// One thing read from a file, with where it stands and what is odd about it.
#[derive(Clone, Debug)]
pub struct Item {
    /// Where it begins.
    pub place: Place,
    /// How many octets it takes, blank lines before the next record not counted.
    pub octets: u64,
    /// What it is.
    pub body: Body,
    /// What is odd.
    pub findings: Vec<Finding>,
}

impl Item {
    /// About how many octets of memory it takes.
    pub fn weight(&self) -> usize {
        let attribute = |a: &Attribute| 2 * size_of::<Attribute>() + a.description.len() + a.value.raw().len();
        let all = |attributes: &[Attribute]| attributes.iter().map(attribute).sum::<usize>();
        let body = match &self.body {
            Body::Version(_) => 0,
            Body::Skipped { name, .. } => name.as_ref().map_or(0, Vec::len),
            Body::Entry(entry) => {
                let change = match &entry.change {
                    Change::Content(attributes) | Change::Add(attributes) => all(attributes),
                    Change::Delete => 0,
                    Change::Modify(parts) => {
                        parts.iter().map(|m| 2 * size_of::<Modification>() + m.attribute.len() + all(&m.values)).sum()
                    }
                    Change::Rename { new_rdn, new_superior, .. } => {
                        new_rdn.len() + new_superior.as_ref().map_or(0, Vec::len)
                    }
                    Change::Other { kind, attributes } => kind.len() + all(attributes),
                };
                entry.name.len() + change
            }
        };
        let findings: usize = self.findings.iter().map(|f| size_of::<Finding>() + f.detail.len()).sum();
        2 * size_of::<Item>() + body + findings
    }
}
