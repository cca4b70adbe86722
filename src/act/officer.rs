//! Acts on officers: who may decide.
//!
//! An officer's id is a word of the station's own; it stands open in the ledger. Name,
//! organisation and contact stand in the enrolment alone, which the entry names by its digest.

use serde::{Deserialize, Serialize};

use super::Word;
use crate::digest::Digest;
use crate::safe::{Label, Safe};

/// What an act says of a person who becomes an officer, or whose keys change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enrolled {
    /// The officer's id.
    pub officer: Label,
    /// The roles they may act in.
    pub roles: Vec<Label>,
    /// Their keys for decisions, by the identity of each key that signed for itself.
    pub keys: Vec<Digest>,
    /// The enrolment, a text that was signed with every key in it.
    pub enrolment: Digest,
    /// Those signatures, in the order of the keys; then the proofs of a witness key and of a root key, where there is one.
    pub proofs: Vec<Digest>,
}

impl Enrolled {
    /// In words. A key is told by its fingerprint to whoever judges the act; its identity is for machines.
    pub(super) fn words(&self) -> Vec<Word> {
        let roles: Vec<&str> = self.roles.iter().map(Label::as_str).collect();
        let mut words = vec![("officer", self.officer.to_string()), ("roles", roles.join(", "))];
        words.push(("keys", format!("{}, those of the enrolment", self.keys.len())));
        words.push(("enrolment", self.enrolment.to_string()));
        words
    }
}

/// `officer.enroll`: a person may decide from now on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficerEnroll {
    /// Who, and with which keys.
    pub person: Enrolled,
}

/// `officer.replace-key`: an enrolled officer's keys are these from now on, and no others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficerReplaceKey {
    /// Who, and with which keys.
    pub person: Enrolled,
    /// The enrolment that ends.
    pub replaces: Digest,
}

impl OfficerReplaceKey {
    pub(super) fn words(&self) -> Vec<Word> {
        let mut words = self.person.words();
        words.push(("in place of", format!("enrolment {}", self.replaces)));
        words
    }
}

/// `officer.retire`: a person decides no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficerRetire {
    /// The officer's id.
    pub officer: Label,
    /// Why, in words.
    pub reason: String,
}

impl OfficerRetire {
    pub(super) fn words(&self) -> Vec<Word> {
        vec![("officer", self.officer.to_string()), ("reason", Safe(&self.reason).to_string())]
    }
}
