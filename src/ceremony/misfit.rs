//! Why an answer, an output, a person or a recorded event does not fit.

use thiserror::Error;

/// Why something does not fit. The error around it says what and where.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum Misfit {
    /// Not of the type that is wanted.
    #[error("'{found}' is not {wanted}")]
    Type {
        /// What is wanted, in words.
        wanted: &'static str,
        /// What was given, made harmless.
        found: String,
    },
    /// Not what the pattern shows.
    #[error("'{found}' does not fit; wanted {wanted}")]
    Pattern {
        /// What is wanted, in words.
        wanted: String,
        /// What was given, made harmless.
        found: String,
    },
    /// None of the words to choose from.
    #[error("'{found}' is none of {choices}")]
    Choice {
        /// The words.
        choices: String,
        /// What was given, made harmless.
        found: String,
    },
    /// More text than is taken.
    #[error("more than {most} characters")]
    TooLong {
        /// How many characters are taken.
        most: usize,
    },
    /// Nothing where there must be something.
    #[error("nothing was given")]
    Empty,
    /// An answer of another kind than is wanted.
    #[error("wanted {wanted}")]
    Wanted {
        /// What is wanted, in words.
        wanted: &'static str,
    },
    /// A field without an answer.
    #[error("the field '{field}' is missing")]
    FieldMissing {
        /// The field.
        field: String,
    },
    /// An answer for a field that is not there.
    #[error("there is no field '{field}'")]
    FieldUnknown {
        /// What was given, made harmless.
        field: String,
        /// The nearest field.
        nearest: Option<String>,
    },
    /// What was given for one field does not fit.
    #[error("field '{field}': {misfit}")]
    Field {
        /// The field.
        field: String,
        /// Why not.
        misfit: Box<Misfit>,
    },
    /// A person who is not there, or not in a role that acts.
    #[error("'{person}' is not in the ceremony or does not act here")]
    PersonUnknown {
        /// The id that was given, made harmless.
        person: String,
        /// The nearest id.
        nearest: Option<String>,
    },
    /// A person whose answer is not there.
    #[error("no answer of '{person}'")]
    PersonMissing {
        /// The person's id.
        person: String,
    },
    /// Several people could have acted and nobody was named.
    #[error("{have} people hold the role '{role}': say which of them acted")]
    PersonOpen {
        /// The role.
        role: String,
        /// How many hold it.
        have: usize,
    },
    /// One person was to act and to witness.
    #[error("'{person}' cannot both act and witness")]
    PersonTwice {
        /// The person's id.
        person: String,
    },
    /// One id for two people.
    #[error("the id is there twice")]
    IdTwice,
    /// An id that has not the form of one.
    #[error("wanted an id of a-z, 0-9 and '-', beginning with a letter")]
    IdForm,
    /// A name or organisation that is empty or too long.
    #[error("the name is empty or longer than {most} characters")]
    Name {
        /// How many characters are taken.
        most: usize,
    },
    /// A person without a role.
    #[error("holds no role")]
    NoRole,
    /// A role that the script does not have.
    #[error("the script has no role '{role}'")]
    RoleUnknown {
        /// What was given, made harmless.
        role: String,
        /// The nearest role.
        nearest: Option<String>,
    },
    /// More people than are taken.
    #[error("more than {most} people")]
    TooManyPeople {
        /// How many are taken.
        most: usize,
    },
    /// The station's own clock where an independent one must be read.
    #[error("an independent clock must be read; 'station' is no reading")]
    StationClock,
    /// An output too many or too few.
    #[error("the operation gave no such output, or one the script does not know")]
    OutputSet,
    /// An event out of its order.
    #[error("wanted number {wanted}")]
    Number {
        /// The number that comes next.
        wanted: u64,
    },
    /// The beginning is missing, changed, or there twice.
    #[error("the first event must be the beginning of this run, and only the first")]
    Beginning,
    /// An event of a step that is not open.
    #[error("it belongs to step '{found}', turn {found_turn}; open is {open}")]
    Place {
        /// The step of the event, made harmless.
        found: String,
        /// The turn of the event, from 0.
        found_turn: usize,
        /// The step that is open.
        open: String,
    },
    /// A sealed value that is needed was withheld or erased.
    #[error("a part that should be sealed beside it is not there")]
    Withheld,
    /// An event of another kind than the open step gives.
    #[error("what happened is not what the step asks for")]
    Deed,
    /// A station of another mode.
    #[error("the mode of the station is {found}, the run was begun in {begun}")]
    Mode {
        /// The station's mode.
        found: &'static str,
        /// The mode in the first event.
        begun: &'static str,
    },
}

impl Misfit {
    /// The nearest known word to one that is not known.
    pub(super) fn nearest(&self) -> Option<&String> {
        match self {
            Misfit::FieldUnknown { nearest, .. }
            | Misfit::PersonUnknown { nearest, .. }
            | Misfit::RoleUnknown { nearest, .. } => nearest.as_ref(),
            Misfit::Field { misfit, .. } => misfit.nearest(),
            _ => None,
        }
    }
}
