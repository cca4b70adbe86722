//! The buffer that a card is written into, and the words that go there. Its size is fixed before; what does not fit is an
//! error, never a larger copy.

use std::fmt;

use zeroize::Zeroizing;

use super::error::CardError;
use crate::secret::Secret;

/// A buffer that never grows.
pub(super) struct Ink {
    octets: Zeroizing<Vec<u8>>,
    room: usize,
    fits: bool,
}

impl Ink {
    /// Room for so many octets.
    pub(super) fn with_room(room: usize) -> Self {
        Ink { octets: Zeroizing::new(Vec::with_capacity(room)), room, fits: true }
    }

    /// Writes some octets behind the others.
    pub(super) fn put(&mut self, octets: &[u8]) {
        if self.fits && octets.len() <= self.room - self.octets.len() {
            self.octets.extend_from_slice(octets);
        } else {
            self.fits = false;
        }
    }

    /// Writes a text that is no secret.
    pub(super) fn say(&mut self, text: fmt::Arguments<'_>) {
        self.put(text.to_string().as_bytes());
    }

    /// All that was written.
    pub(super) fn dry(self) -> Result<Secret, CardError> {
        if self.fits { Ok(taken(self.octets)) } else { Err(CardError::Unfit) }
    }
}

/// The words of a share, one after the other, where they lie.
pub(super) fn words(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|octet| *octet == b' ').filter(|word| !word.is_empty())
}

/// Makes a secret of a buffer that whoever filled it would have wiped.
pub(super) fn taken(mut octets: Zeroizing<Vec<u8>>) -> Secret {
    Secret::new(std::mem::take(&mut *octets))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_is_kept_where_it_was_put() {
        let mut ink = Ink::with_room(6);
        ink.put(b"ab");
        let place = ink.octets.as_ptr();
        ink.say(format_args!("{:04}", 7));
        assert_eq!(ink.octets.as_ptr(), place);
        assert_eq!(ink.dry().unwrap().expose(), b"ab0007");
    }

    #[test]
    fn what_does_not_fit_is_an_error_even_if_less_comes_after_it() {
        let mut ink = Ink::with_room(3);
        ink.put(b"abcd");
        ink.put(b"a");
        assert!(matches!(ink.dry(), Err(CardError::Unfit)));
    }
}
