//! A head of the ledger, and its words on paper.

use std::fmt;

use super::LedgerError;
use super::tree::empty_root;
use crate::digest::{Digest, spoken};
use crate::safe;

/// Size and root of a ledger at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Head {
    /// How many entries.
    pub size: u64,
    /// The RFC 6962 root over them.
    pub root: Digest,
}

impl Head {
    /// Of a ledger without entries.
    pub fn empty() -> Self {
        Head { size: 0, root: empty_root() }
    }

    /// The words of the root, 32 of them; the count is read aloud as a number.
    pub fn words(&self) -> Vec<&'static str> {
        self.root.words()
    }

    /// From the count and the words as they stand on paper, in any case, separated by
    /// blanks; a word typed without its accent is taken.
    pub fn from_words(size: u64, words: &str) -> Result<Self, LedgerError> {
        let mut octets = Vec::new();
        for (at, word) in words.split_whitespace().enumerate() {
            let wrong = || LedgerError::Word { position: at + 1, shown: safe::line(word, 40) };
            octets.push(octet(word, at).ok_or_else(wrong)?);
        }
        let found = octets.len();
        let root = Digest::from_slice(&octets).map_err(|_| LedgerError::WordCount { found })?;
        Ok(Head { size, root })
    }
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} entries, root {}", self.size, self.root)
    }
}

/// The octet whose word at this place this is.
fn octet(word: &str, place: usize) -> Option<u8> {
    let plain = |word: &str| word.to_lowercase().replace('\u{e1}', "a");
    let typed = plain(word);
    (0..=u8::MAX).find(|octet| {
        let words = spoken(&[*octet, *octet]);
        words.get(place % 2).is_some_and(|listed| plain(listed) == typed)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn head(seed: &[u8]) -> Head {
        Head { size: 7, root: Digest::of(seed) }
    }

    #[test]
    fn a_word_dropped_doubled_swapped_or_foreign_is_refused_with_its_place() {
        let words = head(b"x").words();
        let mut dropped = words.clone();
        dropped.remove(4);
        let mut doubled = words.clone();
        doubled.insert(4, words[4]);
        let mut swapped = words.clone();
        swapped.swap(4, 5);
        for (bad, place) in [(dropped, 5), (doubled, 6), (swapped, 5)] {
            match Head::from_words(7, &bad.join(" ")) {
                Err(LedgerError::Word { position, .. }) => assert_eq!(position, place),
                other => panic!("{other:?}"),
            }
        }
        assert!(matches!(Head::from_words(7, &words[..30].join(" ")), Err(LedgerError::WordCount { found: 30 })));
        assert!(matches!(Head::from_words(7, ""), Err(LedgerError::WordCount { found: 0 })));
        assert!(matches!(Head::from_words(7, "\u{1b}[2J"), Err(LedgerError::Word { position: 1, .. })));
    }

    #[test]
    fn an_accent_may_be_left_out() {
        let root = Digest([255; 32]);
        let typed = root.words().join(" ").replace('\u{e1}', "a").to_uppercase();
        assert_eq!(Head::from_words(1, &typed).unwrap().root, root);
    }

    proptest! {
        #[test]
        fn words_lead_back_to_the_root(seed in any::<[u8; 8]>()) {
            let head = head(&seed);
            prop_assert_eq!(Head::from_words(7, &head.words().join("\n")).unwrap(), head);
        }
    }
}
