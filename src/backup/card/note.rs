//! A share out of what a keeper brings: a note or a card in plain text, or bare words.
//!
//! ```text
//! -----BEGIN CHANCERY SHARE-----
//! set: a1b2-c3d4-e5f6-0718
//! share: 2
//! words: 33
//!      1 academic      2 acid …
//! -----END CHANCERY SHARE-----
//! ```
//!
//! What stands before and behind is for people. There is one such block, or none: then the whole text is words, each of
//! them after its number, or none.

use zeroize::Zeroizing;

use super::error::CardError;
use super::ink::taken;
use crate::keys::SetId;
use crate::secret::Secret;
use crate::share::Share;

/// The line before the words.
pub(super) const BEGIN: &str = "-----BEGIN CHANCERY SHARE-----";
/// The line behind them.
pub(super) const END: &str = "-----END CHANCERY SHARE-----";

/// The longest text that is looked at, in octets. A note has some four thousand.
const LARGEST: usize = 16 << 10;
/// More words than any share has: what follows them is not looked at one by one.
const MOST: usize = 256;

/// What a keeper brought.
pub struct Note {
    /// The set that the note says it is of; bare words do not say.
    pub set: Option<SetId>,
    /// The number that the note says; it is that of the share.
    pub number: Option<u8>,
    /// The share, sound by itself.
    pub share: Share,
}

/// Reads a note or bare words. SHARE-21 refuses what has the form of neither, SHARE-20 a note that says another number
/// than its words, SHARE-1 to SHARE-5 words that are no share. No error holds anything out of the text.
pub fn read_note(text: &Secret) -> Result<Note, CardError> {
    let octets = text.expose();
    if octets.len() > LARGEST {
        return Err(CardError::NoteTooLarge { octets: octets.len(), limit: LARGEST });
    }
    let count = |wanted: &str| lines(octets).filter(|line| *line == wanted.as_bytes()).count();
    match (count(BEGIN), count(END)) {
        (0, 0) => Ok(Note { set: None, number: None, share: Share::read(&words_of(octets)?)? }),
        (1, 1) => block(octets),
        (1, 0) => Err(form("the line that ends its words is missing")),
        (0, _) => Err(form("the line that begins its words is missing")),
        _ => Err(form("more than one share stands in it")),
    }
}

fn form(what: &'static str) -> CardError {
    CardError::NoteForm { what }
}

/// The lines of a text, without blanks around them. A form feed ends a sheet, and so a line.
fn lines(octets: &[u8]) -> impl Iterator<Item = &[u8]> {
    octets.split(|octet| matches!(octet, b'\n' | b'\x0c')).map(<[u8]>::trim_ascii)
}

/// The one block of a note.
fn block(octets: &[u8]) -> Result<Note, CardError> {
    let mut lines = lines(octets).skip_while(|line| *line != BEGIN.as_bytes()).skip(1);
    let mut value = |name: &str| {
        let value = lines.next()?.strip_prefix(name.as_bytes())?.strip_prefix(b": ")?;
        std::str::from_utf8(value).ok()
    };
    let set = value("set").and_then(|value| value.parse().ok());
    let set: SetId = set.ok_or(form("its line 'set:' is not there, or no name of a set"))?;
    let number = value("share").and_then(|value| number_of(value.as_bytes(), b""));
    let number = number.ok_or(form("its line 'share:' is not there, or no number"))?;
    let count = value("words").and_then(|value| number_of(value.as_bytes(), b""));
    let count = count.ok_or(form("its line 'words:' is not there, or no number"))?;
    let mut inside = Zeroizing::new(Vec::with_capacity(octets.len() + 1));
    let mut ended = false;
    for line in lines {
        if line == END.as_bytes() {
            ended = true;
            break;
        }
        inside.extend_from_slice(line);
        inside.push(b'\n');
    }
    if !ended {
        return Err(form("its words end before they begin"));
    }
    let words = words_of(&inside)?;
    if words.expose().split(|octet| *octet == b' ').filter(|word| !word.is_empty()).count() != count {
        return Err(form("it has more or fewer words than it says"));
    }
    let share = Share::read(&words)?;
    let found = share.head().member;
    match u8::try_from(number) {
        Ok(said) if said == found => Ok(Note { set: Some(set), number: Some(found), share }),
        Ok(said) => Err(CardError::NoteNumber { said, found }),
        Err(_) => Err(form("its line 'share:' is not there, or no number")),
    }
}

/// The words of a text, one blank behind each. Where the first stands after a number, all of them do, in order.
fn words_of(octets: &[u8]) -> Result<Secret, CardError> {
    let mut parts = octets.split(u8::is_ascii_whitespace).filter(|part| !part.is_empty()).peekable();
    let counted = parts.peek().is_some_and(|part| number_of(part, b".):").is_some());
    let mut words = Zeroizing::new(Vec::with_capacity(octets.len() + 1));
    for place in 1..=MOST {
        let Some(part) = parts.next() else { break };
        let word = match counted {
            true if number_of(part, b".):") != Some(place) => {
                return Err(form("its words are not numbered one after the other"));
            }
            true => parts.next().ok_or(form("a number has no word behind it"))?,
            false => part,
        };
        words.extend_from_slice(word);
        words.push(b' ');
    }
    Ok(taken(words))
}

/// The number that some digits write; one of `behind` may follow them.
fn number_of(text: &[u8], behind: &[u8]) -> Option<usize> {
    let digits = match text.split_last() {
        Some((last, front)) if behind.contains(last) => front,
        _ => text,
    };
    if !(1..=3).contains(&digits.len()) || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some(digits.iter().fold(0, |number, digit| 10 * number + usize::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::testing::{SET, canaries, card, dealt, others, said_of, silent, station};
    use super::super::{judge_note, share_check};
    use super::*;
    use crate::fault::{Fail, Fault};
    use crate::mode::Mode;

    fn secret(text: &str) -> Secret {
        Secret::new(text.as_bytes().to_vec())
    }

    fn note_of(share: &Share) -> String {
        let (keeper, station) = ("alice".parse().unwrap(), station("utopia", Mode::Production));
        card(share, 3, &keeper, &station).note().unwrap().expose_text().unwrap().to_owned()
    }

    fn bare(share: &Share) -> String {
        share.expose_words().expose_text().unwrap().to_owned()
    }

    #[test]
    fn bare_words_are_read_with_numbers_and_without() {
        let share = dealt(2, 3, 32).remove(1);
        let words = bare(&share);
        let with = |behind: &str| {
            let numbered = (1..).zip(words.split(' ')).map(|(n, word)| format!("{n}{behind} {word}"));
            numbered.collect::<Vec<_>>().join("\n")
        };
        for text in [words.clone(), words.to_uppercase(), with(""), with("."), with(")"), format!("\r\n {words}\t\x0c")]
        {
            let note = read_note(&secret(&text)).unwrap();
            assert_eq!((note.set, note.number), (None, None));
            assert!(bare(&note.share) == words);
        }
    }

    #[test]
    fn a_note_is_read_whatever_stands_around_it() {
        let mut shares = dealt(2, 3, 32);
        let said = said_of(&others(&shares));
        let share = shares.remove(2);
        let note = note_of(&share);
        for text in [note.clone(), note.replace('\n', "\r\n"), format!("mail\n\n{note}\n-- \nbob")] {
            let read = read_note(&secret(&text)).unwrap();
            assert_eq!((read.set, read.number), (Some(SET), Some(3)));
            assert_eq!(share_check(SET, 3, &read.share), share_check(SET, 3, &share));
            assert_eq!(judge_note(SET, &said, &read).unwrap_err().clause(), Some("SHARE-17"));
        }
    }

    #[test]
    fn share_20_a_note_of_another_set_and_one_that_contradicts_its_words_are_refused() {
        let shares = dealt(2, 3, 32);
        let note = note_of(&shares[0]);
        let read = read_note(&secret(&note)).unwrap();
        assert_eq!(judge_note(SET, &said_of(&shares), &read).unwrap().number, 1);
        let error = judge_note(SetId::of([9; 8]), &said_of(&shares), &read).unwrap_err();
        assert_eq!((error.clause(), error.kind()), (Some("SHARE-20"), Fault::Refused));
        assert!(error.hint().unwrap().contains("0909-0909-0909-0909"));
        let error = read_note(&secret(&note.replace("\nshare: 1\n", "\nshare: 2\n"))).err().unwrap();
        assert_eq!((error.clause(), error.kind()), (Some("SHARE-20"), Fault::Malformed));
        silent(&error, &canaries(&shares[0]));
    }

    #[test]
    fn share_21_what_is_no_note_is_refused_and_not_repeated() {
        let share = dealt(2, 3, 32).remove(0);
        let note = note_of(&share);
        let first = canaries(&share).remove(0);
        let swapped = note.replace(BEGIN, "X").replace(END, BEGIN).replace('X', END);
        for (text, what) in [
            (note.replace(END, ""), "ends its words"),
            (note.replace(BEGIN, ""), "begins its words"),
            (format!("{note}{note}"), "more than one"),
            (format!("{note}\n{END}"), "more than one"),
            (swapped, "'set:'"),
            (note.replace("\nset: ", "\nSet: "), "'set:'"),
            (note.replace("\nset: a1b2", "\nset: A1B2"), "'set:'"),
            (note.replace("\nshare: 1", "\nshare: 1 "), ""),
            (note.replace("\nshare: 1", "\nshare: +1"), "'share:'"),
            (note.replace("\nshare: 1", "\nshare: 1 of 3"), "'share:'"),
            (note.replace("\nshare: 1", "\nshare: 999"), "'share:'"),
            (note.replace("\nwords: 33", ""), "'words:'"),
            (note.replace("\nwords: 33", "\nwords: 32"), "more or fewer"),
            (note.replace("\nwords: 33", "\nwords: 3333"), "'words:'"),
            (note.replace("     2 ", "     3 "), "one after the other"),
            (note.replace("     2 ", "       "), "one after the other"),
            (note.replace("     1 ", "       "), "more or fewer"),
            (note.replace(END, &format!("34\n{END}")), "no word behind"),
            (format!("1 {first} 3 {first}"), "one after the other"),
            (format!("1 {first} 2"), "no word behind"),
        ] {
            match read_note(&secret(&text)) {
                Ok(_) => assert_eq!(what, "", "{text}"),
                Err(error) => {
                    assert_eq!((error.clause(), error.kind()), (Some("SHARE-21"), Fault::Malformed), "{error}: {what}");
                    assert!(error.to_string().contains(what), "{error} does not say {what}");
                    silent(&error, &canaries(&share));
                }
            }
        }
        let error = read_note(&Secret::new(vec![b' '; LARGEST + 1])).err().unwrap();
        assert_eq!(error.clause(), Some("SHARE-21"));
    }

    #[test]
    fn words_that_are_no_share_are_refused_as_such_in_a_note_too() {
        let share = dealt(2, 3, 32).remove(0);
        let (note, words) = (note_of(&share), canaries(&share));
        let (last, other) = (words.last().unwrap(), if words[32] == "zero" { "acid" } else { "zero" });
        let slip =
            format!("{}\n{END}", note.split(END).next().unwrap().trim_end().strip_suffix(last.as_str()).unwrap());
        for (text, clause) in [
            (slip.replace(END, &format!("{other}\n{END}")), "SHARE-3"),
            (slip.replace(END, &format!("zzzz\n{END}")), "SHARE-2"),
            (String::new(), "SHARE-1"),
            ("acid ".repeat(3000), "SHARE-1"),
            ("\u{0}".repeat(20), "SHARE-1"),
            (words[1..].join(" "), "SHARE-1"),
            (format!("{} 1", words[..32].join(" ")), "SHARE-2"),
        ] {
            let error = read_note(&secret(&text)).err().unwrap();
            assert_eq!(error.clause(), Some(clause), "{error}");
            silent(&error, &words);
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(octets in proptest::collection::vec(any::<u8>(), 0..400), inside in any::<bool>()) {
            let mut text = octets;
            if inside {
                text.splice(0..0, format!("{BEGIN}\nset: a1b2c3d4e5f60718\nshare: 1\nwords: 33\n").into_bytes());
                text.extend_from_slice(format!("\n{END}\n").as_bytes());
            }
            prop_assert!(read_note(&Secret::new(text)).is_err());
        }
    }
}
