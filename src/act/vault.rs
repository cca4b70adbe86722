//! Acts on vaults.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Word;
use crate::digest::Digest;
use crate::keys::SetId;
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

/// `vault.add`: a token that exists becomes a vault of the station.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VaultAdd {
    /// What it is called from now on.
    pub vault: Label,
    /// Where it is: an RFC 7512 URI with the token's serial number.
    pub uri: String,
    /// The digest of the configuration that has it.
    pub configuration: Digest,
}

impl VaultAdd {
    pub(super) fn words(&self) -> Vec<Word> {
        vec![
            ("vault", self.vault.to_string()),
            ("token", crate::safe::line(&self.uri, 160)),
            ("configuration", self.configuration.to_string()),
        ]
    }
}

/// `vault.clone`: keys of a vault come into another one, by the way of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VaultClone {
    /// Where the keys are.
    pub vault: Label,
    /// Where they come to as well.
    pub to: Label,
    /// Which.
    pub keys: BTreeSet<Label>,
    /// The set that they are taken from, where they are locked and leave their vault no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set: Option<SetId>,
}

impl VaultClone {
    pub(super) fn words(&self) -> Vec<Word> {
        let mut words = vec![("vault", self.vault.to_string()), ("into", self.to.to_string())];
        words.extend(self.keys.iter().map(|key| ("key", key.to_string())));
        words.push((
            "by",
            match &self.set {
                Some(set) => format!("the shares and media of set {}", set.spoken()),
                None => "a key that is drawn for this and forgotten".into(),
            },
        ));
        words
    }
}

/// `vault.fail-over`: another token takes the place of a vault's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VaultFailOver {
    /// The vault whose token is given up.
    pub vault: Label,
    /// The vault whose token takes its place; the two exchange their tokens.
    pub to: Label,
    /// Keys that the other token does not have: nothing is signed with them any more.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub without: BTreeSet<Label>,
    /// The digest of the configuration that says so.
    pub configuration: Digest,
    /// Why.
    pub reason: String,
}

impl VaultFailOver {
    pub(super) fn words(&self) -> Vec<Word> {
        let mut words = vec![("vault", self.vault.to_string()), ("token of", self.to.to_string())];
        words.extend(self.without.iter().map(|key| ("key given up", key.to_string())));
        words.push(("configuration", self.configuration.to_string()));
        words.push(("reason", crate::safe::line(&self.reason, 200)));
        words
    }
}
