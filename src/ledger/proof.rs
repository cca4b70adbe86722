//! Inclusion and consistency proofs (RFC 6962 2.1.1, 2.1.2) and their checks (RFC 9162 2.1.3.2, 2.1.4.2).

use super::LedgerError;
use super::tree::{Hashes, node_hash, range_hash};
use crate::digest::Digest;

/// The proof that leaf `index` is in the tree of `size` leaves: the sibling hashes from the leaf up.
pub fn inclusion_proof(hashes: &dyn Hashes, index: u64, size: u64) -> Result<Vec<Digest>, LedgerError> {
    if index >= size {
        return Err(LedgerError::IndexOutside { index, size });
    }
    let (mut begin, mut end) = (0, size);
    let mut siblings = Vec::new();
    while end - begin > 1 {
        let middle = begin + split(end - begin);
        if index < middle {
            siblings.push((middle, end));
            end = middle;
        } else {
            siblings.push((begin, middle));
            begin = middle;
        }
    }
    siblings.into_iter().rev().map(|(begin, end)| range_hash(hashes, begin, end)).collect()
}

/// The proof that the tree of `older` leaves is the beginning of the tree of `newer` leaves.
/// Empty where both are one.
pub fn consistency_proof(hashes: &dyn Hashes, older: u64, newer: u64) -> Result<Vec<Digest>, LedgerError> {
    if older == 0 || older > newer {
        return Err(LedgerError::SizesBackward { older, newer });
    }
    let (mut begin, mut end) = (0, newer);
    let mut ranges = Vec::new();
    while older != end {
        let middle = begin + split(end - begin);
        if older <= middle {
            ranges.push((middle, end));
            end = middle;
        } else {
            ranges.push((begin, middle));
            begin = middle;
        }
    }
    if begin > 0 {
        ranges.push((begin, end));
    }
    ranges.into_iter().rev().map(|(begin, end)| range_hash(hashes, begin, end)).collect()
}

/// The largest power of two below `length`, which is at least two.
fn split(length: u64) -> u64 {
    1 << (length - 1).ilog2()
}

/// Checks that the leaf with this hash is leaf `index` of the tree with this root and size.
pub fn verify_inclusion(
    leaf: &Digest,
    index: u64,
    size: u64,
    proof: &[Digest],
    root: &Digest,
) -> Result<(), LedgerError> {
    if index >= size {
        return Err(LedgerError::IndexOutside { index, size });
    }
    let mut path = Path { index, last: size - 1 };
    let mut digest = *leaf;
    for sibling in proof {
        digest = match path.step() {
            None => return Err(LedgerError::ProofLength { found: proof.len() }),
            Some(Side::Left) => node_hash(sibling, &digest),
            Some(Side::Right) => node_hash(&digest, sibling),
        };
    }
    path.at_root(proof)?;
    if digest == *root { Ok(()) } else { Err(LedgerError::RootDiffers { size }) }
}

/// Checks that the tree of `older` leaves with its root is the beginning of the
/// tree of `newer` leaves with its root. No tree is proven by an empty one.
pub fn verify_consistency(
    older: u64,
    older_root: &Digest,
    newer: u64,
    newer_root: &Digest,
    proof: &[Digest],
) -> Result<(), LedgerError> {
    if older == 0 || older > newer {
        return Err(LedgerError::SizesBackward { older, newer });
    }
    let wrong_length = LedgerError::ProofLength { found: proof.len() };
    if older == newer {
        return match proof {
            [] if older_root == newer_root => Ok(()),
            [] => Err(LedgerError::RootDiffers { size: newer }),
            _ => Err(wrong_length),
        };
    }
    let (first, rest) = match proof.split_first() {
        None => return Err(wrong_length),
        Some(_) if older.is_power_of_two() => (*older_root, proof),
        Some((first, rest)) => (*first, rest),
    };
    let shift = (older - 1).trailing_ones();
    let mut path = Path { index: (older - 1) >> shift, last: (newer - 1) >> shift };
    let (mut from_older, mut from_newer) = (first, first);
    for sibling in rest {
        match path.step() {
            None => return Err(wrong_length),
            Some(Side::Left) => {
                from_older = node_hash(sibling, &from_older);
                from_newer = node_hash(sibling, &from_newer);
            }
            Some(Side::Right) => from_newer = node_hash(&from_newer, sibling),
        }
    }
    path.at_root(proof)?;
    if from_older != *older_root {
        return Err(LedgerError::RootDiffers { size: older });
    }
    if from_newer == *newer_root { Ok(()) } else { Err(LedgerError::RootDiffers { size: newer }) }
}

/// Where a sibling stands.
enum Side {
    Left,
    Right,
}

/// The way from a node up to the root: its index within its level and that of the level's last node.
struct Path {
    index: u64,
    last: u64,
}

impl Path {
    /// On which side the next sibling stands; `None` where the root is reached.
    fn step(&mut self) -> Option<Side> {
        if self.last == 0 {
            return None;
        }
        let side = if self.index & 1 == 1 || self.index == self.last {
            while self.index & 1 == 0 && self.index != 0 {
                self.index >>= 1;
                self.last >>= 1;
            }
            Side::Left
        } else {
            Side::Right
        };
        self.index >>= 1;
        self.last >>= 1;
        Some(side)
    }

    fn at_root(&self, proof: &[Digest]) -> Result<(), LedgerError> {
        if self.last == 0 { Ok(()) } else { Err(LedgerError::ProofLength { found: proof.len() }) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree::{MemoryHashes, leaf_hash, root};
    use super::*;
    use proptest::prelude::*;

    fn tree(size: u64) -> MemoryHashes {
        let mut tree = MemoryHashes::new();
        for n in 0..size {
            tree.push(leaf_hash(&n.to_be_bytes())).unwrap();
        }
        tree
    }

    #[test]
    fn an_entry_outside_the_tree_has_no_proof() {
        assert!(matches!(inclusion_proof(&tree(5), 5, 5), Err(LedgerError::IndexOutside { index: 5, size: 5 })));
        let any = leaf_hash(b"");
        assert!(matches!(verify_inclusion(&any, 0, 0, &[], &any), Err(LedgerError::IndexOutside { .. })));
        assert!(matches!(verify_inclusion(&any, u64::MAX, u64::MAX, &[], &any), Err(LedgerError::IndexOutside { .. })));
        assert!(verify_inclusion(&any, u64::MAX - 1, u64::MAX, &[any; 64], &any).is_err());
    }

    #[test]
    fn nothing_is_proven_from_an_empty_ledger_or_backwards() {
        let any = leaf_hash(b"");
        for (older, newer) in [(0, 0), (0, 5), (6, 5), (u64::MAX, 1)] {
            assert!(matches!(consistency_proof(&tree(5), older, newer), Err(LedgerError::SizesBackward { .. })));
            let verdict = verify_consistency(older, &any, newer, &any, &[]);
            assert!(matches!(verdict, Err(LedgerError::SizesBackward { .. })));
        }
        assert!(verify_consistency(1, &any, u64::MAX, &any, &[any; 70]).is_err());
    }

    #[test]
    fn a_node_that_is_missing_is_an_error_of_the_store() {
        let empty = MemoryHashes::new();
        assert!(matches!(inclusion_proof(&empty, 0, 2), Err(LedgerError::NodeMissing { level: 0, index: 1 })));
        assert!(matches!(consistency_proof(&empty, 1, 2), Err(LedgerError::NodeMissing { .. })));
    }

    proptest! {
        #[test]
        fn no_inclusion_proof_stands_after_any_change(
            size in 1u64..=200, index in any::<u64>(), flip in any::<(usize, u8)>(), other in 0u64..400,
        ) {
            let index = index % size;
            let tree = tree(size);
            let (leaf, top) = (leaf_hash(&index.to_be_bytes()), root(&tree, size).unwrap());
            let proof = inclusion_proof(&tree, index, size).unwrap();
            prop_assert!(verify_inclusion(&leaf, index, size, &proof, &top).is_ok());
            prop_assert!(verify_inclusion(&leaf_hash(b"other"), index, size, &proof, &top).is_err());
            if other != index {
                prop_assert!(verify_inclusion(&leaf, other, size, &proof, &top).is_err());
            }
            let mut longer = proof.clone();
            longer.push(top);
            prop_assert!(verify_inclusion(&leaf, index, size, &longer, &top).is_err());
            if !proof.is_empty() {
                let mut changed = proof.clone();
                let at = flip.0 % changed.len();
                changed[at].0[usize::from(flip.1 / 8)] ^= 1 << (flip.1 % 8);
                prop_assert!(verify_inclusion(&leaf, index, size, &changed, &top).is_err());
                prop_assert!(verify_inclusion(&leaf, index, size, &proof[1..], &top).is_err());
            }
        }

        #[test]
        fn no_consistency_proof_stands_after_any_change(
            newer in 2u64..=200, older in any::<u64>(), flip in any::<(usize, u8)>(),
        ) {
            let older = 1 + older % (newer - 1);
            let tree = tree(newer);
            let (before, after) = (root(&tree, older).unwrap(), root(&tree, newer).unwrap());
            let proof = consistency_proof(&tree, older, newer).unwrap();
            prop_assert!(verify_consistency(older, &before, newer, &after, &proof).is_ok());
            prop_assert!(verify_consistency(older, &after, newer, &after, &proof).is_err());
            prop_assert!(verify_consistency(older, &before, newer, &before, &proof).is_err());
            prop_assert!(verify_consistency(older, &before, newer, &after, &proof[1..]).is_err());
            let mut longer = proof.clone();
            longer.push(after);
            prop_assert!(verify_consistency(older, &before, newer, &after, &longer).is_err());
            let mut changed = proof;
            let at = flip.0 % changed.len();
            changed[at].0[usize::from(flip.1 / 8)] ^= 1 << (flip.1 % 8);
            prop_assert!(verify_consistency(older, &before, newer, &after, &changed).is_err());
        }
    }
}
