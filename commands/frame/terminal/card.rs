//! A card on the screen: words that one person writes down, and that are gone when they have.

use std::io::Write;

use chancery::safe::Safe;
use chancery::secret::Secret;
use zeroize::Zeroizing;

use super::interrupt::Screen;
use super::{Terminal, TerminalError, device, line, put, question};

/// Words in a row: four of eight letters with their numbers are as wide as the narrowest terminal.
const ROW: usize = 4;

impl Terminal {
    /// Shows numbered words on a screen of their own, at the terminal device alone, until Enter is pressed. Whatever
    /// ends it, the screen is cleared.
    pub fn show_card(&self, title: &str, words: &Secret, done: &str) -> Result<(), TerminalError> {
        let broken = |source| TerminalError::Broken { what: title.to_owned(), source };
        let mut device = device(title)?;
        let text = card(title, words);
        let screen = Screen::take(&device).map_err(broken)?;
        device.write_all(&text).map_err(broken)?;
        let pressed = question(|| put(&mut device, done).and_then(|()| line(&mut device, done)));
        drop(screen);
        pressed.map(|_| ())
    }
}

/// The card's text. Its buffer never grows, so that no copy is left behind.
fn card(title: &str, words: &Secret) -> Zeroizing<Vec<u8>> {
    let mut text = Zeroizing::new(Vec::with_capacity(4 * title.len() + 4 * words.len() + 256));
    let words = || words.expose().split(|octet| *octet == b' ').filter(|word| !word.is_empty());
    // Writing to a Vec cannot fail.
    let _ = writeln!(text, "{}\n", Safe(title));
    for (number, word) in (1usize..).zip(words()) {
        let _ = write!(text, "{number:>5}  ");
        text.extend(word.iter().filter(|letter| letter.is_ascii_alphabetic()));
        if number % ROW == 0 {
            text.push(b'\n');
        } else {
            text.extend(std::iter::repeat_n(b' ', 10usize.saturating_sub(word.len())));
        }
    }
    text.extend_from_slice(b"\n\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_four_to_a_row_with_their_numbers() {
        let words = Secret::new(b"duckling enlarge academic academic agency".to_vec());
        let text = card("Share 1", &words);
        let expected = "Share 1\n\n    1  duckling      2  enlarge       3  academic      4  academic\n    5  agency";
        assert_eq!(std::str::from_utf8(&text).unwrap().trim_end(), expected);
        let steering = card("a\u{1b}[2J", &Secret::new(b"\x1b[2J b\x07".to_vec()));
        assert!(!steering.contains(&0x1b) && !steering.contains(&7));
    }

    #[test]
    fn the_buffer_of_the_longest_card_never_moves() {
        let words = Secret::new(b"academic ".repeat(212));
        let text = card("Share 16 of set 32767, group 16 (16 of 16 groups wanted), 16 wanted", &words);
        assert!(text.len() < 4 * 68 + 4 * words.len() + 256, "{}", text.len());
    }
}
