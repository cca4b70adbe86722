//! What the station writes down of its witnesses.

use serde::{Deserialize, Serialize};

use super::Word;
use crate::digest::Digest;
use crate::safe::{Label, line};

/// `ledger.cosign`: a witness's cosignature over a head of this ledger was taken in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerCosign {
    /// Entries under the head.
    pub size: u64,
    /// The root over them.
    pub root: Digest,
    /// Whose witness key cosigned.
    pub officer: Label,
    /// The signature line as C2SP notes carry it.
    pub cosignature: String,
}

impl LedgerCosign {
    pub(super) fn words(&self) -> Vec<Word> {
        vec![
            ("head", format!("{} entries, root {}", self.size, self.root)),
            ("officer", self.officer.to_string()),
            ("cosignature", line(&self.cosignature, 400)),
        ]
    }
}
