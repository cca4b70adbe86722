//! A share typed at the terminal, word by word. What is typed is not shown, nor what was probably meant: a word of a share
//! stands on no screen but the one that it is written from.

use chancery::fault::Fail;
use chancery::secret::Secret;
use chancery::share::{Share, ShareError, Typed, look_at};

use super::HandError;
use crate::frame::{Context, Failure, TerminalError};

/// More words than any share has.
const MOST: usize = 212;
/// Words of a share of a key of 256 bits, as every set of wrapped keys has it.
const OF_A_SET: usize = 33;
/// By how many letters each word is known.
const PREFIX: usize = 4;

/// Asks for one share of a set of wrapped keys, word by word. Several words may be typed in one line, and the first four
/// letters do for a word. It ends with the last of them; words that do not stand together are typed again one by one. An
/// empty line ends a share that is not whole (SHARE-1).
pub fn typed_share(context: &Context, title: &str) -> Result<Share, Failure> {
    let terminal = context.terminal();
    terminal.say(&format!(
        "{title}: type its {OF_A_SET} words, one a line or several; nothing is shown. An empty line ends it."
    ))?;
    let mut words = Vec::new();
    while words.len() < OF_A_SET {
        if !take_line(context, &mut words, OF_A_SET)? {
            return Err(HandError::WordsMissing { found: words.len(), wanted: OF_A_SET }.into());
        }
    }
    loop {
        match Share::read(&joined(&words)) {
            Ok(share) => return taken(context, share),
            Err(error) if !mended(context, &error, &mut words)? => return Err(error.into()),
            Err(_) => {}
        }
    }
}

/// The same of a share of any secret: it ends as soon as its words are whole, or with an empty line.
pub fn typed_any_share(context: &Context, title: &str) -> Result<Share, Failure> {
    let terminal = context.terminal();
    terminal
        .say(&format!("{title}: type its words, one a line or several; nothing is shown. An empty line ends it."))?;
    let mut words = Vec::new();
    while words.len() < MOST && take_line(context, &mut words, MOST)? {
        match Share::read(&joined(&words)) {
            Ok(share) => return taken(context, share),
            Err(error) if words.len() == OF_A_SET => {
                terminal.say(&format!("{error}. A share of a backup key has no more words: an empty line ends it."))?;
            }
            Err(_) => {}
        }
    }
    Ok(Share::read(&joined(&words))?)
}

fn taken(context: &Context, share: Share) -> Result<Share, Failure> {
    context.terminal().say(&format!("Taken: {}.", share.head()))?;
    Ok(share)
}

/// Takes the words of one line, up to so many in all; whether there was one.
fn take_line(context: &Context, words: &mut Vec<Secret>, most: usize) -> Result<bool, Failure> {
    let terminal = context.terminal();
    let line = terminal.ask_secret(&format!("Word {}:", words.len() + 1))?;
    let mut typed = line.expose().split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).peekable();
    if typed.peek().is_none() {
        return Ok(false);
    }
    while let Some(word) = typed.next() {
        if words.len() == most {
            terminal.say(&format!("There are {most} words already: what was typed behind them is left out."))?;
            break;
        }
        match known(word) {
            Some(word) => words.push(word),
            None => {
                let rest = if typed.peek().is_some() { ", and what follows it" } else { "" };
                terminal.say(&format!("Word {} is not on the list: type it again{rest}.", words.len() + 1))?;
                break;
            }
        }
    }
    Ok(true)
}

/// The word that was typed: whole, or its first four letters.
fn known(typed: &[u8]) -> Option<Secret> {
    let secret = Secret::new(typed.to_vec());
    match look_at(&secret) {
        Typed::Known => Some(secret),
        Typed::Probably(word) => {
            let begins = word.as_bytes().get(..PREFIX).is_some_and(|begins| begins.eq_ignore_ascii_case(typed));
            begins.then(|| Secret::new(word.as_bytes().to_vec()))
        }
        Typed::Unknown => None,
    }
}

/// Has one word typed again; nothing where an empty line says that none is.
fn mended(context: &Context, error: &ShareError, words: &mut [Secret]) -> Result<bool, Failure> {
    let terminal = context.terminal();
    terminal.say(&format!("{error}."))?;
    if error.clause() != Some("SHARE-3") {
        return Ok(false);
    }
    loop {
        let number = terminal.ask("Number of a word to type again, or Enter alone to end:")?;
        if number.is_empty() {
            return Ok(false);
        }
        let at = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let Some(own) = at.and_then(|at| words.get_mut(at)) else { continue };
        match known(terminal.ask_secret(&format!("Word {number}:"))?.expose().trim_ascii()) {
            Some(word) => *own = word,
            None => {
                terminal.say(&format!("Word {number} is not on the list: type it again."))?;
                continue;
            }
        }
        return Ok(true);
    }
}

/// The words with one blank between two. The buffer never grows, so that no copy is left behind.
fn joined(words: &[Secret]) -> Secret {
    let mut text = Vec::with_capacity(9 * (MOST + 1));
    for word in words {
        if !text.is_empty() {
            text.push(b' ');
        }
        text.extend_from_slice(word.expose());
    }
    Secret::new(text)
}

/// What stands against taking a share beside others, said at the terminal so that another can be typed.
pub fn refused(context: &Context, error: &ShareError) -> Result<(), TerminalError> {
    context.terminal().say(&format!("Not taken: {error}."))
}
