//! Acts on deviation lists.

use serde::{Deserialize, Serialize};

use super::Word;
use crate::digest::Digest;
use crate::safe::{Label, Safe};

/// `deviation.ingest`: a list of what is wrong with a state's documents is kept and judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviationIngest {
    /// The digest of the file's bytes; the bytes are kept.
    pub list: Digest,
    /// Where it comes from, in words.
    pub source: String,
}

impl DeviationIngest {
    pub(super) fn words(&self) -> Vec<Word> {
        vec![("deviation list", self.list.to_string()), ("source", Safe(&self.source).to_string())]
    }
}

/// `deviation.issue`: our own list of what is wrong with documents we issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviationIssue {
    /// The deviation-list signer's key.
    pub signer: Label,
    /// The digest of the description's text. The text is kept beside the ledger, since it names documents: its numbers
    /// stand in no entry.
    pub description: Digest,
    /// Lint warnings accepted by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accept: Vec<String>,
}

impl DeviationIssue {
    pub(super) fn words(&self) -> Vec<Word> {
        let mut words = vec![("signer", self.signer.to_string()), ("description", self.description.to_string())];
        if !self.accept.is_empty() {
            words.push(("accepted warnings", self.accept.join(", ")));
        }
        words
    }
}
