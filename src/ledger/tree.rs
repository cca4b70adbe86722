//! The RFC 6962 tree: how leaves and nodes are hashed, where nodes are kept, and
//! what one more leaf adds.
//!
//! Node (level, index) is the root of the complete subtree over the leaves
//! `index * 2^level` up to, not including, `(index + 1) * 2^level`. Only complete nodes are
//! kept; a root of any size is folded from them.

use std::collections::BTreeMap;

use super::LedgerError;
use super::head::Head;
use crate::digest::{Digest, Hasher};

/// The hash of a leaf: SHA-256 of 0x00 and its bytes (RFC 6962 2.1).
pub fn leaf_hash(bytes: &[u8]) -> Digest {
    Hasher::new().then(&[0]).then(bytes).finish()
}

/// The hash of a node: SHA-256 of 0x01, its left and its right child (RFC 6962 2.1).
pub fn node_hash(left: &Digest, right: &Digest) -> Digest {
    let mut octets = [1; 65];
    octets[1..33].copy_from_slice(left.bytes());
    octets[33..].copy_from_slice(right.bytes());
    Digest::of(&octets)
}

/// The root of no leaves: SHA-256 of nothing (RFC 6962 2.1).
pub fn empty_root() -> Digest {
    Digest::of(&[])
}

/// Whatever keeps the complete nodes of a tree.
pub trait Hashes {
    /// The node, or `None` where it was never stored.
    fn hash(&self, level: u8, index: u64) -> Result<Option<Digest>, LedgerError>;
}

/// The nodes of a tree in memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemoryHashes {
    nodes: BTreeMap<(u8, u64), Digest>,
    size: u64,
}

impl MemoryHashes {
    /// An empty tree.
    pub fn new() -> Self {
        MemoryHashes::default()
    }

    /// How many leaves there are.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf by its hash.
    pub fn push(&mut self, leaf: Digest) -> Result<(), LedgerError> {
        for (level, index, digest) in append(self, self.size, leaf)? {
            self.nodes.insert((level, index), digest);
        }
        self.size += 1;
        Ok(())
    }
}

impl Hashes for MemoryHashes {
    fn hash(&self, level: u8, index: u64) -> Result<Option<Digest>, LedgerError> {
        Ok(self.nodes.get(&(level, index)).copied())
    }
}

/// A node that must be there.
pub(super) fn node(hashes: &dyn Hashes, level: u8, index: u64) -> Result<Digest, LedgerError> {
    hashes.hash(level, index)?.ok_or(LedgerError::NodeMissing { level, index })
}

/// Every complete node that the leaf after `size` leaves completes, itself first:
/// level, index, hash. All of them are to be stored in one transaction.
pub fn append(hashes: &dyn Hashes, size: u64, leaf: Digest) -> Result<Vec<(u8, u64, Digest)>, LedgerError> {
    let mut completed = vec![(0, size, leaf)];
    let (mut level, mut index, mut digest) = (0, size, leaf);
    while index & 1 == 1 {
        digest = node_hash(&node(hashes, level, index - 1)?, &digest);
        level += 1;
        index >>= 1;
        completed.push((level, index, digest));
    }
    Ok(completed)
}

/// The root of the first `size` leaves.
pub fn root(hashes: &dyn Hashes, size: u64) -> Result<Digest, LedgerError> {
    if size == 0 { Ok(empty_root()) } else { range_hash(hashes, 0, size) }
}

/// The hash over the leaves `begin..end`, where `begin` is a multiple of the
/// smallest power of two that is not below `end - begin` (every range an RFC 6962 proof names is).
pub(super) fn range_hash(hashes: &dyn Hashes, begin: u64, end: u64) -> Result<Digest, LedgerError> {
    let (mut folded, mut at) = (None, end);
    while at > begin {
        let level = at.trailing_zeros().min((at - begin).ilog2());
        let first = at - (1 << level);
        let left = node(hashes, level as u8, first >> level)?;
        folded = Some(folded.map_or(left, |right| node_hash(&left, &right)));
        at = first;
    }
    folded.ok_or(LedgerError::IndexOutside { index: begin, size: end })
}

/// The right edge of a growing tree: what is needed to go on, and nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Digest>,
}

impl Frontier {
    /// Of an empty tree.
    pub fn new() -> Self {
        Frontier { size: 0, peaks: Vec::with_capacity(64) }
    }

    /// Of the first `size` leaves of a stored tree.
    pub fn of(hashes: &dyn Hashes, size: u64) -> Result<Self, LedgerError> {
        let mut frontier = Frontier { size, peaks: Vec::with_capacity(64) };
        for level in (0..64).rev().filter(|level| size >> level & 1 == 1) {
            frontier.peaks.push(node(hashes, level as u8, (size >> level) - 1)?);
        }
        Ok(frontier)
    }

    /// How many leaves there are.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf by its hash.
    pub fn push(&mut self, leaf: Digest) {
        let mut digest = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                digest = node_hash(&left, &digest);
            }
        }
        self.peaks.push(digest);
        self.size += 1;
    }

    /// Size and root so far.
    pub fn head(&self) -> Head {
        Head { size: self.size, root: self.root() }
    }

    /// The root so far.
    pub fn root(&self) -> Digest {
        let fold = |right: Digest, left: &Digest| node_hash(left, &right);
        match self.peaks.split_last() {
            None => empty_root(),
            Some((last, others)) => others.iter().rev().fold(*last, fold),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(size: u64) -> MemoryHashes {
        let mut tree = MemoryHashes::new();
        for n in 0..size {
            tree.push(leaf_hash(&n.to_be_bytes())).unwrap();
        }
        tree
    }

    /// RFC 6962 2.1, word for word.
    fn mth(leaves: &[Digest]) -> Digest {
        match leaves {
            [] => empty_root(),
            [one] => *one,
            _ => {
                let k = leaves.len().next_power_of_two() / 2;
                node_hash(&mth(&leaves[..k]), &mth(&leaves[k..]))
            }
        }
    }

    #[test]
    fn roots_of_every_size_are_those_of_the_definition() {
        let leaves: Vec<Digest> = (0..200u64).map(|n| leaf_hash(&n.to_be_bytes())).collect();
        let stored = tree(200);
        let mut frontier = Frontier::new();
        for size in 0..=200 {
            let wanted = mth(&leaves[..size]);
            assert_eq!(root(&stored, size as u64).unwrap(), wanted, "{size}");
            assert_eq!(frontier.root(), wanted, "{size}");
            assert_eq!(Frontier::of(&stored, size as u64).unwrap(), frontier, "{size}");
            if let Some(leaf) = leaves.get(size) {
                frontier.push(*leaf);
            }
        }
    }

    #[test]
    fn the_root_of_nothing_is_the_hash_of_nothing() {
        assert_eq!(empty_root().short(), "e3b0c442");
        assert_eq!(root(&MemoryHashes::new(), 0).unwrap(), empty_root());
    }

    #[test]
    fn a_tree_with_a_hole_is_an_error_and_not_another_root() {
        let mut holed = tree(7);
        holed.nodes.remove(&(2, 0));
        assert!(matches!(root(&holed, 7), Err(LedgerError::NodeMissing { level: 2, index: 0 })));
        assert!(matches!(append(&holed, 7, leaf_hash(b"x")), Err(LedgerError::NodeMissing { level: 2, index: 0 })));
        assert!(Frontier::of(&holed, 7).is_err());
        assert!(root(&tree(7), 8).is_err());
    }
}
