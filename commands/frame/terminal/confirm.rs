//! Confirmation of what cannot be undone: the object's short name is typed, by a person or in an answers file.

use std::fs;
use std::path::{Path, PathBuf};

use chancery::fault::{Fail, Fault};
use chancery::mode::Mode;
use chancery::safe;
use serde::Deserialize;

use super::{Terminal, TerminalError};

/// An act that cannot be undone, as it is put to the person who confirms it.
#[derive(Clone, Copy, Debug)]
pub struct Irreversible<'a> {
    /// What will happen, such as `destroy key csca-2026 in vault primary`.
    pub act: &'a str,
    /// The object's short name, which is to be typed.
    pub name: &'a str,
}

/// Why an act is not confirmed.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmError {
    /// There is nobody to ask and no answers file.
    #[error("CONFIRM-1: to {act}, '{name}' must be typed, and there is no terminal and no answers file")]
    NobodyToAsk {
        /// What was to happen.
        act: String,
        /// What must be typed.
        name: String,
    },
    /// Something else was typed.
    #[error("CONFIRM-2: '{typed}' was typed where '{name}' confirms; nothing was done")]
    OtherName {
        /// What was typed, made harmless.
        typed: String,
        /// What was asked for.
        name: String,
    },
    /// The answers file does not confirm it.
    #[error("CONFIRM-2: {} does not list '{name}' under 'confirm'; nothing was done", file.display())]
    NotListed {
        /// The answers file.
        file: PathBuf,
        /// What was asked for.
        name: String,
    },
    /// A file stands in for a person in production.
    #[error("CONFIRM-3: in production a person confirms, never an answers file")]
    FileInProduction,
    /// The answers file cannot be read.
    #[error("answers file {} cannot be read: {reason}", file.display())]
    Unreadable {
        /// The answers file.
        file: PathBuf,
        /// Why.
        reason: std::io::Error,
    },
    /// The answers file is not TOML with a list of names under `confirm`.
    #[error("answers file {}: {what}", file.display())]
    Malformed {
        /// The answers file.
        file: PathBuf,
        /// What is wrong, with its line.
        what: String,
    },
    /// The question could not be put.
    #[error("'{name}' could not be asked for")]
    Terminal {
        /// What was asked for.
        name: String,
        /// Why.
        #[source]
        source: TerminalError,
    },
}

impl Fail for ConfirmError {
    fn kind(&self) -> Fault {
        match self {
            ConfirmError::NobodyToAsk { .. }
            | ConfirmError::OtherName { .. }
            | ConfirmError::NotListed { .. }
            | ConfirmError::FileInProduction => Fault::Refused,
            ConfirmError::Unreadable { .. } | ConfirmError::Malformed { .. } => Fault::Malformed,
            ConfirmError::Terminal { source, .. } => source.kind(),
        }
    }

    fn clause(&self) -> Option<&'static str> {
        match self {
            ConfirmError::NobodyToAsk { .. } => Some("CONFIRM-1"),
            ConfirmError::OtherName { .. } | ConfirmError::NotListed { .. } => Some("CONFIRM-2"),
            ConfirmError::FileInProduction => Some("CONFIRM-3"),
            ConfirmError::Unreadable { .. } | ConfirmError::Malformed { .. } | ConfirmError::Terminal { .. } => None,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            ConfirmError::NobodyToAsk { name, .. } | ConfirmError::NotListed { name, .. } => Some(format!(
                "run it at a terminal, or outside production give --answers a file with confirm = [\"{name}\"]"
            )),
            ConfirmError::FileInProduction => Some("run it at a terminal, without --answers".into()),
            _ => None,
        }
    }
}

/// The part of an answers file that confirms; the rest of it belongs to the ceremony.
#[derive(Deserialize)]
struct Confirmations {
    #[serde(default)]
    confirm: Vec<String>,
}

/// Asks for the short name, once.
pub fn confirm(
    terminal: &Terminal,
    answers: Option<&Path>,
    mode: Mode,
    what: &Irreversible<'_>,
) -> Result<(), ConfirmError> {
    let name = what.name.to_owned();
    if let Some(file) = answers {
        if mode == Mode::Production {
            return Err(ConfirmError::FileInProduction);
        }
        return if confirmations(file)?.contains(&name) {
            Ok(())
        } else {
            Err(ConfirmError::NotListed { file: file.to_owned(), name })
        };
    }
    let question = format!("This cannot be undone: {}. Type '{}' to go on:", what.act, what.name);
    match terminal.ask(&question) {
        Ok(typed) if typed == name => Ok(()),
        Ok(typed) => Err(ConfirmError::OtherName { typed: safe::line(&typed, 80), name }),
        Err(TerminalError::Absent { .. }) => Err(ConfirmError::NobodyToAsk { act: what.act.to_owned(), name }),
        Err(source) => Err(ConfirmError::Terminal { name, source }),
    }
}

fn confirmations(file: &Path) -> Result<Vec<String>, ConfirmError> {
    let unreadable = |reason| ConfirmError::Unreadable { file: file.to_owned(), reason };
    let text = fs::read_to_string(file).map_err(unreadable)?;
    let malformed = |error: toml::de::Error| {
        let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].lines().count().max(1));
        ConfirmError::Malformed { file: file.to_owned(), what: format!("line {line}: {}", error.message()) }
    };
    Ok(toml::from_str::<Confirmations>(&text).map_err(malformed)?.confirm)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHAT: Irreversible<'_> = Irreversible { act: "destroy key csca-2026", name: "csca-2026" };

    fn by_file(text: &str, mode: Mode) -> Result<(), ConfirmError> {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), text).unwrap();
        confirm(&Terminal::new(true), Some(file.path()), mode, &WHAT)
    }

    #[test]
    fn an_answers_file_confirms_by_name_outside_production() {
        let text = "confirm = [\"csca-2026\"]\n[roles]\nwitness = \"w\"\n";
        assert!(by_file(text, Mode::Specimen).is_ok());
        assert!(by_file(text, Mode::Rehearsal).is_ok());
        assert_eq!(by_file(text, Mode::Production).unwrap_err().clause(), Some("CONFIRM-3"));
    }

    #[test]
    fn another_name_or_none_confirms_nothing() {
        for text in ["", "confirm = []", "confirm = [\"csca-2025\"]", "confirm = [\"csca-2026 \"]"] {
            assert_eq!(by_file(text, Mode::Specimen).unwrap_err().clause(), Some("CONFIRM-2"), "{text}");
        }
    }

    #[test]
    fn a_broken_or_missing_answers_file_is_malformed() {
        let broken = by_file("\nconfirm = csca", Mode::Specimen).unwrap_err();
        assert_eq!(broken.kind(), Fault::Malformed);
        assert!(broken.to_string().contains("line 2"), "{broken}");
        let missing = confirm(&Terminal::new(true), Some(Path::new("/nowhere")), Mode::Specimen, &WHAT).unwrap_err();
        assert_eq!(missing.kind(), Fault::Malformed);
    }
}
