//! Fingerprints as people type them: hex in any grouping, or the words they are read aloud in.

use super::Digest;
use super::words::{THREE_SYLLABLES, TWO_SYLLABLES};
use crate::fault::{Fail, Fault};

/// Octets of a digest.
const OCTETS: usize = 32;

/// Why what was typed is no fingerprint. What was typed is not repeated: somebody else may be about to type the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TypedError {
    /// Hex, and not 64 digits of it.
    #[error("{found} hex digits were typed; wanted 64, in any groups, or 32 words")]
    Digits {
        /// How many.
        found: usize,
    },
    /// Words, and not 32 of them.
    #[error("{found} words were typed; wanted 32, or 64 hex digits")]
    Words {
        /// How many.
        found: usize,
    },
    /// A word that is in neither list.
    #[error("word {place} of what was typed is none of the list")]
    NotAWord {
        /// Its place, from 1.
        place: usize,
    },
    /// A word that belongs to the other places: one was dropped, doubled or exchanged.
    #[error("word {place} has not the syllables of its place: one before it was dropped, doubled or exchanged")]
    Rhythm {
        /// Its place, from 1.
        place: usize,
    },
}

impl Fail for TypedError {
    fn kind(&self) -> Fault {
        Fault::Usage
    }
}

impl Digest {
    /// From what a person typed: 64 hex digits in either case, with blanks, colons, dots and hyphens wherever they like, or
    /// the 32 words.
    pub fn typed(text: &str) -> Result<Digest, TypedError> {
        let between = |c: char| c.is_whitespace() || matches!(c, ':' | '.' | '-' | ',');
        let digits: String = text.chars().filter(|c| !between(*c)).collect();
        if digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            let mut octets = [0; OCTETS];
            return match hex::decode_to_slice(&digits, &mut octets) {
                Ok(()) => Ok(Digest(octets)),
                Err(_) => Err(TypedError::Digits { found: digits.len() }),
            };
        }
        let words: Vec<&str> = text.split(between).filter(|word| !word.is_empty()).collect();
        let mut octets = Vec::new();
        for (n, word) in words.iter().enumerate() {
            let (own, other) =
                if n % 2 == 0 { (&TWO_SYLLABLES, &THREE_SYLLABLES) } else { (&THREE_SYLLABLES, &TWO_SYLLABLES) };
            match (place_in(own, word), place_in(other, word)) {
                (Some(octet), _) => octets.push(octet),
                (None, Some(_)) => return Err(TypedError::Rhythm { place: n + 1 }),
                (None, None) => return Err(TypedError::NotAWord { place: n + 1 }),
            }
        }
        Digest::from_slice(&octets).map_err(|_| TypedError::Words { found: words.len() })
    }

    /// The first group of four hex digits, from 1 to 16, in which two digests differ: words 2n-1 and 2n of group n.
    pub fn first_difference(&self, other: &Digest) -> Option<usize> {
        self.0.chunks(2).zip(other.0.chunks(2)).position(|(one, other)| one != other).map(|at| at + 1)
    }
}

/// The octet that a word stands for; accents and case aside.
fn place_in(list: &[&str; 256], word: &str) -> Option<u8> {
    let plain = |text: &str| text.to_lowercase().replace('á', "a");
    let word = plain(word);
    list.iter().position(|known| plain(known) == word).and_then(|at| u8::try_from(at).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_fingerprint_is_taken_in_any_grouping_and_case_and_in_words() {
        let digest = Digest([0xff; 32]);
        let hex = digest.to_string();
        let colons: Vec<String> =
            hex.to_uppercase().as_bytes().chunks(2).map(|two| String::from_utf8_lossy(two).into()).collect();
        for text in [hex.clone(), digest.groups(), colons.join(":"), format!("  {hex} "), digest.words().join(" ")] {
            assert_eq!(Digest::typed(&text), Ok(digest), "{text}");
        }
        assert_eq!(Digest::typed(&digest.words().join(" ").replace("Yucatán", "yucatan").to_uppercase()), Ok(digest));
    }

    #[test]
    fn what_is_dropped_doubled_exchanged_or_cut_off_is_told_by_its_place_and_not_repeated() {
        let digest = Digest::of(b"abc");
        let (hex, words) = (digest.to_string(), digest.words());
        assert_eq!(Digest::typed(&hex[..63]), Err(TypedError::Digits { found: 63 }));
        assert_eq!(Digest::typed(&format!("{hex}0")), Err(TypedError::Digits { found: 65 }));
        assert_eq!(Digest::typed(""), Err(TypedError::Digits { found: 0 }));
        assert_eq!(Digest::typed(&words[..30].join(" ")), Err(TypedError::Words { found: 30 }));
        let mut dropped = words.clone();
        dropped.remove(4);
        assert_eq!(Digest::typed(&dropped.join(" ")), Err(TypedError::Rhythm { place: 5 }));
        let mut strange = words.clone();
        strange[7] = "chancery";
        assert_eq!(Digest::typed(&strange.join(" ")), Err(TypedError::NotAWord { place: 8 }));
        assert_eq!(Digest::typed(&format!("{}g", &hex[..63])), Err(TypedError::NotAWord { place: 1 }));
    }

    #[test]
    fn two_that_differ_differ_at_a_group() {
        let one = Digest([7; 32]);
        let mut other = one;
        other.0[12] = 8;
        assert_eq!((one.first_difference(&other), one.first_difference(&one)), (Some(7), None));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_and_every_digest_goes_there_and_back(text in ".{0,200}", octets in any::<[u8; 32]>()) {
            let _ = Digest::typed(&text);
            prop_assert_eq!(Digest::typed(&Digest(octets).words().join("\t")), Ok(Digest(octets)));
        }
    }
}
