//! Acts on backups: sets of wrapped keys, copies of the state, drills, and what is destroyed of them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Word;
use crate::clock::Time;
use crate::digest::Digest;
use crate::keys::SetId;
use crate::safe::{self, Label};

/// Who gets a share of a set's key, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShareFor {
    /// Who keeps it. No keeper has two shares of a set.
    pub keeper: Label,
    /// How it is handed out: `card`, `shown`, `age:` and the recipient, or `openpgp:` and the fingerprint.
    pub way: String,
    /// The digest of the OpenPGP certificate it is sealed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<Digest>,
}

/// How the key of a set is split.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetShares {
    /// How many shares give it.
    pub threshold: u8,
    /// The shares, in their order: the first is share 1.
    pub each: Vec<ShareFor>,
    /// A second splitting of the same key, whose shares are in escrow: for drills, so that nobody's own share is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escrow: Option<Escrow>,
}

/// Shares in escrow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Escrow {
    /// How many of them give the key.
    pub threshold: u8,
    /// The shares, in their order.
    pub each: Vec<ShareFor>,
}

impl SetShares {
    fn words(&self) -> Vec<Word> {
        let (threshold, of) = (self.threshold, self.each.len());
        let mut words = vec![("shares", format!("{threshold} of {of} give the key of the set"))];
        let way = |share: &ShareFor| match share.way.split_once(':') {
            Some((tool, key)) => safe::line(&format!("sealed with {tool} to {key}"), 120),
            None if share.way == "card" => "on a printed card".to_owned(),
            None if share.way == "shown" => "shown once at the terminal".to_owned(),
            None => safe::line(&share.way, 90),
        };
        words.extend(
            (1..)
                .zip(&self.each)
                .map(|(number, share)| ("share", format!("{number} to {}: {}", share.keeper, way(share)))),
        );
        if let Some(escrow) = &self.escrow {
            let (threshold, of) = (escrow.threshold, escrow.each.len());
            words.push(("escrow", format!("{threshold} of {of} give it too, for drills")));
            let each = (1..).zip(&escrow.each);
            words.extend(
                each.map(|(number, share)| ("escrow share", format!("{number} to {}: {}", share.keeper, way(share)))),
            );
        }
        words
    }
}

/// `backup.keys`: keys are wrapped under a fresh key that exists as shares alone; the second part locks them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackupKeys {
    /// What the set is called from now on.
    pub set: SetId,
    /// The keys; all were born extractable and are not locked yet.
    pub keys: BTreeSet<Label>,
    /// How the key of the set is split.
    pub shares: SetShares,
    /// On how many media the set is written.
    pub media: u8,
}

impl BackupKeys {
    pub(super) fn words(&self) -> Vec<Word> {
        let mut words = vec![("set", self.set.spoken())];
        words.extend(self.keys.iter().map(|key| ("key", key.to_string())));
        words.extend(self.shares.words());
        words.push(("media", self.media.to_string()));
        words.push(("afterwards", "the keys are locked: none of them leaves its vault again".into()));
        words
    }
}

/// `share.reissue`: the keys of a set are wrapped under another fresh key, split anew; the set of before is replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShareReissue {
    /// The set that is opened by its shares.
    pub from: SetId,
    /// What the new set is called.
    pub set: SetId,
    /// How its key is split.
    pub shares: SetShares,
    /// On how many media the set is written.
    pub media: u8,
    /// Why.
    pub reason: String,
}

impl ShareReissue {
    pub(super) fn words(&self) -> Vec<Word> {
        let mut words = vec![("set", self.set.spoken()), ("instead of", self.from.spoken())];
        words.extend(self.shares.words());
        words.push(("media", self.media.to_string()));
        words.push(("reason", safe::line(&self.reason, 200)));
        words.push(("afterwards", "the cards and media of the set of before are to be destroyed, one by one".into()));
        words
    }
}

/// `backup.destroyed`: a card or a medium of a set is gone for good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackupDestroyed {
    /// The set it belonged to.
    pub set: SetId,
    /// What it was: `share 2` or `medium 1`.
    pub what: String,
    /// How it was destroyed, and who saw it.
    pub reason: String,
}

impl BackupDestroyed {
    pub(super) fn words(&self) -> Vec<Word> {
        vec![
            ("set", self.set.spoken()),
            ("destroyed", safe::line(&self.what, 40)),
            ("how", safe::line(&self.reason, 200)),
        ]
    }
}

/// `share.checked`: a share was judged alone, and is the very one that was handed out. No word of it is in here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShareChecked {
    /// The set it belongs to.
    pub set: SetId,
    /// Which it is: `share 2` or `escrow 1`.
    pub what: String,
}

impl ShareChecked {
    pub(super) fn words(&self) -> Vec<Word> {
        vec![("set", self.set.spoken()), ("judged", safe::line(&self.what, 40))]
    }
}

/// `backup.state`: a copy of the state was written, sealed to its recipients.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackupState {
    /// What the copy is called.
    pub name: String,
    /// The digest of its manifest.
    pub manifest: Digest,
    /// How many entries the ledger in it has.
    pub size: u64,
    /// When it was taken.
    pub made: Time,
}

impl BackupState {
    pub(super) fn words(&self) -> Vec<Word> {
        vec![
            ("backup", safe::line(&self.name, 80)),
            ("manifest", self.manifest.to_string()),
            ("entries", self.size.to_string()),
            ("made", self.made.to_string()),
        ]
    }
}

/// `backup.drill`: backups were restored into a token and a folder that were thrown away, and this came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackupDrill {
    /// The manifest of the copy of the state.
    pub state: Digest,
    /// The sets whose keys were restored.
    pub sets: BTreeSet<SetId>,
    /// The digest of the report.
    pub report: Digest,
    /// Whether everything was restored and proven, and the throw-away was erased.
    pub passed: bool,
    /// Seconds from the first step to the last proof.
    pub recovery_seconds: u64,
    /// How old the copy was, in seconds.
    pub data_age_seconds: u64,
}

impl BackupDrill {
    pub(super) fn words(&self) -> Vec<Word> {
        let sets = self.sets.iter().map(SetId::spoken).collect::<Vec<_>>().join(", ");
        vec![
            ("state", self.state.to_string()),
            ("sets", if sets.is_empty() { "none".into() } else { sets }),
            (
                "verdict",
                if self.passed { "every backup was restored, within the goals" } else { "findings: see the report" }
                    .into(),
            ),
            ("recovery", format!("{} s", self.recovery_seconds)),
            ("age of the data", format!("{} s", self.data_age_seconds)),
            ("report", self.report.to_string()),
        ]
    }
}
