//! What clap says about a command line that does not fit, as a failure of the house: one line, one hint.

use chancery::fault::Fault;
use clap::error::{ContextKind, ErrorKind};

use crate::frame::{Failure, PinError};

/// Turns a usage error into a failure; `words` name the command that was probably meant. Help and version are no
/// errors; see [`is_answer`].
pub fn failure(error: &clap::Error, words: &[&str]) -> Failure {
    let text = error.render().to_string();
    let (said, rest) = text.split_once("\n\n").unwrap_or((&text, ""));
    let secret = is_about_a_secret(error);
    let message = match error.kind() {
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            "a command is wanted".into()
        }
        _ if secret => format!("--pin-source: {}", PinError::NotASource),
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

/// Whether the value that does not fit may be a PIN, which clap would repeat.
fn is_about_a_secret(error: &clap::Error) -> bool {
    let argument = error.get(ContextKind::InvalidArg);
    argument.is_some_and(|argument| argument.to_string().contains("--pin-source"))
}

/// Whether clap's "error" is what was asked for: help or version.
pub fn is_answer(error: &clap::Error) -> bool {
    matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion)
}
