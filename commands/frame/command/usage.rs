//! What clap says about a command line that does not fit, as a failure of the house: one line, one hint.

use chancery::fault::Fault;
use clap::error::{ContextKind, ErrorKind};

use crate::frame::Failure;

/// Turns a usage error into a failure; `words` name the command that was probably meant. Help and version are no
/// errors; see [`is_answer`].
pub fn failure(error: &clap::Error, words: &[&str]) -> Failure {
    let text = error.render().to_string();
    let (said, rest) = text.split_once("\n\n").unwrap_or((&text, ""));
    let message = match error.kind() {
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            "a command is wanted".into()
        }
        ErrorKind::UnknownArgument if is_a_stray_word(error, words) => {
            "a word stands where none is wanted; words of a share are typed at the terminal, never here".into()
        }
        // Of two that do not go together clap names the options and no value.
        ErrorKind::ArgumentConflict => said.strip_prefix("error: ").unwrap_or(said).to_owned(),
        _ if let Some((argument, why)) = about_a_secret(error) => format!("{argument}: {why}"),
        _ => said.strip_prefix("error: ").unwrap_or(said).to_owned(),
    };
    let tips: Vec<&str> = rest.lines().filter_map(|line| line.trim().strip_prefix("tip: ")).map(str::trim).collect();
    let usage = text.lines().find_map(|line| line.strip_prefix("Usage: "));
    let hint = match (tips.is_empty(), usage) {
        (false, _) => Some(tips.join("; ")),
        (true, Some(usage)) => Some(format!("usage: {usage}")),
        (true, None) => Some(format!("see '{}'", [&["chancery"], words, &["--help"]].concat().join(" "))),
    };
    Failure::plain(Fault::Usage, &message, hint)
}

/// Arguments whose value may be a secret, or a secret given in the wrong place; clap would repeat it.
const SECRET: [&str; 8] = [
    "--pin-source",
    "--passphrase-source",
    "--secret-source",
    "--identity-passphrase",
    "--share-passphrase",
    "--verify-digest",
    "--seal-to",
    "--for",
];

/// The argument whose value does not fit, where it may be a secret, and why it does not.
fn about_a_secret(error: &clap::Error) -> Option<(&'static str, String)> {
    let said = error.get(ContextKind::InvalidArg)?.to_string();
    let argument = SECRET.into_iter().find(|name| said.split([' ', '=']).any(|word| word == *name))?;
    let why = std::error::Error::source(error).map(ToString::to_string);
    Some((argument, why.unwrap_or_else(|| "a value that fits is wanted".into())))
}

/// Whether a word too many may be a word of a share.
fn is_a_stray_word(error: &clap::Error, words: &[&str]) -> bool {
    let stray = error.get(ContextKind::InvalidArg).is_some_and(|argument| !argument.to_string().starts_with('-'));
    stray && words.first() == Some(&"share")
}

/// Whether clap's "error" is what was asked for: help or version.
pub fn is_answer(error: &clap::Error) -> bool {
    matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion)
}
