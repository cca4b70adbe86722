//! A share typed at the terminal, word by word. What is typed is not shown; a slip is named as it is made.

use chancery::secret::Secret;
use chancery::share::{Share, ShareError, Typed, look_at, slips};
use zeroize::Zeroizing;

use crate::frame::{Context, Failure, TerminalError};

/// More words than any share has.
const MOST: usize = 212;

/// Asks for one share, word by word, until its words are whole. Several words may be typed in one line. Where a word is
/// not on the list and one is near, an empty line takes that one; elsewhere an empty line ends the share.
pub fn typed_share(context: &Context, title: &str) -> Result<Share, Failure> {
    let terminal = context.terminal();
    terminal
        .say(&format!("{title}: type its words, one a line or several; nothing is shown. An empty line ends it."))?;
    // The buffer never grows, so that no copy is left behind.
    let mut words = Zeroizing::new(Vec::<u8>::with_capacity(9 * (MOST + 1)));
    let mut count = 0;
    let mut near: Option<&'static str> = None;
    while count < MOST {
        let question = match near {
            Some(word) => format!("Word {}: not on the list; '{word}'? Enter takes it, or type it again:", count + 1),
            None => format!("Word {}:", count + 1),
        };
        let line = terminal.ask_secret(&question)?;
        let mut typed = line.expose().split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).peekable();
        if typed.peek().is_none() {
            let Some(word) = near.take() else { break };
            count += append(&mut words, word.as_bytes());
        }
        near = None;
        for word in typed {
            let word = Secret::new(word.to_vec());
            match look_at(&word) {
                Typed::Known => count += append(&mut words, word.expose()),
                Typed::Probably(other) => near = Some(other),
                Typed::Unknown => terminal.say(&format!("Word {} is not on the list, and none is near.", count + 1))?,
            }
            if look_at(&word) != Typed::Known {
                // What follows in the line would be counted wrong.
                break;
            }
        }
        if let Ok(share) = Share::read(&Secret::new(words.to_vec())) {
            terminal.say(&format!("Taken: {}.", share.head()))?;
            return Ok(share);
        }
    }
    Ok(Share::read(&Secret::new(words.to_vec()))?)
}

fn append(words: &mut Vec<u8>, word: &[u8]) -> usize {
    words.push(b' ');
    words.extend_from_slice(word);
    1
}

/// Says at the terminal device, where there is one, which words of a share are not on the list and what was probably
/// meant. It is nobody's result: no stream and no report holds it.
pub fn tell_slips(context: &Context, text: &Secret) {
    let tell = || -> Result<(), TerminalError> {
        for (place, typed) in slips(text) {
            context.terminal().say(&match typed {
                Typed::Probably(word) => format!("Word {place} is not on the list; probably '{word}'."),
                Typed::Known | Typed::Unknown => format!("Word {place} is not on the list, and none is near."),
            })?;
        }
        Ok(())
    };
    // Without a terminal the places alone are said, in the error.
    let _ = tell();
}

/// What stands against taking a share beside others, said at the terminal so that another can be typed.
pub fn refused(context: &Context, error: &ShareError) -> Result<(), TerminalError> {
    context.terminal().say(&format!("Not taken: {error}."))
}
