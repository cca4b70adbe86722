//! `chancery reference` (hidden): every command with its arguments and examples, for the tests and other tools.

use clap::Command;
use serde::Serialize;

use crate::cli;
use crate::frame::{Context, Example, Failure, Page, Report};

/// List every command with its arguments and examples
///
/// With --json the examples carry the unseen steps that the tests do before they run them.
#[derive(Debug, clap::Args)]
pub struct Args {}

pub const EXAMPLES: &[Example] = &[
    Example::new("List every command for a program to read", "chancery reference --json"),
    Example::new("List every command", "chancery reference"),
];

/// The whole command line.
#[derive(Debug, Serialize)]
pub struct Reference {
    commands: Vec<Entry>,
}

/// One command.
#[derive(Debug, Serialize)]
struct Entry {
    words: Vec<&'static str>,
    about: String,
    schema: &'static str,
    hidden: bool,
    arguments: Vec<String>,
    examples: &'static [Example],
}

impl Report for Reference {
    const SCHEMA: &'static str = "chancery/reference@1";

    fn human(&self, page: &mut Page) {
        for entry in self.commands.iter().filter(|entry| !entry.hidden) {
            let line = [&["chancery"], entry.words.as_slice()].concat().join(" ");
            page.line(format!("{line} {}", entry.arguments.join(" ")).trim_end());
        }
    }
}

pub fn run(_: Args, _: &Context) -> Result<Reference, Failure> {
    let tree = cli::tree();
    let entry = |(words, leaf): (Vec<&'static str>, &crate::frame::Leaf)| Entry {
        words,
        about: leaf.command().get_about().map(ToString::to_string).unwrap_or_default(),
        schema: leaf.schema(),
        hidden: leaf.command().is_hide_set(),
        arguments: arguments(leaf.command()),
        examples: leaf.examples(),
    };
    Ok(Reference { commands: tree.leaves().map(entry).collect() })
}

/// A command's own arguments in the form of a usage line.
fn arguments(command: &Command) -> Vec<String> {
    let form = |argument: &clap::Arg| {
        let form = argument.to_string();
        let form = form.trim_start_matches('[').trim_end_matches(']').to_owned();
        if argument.is_required_set() { form } else { format!("[{form}]") }
    };
    let mut command = command.clone();
    command.build();
    let own =
        |argument: &&clap::Arg| !argument.is_hide_set() && !matches!(argument.get_id().as_str(), "help" | "version");
    command.get_arguments().filter(own).map(form).collect()
}
