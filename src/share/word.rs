//! One word: from its number to its letters and back, without a trace in branches or caches, and the word that somebody
//! probably meant.
//!
//! A word is handled as its letters packed into a `u64`, first letter first, zeros behind. Both ways walk the whole list.

use std::hint::black_box;

use super::words::WORDS;

/// The longest word, in letters.
const LONGEST: usize = 8;
/// By how many letters each word is known.
const PREFIX: usize = 4;

const fn pack_const(word: &str) -> u64 {
    let (letters, mut packed, mut at) = (word.as_bytes(), 0, 0);
    while at < letters.len() {
        packed |= (letters[at] as u64) << (56 - 8 * at);
        at += 1;
    }
    packed
}

const PACKED: [u64; 1024] = {
    let mut packed = [0; 1024];
    let mut at = 0;
    while at < 1024 {
        packed[at] = pack_const(WORDS[at]);
        at += 1;
    }
    packed
};

/// All bits set where the two are equal.
fn equal(a: u64, b: u64) -> u64 {
    let differs = (a ^ b) | (a ^ b).wrapping_neg();
    black_box((differs >> 63).wrapping_sub(1))
}

/// What was typed, packed; `None` where it cannot be a word: empty, longer than any, or not letters.
fn pack(typed: &[u8]) -> Option<u64> {
    if typed.is_empty() || typed.len() > LONGEST || !typed.iter().all(u8::is_ascii_alphabetic) {
        return None;
    }
    let letters = typed.iter().zip((0..8).rev());
    Some(letters.fold(0, |packed, (letter, place)| packed | u64::from(letter.to_ascii_lowercase()) << (8 * place)))
}

/// The number of a word, whatever the case of its letters; `None` where it is not on the list.
pub(super) fn number(typed: &[u8]) -> Option<u16> {
    let typed = pack(typed)?;
    let mut found = u64::MAX;
    for (number, word) in (0u64..).zip(PACKED) {
        let hit = equal(word, typed);
        found = (found & !hit) | (number & hit);
    }
    u16::try_from(found).ok()
}

/// Appends the letters of the word with this number.
pub(super) fn spell(number: u16, into: &mut Vec<u8>) {
    let mut packed = 0;
    for (other, word) in (0u64..).zip(PACKED) {
        packed |= word & equal(other, u64::from(number));
    }
    into.extend(packed.to_be_bytes().into_iter().filter(|letter| *letter != 0));
}

/// The word that somebody probably meant who typed one that is not on the list: the one with the same first four
/// letters, else the one at the smallest edit distance, if there is just one at that distance and it is at most two.
///
/// What it gives is probably a word of a share: it is for the eyes of whoever typed it.
pub(super) fn nearest(typed: &[u8]) -> Option<&'static str> {
    let lower = pack(typed.get(..typed.len().min(LONGEST))?)?.to_be_bytes();
    let typed = lower.get(..typed.len().min(LONGEST))?;
    let begins = |word: &&&str| typed.len() >= PREFIX && word.as_bytes().get(..PREFIX) == typed.get(..PREFIX);
    if let Some(word) = WORDS.iter().find(begins) {
        return Some(word);
    }
    let mut best: (usize, Option<&'static str>) = (3, None);
    for word in WORDS {
        let distance = distance(typed, word.as_bytes());
        if distance < best.0 {
            best = (distance, Some(word));
        } else if distance == best.0 {
            best.1 = None;
        }
    }
    best.1
}

/// How many letters must be added, dropped, changed or swapped with their neighbour. It keeps what it compares in no
/// other memory than its own rows of numbers.
fn distance(typed: &[u8], word: &[u8]) -> usize {
    let first = std::array::from_fn(|at| at);
    let mut rows: [[usize; LONGEST + 1]; 3] = [first; 3];
    let mut before = 0u8;
    for (at, letter) in (1..).zip(typed) {
        rows.rotate_left(1);
        let [two_up, up, own] = &mut rows;
        own[0] = at;
        let mut left_letter = 0u8;
        for (place, other) in (1..=LONGEST).zip(word) {
            let mut best = (up[place] + 1).min(own[place - 1] + 1).min(up[place - 1] + usize::from(letter != other));
            if at > 1 && place > 1 && *letter == left_letter && before == *other {
                best = best.min(two_up[place - 2] + 1);
            }
            own[place] = best;
            left_letter = *other;
        }
        before = *letter;
    }
    rows[2][word.len().min(LONGEST)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelt(number: u16) -> String {
        let mut word = Vec::new();
        spell(number, &mut word);
        String::from_utf8(word).unwrap()
    }

    #[test]
    fn the_list_is_sorted_and_four_letters_tell_its_words_apart() {
        assert!(WORDS.iter().all(|word| (PREFIX..=LONGEST).contains(&word.len())));
        assert!(WORDS.iter().all(|word| word.bytes().all(|letter| letter.is_ascii_lowercase())));
        assert!(WORDS.windows(2).all(|two| two[0][..PREFIX] < two[1][..PREFIX]));
    }

    #[test]
    fn the_list_is_that_of_the_standard() {
        let text = WORDS.map(|word| format!("{word}\n")).concat();
        let expected = "bcc4555340332d169718aed8bf31dd9d5248cb7da6e5d355140ef4f1e601eec3";
        assert_eq!(crate::digest::Digest::of(text.as_bytes()).to_string(), expected);
    }

    #[test]
    fn every_word_goes_there_and_back_in_any_case() {
        for (expected, word) in (0u16..).zip(WORDS) {
            assert_eq!(spelt(expected), word);
            assert_eq!(number(word.as_bytes()), Some(expected));
            assert_eq!(number(word.to_uppercase().as_bytes()), Some(expected));
        }
        assert_eq!(spelt(1024), "");
    }

    #[test]
    fn what_is_no_word_has_no_number() {
        for typed in ["", "a", "acad", "academics", "academi", "zzzz", "acid ", "ac1d", "acid\0", "äcid", "acid\u{301}"]
        {
            assert_eq!(number(typed.as_bytes()), None, "{typed:?}");
        }
    }

    #[test]
    fn the_first_four_letters_or_a_slip_of_the_finger_name_the_word() {
        for (typed, meant) in [
            ("acad", Some("academic")),
            ("academix", Some("academic")),
            ("ACADMIC", Some("academic")),
            ("academical", Some("academic")),
            ("qcademic", Some("academic")),
            ("caademic", Some("academic")),
            ("zeor", Some("zero")),
            ("yoga", Some("yoga")),
            ("xylophon", None),
            ("", None),
            ("12", None),
            ("é", None),
        ] {
            assert_eq!(nearest(typed.as_bytes()), meant, "{typed}");
        }
    }

    #[test]
    fn every_word_with_its_first_letter_dropped_or_two_swapped_is_never_taken_for_good() {
        for word in WORDS {
            assert_ne!(number(&word.as_bytes()[1..]).map(spelt), Some(word.to_owned()));
            assert_eq!(distance(&word.as_bytes()[1..], word.as_bytes()), 1);
            assert_eq!(distance(word.as_bytes(), word.as_bytes()), 0);
        }
        assert_eq!(distance(b"abdc", b"abcd"), 1);
        assert_eq!(distance(b"abcd", b"efghijkl"), 8);
    }
}
