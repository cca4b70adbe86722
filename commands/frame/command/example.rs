//! Examples: help text, man page text and a test that runs, from one constant.

use serde::Serialize;

/// One example of a verb. `command` is shown and run, without a shell; what is needed before it is run but not shown.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Example {
    /// What it does, one sentence without a final period.
    pub about: &'static str,
    /// The command line, beginning with `chancery`. Single quotes keep blanks together.
    pub command: &'static str,
    /// What is done before, unseen.
    pub setup: &'static [Step],
    /// Arguments added when it runs, unseen, such as `--pin-source file:pin`.
    pub added: &'static [&'static str],
    /// The exit code it ends with.
    pub exit: u8,
}

/// One unseen step before an example. The tests carry them out in an empty directory of the example's own.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// A state the tests know how to make, such as `station`.
    Prepared(&'static str),
    /// A file of the owner's alone, with this text.
    Write(&'static str, &'static str),
    /// A command that must end well: `chancery …` or a stock tool, split like the example.
    Run(&'static str),
}

impl Example {
    /// An example that needs nothing before it and ends with 0.
    pub const fn new(about: &'static str, command: &'static str) -> Self {
        Example { about, command, setup: &[], added: &[], exit: 0 }
    }

    /// With these steps before it.
    pub const fn after(mut self, setup: &'static [Step]) -> Self {
        self.setup = setup;
        self
    }

    /// With these arguments added when it runs.
    pub const fn with(mut self, added: &'static [&'static str]) -> Self {
        self.added = added;
        self
    }

    /// Ending with this exit code.
    pub const fn ends(mut self, exit: u8) -> Self {
        self.exit = exit;
        self
    }
}

/// The section of the long help and the man page.
pub fn section(examples: &[Example]) -> String {
    let mut text = String::from("Examples:");
    for example in examples {
        text.push_str(&format!("\n\n  {}:\n\n    $ {}", example.about, example.command));
    }
    text
}
