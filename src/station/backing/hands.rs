//! How shares leave the station: on a printed card, shown once, or sealed to whoever keeps them.

use std::path::PathBuf;

use crate::backup::card::{self, Form};
use crate::backup::hand;
use crate::entropy::{Entropy, EntropyError};
use crate::keys::SetId;
use crate::safe::Label;
use crate::secret::Secret;
use crate::station::{Station, StationError};

/// A printer, and what it takes.
#[derive(Clone, Debug)]
pub struct Printer {
    /// Its device.
    pub device: PathBuf,
    /// PostScript on A4 or Letter, or text.
    pub form: Form,
}

impl Station<'_> {
    /// Sends a page that looks like a card and is none to a printer. How many octets went there.
    pub fn print_trial(&self, printer: &Printer) -> Result<usize, StationError> {
        let page = card::trial(printer.form, &self.identity, self.now()?)?;
        Ok(hand::print(&printer.device, &page)?.octets)
    }
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug)]
pub struct Turn<'a> {
    /// The set.
    pub set: SetId,
    /// How many shares give its key.
    pub wanted: u8,
    /// The number of the share.
    pub number: u8,
    /// Of how many.
    pub of: u8,
    /// Who keeps it.
    pub keeper: &'a Label,
    /// Whether it is printed; else it is shown.
    pub printed: bool,
}

/// The room in which shares are handed over, one keeper after the other.
pub trait Room {
    /// Refuses, before anything is begun, where nobody can be asked, or shown a card where cards are shown.
    fn expect(&self, shown: bool) -> Result<(), StationError>;

    /// Waits until the keeper is there alone, before anything is printed or shown.
    fn begin(&mut self, turn: Turn<'_>) -> Result<(), StationError>;

    /// Shows the words once.
    fn show(&mut self, turn: Turn<'_>, words: &Secret) -> Result<(), StationError>;

    /// Has the keeper type some words of the card back, and waits until they say that it is good and put away, or that they
    /// need it once more. An error voids the set.
    fn end(&mut self, turn: Turn<'_>, asked: &ReadBack) -> Result<Handed, StationError>;
}

/// What a keeper says at the end of their turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handed {
    /// The card is good, and they have it.
    Kept,
    /// The same share is wanted once more: the sheet is spoiled, or words are miswritten.
    Again,
}

/// How many words of a card are typed back.
const ASKED: usize = 3;
/// By how many letters each word of the list is known.
const PREFIX: usize = 4;

/// Words of one card that its keeper types back before any key is locked, so that a card that cannot be read, or was
/// written wrong, is found while it can be mended. Whoever asks for them is told their numbers, and whether a word fits.
///
/// ```compile_fail,E0616
/// fn told(asked: &chancery::station::ReadBack) -> usize {
///     asked.words.len() // the words themselves are nobody's
/// }
/// ```
pub struct ReadBack {
    /// Counted from 1, in the order of the card.
    words: Vec<(usize, Secret)>,
}

impl ReadBack {
    /// Draws which words are asked for.
    pub(super) fn draw(words: &Secret, entropy: &mut dyn Entropy) -> Result<Self, EntropyError> {
        let each: Vec<&[u8]> = words.expose().split(|octet| *octet == b' ').filter(|word| !word.is_empty()).collect();
        let mut left: Vec<usize> = (0..each.len()).collect();
        let mut places = Vec::new();
        while places.len() < ASKED && !left.is_empty() {
            let mut octets = [0u8; 8];
            entropy.fill(&mut octets)?;
            // The remainder of 64 bits by a number below 34 leans to nothing that counts.
            let at = u64::from_be_bytes(octets) % left.len() as u64;
            places.push(left.swap_remove(usize::try_from(at).unwrap_or_default()));
        }
        places.sort_unstable();
        let asked = places.into_iter().filter_map(|at| Some((at + 1, Secret::new(each.get(at)?.to_vec()))));
        Ok(ReadBack { words: asked.collect() })
    }

    /// The numbers of the words that are asked for, counted from 1.
    pub fn numbers(&self) -> impl Iterator<Item = usize> {
        self.words.iter().map(|(number, _)| *number)
    }

    /// Whether this is the word of that number: whole, or its first four letters, in any case.
    pub fn fits(&self, number: usize, typed: &Secret) -> bool {
        let typed = typed.expose().trim_ascii();
        let same = |word: &Secret| {
            let (word, begins) = (word.expose(), word.expose().get(..PREFIX));
            typed.eq_ignore_ascii_case(word) || begins.is_some_and(|begins| typed.eq_ignore_ascii_case(begins))
        };
        self.words.iter().any(|(own, word)| *own == number && same(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives the octets of a list, over and over.
    struct Listed(Vec<u8>, usize);

    impl Entropy for Listed {
        fn fill(&mut self, into: &mut [u8]) -> Result<(), EntropyError> {
            for octet in into {
                *octet = self.0[self.1 % self.0.len()];
                self.1 += 1;
            }
            Ok(())
        }
    }

    fn secret(text: &str) -> Secret {
        Secret::new(text.as_bytes().to_vec())
    }

    #[test]
    fn three_different_words_are_asked_for_whatever_is_drawn() {
        let words = secret("academic acid acne acquire acrobat");
        for octet in [0, 1, 2, 7, 255] {
            let asked = ReadBack::draw(&words, &mut Listed(vec![octet], 0)).unwrap();
            let numbers: Vec<usize> = asked.numbers().collect();
            assert_eq!(numbers.len(), 3);
            assert!(numbers.windows(2).all(|two| two[0] < two[1]) && numbers.iter().all(|n| (1..=5).contains(n)));
        }
        let mut seen = std::collections::BTreeSet::new();
        for first in 0..=255 {
            seen.extend(ReadBack::draw(&words, &mut Listed(vec![first, 1, 4, 2, 8, 5, 7], 0)).unwrap().numbers());
        }
        assert_eq!(seen.len(), 5);
    }

    #[test]
    fn a_word_fits_its_own_number_alone_whole_or_by_four_letters() {
        let words = secret("academic acid acne");
        let asked = ReadBack::draw(&words, &mut Listed(vec![0], 0)).unwrap();
        for typed in ["academic", "ACADEMIC", " academic ", "acad"] {
            assert!(asked.fits(1, &secret(typed)) && !asked.fits(2, &secret(typed)), "{typed}");
        }
        assert!(asked.fits(2, &secret("acid")) && asked.fits(3, &secret("acne")));
        for typed in ["", "aca", "acade", "academi", "academics", "acid", "academic acid"] {
            assert!(!asked.fits(1, &secret(typed)), "{typed}");
        }
        assert!(!asked.fits(4, &secret("acid")));
    }
}
