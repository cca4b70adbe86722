//! Why a verb of `share` does not go on, where no room has an error to give.

use std::path::PathBuf;

use chancery::fault::{Fail, Fault};
use chancery::keys::SetId;

/// Why a verb of `share` does not go on.
#[derive(Debug, thiserror::Error)]
pub enum HandError {
    /// Words of a share on the command line. They are not repeated.
    #[error("SHARE-15: words of a share stand on the command line, where everybody on this machine can see them")]
    WordsGiven,
    /// Too few words for a share of a set.
    #[error(
        "SHARE-1: {found} {}; the shares of this set have {wanted}: {} missing",
        if *found == 1 { "word" } else { "words" },
        match wanted.saturating_sub(*found) { 1 => "1 is".to_owned(), many => format!("{many} are") }
    )]
    WordsMissing {
        /// How many were typed.
        found: usize,
        /// How many such a share has.
        wanted: usize,
    },
    /// Two keepers with one name or one key.
    #[error("SHARE-16: {what} stands twice among the keepers; each keeper gets one share")]
    KeeperTwice {
        /// The name or the recipient.
        what: String,
    },
    /// More or fewer keepers than shares.
    #[error("{keepers} --seal-to options for {shares} shares: each share goes to one keeper")]
    Keepers {
        /// How many keepers.
        keepers: usize,
        /// How many shares.
        shares: usize,
    },
    /// A keeper of another form. What was given is not repeated: it may be a secret key.
    #[error("not a keeper: wanted NAME=age1…, NAME of a-z, 0-9 and '-'")]
    NotAKeeper,
    /// Not a group.
    #[error("not a group: wanted K/N, such as 2/3")]
    NotAGroup,
    /// Groups without their threshold, or a threshold without groups.
    #[error("--group and --group-threshold stand together")]
    GroupsAlone,
    /// The secret is not hex. It is not repeated.
    #[error("the secret is not an even number of hex digits: {found}")]
    NotHex {
        /// What was found, in words.
        found: &'static str,
    },
    /// A length that no secret has.
    #[error("--make {bits}: wanted a multiple of 16 from 128 to 2048 bits")]
    Bits {
        /// What was given.
        bits: usize,
    },
    /// A sealed share without anything to open it.
    #[error("{} is sealed, and no --identity was given", file.display())]
    NoIdentity {
        /// The file.
        file: PathBuf,
    },
    /// An identity that opens nothing of what was given.
    #[error("--identity is for sealed files, and none was given: at the terminal shares are typed as they are")]
    IdentityForNothing,
    /// A share of a backup key of the station at hand.
    #[error("SHARE-32: share {number} is of set {}, whose key is put together where it is used and nowhere else", set.spoken())]
    OfABackup {
        /// Its number.
        number: u8,
        /// The set.
        set: SetId,
    },
    /// The combined secret would go nowhere.
    #[error("--seal-to and --out stand together: the secret is sealed into a file, and goes nowhere else")]
    SealedWhere,
}

impl Fail for HandError {
    fn kind(&self) -> Fault {
        match self {
            HandError::WordsGiven | HandError::KeeperTwice { .. } | HandError::OfABackup { .. } => Fault::Refused,
            HandError::WordsMissing { .. } => Fault::Malformed,
            _ => Fault::Usage,
        }
    }

    fn clause(&self) -> Option<&'static str> {
        match self {
            HandError::WordsGiven => Some("SHARE-15"),
            HandError::WordsMissing { .. } => Some("SHARE-1"),
            HandError::KeeperTwice { .. } => Some("SHARE-16"),
            HandError::OfABackup { .. } => Some("SHARE-32"),
            _ => None,
        }
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            HandError::WordsGiven => {
                "leave them out: they are asked for at the terminal; and think of these words as known to others".into()
            }
            HandError::WordsMissing { .. } => {
                "count the words on the card, and type all of them in the order of their numbers".into()
            }
            HandError::KeeperTwice { .. } => "ask each keeper for a recipient of their own ('age-keygen')".into(),
            HandError::OfABackup { .. } => {
                "to look whether it opens: 'chancery backup verify'; to have the keys again: 'chancery backup restore'"
                    .into()
            }
            HandError::NotAKeeper => "a recipient is what 'age-keygen -y FILE' prints".into(),
            HandError::NoIdentity { .. } => "give --identity with the keeper's file".into(),
            HandError::SealedWhere => "give both, or --verify-digest to compare only".into(),
            _ => return None,
        })
    }
}
