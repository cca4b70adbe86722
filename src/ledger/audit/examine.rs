//! What one entry shows on its own, whatever stands around it: its hash, its outline
//! and what is odd about it. Entries can be examined in any order, on any core.

use super::finding::Finding;
use super::outline::{Outline, Pattern, TIME_WIDTH};
use super::{Depth, Identity};
use crate::digest::Digest;
use crate::ledger::leaf::Leaf;
use crate::ledger::tree::leaf_hash;

/// Examines the entries of one station in one mode.
#[derive(Clone)]
pub(super) struct Examiner {
    identity: Identity,
    pattern: Pattern,
    depth: Depth,
}

/// One entry, examined.
pub(super) struct Examined {
    pub(super) hash: Digest,
    pub(super) outline: Option<Outline>,
    pub(super) odd: Option<Odd>,
}

/// What is odd about an entry.
pub(super) enum Odd {
    /// It cannot be read; how so.
    Malformed(String),
    /// It belongs to another station or mode; to which.
    Foreign(String),
}

impl Odd {
    pub(super) fn at(self, sequence: u64) -> Finding {
        match self {
            Odd::Malformed(what) => Finding::Malformed { sequence, what },
            Odd::Foreign(whose) => Finding::Foreign { sequence, whose },
        }
    }
}

impl Examiner {
    pub(super) fn new(identity: &Identity, depth: Depth) -> Self {
        Examiner { identity: identity.clone(), pattern: Pattern::of(identity), depth }
    }

    pub(super) fn depth(&self) -> Depth {
        self.depth
    }

    /// Hashes and reads an entry. Where the outline cannot be read a full reading says why.
    #[inline]
    pub(super) fn examine(&mut self, bytes: &[u8]) -> Examined {
        let (hash, outline) = (leaf_hash(bytes), self.pattern.read(bytes));
        if outline.is_some() && self.depth == Depth::Outline {
            return Examined { hash, outline, odd: None };
        }
        self.full(bytes, hash, outline)
    }

    #[cold]
    fn full(&self, bytes: &[u8], hash: Digest, outline: Option<Outline>) -> Examined {
        let leaf = match Leaf::parse(bytes) {
            Ok(leaf) => leaf,
            Err(error) => return Examined { hash, outline, odd: Some(Odd::Malformed(error.to_string())) },
        };
        let said = leaf.identity();
        let ours = (&said.station, said.mode) == (&self.identity.station, self.identity.mode);
        let foreign = || Odd::Foreign(format!("station {} in {} mode", said.station, said.mode));
        let time = <[u8; TIME_WIDTH]>::try_from(leaf.reading().time.to_string().as_bytes());
        let (epoch, sequence) = (said.epoch, leaf.sequence());
        let outline = time.ok().map(|time| Outline { epoch, sequence, time });
        Examined { hash, outline, odd: (!ours).then(foreign) }
    }
}
