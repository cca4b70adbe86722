//! The terminal's rules.
//!
//! - Standard output carries the result and nothing else: the report for a person, or with `--json` one document.
//! - Standard error carries progress, notes, `warning:`, `error:` and `hint:` lines: lower case after the prefix, no
//!   final period, one line each (broken between words only at a terminal; an act's preview also where there is none).
//!   `-q` silences progress and notes, never warnings and errors.
//! - Questions, their answers and all that is secret go to the terminal device (`/dev/tty`) alone, so that neither a
//!   redirected stream nor a log ever holds them. Without a device nothing is asked: the command fails or refuses.
//! - Colour only where the stream is a terminal and `NO_COLOR` is not set. Text is as wide as the terminal, or 80.
//! - An answer is asked for once. A PIN is never tried twice by the program.

#[cfg(test)]
mod at_a_device;
mod card;
mod confirm;
mod interrupt;
mod patience;
mod progress;

use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};

use chancery::fault::{Fail, Fault};
use chancery::safe::{Safe, kept};
use chancery::secret::Secret;
use rustix::termios;
use zeroize::Zeroizing;

use super::wrap::wrap;
pub use confirm::Irreversible;
pub(super) use confirm::confirm;
use interrupt::Echo;
pub use interrupt::Shield;
pub(super) use interrupt::unshielded;
pub(super) use interrupt::{answering, hint as interruption_hint, watch};
pub use patience::Patience;
pub use progress::Progress;

/// The terminal device of this process.
const DEVICE: &str = "/dev/tty";
/// The longest line taken from a terminal, in octets.
const LONGEST: usize = 4096;
/// The width of a page where there is no terminal.
const WIDTH: u16 = 80;

/// Why something could not be asked.
#[derive(Debug, thiserror::Error)]
pub enum TerminalError {
    /// There is no terminal device.
    #[error("there is no terminal to ask at: {what}")]
    Absent {
        /// What was to be asked.
        what: String,
        /// Why the device cannot be opened.
        #[source]
        source: io::Error,
    },
    /// The device failed in the middle.
    #[error("the terminal failed while asking: {what}")]
    Broken {
        /// What was being asked.
        what: String,
        /// What the device said.
        #[source]
        source: io::Error,
    },
    /// The person ended the input.
    #[error("the input was ended at the question: {what}")]
    Ended {
        /// What was being asked.
        what: String,
    },
    /// The line cannot be taken.
    #[error("a line longer than {LONGEST} octets, or not text, was typed at: {what}")]
    NotALine {
        /// What was being asked.
        what: String,
    },
}

impl Fail for TerminalError {
    fn kind(&self) -> Fault {
        match self {
            TerminalError::Absent { .. } | TerminalError::Broken { .. } => Fault::Device,
            TerminalError::Ended { .. } => Fault::Interrupted,
            TerminalError::NotALine { .. } => Fault::Usage,
        }
    }

    fn hint(&self) -> Option<String> {
        matches!(self, TerminalError::Ended { .. }).then(interrupt::hint).flatten()
    }
}

/// Columns of the terminal that a stream is, if it is one; 80 where the terminal does not know.
fn columns_of(stream: impl IsTerminal + std::os::fd::AsFd) -> Option<u16> {
    let size = stream.is_terminal().then(|| termios::tcgetwinsize(stream).ok()).flatten();
    size.map(|size| if size.ws_col == 0 { WIDTH } else { size.ws_col.clamp(40, 240) })
}

/// A line for standard error: broken between words at a terminal, whole everywhere else.
pub(super) fn fitted(line: &str, indent: usize) -> String {
    columns_of(io::stderr()).map_or_else(|| line.to_owned(), |width| wrap(line, width.into(), indent))
}

/// The three streams and the terminal device.
#[derive(Clone, Debug)]
pub struct Terminal {
    quiet: bool,
    colour: bool,
}

impl Terminal {
    /// The terminal of this process; `quiet` silences notes and progress.
    pub(super) fn new(quiet: bool) -> Self {
        Terminal { quiet, colour: std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) }
    }

    /// Whether standard error may be coloured.
    pub(super) fn colour_errors(&self) -> bool {
        self.colour && io::stderr().is_terminal()
    }

    /// Whether standard output may be coloured.
    pub(super) fn colour_result(&self) -> bool {
        self.colour && io::stdout().is_terminal()
    }

    /// Columns of the terminal that standard output is, or 80.
    pub fn width(&self) -> u16 {
        columns_of(io::stdout()).unwrap_or(WIDTH)
    }

    /// Whether standard output is a terminal.
    pub(super) fn shows_result(&self) -> bool {
        io::stdout().is_terminal()
    }

    /// Whether progress may be drawn.
    pub(super) fn may_draw(&self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }

    /// A line for a person that is not part of the result; `-q` silences it.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            self.complain("", text);
        }
    }

    /// A note of an act's preview, whose rooms made it harmless, broken between words at the terminal's width, or at 80
    /// columns.
    pub fn preview(&self, text: &str) {
        if !self.quiet {
            let line = wrap(&kept(text), columns_of(io::stderr()).unwrap_or(WIDTH).into(), 4);
            let _ = writeln!(io::stderr(), "{line}");
        }
    }

    /// A line of a text that people sign, as it stands in it: never broken, and nothing silences it.
    pub fn verbatim(&self, text: &str) {
        let _ = writeln!(io::stderr(), "{}", kept(text));
    }

    /// A line that begins with `warning:`; nothing silences it.
    pub fn warn(&self, text: &str) {
        self.complain("warning: ", text);
    }

    /// Standard error may be closed or full; the command goes on all the same.
    fn complain(&self, prefix: &str, text: &str) {
        let line = fitted(&format!("{prefix}{}", kept(text)), 4);
        let _ = progress::aside(|| writeln!(io::stderr(), "{line}"));
    }

    /// From here on, whoever interrupts this process is told this as the next thing to type.
    pub fn when_interrupted(&self, hint: &str) {
        interrupt::on_interruption(hint);
    }

    /// The same where nothing else was told before.
    pub fn when_interrupted_untold(&self, hint: &str) {
        if interrupt::hint().is_none() {
            interrupt::on_interruption(hint);
        }
    }

    /// Whether there is a terminal device to ask at.
    pub fn can_ask(&self) -> bool {
        device("").is_ok()
    }

    /// Writes a line to the terminal device.
    pub fn say(&self, text: &str) -> Result<(), TerminalError> {
        let broken = |source| TerminalError::Broken { what: text.to_owned(), source };
        let mut device = device(text)?;
        let text = at_width(&device, text);
        progress::aside(|| writeln!(device, "{text}")).map_err(broken)
    }

    /// Asks for a line, which is shown as it is typed. Blanks at both ends are dropped.
    pub fn ask(&self, prompt: &str) -> Result<String, TerminalError> {
        let mut device = device(prompt)?;
        let line = question(|| put(&mut device, prompt).and_then(|()| line(&mut device, prompt)))?;
        let text = std::str::from_utf8(&line).map_err(|_| TerminalError::NotALine { what: prompt.to_owned() })?;
        Ok(text.trim().to_owned())
    }

    /// Asks for a secret, which is not shown. The echo comes back whatever ends the question.
    pub fn ask_secret(&self, prompt: &str) -> Result<Secret, TerminalError> {
        let mut device = device(prompt)?;
        let echo = Echo::off(&device).map_err(|source| TerminalError::Broken { what: prompt.to_owned(), source })?;
        let mut line = question(|| put(&mut device, prompt).and_then(|()| line(&mut device, prompt)))?;
        drop(echo);
        Ok(Secret::new(std::mem::take(&mut *line)))
    }

    /// Asks for one of several; gives its place in the list.
    pub fn choose(&self, prompt: &str, items: &[&str]) -> Result<usize, TerminalError> {
        let broken = |source| TerminalError::Broken { what: prompt.to_owned(), source };
        let term = console_of(device(prompt)?).map_err(broken)?;
        let shown: Vec<String> = items.iter().map(|item| Safe(item).to_string()).collect();
        let select = dialoguer::Select::new().with_prompt(Safe(prompt).to_string()).items(&shown).default(0);
        match question(|| select.interact_on_opt(&term)) {
            Ok(Some(at)) => Ok(at),
            Ok(None) => Err(TerminalError::Ended { what: prompt.to_owned() }),
            Err(dialoguer::Error::IO(source)) if source.kind() == io::ErrorKind::Interrupted => {
                Err(TerminalError::Ended { what: prompt.to_owned() })
            }
            Err(dialoguer::Error::IO(source)) => Err(broken(source)),
        }
    }
}

/// Asks with nothing drawn meanwhile, and with Ctrl-C ending at once.
fn question<T>(ask: impl FnOnce() -> T) -> T {
    progress::aside(|| interrupt::unshielded(ask))
}

fn device(what: &str) -> Result<File, TerminalError> {
    let opened = File::options().read(true).write(true).open(DEVICE);
    opened.map_err(|source| TerminalError::Absent { what: what.to_owned(), source })
}

fn console_of(device: File) -> io::Result<dialoguer::console::Term> {
    Ok(dialoguer::console::Term::read_write_pair(device.try_clone()?, device))
}

fn put(device: &mut File, prompt: &str) -> Result<(), TerminalError> {
    let broken = |source| TerminalError::Broken { what: prompt.to_owned(), source };
    let text = at_width(device, prompt);
    write!(device, "{text} ").and_then(|()| device.flush()).map_err(broken)
}

/// A text for the terminal device, made harmless, and broken between words where the device knows its width.
fn at_width(device: &File, text: &str) -> String {
    let text = Safe(text).to_string();
    match termios::tcgetwinsize(device).map_or(0, |size| size.ws_col) {
        0 => text,
        columns => wrap(&text, columns.clamp(40, 240).into(), 2),
    }
}

/// Reads one line octet by octet, so that nothing beyond it is held anywhere; the octets are wiped when dropped.
fn line(device: &mut File, what: &str) -> Result<Zeroizing<Vec<u8>>, TerminalError> {
    match read_line(device, LONGEST) {
        Ok(Some(line)) => Ok(line),
        Ok(None) => Err(TerminalError::Ended { what: what.to_owned() }),
        Err(source) if source.kind() == io::ErrorKind::InvalidData => {
            Err(TerminalError::NotALine { what: what.to_owned() })
        }
        Err(source) => Err(TerminalError::Broken { what: what.to_owned(), source }),
    }
}

/// One line without its end, or nothing at the end of the input. The buffer never grows, so no copy is left behind.
pub(super) fn read_line(from: &mut impl Read, longest: usize) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
    let mut line = Zeroizing::new(Vec::with_capacity(longest));
    let mut octet = Zeroizing::new([0u8; 1]);
    loop {
        match from.read(&mut octet[..]) {
            Ok(0) if line.is_empty() => return Ok(None),
            Ok(0) => break,
            Ok(_) if octet[0] == b'\n' => break,
            Ok(_) if line.len() == longest => return Err(io::ErrorKind::InvalidData.into()),
            Ok(_) => line.push(octet[0]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    Ok(Some(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_ends_at_its_end_and_nothing_beyond_it_is_read() {
        let mut from: &[u8] = b"one\r\n\ntwo";
        let mut next = || read_line(&mut from, 8).unwrap().map(|line| line.to_vec());
        assert_eq!(next(), Some(b"one".to_vec()));
        assert_eq!(next(), Some(b"".to_vec()));
        assert_eq!(next(), Some(b"two".to_vec()));
        assert_eq!(next(), None);
    }

    #[test]
    fn a_line_that_is_too_long_is_refused() {
        assert!(read_line(&mut &b"12345678\n"[..], 8).unwrap().is_some());
        assert_eq!(read_line(&mut &b"123456789\n"[..], 8).unwrap_err().kind(), io::ErrorKind::InvalidData);
    }
}
