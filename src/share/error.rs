//! Why a share is not taken, or a secret not split or rebuilt. No message holds a word or a secret.

use super::combine::Wanted;
use crate::entropy::EntropyError;
use crate::fault::{Fail, Fault};

/// Why a share is not taken, or a secret not split or rebuilt.
#[derive(Debug, thiserror::Error)]
pub enum ShareError {
    /// No share has so many words.
    #[error(
        "SHARE-1: {found} words: a share of a secret of 128 bits has {least}, one of 256 bits has 33, and no share has \
         this many"
    )]
    Length {
        /// How many words, at most one more than any share has.
        found: usize,
        /// The fewest words of a share.
        least: usize,
    },
    /// Words that are not on the list.
    #[error("SHARE-2: {} of {count} not on the word list", listed(places))]
    Unknown {
        /// Their places, counted from 1.
        places: Vec<usize>,
        /// How many words there are.
        count: usize,
    },
    /// The checksum does not hold.
    #[error("SHARE-3: the checksum of these {count} words does not hold: a word is wrong or two have changed places")]
    Checksum {
        /// How many words.
        count: usize,
    },
    /// The bits before the value are not zero.
    #[error("SHARE-4: the padding of the share is not zero, though its checksum holds: no program makes such a share")]
    Padding,
    /// A threshold that cannot be met.
    #[error("SHARE-5: the share says that {wanted} of {groups} groups are wanted")]
    GroupsImpossible {
        /// How many it wants.
        wanted: u8,
        /// How many there are.
        groups: u8,
    },
    /// A group that is not in the set.
    #[error("SHARE-5: the share says that it is of group {group} of {groups}")]
    GroupUnknown {
        /// The group, counted from 1.
        group: u8,
        /// How many there are.
        groups: u8,
    },
    /// A share of another set.
    #[error("SHARE-6: {share} does not belong to the others: its {what} is {found}, theirs {wanted}")]
    OtherSet {
        /// The share, by what it says of itself.
        share: String,
        /// In what it differs.
        what: &'static str,
        /// What it says.
        found: String,
        /// What the others say.
        wanted: String,
    },
    /// Two shares with one number.
    #[error("SHARE-7: share {member} of group {group} was given twice")]
    Twice {
        /// The share's number.
        member: u8,
        /// Its group.
        group: u8,
    },
    /// No share at all.
    #[error("SHARE-8: no share was given")]
    None,
    /// Not enough.
    #[error("SHARE-8: {wanted} wanted")]
    TooFew {
        /// What is wanted still.
        wanted: Wanted,
    },
    /// More shares of a group than are wanted.
    #[error(
        "SHARE-9: group {group} has its {wanted} shares already; the standard combines exactly as many as are wanted"
    )]
    TooMany {
        /// The group.
        group: u8,
        /// How many are wanted.
        wanted: u8,
    },
    /// More groups than are wanted.
    #[error("SHARE-9: a share of group {group} beside {wanted} other groups; the standard combines exactly {wanted}")]
    GroupTooMany {
        /// The group.
        group: u8,
        /// How many groups are wanted.
        wanted: u8,
    },
    /// The digest inside does not hold.
    #[error("SHARE-10: {} were never split from one secret: the digest inside does not hold", whose(*group))]
    Digest {
        /// The group, or the groups among one another.
        group: Option<u8>,
    },
    /// A secret that cannot be split.
    #[error("SHARE-11: a secret of {octets} octets: wanted an even number from 16 to 256")]
    Secret {
        /// How many octets it has.
        octets: usize,
    },
    /// A threshold that cannot be met.
    #[error("SHARE-12: {wanted} of {of} shares: wanted at least 1, at most all, and no more than 16")]
    Threshold {
        /// How many are wanted.
        wanted: u8,
        /// Of how many.
        of: u8,
    },
    /// One of several.
    #[error("SHARE-12: 1 of {of} shares: each would be the whole secret; make one share and copy its card")]
    OneOfMany {
        /// Of how many.
        of: u8,
    },
    /// A group threshold that cannot be met.
    #[error("SHARE-12: {wanted} of {of} groups: wanted at least 1, at most all, and no more than 16")]
    GroupThreshold {
        /// How many are wanted.
        wanted: u8,
        /// Of how many.
        of: usize,
    },
    /// An exponent out of range.
    #[error("SHARE-12: an iteration exponent of {found}: wanted 0 to 15")]
    Exponent {
        /// What was given.
        found: u8,
    },
    /// A passphrase that another keyboard could not type.
    #[error("SHARE-13: the passphrase holds something else than printable ASCII, which the standard asks for")]
    Passphrase,
    /// Shares that do not give their secret back.
    #[error("SHARE-14: the shares that were made do not give the secret back")]
    Unproven,
    /// There is no randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// The cryptographic library failed.
    #[error("the cryptographic library failed")]
    Library(#[from] openssl::error::ErrorStack),
}

/// `word 7` or `words 7, 9`, with their verb.
fn listed(places: &[usize]) -> String {
    let shown: Vec<String> = places.iter().take(20).map(usize::to_string).collect();
    let more = if places.len() > shown.len() { ", …" } else { "" };
    format!("word{} {}{more}", if places.len() == 1 { "" } else { "s" }, shown.join(", "))
}

fn whose(group: Option<u8>) -> String {
    group.map_or_else(|| "these groups".into(), |group| format!("the shares of group {group}"))
}

impl Fail for ShareError {
    fn kind(&self) -> Fault {
        match self {
            ShareError::Length { .. }
            | ShareError::Unknown { .. }
            | ShareError::Checksum { .. }
            | ShareError::Padding
            | ShareError::GroupsImpossible { .. }
            | ShareError::GroupUnknown { .. } => Fault::Malformed,
            ShareError::OtherSet { .. }
            | ShareError::Twice { .. }
            | ShareError::None
            | ShareError::TooFew { .. }
            | ShareError::TooMany { .. }
            | ShareError::GroupTooMany { .. }
            | ShareError::Digest { .. }
            | ShareError::Secret { .. }
            | ShareError::OneOfMany { .. } => Fault::Refused,
            ShareError::Threshold { .. }
            | ShareError::GroupThreshold { .. }
            | ShareError::Exponent { .. }
            | ShareError::Passphrase => Fault::Usage,
            ShareError::Unproven | ShareError::Library(_) => Fault::Bug,
            ShareError::Entropy(error) => error.kind(),
        }
    }

    fn clause(&self) -> Option<&'static str> {
        Some(match self {
            ShareError::Length { .. } => "SHARE-1",
            ShareError::Unknown { .. } => "SHARE-2",
            ShareError::Checksum { .. } => "SHARE-3",
            ShareError::Padding => "SHARE-4",
            ShareError::GroupsImpossible { .. } | ShareError::GroupUnknown { .. } => "SHARE-5",
            ShareError::OtherSet { .. } => "SHARE-6",
            ShareError::Twice { .. } => "SHARE-7",
            ShareError::None | ShareError::TooFew { .. } => "SHARE-8",
            ShareError::TooMany { .. } | ShareError::GroupTooMany { .. } => "SHARE-9",
            ShareError::Digest { .. } => "SHARE-10",
            ShareError::Secret { .. } => "SHARE-11",
            ShareError::Threshold { .. }
            | ShareError::OneOfMany { .. }
            | ShareError::GroupThreshold { .. }
            | ShareError::Exponent { .. } => "SHARE-12",
            ShareError::Passphrase => "SHARE-13",
            ShareError::Unproven => "SHARE-14",
            ShareError::Entropy(error) => return error.clause(),
            ShareError::Library(_) => return None,
        })
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            ShareError::Length { .. } => "count the words on the card again".into(),
            ShareError::Unknown { .. } => {
                "type it word by word with 'chancery share check': what is not on the list is asked for again".into()
            }
            ShareError::Checksum { .. } => "compare every word with the card, and count them".into(),
            ShareError::OtherSet { .. } => {
                "ask whose share it is; 'chancery share check' says what it belongs to".into()
            }
            ShareError::Twice { .. } => "give each share once".into(),
            ShareError::TooFew { .. } => "ask another officer for their share".into(),
            ShareError::TooMany { .. } | ShareError::GroupTooMany { .. } => "leave that share out".into(),
            ShareError::Digest { .. } => {
                "one of the shares was forged or belongs to another split of the same set; try another quorum".into()
            }
            ShareError::Unproven => "do not use these shares; report this with the command you ran".into(),
            _ => return None,
        })
    }
}
