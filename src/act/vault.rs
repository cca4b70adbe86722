//! Acts on vaults.

use std::collections::BTreeMap;

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

/// `vault.protect`: a vault's PIN is drawn anew, and nobody knows it: it is split among officers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VaultProtect {
    /// Which vault.
    pub vault: Label,
    /// How many shares give the PIN.
    pub threshold: u8,
    /// Who gets one, and the age recipient it is sealed to.
    pub keepers: BTreeMap<Label, String>,
}

impl VaultProtect {
    pub(super) fn words(&self) -> Vec<Word> {
        let shares = format!("split among {}, {} of them give it", self.keepers.len(), self.threshold);
        let mut words = vec![("vault", self.vault.to_string()), ("PIN", format!("drawn anew; {shares}"))];
        for (officer, recipient) in &self.keepers {
            words.push(("share", format!("{officer}, sealed to {}", crate::safe::line(recipient, 80))));
        }
        words
    }
}
