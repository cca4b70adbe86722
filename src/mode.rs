//! A station's mode and identity, part of every act's digest and of every ledger entry.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::safe::Label;

/// What a station is for; fixed at birth. Nothing approved in one mode counts in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// The real thing.
    Production,
    /// The same scripts with throw-away keys; every artefact is marked.
    Rehearsal,
    /// For demonstration and tests.
    Specimen,
}

impl Mode {
    /// The word in files and reports.
    pub const fn word(self) -> &'static str {
        match self {
            Mode::Production => "production",
            Mode::Rehearsal => "rehearsal",
            Mode::Specimen => "specimen",
        }
    }

    /// From the word.
    pub fn from_word(word: &str) -> Option<Mode> {
        [Mode::Production, Mode::Rehearsal, Mode::Specimen].into_iter().find(|m| m.word() == word)
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Which station, in which mode, in which epoch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The station's name.
    pub station: Label,
    /// Its mode.
    pub mode: Mode,
    /// Raised by every restore.
    pub epoch: u64,
}
