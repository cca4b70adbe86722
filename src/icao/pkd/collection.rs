//! Which collection a file is of, and whether it is all of it, as its name says.

use std::fmt;

use serde::Serialize;

use super::record::{Base, Branch};

/// A collection of the PKD.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Collection {
    /// 001: document signers, bar code signers and CRLs.
    Signers,
    /// 002: master lists.
    MasterLists,
    /// 003: what does not conform; no longer kept up.
    NonConformant,
    /// A further one, by its number.
    Other(u16),
}

impl Collection {
    /// By its number.
    pub fn of(number: u16) -> Collection {
        match number {
            1 => Collection::Signers,
            2 => Collection::MasterLists,
            3 => Collection::NonConformant,
            other => Collection::Other(other),
        }
    }

    /// Its number.
    pub fn number(&self) -> u16 {
        match self {
            Collection::Signers => 1,
            Collection::MasterLists => 2,
            Collection::NonConformant => 3,
            Collection::Other(number) => *number,
        }
    }

    /// The collection to which a record of this base and branch belongs, if they say it.
    pub(super) fn of_record(base: Base, branch: Option<&Branch>) -> Option<Collection> {
        match (base, branch?) {
            (Base::NonConformant, _) => Some(Collection::NonConformant),
            (Base::Download, Branch::DocumentSigners | Branch::BarCodeSigners | Branch::Crls) => {
                Some(Collection::Signers)
            }
            (Base::Download, Branch::MasterLists) => Some(Collection::MasterLists),
            _ => None,
        }
    }
}

impl fmt::Display for Collection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03}", self.number())
    }
}

/// Whether a file holds all of its collection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Extent {
    /// All that is published.
    Complete,
    /// What was added, changed or taken away since.
    Delta,
}

impl Extent {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Extent::Complete => "complete",
            Extent::Delta => "delta",
        }
    }

    /// From the word.
    pub fn from_word(word: &str) -> Option<Extent> {
        [Extent::Complete, Extent::Delta].into_iter().find(|extent| extent.word() == word)
    }
}

/// What the name of a file says of it. Nobody vouches for a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct FileName {
    /// The collection.
    pub collection: Collection,
    /// Whether it is complete; older names do not say.
    pub extent: Option<Extent>,
    /// The edition's number, if one stands there.
    pub edition: Option<u32>,
}

impl FileName {
    /// Reads `icaopkd-001-complete-009667.ldif` and the older `icaopkd-002-ml-000159.ldif`;
    /// folders before it do not count. `None` for any other name.
    pub fn read(name: &str) -> Option<FileName> {
        let file = name.rsplit(['/', '\\']).next()?.to_ascii_lowercase();
        let rest = file.strip_suffix(".ldif")?.strip_prefix("icaopkd-")?;
        let mut parts = rest.split('-');
        let digits = parts.next().filter(|d| d.len() == 3 && d.bytes().all(|b| b.is_ascii_digit()))?;
        let collection = Collection::of(digits.parse().ok()?);
        let extent = match parts.next()? {
            "complete" => Some(Extent::Complete),
            "delta" => Some(Extent::Delta),
            _ => None,
        };
        let number = |part: &str| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok()).flatten();
        Some(FileName { collection, extent, edition: parts.next().and_then(number) })
    }
}
