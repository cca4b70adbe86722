//! What leaves the station.

use serde::{Deserialize, Serialize};

use super::Word;
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
}

impl BundleExport {
    pub(super) fn words(&self) -> Vec<Word> {
        vec![
            ("root key", self.root_key.to_string()),
            ("bundle key", self.bundle_key.to_string()),
            ("fresh for", format!("{} days", self.days)),
        ]
    }
}
