//! Thresholds, and the one counter: which distinct people stand behind a set of
//! checked signatures. Approvals, cosignatures and bundle roles all count here.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::digest::Digest;
use crate::fault::{Fail, Fault};

/// So many of so many, at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threshold {
    needed: usize,
    of: usize,
}

impl Threshold {
    /// `needed` of `of`; refused where it can never be met or asks for nobody.
    pub fn new(needed: usize, of: usize) -> Result<Self, QuorumError> {
        if needed == 0 || needed > of {
            Err(QuorumError::Threshold { needed, of })
        } else {
            Ok(Threshold { needed, of })
        }
    }

    /// How many are needed.
    pub const fn needed(self) -> usize {
        self.needed
    }
}

impl fmt::Display for Threshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.needed, self.of)
    }
}

/// Who may be counted: each key belongs to exactly one person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster {
    holder: BTreeMap<Digest, String>,
}

impl Roster {
    /// Nobody yet.
    pub fn new() -> Self {
        Roster::default()
    }

    /// Enrols a key for a person; refused if any person, this one too, already has it.
    pub fn enrol(&mut self, person: &str, key: Digest) -> Result<(), QuorumError> {
        if let Some(holder) = self.holder.get(&key) {
            return Err(QuorumError::KeyTwice { key, holder: holder.clone(), person: person.to_owned() });
        }
        self.holder.insert(key, person.to_owned());
        Ok(())
    }

    /// How many distinct people.
    pub fn people(&self) -> usize {
        self.holder.values().collect::<BTreeSet<_>>().len()
    }
}

/// A signature that was looked at: whose key, and whether it is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The identity of the key ([`crate::signer::PublicKey::identity`]).
    pub key: Digest,
    /// Whether the signature verified under it.
    pub good: bool,
}

/// Why a signature does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotCounted {
    /// The key is nobody's.
    KeyUnknown,
    /// The signature is not good.
    SignatureBad,
    /// The person is counted already, by this key or another.
    SamePerson,
}

/// The count: who, who not and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// The people who count.
    pub people: BTreeSet<String>,
    /// The signatures that do not, in the order given.
    pub not_counted: Vec<(Digest, NotCounted)>,
    threshold: Threshold,
}

impl Tally {
    /// Whether enough people stand behind it.
    pub fn is_met(&self) -> bool {
        self.people.len() >= self.threshold.needed
    }

    /// The tally if it is met, a refusal if it is not.
    pub fn met(self) -> Result<Tally, QuorumError> {
        if self.is_met() {
            return Ok(self);
        }
        Err(QuorumError::TooFew { have: self.people.len(), threshold: self.threshold })
    }
}

/// Counts. One person, one voice, whatever keys; a bad signature by one key does
/// not spoil a good one by another of the same person.
pub fn count(roster: &Roster, threshold: Threshold, signatures: &[Checked]) -> Tally {
    let mut tally = Tally { people: BTreeSet::new(), not_counted: Vec::new(), threshold };
    for signature in signatures {
        let why = match roster.holder.get(&signature.key) {
            None => NotCounted::KeyUnknown,
            Some(_) if !signature.good => NotCounted::SignatureBad,
            Some(person) if tally.people.contains(person) => NotCounted::SamePerson,
            Some(person) => {
                tally.people.insert(person.clone());
                continue;
            }
        };
        tally.not_counted.push((signature.key, why));
    }
    tally
}

/// Why there is no quorum.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum QuorumError {
    /// A threshold that cannot be.
    #[error("a threshold of {needed} of {of} cannot be met or asks for nobody")]
    Threshold {
        /// How many it wants.
        needed: usize,
        /// Of how many.
        of: usize,
    },
    /// One key under two names.
    #[error("QUORUM-1: key {key} of '{person}' is already enrolled for '{holder}'")]
    KeyTwice {
        /// The key.
        key: Digest,
        /// Who has it.
        holder: String,
        /// For whom it was to be enrolled.
        person: String,
    },
    /// Not enough people.
    #[error("QUORUM-2: {have} {} present; wanted {threshold}", if *have == 1 { "signer" } else { "distinct signers" })]
    TooFew {
        /// How many count.
        have: usize,
        /// How many are wanted.
        threshold: Threshold,
    },
}

impl Fail for QuorumError {
    fn kind(&self) -> Fault {
        match self {
            QuorumError::Threshold { .. } => Fault::Usage,
            QuorumError::KeyTwice { .. } | QuorumError::TooFew { .. } => Fault::Refused,
        }
    }

    fn clause(&self) -> Option<&'static str> {
        match self {
            QuorumError::Threshold { .. } => None,
            QuorumError::KeyTwice { .. } => Some("QUORUM-1"),
            QuorumError::TooFew { .. } => Some("QUORUM-2"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(n: u8) -> Digest {
        Digest::of(&[n])
    }

    #[test]
    fn thresholds_that_cannot_be_are_refused() {
        for (needed, of) in [(0, 0), (0, 3), (4, 3)] {
            assert!(Threshold::new(needed, of).is_err());
        }
    }

    #[test]
    fn one_key_under_two_names_is_refused() {
        let mut roster = Roster::new();
        roster.enrol("alice", key(1)).unwrap();
        assert_eq!(roster.enrol("bob", key(1)).unwrap_err().clause(), Some("QUORUM-1"));
    }

    #[test]
    fn two_keys_of_one_person_are_one_voice() {
        let mut roster = Roster::new();
        for (person, n) in [("alice", 1), ("alice", 2), ("bob", 3)] {
            roster.enrol(person, key(n)).unwrap();
        }
        let both = [Checked { key: key(1), good: true }, Checked { key: key(2), good: true }];
        let tally = count(&roster, Threshold::new(2, 2).unwrap(), &both);
        assert_eq!(tally.not_counted, [(key(2), NotCounted::SamePerson)]);
        assert_eq!(tally.met().unwrap_err().clause(), Some("QUORUM-2"));
    }

    proptest! {
        #[test]
        fn the_count_is_what_brute_force_says(
            holders in proptest::collection::vec(0u8..4, 8),
            signatures in proptest::collection::vec((0u8..10, any::<bool>()), 0..20),
        ) {
            let mut roster = Roster::new();
            for (n, holder) in holders.iter().enumerate() {
                roster.enrol(&holder.to_string(), key(n as u8)).unwrap();
            }
            let checked: Vec<_> = signatures.iter().map(|(n, good)| Checked { key: key(*n), good: *good }).collect();
            let tally = count(&roster, Threshold::new(1, 4).unwrap(), &checked);
            let expected: BTreeSet<String> = signatures
                .iter()
                .filter(|(n, good)| *good && usize::from(*n) < holders.len())
                .map(|(n, _)| holders[usize::from(*n)].to_string())
                .collect();
            prop_assert_eq!(tally.not_counted.len(), checked.len() - expected.len());
            prop_assert_eq!(tally.people, expected);
        }
    }
}
