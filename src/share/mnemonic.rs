//! One share, and its words: reading them, judging them alone, and the one way they are shown.

use zeroize::Zeroizing;

use super::error::ShareError;
use super::head::Head;
use super::{LEAST, MOST, checksum, word};
use crate::secret::Secret;

/// Words of the head.
const HEAD: usize = 4;
/// Words that stand around the value: the head and the checksum.
const AROUND: usize = HEAD + checksum::LENGTH;
/// The fewest words: a secret of 128 bits.
const FEWEST: usize = AROUND + (LEAST * 8).div_ceil(10);
/// The most words that are read.
const LONGEST: usize = AROUND + (MOST * 8).div_ceil(10);

/// One share of a set: a secret, known by its words. It can be made by reading and by splitting alone, so that whatever
/// is held is sound by itself.
///
/// ```compile_fail,E0277
/// fn told(share: chancery::share::Share) -> String {
///     format!("{share:?}") // a share has no Debug
/// }
/// ```
///
/// ```compile_fail,E0277
/// fn written(share: chancery::share::Share) -> String {
///     serde_json::to_string(&share).unwrap() // and no JSON
/// }
/// ```
pub struct Share {
    head: Head,
    value: Secret,
}

impl Share {
    pub(super) fn new(head: Head, value: Secret) -> Self {
        Share { head, value }
    }

    /// Reads and judges one share by itself: the words, their number, checksum, padding and head. Words stand apart by
    /// blanks or line ends, in letters of any case. Errors name places, never a word.
    pub fn read(text: &Secret) -> Result<Self, ShareError> {
        let typed = || text.expose().split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
        let count = typed().take(LONGEST + 1).count();
        let padding = (count.saturating_sub(AROUND) * 10) % 16;
        if !(FEWEST..=LONGEST).contains(&count) || padding > 8 {
            return Err(ShareError::Length { found: count, least: FEWEST });
        }
        let mut words = Zeroizing::new(Vec::with_capacity(count));
        words.extend(typed().map_while(word::number));
        if words.len() < count {
            let unknown = (1..).zip(typed()).filter(|(_, typed)| word::number(typed).is_none());
            return Err(ShareError::Unknown { places: unknown.map(|(place, _)| place).collect(), count });
        }
        let (Some(head), Some(value)) = (words.get(..HEAD), words.get(HEAD..count - checksum::LENGTH)) else {
            return Err(ShareError::Length { found: count, least: FEWEST });
        };
        let bits = head.iter().fold(0u64, |bits, word| bits << 10 | u64::from(*word));
        let extendable = bits >> 24 & 1 == 1;
        if !checksum::holds(extendable, &words) {
            return Err(ShareError::Checksum { count });
        }
        let value = unpack(value, padding).ok_or(ShareError::Padding)?;
        Ok(Share { head: Head::of_bits(bits, value.len())?, value })
    }

    /// What it says of itself.
    pub fn head(&self) -> &Head {
        &self.head
    }

    pub(super) fn value(&self) -> &[u8] {
        self.value.expose()
    }

    /// Its words, one blank between two: for the card, or for the file that is sealed to whoever keeps it.
    pub fn expose_words(&self) -> Secret {
        let mut words = Zeroizing::new(Vec::with_capacity(LONGEST));
        let bits = self.head.bits();
        words.extend([30, 20, 10, 0].map(|shift| (bits >> shift & 0x3FF) as u16));
        pack(self.value.expose(), &mut words);
        checksum::append(self.head.set.extendable, &mut words);
        let mut text = Vec::with_capacity(words.len() * 9);
        for word in words.iter() {
            if !text.is_empty() {
                text.push(b' ');
            }
            word::spell(*word, &mut text);
        }
        Secret::new(text)
    }
}

/// Appends the value, zero bits before it, so that it fills whole words.
fn pack(value: &[u8], words: &mut Zeroizing<Vec<u16>>) {
    let (mut bits, mut held) = (0u32, (10 - value.len() * 8 % 10) % 10);
    for octet in value {
        bits = bits << 8 | u32::from(*octet);
        held += 8;
        if held >= 10 {
            held -= 10;
            words.push((bits >> held & 0x3FF) as u16);
        }
    }
}

/// The value, without the bits before it, which must be zero.
fn unpack(words: &[u16], padding: usize) -> Option<Secret> {
    let mut value = Vec::with_capacity(words.len() * 10 / 8);
    let (mut bits, mut held) = (0u32, 0);
    for (at, word) in words.iter().enumerate() {
        bits = bits << 10 | u32::from(*word);
        held += 10;
        if at == 0 {
            held -= padding;
            if *word >> held != 0 {
                return None;
            }
        }
        while held >= 8 {
            held -= 8;
            value.push((bits >> held) as u8);
        }
    }
    Some(Secret::new(value))
}

/// A word that was typed, looked at by itself.
///
/// It is secret as the share is, and for the eyes of whoever typed it: it has no Debug either.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Typed {
    /// It is on the list.
    Known,
    /// It is not; this one was probably meant.
    Probably(&'static str),
    /// It is not, and no word is near.
    Unknown,
}

/// Looks at one word as it is typed.
pub fn look_at(typed: &Secret) -> Typed {
    let typed = typed.expose().trim_ascii();
    match word::number(typed) {
        Some(_) => Typed::Known,
        None => word::nearest(typed).map_or(Typed::Unknown, Typed::Probably),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Fail;

    const GOOD: &str = "duckling enlarge academic academic agency result length solution fridge kidney coal piece deal \
                        husband erode duke ajar critical decision keyboard";

    fn read(text: &str) -> Result<Share, ShareError> {
        Share::read(&Secret::new(text.as_bytes().to_vec()))
    }

    fn clause(text: &str) -> Option<&'static str> {
        let error = read(text).err().unwrap_or_else(|| panic!("taken: {text}"));
        for word in text.split_whitespace().filter(|word| word.len() > 3) {
            assert!(!error.to_string().contains(word), "{error}");
        }
        error.clause()
    }

    #[test]
    fn a_share_is_read_in_any_case_and_with_any_blanks_and_written_as_the_standard_does() {
        let share = read(GOOD).unwrap();
        assert_eq!(share.expose_words().expose(), GOOD.as_bytes());
        let other = format!("  {}\r\n", GOOD.to_uppercase().replace(' ', "\n\t"));
        assert_eq!(read(&other).unwrap().expose_words().expose(), GOOD.as_bytes());
        assert_eq!(share.head().set.octets, 16);
    }

    #[test]
    fn share_1_too_few_too_many_or_an_impossible_number_of_words_are_refused() {
        let words: Vec<&str> = GOOD.split_whitespace().collect();
        for count in (0..20).chain([21, 24, 29, 213, 214, 5000]) {
            let text = words.iter().cycle().take(count).copied().collect::<Vec<_>>().join(" ");
            assert_eq!(clause(&text), Some("SHARE-1"), "{count}");
        }
    }

    #[test]
    fn share_2_words_that_are_not_on_the_list_are_named_by_place() {
        let text = GOOD.replace("enlarge", "enlarg").replace("keyboard", "keebord");
        assert_eq!(clause(&text), Some("SHARE-2"));
        assert!(read(&text).err().unwrap().to_string().contains("words 2, 20 of 20"));
        assert_eq!(clause(&GOOD.replace("duke", "dük")), Some("SHARE-2"));
    }

    #[test]
    fn share_3_any_one_wrong_word_is_refused() {
        let words: Vec<&str> = GOOD.split_whitespace().collect();
        for place in 0..words.len() {
            for other in super::super::words::WORDS.iter().step_by(11).filter(|word| **word != words[place]) {
                let mut wrong = words.clone();
                wrong[place] = other;
                assert_eq!(read(&wrong.join(" ")).err().unwrap().clause(), Some("SHARE-3"), "{place} {other}");
            }
        }
    }

    #[test]
    fn share_4_padding_that_is_not_zero_is_refused() {
        let text = "duckling enlarge academic academic email result length solution fridge kidney coal piece deal \
                    husband erode duke ajar music cargo fitness";
        assert_eq!(clause(text), Some("SHARE-4"));
    }

    #[test]
    fn a_word_is_looked_at_as_it_is_typed() {
        let look = |text: &str| look_at(&Secret::new(text.as_bytes().to_vec()));
        assert!(look(" Duke ") == Typed::Known);
        assert!(look("acad") == Typed::Probably("academic"));
        assert!(look("qqqqqq") == Typed::Unknown);
        assert!(look("") == Typed::Unknown);
    }
}
