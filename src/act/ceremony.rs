//! What ceremonies write into the ledger.

use serde::{Deserialize, Serialize};

use super::Word;
use crate::digest::Digest;
use crate::safe::Label;

/// `ceremony.event`: one step was taken, or the ceremony began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CeremonyEvent {
    /// The run.
    pub run: Label,
    /// The script's digest.
    pub script: Digest,
    /// The number of the event in the run, from 0.
    pub number: u32,
    /// The digest of the event's canonical bytes.
    pub event: Digest,
}

impl CeremonyEvent {
    pub(super) fn words(&self) -> Vec<Word> {
        vec![
            ("ceremony", self.run.to_string()),
            ("script", self.script.to_string()),
            ("event", format!("{} {}", self.number, self.event)),
        ]
    }
}

/// `ceremony.transcript`: the transcript's body is closed and its digest recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CeremonyTranscript {
    /// The run.
    pub run: Label,
    /// The script's digest.
    pub script: Digest,
    /// The digest of the transcript's body.
    pub body: Digest,
}

impl CeremonyTranscript {
    pub(super) fn words(&self) -> Vec<Word> {
        vec![
            ("ceremony", self.run.to_string()),
            ("script", self.script.to_string()),
            ("transcript", self.body.to_string()),
        ]
    }
}
