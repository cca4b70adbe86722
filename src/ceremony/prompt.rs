//! Prompts: all that a terminal needs to put one step on the screen.
//!
//! Every text in a prompt is harmless already; a terminal may print it as it is.

use std::collections::BTreeMap;

use serde::Serialize;

use super::script::Field;
use crate::digest::Digest;
use crate::safe::Safe;

/// What comes next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "prompt", rename_all = "kebab-case")]
pub enum Prompt {
    /// The people do something and answer.
    Ask {
        /// Where we are.
        place: Place,
        /// Who acts and who witnesses.
        actors: Vec<Actor>,
        /// What is to be done or said, one line each.
        text: Vec<String>,
        /// Values to show.
        shown: Vec<Shown>,
        /// What answer is wanted.
        want: Want,
    },
    /// The station performs an operation.
    Operation(Perform),
    /// Every step is done and everybody has signed off.
    Finished(Summary),
}

/// Where in the script we are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The step's id.
    pub step: String,
    /// The step's kind, as the script writes it.
    pub kind: &'static str,
    /// Act and step, such as `2.3`.
    pub label: String,
    /// The number of the step in the whole script, from 1.
    pub number: usize,
    /// How many steps the script has.
    pub of: usize,
    /// The title of the act.
    pub act: String,
    /// The minutes that the act is estimated to take.
    pub act_minutes: u32,
    /// The turn within the step, from 1.
    pub turn: usize,
    /// How many turns the step has.
    pub turns: usize,
}

/// Who acts or witnesses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Actor {
    /// The role.
    pub role: String,
    /// Its title.
    pub title: String,
    /// Whether they witness.
    pub witness: bool,
    /// The people who hold it.
    pub people: Vec<Shown>,
    /// Whether the answer must say which of them acted.
    pub choose: bool,
}

/// A value or a person to show: a name and, for a digest, the forms in which it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// What it is: the name of the value, the id of the person.
    pub name: String,
    /// What to show.
    pub text: String,
    /// For a digest: each group of four hex digits with its two words.
    pub spoken: Vec<(String, String)>,
}

/// What kind of answer is wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "answer", rename_all = "kebab-case")]
pub enum Want {
    /// Nothing but the word that it is done.
    Done,
    /// The exact word `Yes`: it was read aloud, followed and is the same.
    Same,
    /// Whether it is so.
    Holds {
        /// Whether the ceremony goes on only if it is.
        required: bool,
    },
    /// Something typed into each field.
    Fields {
        /// The fields.
        fields: Vec<Asked>,
    },
    /// The time on an independent clock.
    Clock {
        /// How many seconds it may be apart from the station's.
        allowed: u32,
    },
    /// Agree, or do not agree, with words.
    Verdict,
}

/// A field as it is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// The name.
    pub name: String,
    /// The question.
    pub ask: String,
    /// What is wanted, in words.
    pub wanted: &'static str,
    /// What it must look like, in words.
    pub pattern: Option<String>,
    /// The words to choose from.
    pub choices: Vec<String>,
    /// Whether it may be left empty.
    pub optional: bool,
}

impl Asked {
    pub(super) fn of(field: &Field) -> Asked {
        Asked {
            name: field.name.clone(),
            ask: field.ask.clone(),
            wanted: field.kind.wanted(),
            pattern: field.pattern.as_ref().map(super::Pattern::words),
            choices: field.choices.clone(),
            optional: field.optional,
        }
    }
}

/// An operation to be performed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Perform {
    /// Where we are.
    pub place: Place,
    /// Who lets it happen and who witnesses.
    pub actors: Vec<Actor>,
    /// What is to be said before.
    pub text: Vec<String>,
    /// The operation's name in the catalogue of acts.
    pub operation: String,
    /// The parameters with all values put in.
    pub parameters: BTreeMap<String, String>,
    /// The outputs that must be fed back, at least.
    pub outputs: Vec<String>,
    /// Whether its beginning is recorded and its end is not. After a stop that means:
    /// ask the ledger what became of it before anything else.
    pub open: bool,
}

/// How it ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// How many people agree.
    pub agree: usize,
    /// How many do not.
    pub do_not_agree: usize,
    /// How many exceptions were recorded.
    pub exceptions: usize,
    /// How many checks did not hold.
    pub not_held: usize,
}

impl Shown {
    /// A plain value, made harmless.
    pub(super) fn plain(name: &str, text: &str) -> Shown {
        Shown { name: name.to_owned(), text: Safe(text).to_string(), spoken: Vec::new() }
    }

    /// A digest with the forms in which it is read.
    pub fn digest(name: &str, digest: Digest) -> Shown {
        Shown { name: name.to_owned(), text: digest.groups(), spoken: spoken(digest) }
    }
}

/// Each group of four hex digits with its two words.
pub(super) fn spoken(digest: Digest) -> Vec<(String, String)> {
    let groups = digest.groups();
    let words = digest.words();
    groups.split(' ').map(str::to_owned).zip(words.chunks(2).map(|pair| pair.join(" "))).collect()
}

/// Text for the screen: lines, each harmless.
pub(super) fn lines(text: &str) -> Vec<String> {
    text.lines().map(|line| Safe(line.trim_end()).to_string()).collect()
}
