//! `chancery completions`: the completion script of a shell.

use clap::ValueEnum;
use serde::Serialize;

use crate::cli;
use crate::frame::{Context, Example, Failure, Page, Report};

/// Write the completion script of a shell to standard output
///
/// The scripts of all shells are in the folder completions/ of the source too.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell
    shell: Shell,
}

/// The shells that are served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
enum Shell {
    Bash,
    Fish,
    Zsh,
}

pub const EXAMPLES: &[Example] = &[
    Example::new("Write the script for bash", "chancery completions bash"),
    Example::new("Write the script for zsh inside a JSON document", "chancery completions zsh --json"),
];

/// The script.
#[derive(Debug, Serialize)]
pub struct Script {
    shell: Shell,
    script: String,
}

impl Report for Script {
    const SCHEMA: &'static str = "chancery/completions@1";

    fn human(&self, page: &mut Page) {
        page.verbatim(&self.script);
    }
}

pub fn run(args: Args, _: &Context) -> Result<Script, Failure> {
    let shell = match args.shell {
        Shell::Bash => clap_complete::Shell::Bash,
        Shell::Fish => clap_complete::Shell::Fish,
        Shell::Zsh => clap_complete::Shell::Zsh,
    };
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut cli::command(), "chancery", &mut script);
    Ok(Script { shell: args.shell, script: String::from_utf8_lossy(&script).into_owned() })
}
