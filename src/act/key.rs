//! Acts on keys.

use serde::{Deserialize, Serialize};

use super::Word;
use crate::keys::KeySpec;
use crate::safe::Label;

/// `key.generate`: makes a key in a vault. Undone only by destroying it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyGenerate {
    /// In which vault.
    pub vault: Label,
    /// Under which name; a name is never used twice.
    pub label: Label,
    /// What kind of key.
    pub spec: KeySpec,
    /// Whether it is born extractable, so that it can be backed up once and locked then.
    #[serde(default)]
    pub extractable: bool,
}

impl KeyGenerate {
    pub(super) fn words(&self) -> Vec<Word> {
        let extraction = if self.extractable { "possible until it is locked" } else { "never" };
        vec![
            ("vault", self.vault.to_string()),
            ("key", self.label.to_string()),
            ("kind", self.spec.to_string()),
            ("extraction", extraction.into()),
        ]
    }
}

/// `key.lock`: a key can never leave its vault again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyLock {
    /// The key.
    pub key: Label,
}

impl KeyLock {
    pub(super) fn words(&self) -> Vec<Word> {
        vec![("key", self.key.to_string()), ("extraction", "never again".into())]
    }
}
