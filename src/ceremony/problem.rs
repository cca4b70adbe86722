//! What can be wrong in a script that is TOML of the right shape.

use thiserror::Error;

/// What is wrong in a script. The error around it has the line.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum Problem {
    /// A step of a kind that is not in the language.
    #[error("no step kind '{kind}'")]
    KindUnknown {
        /// The kind that was written, made harmless.
        kind: String,
        /// The nearest known kind.
        nearest: Option<String>,
    },
    /// A field that belongs to steps of other kinds.
    #[error("a step of kind '{kind}' has no field '{field}'")]
    FieldNotOfKind {
        /// The field.
        field: &'static str,
        /// The kind of the step.
        kind: &'static str,
    },
    /// A field that a step of this kind cannot be without.
    #[error("a step of kind '{kind}' needs the field '{field}'")]
    FieldMissing {
        /// The field.
        field: &'static str,
        /// The kind of the step.
        kind: &'static str,
    },
    /// A name of ours that has not the form of one.
    #[error("'{shown}' cannot be the {field}: wanted a word of a-z, 0-9 and '-', beginning with a letter")]
    NotAWord {
        /// What it was to be.
        field: &'static str,
        /// What was written, made harmless.
        shown: String,
    },
    /// One id for two things.
    #[error("the {what} '{id}' is there twice")]
    Twice {
        /// What kind of thing.
        what: &'static str,
        /// The id.
        id: String,
    },
    /// Nothing where there must be something.
    #[error("the {field} is empty")]
    Empty {
        /// The field.
        field: &'static str,
    },
    /// More text than is taken.
    #[error("the {field} is longer than {most} characters")]
    TooLong {
        /// The field.
        field: &'static str,
        /// How many characters it may have.
        most: usize,
    },
    /// A control character, a direction mark, or another that cannot be seen.
    #[error("the {field} holds a character that cannot be seen (U+{code:04X})")]
    Hidden {
        /// The field.
        field: &'static str,
        /// The character's code point.
        code: u32,
    },
    /// A number that is too small or too large.
    #[error("the {field} must be between {least} and {most}")]
    OutOfRange {
        /// The field.
        field: &'static str,
        /// The smallest.
        least: u64,
        /// The largest.
        most: u64,
    },
    /// Braces that do not close or do not hold the name of a value.
    #[error("'{shown}' is not text with names: wanted {{{{ step.value }}}}, closed, one name each")]
    Template {
        /// The text, made harmless.
        shown: String,
    },
    /// An operation that is not in the catalogue.
    #[error("no operation '{name}'")]
    OperationUnknown {
        /// What was written, made harmless.
        name: String,
        /// The nearest operation.
        nearest: Option<String>,
    },
    /// A parameter that the operation does not take.
    #[error("'{operation}' takes no parameter '{name}'")]
    ParameterUnknown {
        /// The operation.
        operation: &'static str,
        /// What was written, made harmless.
        name: String,
        /// The nearest parameter.
        nearest: Option<String>,
    },
    /// A parameter that the operation cannot be without.
    #[error("'{operation}' needs the parameter '{name}'")]
    ParameterMissing {
        /// The operation.
        operation: &'static str,
        /// The parameter.
        name: &'static str,
    },
    /// Several parameters of which exactly one must be given.
    #[error("'{operation}' needs exactly one of the parameters {names}")]
    ParameterOneOf {
        /// The operation.
        operation: &'static str,
        /// The parameters.
        names: String,
    },
    /// An output that the operation does not give.
    #[error("'{operation}' gives no output '{name}'")]
    OutputUnknown {
        /// The operation.
        operation: &'static str,
        /// What was written, made harmless.
        name: String,
        /// The nearest output.
        nearest: Option<String>,
    },
    /// A field of a type that is not in the language.
    #[error("no field type '{kind}'")]
    TypeUnknown {
        /// What was written, made harmless.
        kind: String,
        /// The nearest type.
        nearest: Option<String>,
    },
    /// A pattern that means nothing.
    #[error("'{shown}' is not a pattern: '#' a digit, '@' a capital, '*' either, '+' one or more, the rest itself")]
    Pattern {
        /// What was written, made harmless.
        shown: String,
    },
    /// A property that fields of this type do not have.
    #[error("a field of type '{kind}' has no '{field}'")]
    NotForType {
        /// The property.
        field: &'static str,
        /// The type.
        kind: String,
    },
    /// A choice between fewer than two words, or between equal or empty ones.
    #[error("a field of type 'choice' needs two choices or more, each different and not empty")]
    Choices,
    /// More of something than is taken.
    #[error("more than {most} {what}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many there may be.
        most: usize,
    },
    /// Nothing of something that there must be.
    #[error("there is no {what}")]
    None {
        /// Of what.
        what: &'static str,
    },
}

impl Problem {
    /// The nearest known word to one that is not known.
    pub(super) fn nearest(&self) -> Option<&String> {
        match self {
            Problem::KindUnknown { nearest, .. }
            | Problem::OperationUnknown { nearest, .. }
            | Problem::ParameterUnknown { nearest, .. }
            | Problem::OutputUnknown { nearest, .. }
            | Problem::TypeUnknown { nearest, .. } => nearest.as_ref(),
            _ => None,
        }
    }
}
