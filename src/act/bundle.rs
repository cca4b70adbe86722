//! What leaves the station.

use serde::{Deserialize, Serialize};

use super::Word;
use crate::digest::Digest;
use crate::safe::Label;

/// `bundle.export`: the next signed bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BundleExport {
    /// The key behind the TUF root role.
    pub root_key: Label,
    /// The key behind targets, snapshot, timestamp and the manifest.
    pub bundle_key: Label,
    /// Days until the timestamp role expires.
    pub days: u16,
    /// Files by which holders of root keys signed the next root.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub root_signatures: Vec<Digest>,
}

impl BundleExport {
    pub(super) fn words(&self) -> Vec<Word> {
        let mut words = vec![
            ("root key", self.root_key.to_string()),
            ("bundle key", self.bundle_key.to_string()),
            ("fresh for", format!("{} days", self.days)),
        ];
        words.extend(self.root_signatures.iter().map(|file| ("root signature", file.to_string())));
        words
    }
}
