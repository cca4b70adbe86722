//! Acts on downloads of the PKD.

use serde::{Deserialize, Serialize};

use super::Word;
use crate::digest::Digest;
use crate::safe::Safe;

/// `pkd.ingest`: a download of the ICAO PKD is read to its end, and everything in it is kept and judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PkdIngest {
    /// The digest of the file's bytes.
    pub file: Digest,
    /// The name the file had, which says collection, extent and edition. Nobody vouches for it.
    pub name: String,
    /// Where it comes from, in words.
    pub source: String,
}

impl PkdIngest {
    pub(super) fn words(&self) -> Vec<Word> {
        vec![
            ("PKD file", self.file.to_string()),
            ("its name", Safe(&self.name).to_string()),
            ("source", Safe(&self.source).to_string()),
        ]
    }
}
