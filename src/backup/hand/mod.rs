//! How a share gets into the hands of its keeper: to whom, by which way, and what is printed or sealed.
//!
//! * A [`Keeper`] has a name and a [`Way`]: a printed card, words shown at the terminal for writing by hand, or a file that
//!   is sealed to an age recipient or an OpenPGP certificate.
//! * [`each_once`] refuses two shares for one person or one key.
//! * [`print()`] sends a page raw to a printer; [`seal_note`] makes the file for a keeper with a key.
//!
//! Invariants: a share is never written to a file in the clear, unless that file lies in memory; it is never sent to the
//! terminal that the program runs at. No error repeats what was given where that may be a secret key.

mod error;
mod keeper;
mod printer;
mod terminal;

pub use error::HandError;
pub use keeper::{Keeper, Way, each_once};
pub use printer::{PRINTER_TRAPS, Place, Printed, expect_takes_pages, print};

use super::card::Card;
use crate::sealed::{self, Wrapping};
use crate::secret::Secret;

/// Seals the card's note to its keeper: armoured text, for the tool of that keeper. The certificate of an OpenPGP keeper is
/// judged at the card's time (SEALED-15, SEALED-16). A keeper without a key is an error of the caller's.
pub fn seal_note(keeper: &Keeper, card: &Card<'_>) -> Result<Vec<u8>, HandError> {
    let note: Secret = card.note()?;
    match &keeper.way {
        Way::Age(recipient) => Ok(sealed::seal(&note, std::slice::from_ref(recipient), Wrapping::Text)?),
        Way::OpenPgp(certificate) => Ok(sealed::seal_to_certificate(&note, certificate, card.made.unix())?),
        Way::Card | Way::Shown => Err(HandError::NoKey { keeper: keeper.name.clone() }),
    }
}
