//! Leaves and nouns: a verb's arguments, examples and `run`, bound together under one name.

use std::fmt;

use clap::{ArgMatches, Args, Command};

use super::example::{self, Example};
use super::usage;
use crate::frame::report;
use crate::frame::{Context, Failure, Page, Report};
use chancery::fault::Fault;

/// What a verb answered: the text for standard output, and whether it ended well.
#[derive(Debug)]
pub struct Answer {
    /// The report, for a person or as JSON.
    pub text: String,
    /// The kind of failure the report itself tells of.
    pub fault: Option<Fault>,
}

type Run = Box<dyn Fn(&ArgMatches, &Context) -> Result<Answer, Failure>>;

/// One verb.
pub struct Leaf {
    name: &'static str,
    command: Command,
    schema: &'static str,
    examples: &'static [Example],
    run: Run,
}

impl fmt::Debug for Leaf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Leaf").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Leaf {
    /// Binds a verb's file. `name` is the module's; an underscore becomes a hyphen.
    pub fn of<A: Args + 'static, R: Report + 'static>(
        name: &'static str,
        examples: &'static [Example],
        run: fn(A, &Context) -> Result<R, Failure>,
    ) -> Self {
        let name = spoken(name);
        let command = A::augment_args(Command::new(name)).after_long_help(example::section(examples));
        let run = move |matches: &ArgMatches, context: &Context| {
            let args = A::from_arg_matches(matches).map_err(|error| usage::failure(&error, &[name]))?;
            answer(&run(args, context)?, context)
        };
        Leaf { name, command, schema: R::SCHEMA, examples, run: Box::new(run) }
    }

    /// The same leaf, left out of help, man pages and completions.
    pub fn hidden(mut self) -> Self {
        self.command = self.command.hide(true);
        self
    }

    /// Its name on the command line.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Its part of the command line.
    pub fn command(&self) -> &Command {
        &self.command
    }

    /// The schema of its report.
    pub fn schema(&self) -> &'static str {
        self.schema
    }

    /// Its examples.
    pub fn examples(&self) -> &'static [Example] {
        self.examples
    }

    /// Runs it.
    pub fn run(&self, matches: &ArgMatches, context: &Context) -> Result<Answer, Failure> {
        (self.run)(matches, context)
    }
}

/// A report as the caller wants it.
pub fn answer<R: Report>(given: &R, context: &Context) -> Result<Answer, Failure> {
    let text = if context.json() {
        let unsayable = |error: serde_json::Error| {
            Failure::plain(Fault::Bug, &format!("the report cannot be written as JSON: {error}"), None)
        };
        report::document(given).map_err(unsayable)?
    } else {
        let terminal = context.terminal();
        let page = Page::new(terminal.width(), terminal.colour_result());
        let mut page = page.at_terminal(terminal.shows_result());
        given.human(&mut page);
        page.finish()
    };
    Ok(Answer { text, fault: given.fault() })
}

/// One noun and its verbs.
#[derive(Debug)]
pub struct Noun {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is about, one line without a final period.
    pub about: &'static str,
    /// Its verbs, in the order of the help.
    pub leaves: Vec<Leaf>,
}

impl Noun {
    /// Binds a noun's verbs. `name` is the module's; an underscore becomes a hyphen.
    pub fn new(name: &'static str, about: &'static str, leaves: Vec<Leaf>) -> Self {
        Noun { name: spoken(name), about, leaves }
    }
}

/// A module's name as it is typed. Names live as long as the process; few have an underscore.
fn spoken(name: &'static str) -> &'static str {
    if name.contains('_') { Box::leak(name.replace('_', "-").into_boxed_str()) } else { name }
}

/// Makes the `noun()` of a noun's `mod.rs` out of the modules of its verbs:
/// `verbs!(cert: "Issue, show and judge certificates"; issue, show);`
macro_rules! verbs {
    ($noun:ident: $about:literal; $($verb:ident),+ $(,)?) => {
        /// The noun with its verbs.
        pub fn noun() -> $crate::frame::Noun {
            $crate::frame::Noun::new(stringify!($noun), $about, vec![
                $($crate::frame::Leaf::of(stringify!($verb), $verb::EXAMPLES, $verb::run)),+
            ])
        }
    };
}
pub(crate) use verbs;
