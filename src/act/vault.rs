//! Acts on vaults.

use serde::{Deserialize, Serialize};

use super::Word;
use crate::safe::Label;

/// `vault.test`: measures what a token really enforces, on throw-away objects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VaultTest {
    /// Which vault.
    pub vault: Label,
}

impl VaultTest {
    pub(super) fn words(&self) -> Vec<Word> {
        vec![("vault", self.vault.to_string()), ("what", "makes and destroys throw-away objects".into())]
    }
}
