//! Why a share is not taken for one of a set, or no card is drawn of it. No message holds a word.

use crate::fault::{Fail, Fault};
use crate::keys::SetId;
use crate::safe::Label;
use crate::share::ShareError;

/// Why a share is not taken for one of a set, or no card is drawn of it.
#[derive(Debug, thiserror::Error)]
pub enum CardError {
    /// A share of another set.
    #[error("SHARE-17: {share} is not of set {}: its {what} is {found}, the set's {wanted}", set.spoken())]
    OtherSet {
        /// The share, by what it says of itself.
        share: String,
        /// The set it was held against.
        set: SetId,
        /// In what it differs.
        what: &'static str,
        /// What it says.
        found: String,
        /// What the set says.
        wanted: String,
    },
    /// A number that the set does not have.
    #[error("SHARE-18: share {number} is none of set {}, which has {of}", set.spoken())]
    NoSuchNumber {
        /// The share's number.
        number: u8,
        /// How many the set has.
        of: u8,
        /// The set.
        set: SetId,
    },
    /// Another share under the number of one of the set.
    #[error(
        "SHARE-19: share {number} is not the one that {keeper} was given of set {}: its words hold among themselves, \
         their check does not",
        set.spoken()
    )]
    Altered {
        /// The share's number.
        number: u8,
        /// Who was given that number.
        keeper: Label,
        /// The set.
        set: SetId,
    },
    /// A note of another set.
    #[error("SHARE-20: the note is of set {}, wanted is one of set {}", found.spoken(), wanted.spoken())]
    NoteOfOtherSet {
        /// What the note says.
        found: SetId,
        /// What was wanted.
        wanted: SetId,
    },
    /// A note that contradicts its words.
    #[error("SHARE-20: the note says share {said}, and its words are those of share {found}")]
    NoteNumber {
        /// What the note says.
        said: u8,
        /// What the words say.
        found: u8,
    },
    /// Not a note.
    #[error("SHARE-21: the note cannot be read: {what}")]
    NoteForm {
        /// What is wrong with it; nothing out of it.
        what: &'static str,
    },
    /// Far too long.
    #[error("SHARE-21: {octets} octets; a note of a share has at most {limit}")]
    NoteTooLarge {
        /// How many there are.
        octets: usize,
        /// The limit.
        limit: usize,
    },
    /// A share that no card is made for.
    #[error("SHARE-22: no card is drawn of this share: {what}")]
    NoCard {
        /// Why.
        what: &'static str,
    },
    /// The words are no share by themselves.
    #[error(transparent)]
    Share(#[from] ShareError),
    /// What was drawn is larger than what was reckoned with.
    #[error("the card does not fit into the memory that was set apart for it")]
    Unfit,
    /// No code could be made of the words.
    #[error("the words of the share do not go into a code")]
    Code,
}

impl Fail for CardError {
    fn kind(&self) -> Fault {
        match self {
            CardError::OtherSet { .. }
            | CardError::NoSuchNumber { .. }
            | CardError::NoteOfOtherSet { .. }
            | CardError::NoCard { .. } => Fault::Refused,
            CardError::Altered { .. } => Fault::Unsound,
            CardError::NoteNumber { .. } | CardError::NoteForm { .. } | CardError::NoteTooLarge { .. } => {
                Fault::Malformed
            }
            CardError::Share(error) => error.kind(),
            CardError::Unfit | CardError::Code => Fault::Bug,
        }
    }

    fn clause(&self) -> Option<&'static str> {
        Some(match self {
            CardError::OtherSet { .. } => "SHARE-17",
            CardError::NoSuchNumber { .. } => "SHARE-18",
            CardError::Altered { .. } => "SHARE-19",
            CardError::NoteOfOtherSet { .. } | CardError::NoteNumber { .. } => "SHARE-20",
            CardError::NoteForm { .. } | CardError::NoteTooLarge { .. } => "SHARE-21",
            CardError::NoCard { .. } => "SHARE-22",
            CardError::Share(error) => return error.clause(),
            CardError::Unfit | CardError::Code => return None,
        })
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            CardError::OtherSet { set, .. } | CardError::NoSuchNumber { set, .. } => {
                format!("take the card that has 'Set {}' at its head; this one belongs to other files", set.spoken())
            }
            CardError::Altered { keeper, .. } => format!(
                "compare every word with {keeper}'s card; if it says the same, that card was exchanged: take another \
                 keeper's, and have the shares made anew ('chancery share reissue')"
            ),
            CardError::NoteOfOtherSet { wanted, .. } => {
                format!("take the note or card of set {}; each set has its own", wanted.spoken())
            }
            CardError::NoteNumber { .. } => {
                "somebody changed the note: ask its keeper, and judge their words alone ('chancery share check')".into()
            }
            CardError::NoteForm { .. } | CardError::NoteTooLarge { .. } => {
                "give the note as it was opened, whole and nothing else, or the words alone".into()
            }
            CardError::NoCard { .. } => "show it at the terminal, or seal it to its keeper".into(),
            CardError::Share(error) => return error.hint(),
            CardError::Unfit | CardError::Code => return None,
        })
    }
}
