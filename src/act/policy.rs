//! Acts on the policy, and the one that sets the first.

use serde::{Deserialize, Serialize};

use super::Word;
use super::officer::Enrolled;
use crate::digest::Digest;
use crate::safe::Label;

/// `policy.adopt`: another policy is in force from now on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyAdopt {
    /// The policy's own name.
    pub name: Label,
    /// The digest of its text.
    pub policy: Digest,
}

impl PolicyAdopt {
    pub(super) fn words(&self) -> Vec<Word> {
        vec![("policy", self.name.to_string()), ("digest", self.policy.to_string())]
    }
}

/// A key outside the station that signs the root of bundles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RootKey {
    /// Who holds it.
    pub officer: Label,
    /// The Ed25519 public key (SPKI) in hex.
    pub spki: String,
}

/// `station.genesis`: the first officers, the first policy and the first keys behind bundles, by all of them together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StationGenesis {
    /// The first officers.
    pub officers: Vec<Enrolled>,
    /// The policy's own name.
    pub name: Label,
    /// The digest of the policy's text.
    pub policy: Digest,
    /// The keys outside the station behind bundles.
    pub root_keys: Vec<RootKey>,
    /// How many root signatures a bundle wants.
    pub root_threshold: u16,
}

impl StationGenesis {
    pub(super) fn words(&self) -> Vec<Word> {
        let mut words = vec![("policy", self.name.to_string()), ("digest", self.policy.to_string())];
        for person in &self.officers {
            words.extend(person.words());
        }
        for key in &self.root_keys {
            words.push(("bundle root", format!("{}: {}", key.officer, crate::safe::line(&key.spki, 100))));
        }
        words.push(("root threshold", self.root_threshold.to_string()));
        words
    }
}
