//! Acts on deviation lists.

use serde::{Deserialize, Serialize};

use super::Word;
use crate::digest::Digest;
use crate::safe::Safe;

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
