//! Values that flow between steps by name, and their types.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::misfit::Misfit;
use crate::clock::Time;
use crate::digest::Digest;
use crate::keys::KeySpec;
use crate::mode::Mode;
use crate::safe::{Label, line};

/// What kind of thing a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Type {
    /// One line of words.
    Text,
    /// A whole number, -2^53 to 2^53.
    Integer,
    /// RFC 3339 in whole seconds.
    Time,
    /// A number on a device, bag, card or certificate: letters, digits and ` ./_-:`.
    Serial,
    /// SHA-256, 64 hex digits (groups and capitals are taken too).
    Digest,
    /// One of the words that the script lists.
    Choice,
    /// A name we give: `a-z`, `0-9`, `-`.
    Label,
    /// A key of the station, by the name that made it.
    Key,
    /// What kind of key is asked of a vault.
    KeySpec,
    /// A file that the station wrote.
    File,
}

impl Type {
    /// The types a record field may have, as the script writes them.
    pub(super) const FIELD_WORDS: [(&'static str, Type); 7] = [
        ("text", Type::Text),
        ("integer", Type::Integer),
        ("time", Type::Time),
        ("serial", Type::Serial),
        ("digest", Type::Digest),
        ("choice", Type::Choice),
        ("label", Type::Label),
    ];

    /// What is wanted, in words.
    pub const fn wanted(self) -> &'static str {
        match self {
            Type::Text => "one line of text",
            Type::Integer => "a whole number",
            Type::Time => "a time such as 2026-11-22T10:00:00Z",
            Type::Serial => "a serial number of letters, digits and . / _ - :",
            Type::Digest => "64 hex digits",
            Type::Choice => "one of the listed words",
            Type::Label => "a name of a-z, 0-9 and -",
            Type::Key => "the name of a key",
            Type::KeySpec => "a kind of key such as P-384",
            Type::File => "a file that the station wrote",
        }
    }

    /// Reads text as this type and gives its one canonical form.
    pub(super) fn accept(self, text: &str) -> Result<String, Misfit> {
        let misfit = || Misfit::Type { wanted: self.wanted(), found: line(text, 60) };
        let text = text.trim();
        match self {
            Type::Text | Type::Choice => {
                if text.chars().any(|c| c == '\n' || c == '\r') {
                    return Err(misfit());
                }
                Ok(text.to_owned())
            }
            Type::Integer => {
                let number: i64 = text.parse().map_err(|_| misfit())?;
                if number.unsigned_abs() > 1 << 53 { Err(misfit()) } else { Ok(number.to_string()) }
            }
            Type::Time => text.parse::<Time>().map(|t| t.to_string()).map_err(|_| misfit()),
            Type::Serial => {
                let fits = (1..=80).contains(&text.len())
                    && text.chars().all(|c| c.is_ascii_alphanumeric() || " ./_-:".contains(c));
                if fits { Ok(text.to_owned()) } else { Err(misfit()) }
            }
            Type::Digest => {
                let joined: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
                joined.parse::<Digest>().map(|d| d.to_string()).map_err(|_| misfit())
            }
            Type::Label | Type::Key => text.parse::<Label>().map(|l| l.to_string()).map_err(|_| misfit()),
            Type::KeySpec => text.parse::<KeySpec>().map(|k| k.to_string()).map_err(|_| misfit()),
            Type::File => Err(misfit()),
        }
    }

    /// Whether a value of this type may stand where `wanted` is asked for.
    pub(super) fn may_stand_for(self, wanted: Type) -> bool {
        match wanted {
            Type::Text => self != Type::File,
            Type::Key => matches!(self, Type::Key | Type::Label),
            Type::Label => matches!(self, Type::Key | Type::Label),
            _ => self == wanted,
        }
    }
}

/// The values that are there from the beginning: the digest of the script's bytes, and the station's mode.
pub(super) const BUILT_IN: [(&str, Type); 2] = [(SCRIPT, Type::Digest), (MODE, Type::Text)];
const SCRIPT: &str = "ceremony.script";
const MODE: &str = "ceremony.mode";

/// The values that are there from the beginning.
pub(super) fn built_in(script: Digest, mode: Mode) -> BTreeMap<String, Value> {
    let values = [(SCRIPT, script.to_string()), (MODE, mode.word().to_owned())];
    values.into_iter().map(|(name, text)| (name.to_owned(), Value::Text(text))).collect()
}

/// A file that the station wrote, as it left the hands of the operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Its name under the station's output directory.
    pub name: String,
    /// Its length in bytes.
    pub size: u64,
    /// SHA-256 of its bytes.
    pub digest: Digest,
}

/// A value that has a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Text in the canonical form of its type.
    Text(String),
    /// A file.
    File(File),
}

impl Value {
    /// The value as it is put into text and parameters: a file by its name.
    pub fn text(&self) -> &str {
        match self {
            Value::Text(text) => text,
            Value::File(file) => &file.name,
        }
    }

    /// The value checked against a type, in its canonical form.
    pub(super) fn accepted_as(&self, kind: Type) -> Result<Value, Misfit> {
        match (self, kind) {
            (Value::File(file), Type::File) => Ok(Value::File(file.clone())),
            (Value::Text(text), kind) => kind.accept(text).map(Value::Text),
            (Value::File(file), kind) => Err(Misfit::Type { wanted: kind.wanted(), found: line(&file.name, 60) }),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_type_refuses_what_is_not_of_it() {
        let bad = [
            (Type::Text, "two\nlines"),
            (Type::Integer, "1.5"),
            (Type::Integer, "9007199254740993"),
            (Type::Time, "10:00"),
            (Type::Serial, "a\u{1b}b"),
            (Type::Serial, ""),
            (Type::Digest, "abcd"),
            (Type::Label, "../x"),
            (Type::KeySpec, "P-384x"),
            (Type::File, "x"),
        ];
        for (kind, text) in bad {
            assert!(kind.accept(text).is_err(), "{kind:?} {text:?}");
        }
    }

    #[test]
    fn a_digest_read_in_groups_is_the_same_digest() {
        let digest = Digest::of(b"abc");
        assert_eq!(Type::Digest.accept(&digest.groups().to_uppercase()).unwrap(), digest.to_string());
    }
}
