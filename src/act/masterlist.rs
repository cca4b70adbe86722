//! Acts on master lists.

use serde::{Deserialize, Serialize};

use super::Word;
use crate::digest::Digest;
use crate::safe::{Label, Safe};

/// `masterlist.ingest`: a list from outside is kept, taken apart and judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MasterlistIngest {
    /// The digest of the file's bytes; the bytes are kept.
    pub list: Digest,
    /// Where it comes from, in words.
    pub source: String,
    /// Whether a list without a signature is taken; marked so for ever.
    #[serde(default)]
    pub unsigned: bool,
}

impl MasterlistIngest {
    pub(super) fn words(&self) -> Vec<Word> {
        let mut words = vec![("list", self.list.to_string()), ("source", Safe(&self.source).to_string())];
        if self.unsigned {
            words.push(("signature", "none: taken all the same, and marked so".into()));
        }
        words
    }
}

/// `masterlist.issue`: our own list of the certificates we vouch for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MasterlistIssue {
    /// The master-list signer's key.
    pub signer: Label,
    /// The certificates on it, by digest, in order.
    pub certificates: Vec<Digest>,
    /// Lint warnings accepted by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accept: Vec<String>,
}

impl MasterlistIssue {
    pub(super) fn words(&self) -> Vec<Word> {
        let digests: Vec<String> = self.certificates.iter().map(Digest::to_string).collect();
        let mut words = vec![
            ("signer", self.signer.to_string()),
            ("certificates", format!("{}", digests.len())),
            ("digests", digests.join(" ")),
        ];
        if !self.accept.is_empty() {
            words.push(("accepted warnings", self.accept.join(", ")));
        }
        words
    }
}
