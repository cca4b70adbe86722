//! The TOML shape of a policy: every field with its place, unknown fields refused.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;

use super::error::PolicyError;
use super::slip::probably;
use crate::safe::line;

/// A whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileShape {
    pub(super) name: Spanned<String>,
    pub(super) title: Spanned<String>,
    pub(super) mode: Spanned<Modes>,
    #[serde(default)]
    pub(super) rule: Vec<RuleShape>,
    pub(super) backup: Option<Spanned<BackupShape>>,
}

/// One mode or several.
#[derive(Deserialize)]
#[serde(untagged, expecting = "wanted a mode or a list of modes, in quotes")]
pub(super) enum Modes {
    One(String),
    Several(Vec<String>),
}

impl Modes {
    pub(super) fn list(&self) -> Vec<&str> {
        match self {
            Modes::One(mode) => vec![mode],
            Modes::Several(modes) => modes.iter().map(String::as_str).collect(),
        }
    }
}

/// `[[rule]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RuleShape {
    pub(super) name: Spanned<String>,
    pub(super) acts: Spanned<Vec<Spanned<String>>>,
    pub(super) profiles: Option<Spanned<Vec<Spanned<String>>>>,
    pub(super) by_rule: Option<Spanned<Vec<Spanned<String>>>>,
    pub(super) quorum: Spanned<u64>,
    pub(super) roles: Option<Spanned<BTreeMap<String, Spanned<u64>>>>,
    pub(super) from: Option<Spanned<Vec<Spanned<String>>>>,
    pub(super) proposer_apart: Option<Spanned<bool>>,
    pub(super) organisations: Option<Spanned<u64>>,
    pub(super) validity: Spanned<String>,
    pub(super) cooling_off: Option<Spanned<String>>,
    pub(super) veto: Option<Spanned<bool>>,
}

/// `[backup]`: every field may be absent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct BackupShape {
    pub(super) state_every: Option<Spanned<String>>,
    pub(super) drill_every: Option<Spanned<String>>,
    pub(super) check_shares_every: Option<Spanned<String>>,
    pub(super) recovery_time: Option<Spanned<String>>,
    pub(super) data_age: Option<Spanned<String>>,
    pub(super) least_threshold: Option<Spanned<u64>>,
    pub(super) spare_shares: Option<Spanned<u64>>,
    pub(super) most_shares: Option<Spanned<u64>>,
    pub(super) ways: Option<Spanned<Vec<Spanned<String>>>>,
    pub(super) escrow: Option<bool>,
    pub(super) media: Option<Spanned<u64>>,
    pub(super) separate_media: Option<bool>,
    pub(super) keep: Option<KeepShape>,
}

/// `keep` in `[backup]`: all three, or none.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeepShape {
    pub(super) days: Spanned<u64>,
    pub(super) weeks: Spanned<u64>,
    pub(super) months: Spanned<u64>,
}

/// Reads TOML into a shape. The error has line, message, and the word that was probably meant.
pub(super) fn from_toml<T: DeserializeOwned>(text: &str) -> Result<T, PolicyError> {
    toml::from_str(text).map_err(|error: toml::de::Error| {
        let message = error.message();
        PolicyError::Unreadable {
            line: error.span().map_or(1, |span| line_of(text, &span)),
            found: line(message.lines().next().unwrap_or_default(), 300),
            meant: meant(message),
        }
    })
}

/// The line of a place, from 1.
pub(super) fn line_of(text: &str, span: &Range<usize>) -> usize {
    text.bytes().take(span.start).filter(|b| *b == b'\n').count() + 1
}

/// ``unknown field `x`, expected one of `y`, `z` ``: the one of those that was probably meant.
fn meant(message: &str) -> Option<String> {
    let (found, expected) = message.strip_prefix("unknown ")?.split_once(", expected ")?;
    let word = found.split('`').nth(1)?;
    probably(word, expected.split('`').skip(1).step_by(2)).map(str::to_owned)
}
