//! Secrets that a command is given by name of their source: `prompt`, `fd:N` or `file:PATH`. They become a [`Secret`] as
//! they are read and are never shown, logged or kept. There is no second try.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use chancery::fault::{Fail, Fault};
use chancery::safe;
use chancery::secret::Secret;
use zeroize::Zeroizing;

use super::pin::secret;
use super::private::{self, Descriptors, NotPrivate};
use super::terminal::{Terminal, TerminalError, read_line};

/// The longest secret that is typed, in octets: 2048 bits in hex, or a long passphrase.
const LONGEST: usize = 1024;

/// Where a secret is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretSource {
    /// At the terminal device.
    Prompt,
    /// The next line of an open descriptor.
    Descriptor(u32),
    /// The one line of a private file.
    File(PathBuf),
}

impl FromStr for SecretSource {
    type Err = GivenError;

    fn from_str(text: &str) -> Result<Self, GivenError> {
        match text.split_once(':') {
            None if text == "prompt" => Ok(SecretSource::Prompt),
            Some(("fd", number)) => match number.parse() {
                Ok(number) if number != 1 && number != 2 => Ok(SecretSource::Descriptor(number)),
                _ => Err(GivenError::NotASource),
            },
            Some(("file", path)) if !path.is_empty() => Ok(SecretSource::File(path.into())),
            _ => Err(GivenError::NotASource),
        }
    }
}

/// Why there is no secret.
#[derive(Debug, thiserror::Error)]
pub enum GivenError {
    /// A source of another form. What was given is not repeated: it may be the secret itself.
    #[error("not a source of a secret: wanted prompt, fd:N (0 or from 3) or file:PATH")]
    NotASource,
    /// A file that others could read or that is no ordinary file.
    #[error("SECRET-1: the file {} holds a secret and {what}", file.display())]
    FileNotPrivate {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        what: &'static str,
    },
    /// The source cannot be read.
    #[error("{what} cannot be read from {place}: {reason}")]
    Unreadable {
        /// What was wanted.
        what: String,
        /// The file or descriptor.
        place: String,
        /// Why.
        reason: io::Error,
    },
    /// The source gives nothing, or more than a line.
    #[error("{place} does not give {what}: {found}")]
    NotALine {
        /// What was wanted.
        what: String,
        /// The source.
        place: String,
        /// What was found, in words without the secret.
        found: &'static str,
    },
    /// It could not be asked for.
    #[error("{what} could not be asked for")]
    Terminal {
        /// What was wanted.
        what: String,
        /// Why.
        #[source]
        source: TerminalError,
    },
}

impl Fail for GivenError {
    fn kind(&self) -> Fault {
        match self {
            GivenError::NotASource | GivenError::NotALine { .. } => Fault::Usage,
            GivenError::FileNotPrivate { .. } => Fault::Refused,
            GivenError::Unreadable { .. } => Fault::Malformed,
            GivenError::Terminal { source, .. } => source.kind(),
        }
    }

    fn clause(&self) -> Option<&'static str> {
        matches!(self, GivenError::FileNotPrivate { .. }).then_some("SECRET-1")
    }

    fn hint(&self) -> Option<String> {
        match self {
            GivenError::FileNotPrivate { file, .. } => {
                Some(format!("chmod 600 {}", safe::line(&file.display().to_string(), 200)))
            }
            GivenError::Terminal { .. } => {
                Some("run it at a terminal, or name another source: fd:N or file:PATH".into())
            }
            _ => None,
        }
    }
}

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Words such as `the passphrase of key.age`.
    pub what: &'a str,
    /// Whether it is chosen, not entered: a person types it twice.
    pub chosen: bool,
}

/// The secret, taken once.
pub(super) fn take(
    source: &SecretSource,
    terminal: &Terminal,
    descriptors: &Descriptors,
    asked: Asked<'_>,
) -> Result<Secret, GivenError> {
    let what = || asked.what.to_owned();
    let unreadable = |place: &str| {
        let (what, place) = (what(), place.to_owned());
        move |reason| GivenError::Unreadable { what, place, reason }
    };
    let (place, given) = match source {
        SecretSource::Prompt => ("the terminal".to_owned(), ask(terminal, asked)?),
        SecretSource::Descriptor(number) => {
            let place = format!("descriptor {number}");
            let line = descriptors.next_line(*number, LONGEST).map_err(unreadable(&place))?;
            (place, secret(line))
        }
        SecretSource::File(path) => {
            let place = format!("file {}", path.display());
            let file = private::open(path).map_err(|error| match error {
                NotPrivate::Unreadable(reason) => unreadable(&place)(reason),
                NotPrivate::Open(what) => GivenError::FileNotPrivate { file: path.clone(), what },
            })?;
            let mut from = file.take(2 * LONGEST as u64);
            let line = read_line(&mut from, LONGEST).map_err(unreadable(&place))?;
            if from.read(&mut [0u8; 1]).map_err(unreadable(&place))? > 0 {
                return Err(GivenError::NotALine { what: what(), place, found: "it holds more than one line" });
            }
            (place, secret(line))
        }
    };
    let found = match given.expose() {
        [] => "it is empty",
        octets if octets.iter().any(|o| matches!(o, 0 | b'\r')) => "it is more than one line",
        _ => return Ok(given),
    };
    Err(GivenError::NotALine { what: what(), place, found })
}

/// All of a file that is ordinary, ours, and closed to everybody else.
pub(super) fn whole_file(path: &Path, limit: usize) -> Result<Secret, GivenError> {
    let (what, place) = ("a secret", format!("file {}", path.display()));
    let unreadable = |reason| GivenError::Unreadable { what: what.to_owned(), place: place.clone(), reason };
    let file = private::open(path).map_err(|error| match error {
        NotPrivate::Unreadable(reason) => unreadable(reason),
        NotPrivate::Open(what) => GivenError::FileNotPrivate { file: path.to_owned(), what },
    })?;
    // The buffer never grows, so that no copy of it is left behind.
    let mut content = Zeroizing::new(Vec::with_capacity(limit + 1));
    file.take(limit as u64 + 1).read_to_end(&mut content).map_err(unreadable)?;
    if content.len() > limit {
        let (what, place) = (what.to_owned(), place.clone());
        return Err(GivenError::NotALine { what, place, found: "it is far too long" });
    }
    Ok(Secret::new(std::mem::take(&mut *content)))
}

fn ask(terminal: &Terminal, asked: Asked<'_>) -> Result<Secret, GivenError> {
    let failed = |source| GivenError::Terminal { what: asked.what.to_owned(), source };
    let one = terminal.ask_secret(&format!("Type {}:", asked.what)).map_err(failed)?;
    if !asked.chosen {
        return Ok(one);
    }
    let two = terminal.ask_secret("The same again:").map_err(failed)?;
    if one.expose() == two.expose() {
        return Ok(one);
    }
    let (what, place) = (asked.what.to_owned(), "the terminal".to_owned());
    Err(GivenError::NotALine { what, place, found: "the two that were typed differ" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    fn file(text: &str, mode: u32) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), text).unwrap();
        fs::set_permissions(file.path(), fs::Permissions::from_mode(mode)).unwrap();
        file
    }

    fn taken(source: &str) -> Result<String, GivenError> {
        let asked = Asked { what: "the secret", chosen: false };
        let given = take(&source.parse()?, &Terminal::new(true), &Descriptors::default(), asked)?;
        Ok(given.expose_text().unwrap().to_owned())
    }

    #[test]
    fn what_is_no_source_is_refused_and_not_repeated() {
        for bad in ["", "00112233", "prompt:", "fd:", "fd:1", "fd:2", "fd:x", "file:", "env:SECRET", "quorum"] {
            let error = bad.parse::<SecretSource>().unwrap_err();
            assert_eq!(error.kind(), Fault::Usage);
            assert!(!error.to_string().contains("00112233"), "{error}");
        }
    }

    #[test]
    fn a_private_file_gives_its_one_line() {
        let file = file("c4n4ry\n", 0o600);
        assert_eq!(taken(&format!("file:{}", file.path().display())).unwrap(), "c4n4ry");
    }

    #[test]
    fn secret_1_a_file_that_others_may_read_is_refused() {
        for mode in [0o644, 0o640, 0o602] {
            let file = file("c4n4ry\n", mode);
            let error = taken(&format!("file:{}", file.path().display())).unwrap_err();
            assert_eq!((error.clause(), error.kind()), (Some("SECRET-1"), Fault::Refused));
        }
        assert_eq!(taken("file:/").unwrap_err().clause(), Some("SECRET-1"));
    }

    #[test]
    fn what_is_not_one_line_is_refused_without_showing_it() {
        for text in ["", "\n", "c4n4ry\nc4n4ry\n", "c4n4ry\rc4n4ry", "c4n4ry\0"] {
            let file = file(text, 0o600);
            let error = taken(&format!("file:{}", file.path().display())).unwrap_err();
            assert_eq!(error.kind(), Fault::Usage, "{text:?}");
            assert!(!error.to_string().contains("c4n4ry"), "{error}");
        }
        let long = file(&"c".repeat(LONGEST + 1), 0o600);
        assert_eq!(taken(&format!("file:{}", long.path().display())).unwrap_err().kind(), Fault::Malformed);
        assert_eq!(taken("file:/nowhere").unwrap_err().kind(), Fault::Malformed);
    }
}
