//! What the people give: answers as they come from the terminal or a file.

use std::collections::BTreeMap;

use super::misfit::Misfit;
use crate::clock::Time;

/// An answer to the step that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The step it is meant for; an answer for another step is refused.
    pub step: String,
    /// Who acted, by role: needed where several people hold the role.
    pub by: BTreeMap<String, String>,
    /// The answer itself.
    pub given: Given,
}

impl Answer {
    /// An answer in which nobody has to be named.
    pub fn new(step: &str, given: Given) -> Answer {
        Answer { step: step.to_owned(), by: BTreeMap::new(), given }
    }

    /// The same, with the person who acted in a role.
    pub fn by(mut self, role: &str, person: &str) -> Answer {
        self.by.insert(role.to_owned(), person.to_owned());
        self
    }
}

/// The answer itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// Said, read, followed: done.
    Done,
    /// What was looked at is so.
    Holds,
    /// What was looked at is not so, in these words.
    DoesNotHold(String),
    /// What was typed, by field.
    Fields(BTreeMap<String, String>),
    /// The time read aloud from an independent clock.
    Clock(Time),
    /// No independent clock: the station's own. Only from an answers file.
    StationClock,
    /// The person agrees.
    Agree,
    /// The person does not agree, in these words.
    DoNotAgree(String),
}

/// How many characters free words may have.
const LONGEST_WORDS: usize = 2000;

/// Free words: something, and not too much of it.
pub(super) fn words(text: &str) -> Result<String, Misfit> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Misfit::Empty);
    }
    if text.chars().count() > LONGEST_WORDS {
        return Err(Misfit::TooLong { most: LONGEST_WORDS });
    }
    Ok(text.to_owned())
}
