//! Two officers type a fingerprint, each alone at the terminal device and unseen by the other.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chancery::act::{Act, TrustAccept};
use chancery::digest::{Digest, TypedError};
use chancery::fault::{Fail, Fault};
use chancery::mode::Mode;
use chancery::safe::Label;
use chancery::station::Station;
use serde::Deserialize;

use crate::frame::{Context, Failure, TerminalError};
use crate::opening;

/// How often a question is put: once, and twice again.
const TRIES: usize = 3;

/// The longest answers file, in octets.
const LONGEST: u64 = 64 << 10;

/// Why nothing was typed.
#[derive(Debug, thiserror::Error)]
enum TypingError {
    /// Nobody can be asked.
    #[error("TRUST-19: '{officer}' must type the fingerprint, and there is no terminal and no answers file")]
    NobodyToAsk { officer: Label },
    /// A file stands in for officers in production.
    #[error("CONFIRM-3: in production an officer types, never an answers file")]
    FileInProduction,
    /// What was typed is no fingerprint.
    #[error("TRUST-20: what '{officer}' typed is no fingerprint: {why}")]
    Mistyped { officer: Label, why: TypedError },
    /// The answers file says nothing of an officer.
    #[error("TRUST-19: answers file {} does not say under [typed] what '{officer}' types", file.display())]
    NotAnswered { file: PathBuf, officer: Label },
    /// The answers file cannot be read as one.
    #[error("answers file {}: {what}", file.display())]
    Malformed { file: PathBuf, what: String },
}

impl Fail for TypingError {
    fn kind(&self) -> Fault {
        match self {
            TypingError::Malformed { .. } => Fault::Malformed,
            _ => Fault::Refused,
        }
    }

    fn clause(&self) -> Option<&'static str> {
        match self {
            TypingError::NobodyToAsk { .. } | TypingError::NotAnswered { .. } => Some("TRUST-19"),
            TypingError::FileInProduction => Some("CONFIRM-3"),
            TypingError::Mistyped { .. } => Some("TRUST-20"),
            TypingError::Malformed { .. } => None,
        }
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            TypingError::NobodyToAsk { officer } | TypingError::NotAnswered { officer, .. } => format!(
                "run it at a terminal, or outside production give --answers a file with [typed] and {officer} = \"FINGERPRINT\""
            ),
            TypingError::FileInProduction => "run it at a terminal, without --answers".into(),
            TypingError::Mistyped { .. } => "nothing was done; run it again".into(),
            TypingError::Malformed { .. } => return None,
        })
    }
}

/// The certificate that two officers mean, by the fingerprint that each typed. Whatever can be refused before is: that
/// others have to be asked, and that these two may not type.
pub fn certificate(
    context: &Context,
    station: &mut Station<'_>,
    officers: &[Label],
    source: &str,
) -> Result<Digest, Failure> {
    let [first, second] = &station.expect_typists(officers)?;
    if !context.proposes() {
        // Who is asked depends on no certificate.
        let (certificate, source) = (Digest::of(b""), source.to_owned());
        let act = TrustAccept { certificate, source, despite: None, rule: None, typed_by: officers.to_vec() };
        station.expect_nobody_asked(&Act::TrustAccept(act))?;
    }
    if let Some(file) = context.answers() {
        let answers = answers(file, station.identity().mode)?;
        let one = answered(file, &answers, first)?;
        return Ok(station.take_typed((first, one), (second, answered(file, &answers, second)?))?);
    }
    let terminal = context.terminal();
    let mut left = TRIES;
    loop {
        left -= 1;
        let one = ask(context, first, source)?;
        terminal.say(&format!("Taken from '{first}'. Now '{second}', alone."))?;
        let two = ask(context, second, source)?;
        match station.take_typed((first, one), (second, two)) {
            Err(error) if error.clause() == Some("TRUST-15") && left > 0 => {
                terminal.say(&format!("{error}. Nothing is lost: both type again, '{first}' first."))?;
            }
            taken => return Ok(taken?),
        }
    }
}

/// Asks an officer until what they type is a fingerprint. Nothing is shown as it is typed.
fn ask(context: &Context, officer: &Label, source: &str) -> Result<Digest, Failure> {
    let terminal = context.terminal();
    let prompt = format!("'{officer}', alone: type the whole fingerprint from '{source}' (it is not shown):");
    let mut left = TRIES;
    loop {
        left -= 1;
        let typed = match terminal.ask_secret(&prompt) {
            Err(TerminalError::Absent { .. }) => {
                return Err(TypingError::NobodyToAsk { officer: officer.clone() }.into());
            }
            other => other?,
        };
        // The terminal leaves the line where it was: nothing of it was shown.
        terminal.say("")?;
        match Digest::typed(&String::from_utf8_lossy(typed.expose())) {
            Ok(digest) => return Ok(digest),
            Err(why) if left > 0 => terminal.say(&format!("{why}. Nothing is lost: type it again."))?,
            Err(why) => return Err(TypingError::Mistyped { officer: officer.clone(), why }.into()),
        }
    }
}

/// What an answers file says that officers type.
#[derive(Deserialize)]
struct Answers {
    #[serde(default)]
    typed: BTreeMap<String, String>,
}

fn answers(file: &Path, mode: Mode) -> Result<Answers, Failure> {
    if mode == Mode::Production {
        return Err(TypingError::FileInProduction.into());
    }
    let text = opening::read_text(file, LONGEST)?;
    let malformed = |error: toml::de::Error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let what = format!("line {}: {}", before.lines().count().max(1), error.message());
        TypingError::Malformed { file: file.to_owned(), what }
    };
    Ok(toml::from_str(&text).map_err(malformed)?)
}

/// What the file says that this officer types; there is no second try.
fn answered(file: &Path, answers: &Answers, officer: &Label) -> Result<Digest, Failure> {
    let unsaid = || TypingError::NotAnswered { file: file.to_owned(), officer: officer.clone() };
    let typed = answers.typed.get(officer.as_str()).ok_or_else(unsaid)?;
    Ok(Digest::typed(typed).map_err(|why| TypingError::Mistyped { officer: officer.clone(), why })?)
}
