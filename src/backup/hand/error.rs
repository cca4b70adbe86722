//! Why a share does not get into somebody's hands.

use std::io;
use std::path::PathBuf;

use super::super::card::CardError;
use crate::fault::{Fail, Fault};
use crate::safe::Label;
use crate::sealed::SealedError;

/// Why a share does not get into somebody's hands.
#[derive(Debug, thiserror::Error)]
pub enum HandError {
    /// Two keepers with one name or one key.
    #[error("SHARE-16: {what} stands twice among the keepers; each keeper gets one share")]
    KeeperTwice {
        /// The name or whose key.
        what: String,
    },
    /// A keeper of another form. What was given is not repeated: it may be a secret key.
    #[error("not a keeper: wanted NAME=card, NAME=shown, NAME=age1… or NAME=openpgp:FILE, NAME of a-z, 0-9 and '-'")]
    NotAKeeper,
    /// More or fewer keepers than shares.
    #[error("{keepers} keepers for {shares} shares: each share goes to one keeper")]
    Keepers {
        /// How many keepers.
        keepers: usize,
        /// How many shares.
        shares: usize,
    },
    /// A keeper to whom nothing can be sealed.
    #[error("{keeper} has no key that a share could be sealed to")]
    NoKey {
        /// Who.
        keeper: Label,
    },
    /// What a page would be sent to is no printer.
    #[error("SHARE-23: {} takes no share: {what}", path.display())]
    NotAPrinter {
        /// What was given.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// The terminal that the program runs at.
    #[error("SHARE-24: {} is the terminal that this program runs at: the words would stand on the screen", path.display())]
    OwnTerminal {
        /// What was given.
        path: PathBuf,
    },
    /// The page was not sent whole.
    #[error("SHARE-25: {} took {sent} of {octets} octets of the page, and no more", path.display())]
    HalfPrinted {
        /// The printer.
        path: PathBuf,
        /// How many it took.
        sent: usize,
        /// How many there are.
        octets: usize,
        /// Why.
        source: io::Error,
    },
    /// The page was sent, and whether all of it reached the printer is not known.
    #[error("SHARE-25: {} took the page, and did not say that it is through", path.display())]
    NotDrained {
        /// The printer.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The device cannot be opened or looked at.
    #[error("{} cannot be {verb}", path.display())]
    Device {
        /// What was given.
        path: PathBuf,
        /// What was tried.
        verb: &'static str,
        /// Why not.
        source: io::Error,
    },
    /// No card is made of the share.
    #[error(transparent)]
    Card(#[from] CardError),
    /// It is not sealed.
    #[error(transparent)]
    Sealed(#[from] SealedError),
}

impl Fail for HandError {
    fn kind(&self) -> Fault {
        match self {
            HandError::KeeperTwice { .. } | HandError::NotAPrinter { .. } | HandError::OwnTerminal { .. } => {
                Fault::Refused
            }
            HandError::NotAKeeper | HandError::Keepers { .. } => Fault::Usage,
            HandError::NoKey { .. } => Fault::Bug,
            HandError::HalfPrinted { .. } | HandError::NotDrained { .. } | HandError::Device { .. } => Fault::Device,
            HandError::Card(error) => error.kind(),
            HandError::Sealed(error) => error.kind(),
        }
    }

    fn clause(&self) -> Option<&'static str> {
        match self {
            HandError::KeeperTwice { .. } => Some("SHARE-16"),
            HandError::NotAPrinter { .. } => Some("SHARE-23"),
            HandError::OwnTerminal { .. } => Some("SHARE-24"),
            HandError::HalfPrinted { .. } | HandError::NotDrained { .. } => Some("SHARE-25"),
            HandError::Card(error) => error.clause(),
            HandError::Sealed(error) => error.clause(),
            HandError::NotAKeeper | HandError::Keepers { .. } | HandError::NoKey { .. } | HandError::Device { .. } => {
                None
            }
        }
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            HandError::KeeperTwice { .. } => "name another keeper, or ask them for a key of their own".into(),
            HandError::NotAKeeper => "a recipient is what 'age-keygen -y FILE' prints, a certificate 'gpg --export'".into(),
            HandError::NotAPrinter { .. } => {
                "give the printer's own device, such as /dev/usb/lp0, or a file of yours alone that lies in memory, such as \
                 in /dev/shm"
                    .into()
            }
            HandError::OwnTerminal { .. } => {
                "give the printer's own device, such as /dev/usb/lp0, or let the keeper be shown the words \
                 (NAME=shown)"
                    .into()
            }
            HandError::HalfPrinted { .. } | HandError::NotDrained { .. } => {
                "the card may be printed by half: switch the printer off, take out whatever sheet is in it, and destroy \
                 that before a witness; then print it anew"
                    .into()
            }
            HandError::Device { .. } => "look at cable, paper and the name of the device".into(),
            HandError::Card(error) => return error.hint(),
            HandError::Sealed(error) => return error.hint(),
            HandError::Keepers { .. } | HandError::NoKey { .. } => return None,
        })
    }
}
