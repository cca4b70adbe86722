//! Why a policy or a planning file is not read.

use thiserror::Error;

use crate::fault::{Fail, Fault};

/// Why a file is not read. Every variant has the line, counted from 1.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum PolicyError {
    /// Not TOML of the shape that is wanted.
    #[error("line {line}: {found}")]
    Unreadable {
        /// The line in the file.
        line: usize,
        /// What the reader found, made harmless.
        found: String,
        /// The known word that was probably meant.
        meant: Option<String>,
    },
    /// TOML of the right shape that says something it may not.
    #[error("line {line}: {problem}")]
    Text {
        /// The line in the file.
        line: usize,
        /// What is wrong.
        problem: Problem,
    },
}

/// What is wrong in a file that is TOML of the right shape.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum Problem {
    /// More text than is taken.
    #[error("the {field} is longer than {most} {unit}")]
    TooLong {
        /// The field, or the file.
        field: &'static str,
        /// How much is taken.
        most: usize,
        /// Of what.
        unit: &'static str,
    },
    /// Nothing where there must be something.
    #[error("'{field}' is empty")]
    Empty {
        /// The field.
        field: &'static str,
    },
    /// A blank at the beginning or the end.
    #[error("the {field} begins or ends with a blank")]
    Blank {
        /// The field.
        field: &'static str,
    },
    /// A line break, a control character, a direction mark, or another that cannot be seen.
    #[error("the {field} holds a character that cannot be seen (U+{code:04X})")]
    Hidden {
        /// The field.
        field: &'static str,
        /// The character's code point.
        code: u32,
    },
    /// A name of ours that has not the form of one.
    #[error("'{shown}' cannot be the {field}: wanted a word of a-z, 0-9 and '-', beginning with a letter")]
    NotAWord {
        /// What it was to be.
        field: &'static str,
        /// What was written, made harmless.
        shown: String,
    },
    /// No glob.
    #[error("'{shown}' is not a pattern for {field}: wanted a-z, 0-9, '.', '-' and single '*', at most 80 characters")]
    NotAGlob {
        /// What it was to match.
        field: &'static str,
        /// What was written, made harmless.
        shown: String,
    },
    /// No digest behind `sha256:`.
    #[error("'{shown}' is not a profile's digest: wanted sha256: and 64 of 0-9, a-f")]
    NotADigest {
        /// What was written, made harmless.
        shown: String,
    },
    /// No period.
    #[error("'{shown}' is not a period for {field}: wanted words such as '30 minutes', '12 hours' or '7 days'")]
    NotAPeriod {
        /// The field.
        field: &'static str,
        /// What was written, made harmless.
        shown: String,
    },
    /// No mode.
    #[error("'{shown}' is not a mode: wanted production, rehearsal or specimen")]
    NotAMode {
        /// What was written, made harmless.
        shown: String,
    },
    /// A period that is too short or too long.
    #[error("the {field} of {found} is out of range: wanted {least} to {most}")]
    PeriodRange {
        /// The field.
        field: &'static str,
        /// What was written, in words.
        found: String,
        /// The shortest, in words.
        least: &'static str,
        /// The longest, in words.
        most: &'static str,
    },
    /// A number that is too small or too large.
    #[error("{field} = {found} is out of range: wanted {least} to {most}")]
    Range {
        /// The field.
        field: &'static str,
        /// What was written.
        found: u64,
        /// The smallest.
        least: u64,
        /// The largest.
        most: u64,
    },
    /// One thing twice.
    #[error("the {what} '{shown}' is there twice")]
    Twice {
        /// What kind of thing.
        what: &'static str,
        /// Which.
        shown: String,
    },
    /// More of something than is taken.
    #[error("more than {most} {what}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many are taken.
        most: usize,
    },
    /// Nothing of something that there must be.
    #[error("there is no {what}")]
    None {
        /// Of what.
        what: &'static str,
    },
    /// More places for roles than people are asked.
    #[error("the roles have {places} places, but the quorum is {quorum}: one person fills one place")]
    RolesOverQuorum {
        /// The places of all roles together.
        places: u64,
        /// The quorum.
        quorum: u16,
    },
    /// More organisations than people are asked.
    #[error("{organisations} organisations are asked for, but the quorum is {quorum}: one person has one organisation")]
    OrganisationsOverQuorum {
        /// The organisations.
        organisations: u64,
        /// The quorum.
        quorum: u16,
    },
    /// The cooling-off is no shorter than the validity.
    #[error("the cooling-off of {cooling} is not shorter than the validity of {validity}: nothing could be performed")]
    NeverPerformed {
        /// The cooling-off, in words.
        cooling: String,
        /// The validity, in words.
        validity: String,
    },
    /// No rule of trust.
    #[error("'{shown}' is not a rule of trust: the rules are {known}")]
    NotARule {
        /// What was written, made harmless.
        shown: String,
        /// The rules there are.
        known: String,
        /// The one that was probably meant.
        meant: Option<&'static str>,
    },
    /// A rule of trust for what cannot name one.
    #[error("'by-rule' is about acts of trust.accept alone, not about '{shown}'")]
    OtherByRule {
        /// What else was written, made harmless.
        shown: String,
    },
    /// No set of shares could be as it is wanted.
    #[error(
        "least-threshold = {threshold} and spare-shares = {spare} take {} shares, but most-shares is {most}",
        u16::from(*threshold) + u16::from(*spare)
    )]
    NoSplit {
        /// The least threshold.
        threshold: u8,
        /// How many are to spare.
        spare: u8,
        /// The most shares.
        most: u8,
    },
    /// One copy of a key backup, in a policy for production.
    #[error("media = 1 keeps a single copy of every key backup, which no policy for production may")]
    OneCopy,
    /// No way of handing out a share.
    #[error("'{shown}' is not a way to hand out a share: wanted card, shown, age or openpgp")]
    NotAWay {
        /// What was written, made harmless.
        shown: String,
        /// The one that was probably meant.
        meant: Option<&'static str>,
    },
    /// Nobody is asked, in a policy that is not for specimen stations alone.
    #[error("quorum = 0 asks for nobody, which only a policy with mode = \"specimen\" may, or a rule with 'by-rule'")]
    Nobody,
    /// Something is said of people where nobody is asked.
    #[error("'{field}' means nothing where quorum = 0 asks for nobody")]
    OfNobody {
        /// The field.
        field: &'static str,
    },
}

impl Fail for PolicyError {
    fn kind(&self) -> Fault {
        Fault::Malformed
    }

    fn hint(&self) -> Option<String> {
        match self {
            PolicyError::Unreadable { meant, .. } => meant.as_ref().map(|word| format!("did you mean '{word}'?")),
            PolicyError::Text {
                problem: Problem::NotARule { meant: Some(word), .. } | Problem::NotAWay { meant: Some(word), .. },
                ..
            } => Some(format!("did you mean '{word}'?")),
            PolicyError::Text { problem, .. } => problem.field().map(|f| format!("see 'chancery policy explain {f}'")),
        }
    }
}

impl Problem {
    /// The field of the reference that says what is wanted.
    fn field(&self) -> Option<&'static str> {
        match self {
            Problem::NotAGlob { field, .. } => Some(field),
            Problem::NotADigest { .. } => Some("profiles"),
            Problem::NotAPeriod { field, .. } | Problem::PeriodRange { field, .. } => Some(field),
            // `keep.days` is explained where `keep` is.
            Problem::Range { field, .. } => field.split('.').next(),
            Problem::NoSplit { .. } => Some("most-shares"),
            Problem::OneCopy => Some("media"),
            Problem::NotAWay { .. } => Some("ways"),
            Problem::NotAMode { .. } => Some("mode"),
            Problem::RolesOverQuorum { .. } => Some("roles"),
            Problem::OrganisationsOverQuorum { .. } => Some("organisations"),
            Problem::NeverPerformed { .. } => Some("cooling-off"),
            Problem::NotARule { .. } | Problem::OtherByRule { .. } => Some("by-rule"),
            Problem::Nobody | Problem::OfNobody { .. } => Some("quorum"),
            _ => None,
        }
    }
}
