//! The closing sheet: what can only be said after the body of the transcript is logged.

use serde::{Deserialize, Serialize};

use super::prompt::spoken;
use crate::digest::Digest;
use crate::safe::{Safe, line};

/// The head under which the body's digest is logged, and who stands behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closing {
    /// How many entries the ledger has.
    pub size: u64,
    /// The root of the ledger's tree at that size.
    pub root: Digest,
    /// The checkpoint as a signed note, as it stands.
    pub checkpoint: String,
    /// Who cosigned the checkpoint.
    #[serde(default)]
    pub cosigners: Vec<Cosigner>,
}

/// One cosignature, for the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cosigner {
    /// Whose it is.
    pub name: String,
    /// The name of the key in the note.
    pub key: String,
}

/// The closing sheet as the page shows it: every text harmless.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Sheet {
    size: u64,
    root: String,
    root_spoken: Vec<(String, String)>,
    checkpoint: Vec<String>,
    cosigners: Vec<Cosigner>,
}

impl Closing {
    pub(super) fn sheet(&self) -> Sheet {
        let harmless =
            |cosigner: &Cosigner| Cosigner { name: line(&cosigner.name, 120), key: line(&cosigner.key, 120) };
        Sheet {
            size: self.size,
            root: self.root.groups(),
            root_spoken: spoken(self.root),
            checkpoint: self.checkpoint.lines().take(200).map(|text| Safe(text).to_string()).collect(),
            cosigners: self.cosigners.iter().map(harmless).collect(),
        }
    }
}
