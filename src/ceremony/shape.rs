//! The TOML shape of a script: every field with its place, unknown fields refused.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;

use super::error::CeremonyError;
use super::nearest::nearest;
use crate::safe::line;

/// A whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileShape {
    pub(super) ceremony: HeadShape,
    #[serde(default)]
    pub(super) role: Vec<RoleShape>,
    #[serde(default)]
    pub(super) material: Vec<MaterialShape>,
    #[serde(default)]
    pub(super) act: Vec<ActShape>,
}

/// `[ceremony]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HeadShape {
    pub(super) name: Spanned<String>,
    pub(super) title: Spanned<String>,
    pub(super) purpose: Spanned<String>,
    pub(super) version: Spanned<String>,
}

/// `[[role]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RoleShape {
    pub(super) id: Spanned<String>,
    pub(super) title: Spanned<String>,
    pub(super) minimum: Spanned<u64>,
    #[serde(default)]
    pub(super) excludes: Vec<Spanned<String>>,
}

/// `[[material]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MaterialShape {
    pub(super) id: Spanned<String>,
    pub(super) what: Spanned<String>,
    pub(super) exactly: Spanned<u64>,
    #[serde(default)]
    pub(super) serial: bool,
}

/// `[[act]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ActShape {
    pub(super) title: Spanned<String>,
    pub(super) minutes: Spanned<u64>,
    #[serde(default)]
    pub(super) step: Vec<StepShape>,
}

/// `[[act.step]]`: the fields of all kinds; which belong to which is judged after reading,
/// so that an error has the line of the field and not of the whole step.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct StepShape {
    pub(super) id: Spanned<String>,
    pub(super) kind: Spanned<String>,
    pub(super) text: Spanned<String>,
    pub(super) who: Spanned<Roles>,
    pub(super) witness: Option<Spanned<Roles>>,
    pub(super) optional: Option<Spanned<bool>>,
    pub(super) field: Option<Spanned<Vec<FieldShape>>>,
    pub(super) each: Option<Spanned<bool>>,
    pub(super) allowed_seconds: Option<Spanned<u64>>,
    pub(super) value: Option<Spanned<String>>,
    pub(super) operation: Option<Spanned<String>>,
    pub(super) parameters: Option<Spanned<BTreeMap<String, Spanned<String>>>>,
    pub(super) outputs: Option<Spanned<Vec<Spanned<String>>>>,
    pub(super) artefact: Option<Spanned<String>>,
}

/// One role or several.
#[derive(Deserialize)]
#[serde(untagged, expecting = "wanted a role or a list of roles, in quotes")]
pub(super) enum Roles {
    One(String),
    Several(Vec<String>),
}

impl Roles {
    pub(super) fn list(&self) -> Vec<&str> {
        match self {
            Roles::One(role) => vec![role],
            Roles::Several(roles) => roles.iter().map(String::as_str).collect(),
        }
    }
}

/// `[[act.step.field]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FieldShape {
    pub(super) name: Spanned<String>,
    pub(super) ask: Spanned<String>,
    #[serde(rename = "type")]
    pub(super) kind: Spanned<String>,
    pub(super) pattern: Option<Spanned<String>>,
    pub(super) choices: Option<Spanned<Vec<String>>>,
    pub(super) longest: Option<Spanned<u64>>,
    #[serde(default)]
    pub(super) person: bool,
    pub(super) material: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) optional: bool,
}

/// Reads TOML into a shape. The error has line, message, and the nearest known word.
pub(super) fn from_toml<T: DeserializeOwned>(text: &str, answers: bool) -> Result<T, CeremonyError> {
    toml::from_str(text).map_err(|error: toml::de::Error| {
        let message = error.message();
        CeremonyError::Unreadable {
            line: error.span().map_or(1, |span| line_of(text, &span)),
            found: line(message.lines().next().unwrap_or_default(), 300),
            nearest: suggestion(message),
            answers,
        }
    })
}

/// The line of a place, from 1.
pub(super) fn line_of(text: &str, span: &Range<usize>) -> usize {
    text.bytes().take(span.start).filter(|b| *b == b'\n').count() + 1
}

/// ``unknown field `x`, expected one of `y`, `z` ``: the nearest of the words that were expected.
fn suggestion(message: &str) -> Option<String> {
    let (found, expected) = message.strip_prefix("unknown ")?.split_once(", expected ")?;
    let word = found.split('`').nth(1)?;
    nearest(word, expected.split('`').skip(1).step_by(2))
}
