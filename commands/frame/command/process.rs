//! The one way through the process: arguments in, one answer out, one exit code.

use std::ffi::OsString;
use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

use chancery::fault::Fault;
use clap::{ArgMatches, Command, FromArgMatches};
use tracing_subscriber::filter::LevelFilter;

use super::leaf::{Answer, Leaf, Noun};
use super::memory::Swap;
use super::options::Options;
use super::{memory, usage};
use crate::frame::terminal::{self, Terminal};
use crate::frame::{Context, Failure};

/// The schema of a failure before it is known which command was meant.
const NO_COMMAND: &str = "chancery/usage@1";

/// All commands: nouns with their verbs, and the short ones.
#[derive(Debug)]
pub struct Tree {
    /// The nouns, in the order of the help.
    pub nouns: Vec<Noun>,
    /// The commands that are one word.
    pub short: Vec<Leaf>,
}

impl Tree {
    /// Hangs every command under the root.
    pub fn under(&self, root: Command) -> Command {
        let nouns = self.nouns.iter().map(|noun| {
            let leaves = noun.leaves.iter().map(|leaf| leaf.command().clone());
            Command::new(noun.name)
                .about(noun.about)
                .subcommand_required(true)
                .arg_required_else_help(true)
                .subcommands(leaves)
        });
        root.subcommands(nouns).subcommands(self.short.iter().map(|leaf| leaf.command().clone()))
    }

    /// Every leaf with the words that name it.
    pub fn leaves(&self) -> impl Iterator<Item = (Vec<&'static str>, &Leaf)> {
        let of = |noun: &'_ Noun| noun.name;
        let verbs = self
            .nouns
            .iter()
            .flat_map(move |noun| noun.leaves.iter().map(move |leaf| (vec![of(noun), leaf.name()], leaf)));
        verbs.chain(self.short.iter().map(|leaf| (vec![leaf.name()], leaf)))
    }

    /// The leaf that these words name.
    fn find(&self, words: &[&str]) -> Option<&Leaf> {
        self.leaves().find(|(name, _)| name == words).map(|(_, leaf)| leaf)
    }

    /// The leaf that was matched, with its own matches.
    fn matched<'m>(&self, matches: &'m ArgMatches) -> Option<(&Leaf, &'m ArgMatches)> {
        let (first, below) = matches.subcommand()?;
        match below.subcommand() {
            Some((second, own)) => Some((self.find(&[first, second])?, own)),
            None => Some((self.find(&[first])?, below)),
        }
    }

    /// The leaf that a command line which does not fit was probably meant to name.
    fn meant(&self, arguments: &[OsString]) -> Option<(Vec<&'static str>, &Leaf)> {
        let given: Vec<&str> = arguments.iter().skip(1).filter_map(|word| word.to_str()).collect();
        let mut leaves: Vec<_> = self.leaves().collect();
        leaves.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        leaves.into_iter().find(|(words, _)| given.windows(words.len()).any(|window| window == words.as_slice()))
    }
}

/// Runs the command that this process was called for.
pub fn run(root: Command, tree: &Tree) -> ExitCode {
    let swap = memory::close();
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let json = arguments.iter().any(|word| word == "--json");
    let command = tree.under(root);
    let matches = match command.try_get_matches_from(&arguments) {
        Ok(matches) => matches,
        Err(error) if usage::is_answer(&error) => return deliver(&error.render().to_string(), None),
        Err(error) => {
            let (words, schema) = tree.meant(&arguments).map_or((vec![], NO_COMMAND), |(w, leaf)| (w, leaf.schema()));
            return refuse(&usage::failure(&error, &words), json, schema);
        }
    };
    let Some((leaf, own)) = tree.matched(&matches) else {
        return refuse(
            &Failure::plain(Fault::Usage, "a command is wanted", Some("try --help".into())),
            json,
            NO_COMMAND,
        );
    };
    let schema = leaf.schema();
    terminal::watch(Box::new(move || {
        let stopped = Failure::plain(Fault::Interrupted, "interrupted", terminal::interruption_hint());
        let _ = say(&stopped, json, schema);
    }));
    match panic::catch_unwind(AssertUnwindSafe(|| perform(leaf, own, &matches, swap))) {
        Ok(Ok(answer)) => deliver(&answer.text, answer.fault),
        Ok(Err(failure)) => refuse(&failure, json, schema),
        Err(_) => refuse(&defect(), json, schema),
    }
}

fn perform(leaf: &Leaf, own: &ArgMatches, matches: &ArgMatches, swap: Swap) -> Result<Answer, Failure> {
    let options = Options::from_arg_matches(matches).map_err(|error| usage::failure(&error, &[]))?;
    log(options.verbose);
    tracing::debug!("{swap}");
    remember_defects();
    leaf.run(own, &Context::new(options)?.in_memory(swap)).or_else(Failure::answer)
}

/// With `-v`, what the library traces goes to standard error.
fn log(verbose: u8) {
    let level = match verbose {
        0 => return,
        1 => LevelFilter::INFO,
        _ => LevelFilter::DEBUG,
    };
    let subscriber = tracing_subscriber::fmt().with_writer(io::stderr).with_ansi(false).without_time();
    let _ = tracing::subscriber::set_global_default(subscriber.with_max_level(level).finish());
}

/// Where the program broke; never with what it was working on, which may be secret.
static BROKE_AT: Mutex<Option<String>> = Mutex::new(None);

fn remember_defects() {
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(|at| format!("{}:{}", at.file(), at.line()));
        *BROKE_AT.lock().unwrap_or_else(PoisonError::into_inner) = place;
    }));
}

fn defect() -> Failure {
    let place = BROKE_AT.lock().unwrap_or_else(PoisonError::into_inner).take();
    let message = format!("the program is wrong at {}", place.as_deref().unwrap_or("an unknown place"));
    let hint = "nothing more was done; run 'chancery recover', then report this line with the command you ran";
    Failure::plain(Fault::Bug, &message, Some(hint.into()))
}

/// Writes the answer to standard output. A reader that has gone away changes nothing about what was done.
fn deliver(text: &str, fault: Option<Fault>) -> ExitCode {
    terminal::answering();
    match put(text) {
        Ok(()) => fault.map_or(ExitCode::SUCCESS, |fault| ExitCode::from(fault.exit_code())),
        Err(error) => {
            let failure = Failure::plain(Fault::Storage, &format!("the result could not be written: {error}"), None);
            refuse(&failure, false, NO_COMMAND)
        }
    }
}

/// Says why it failed.
fn refuse(failure: &Failure, json: bool, schema: &str) -> ExitCode {
    terminal::answering();
    match say(failure, json, schema) {
        Ok(()) => ExitCode::from(failure.kind().exit_code()),
        Err(_) => ExitCode::from(Fault::Storage.exit_code()),
    }
}

fn say(failure: &Failure, json: bool, schema: &str) -> io::Result<()> {
    if json {
        return put(&failure.document(schema));
    }
    let text = failure.human(Terminal::new(false).colour_errors());
    let text: String = text.lines().map(|line| terminal::fitted(line, 4) + "\n").collect();
    let _ = io::stderr().write_all(text.as_bytes());
    Ok(())
}

fn put(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A noun with a verb, as `commands/<noun>/mod.rs` and `commands/<noun>/<verb>.rs` make them.
    mod paper_seal {
        crate::frame::verbs!(paper_seal: "Press and check paper seals"; look_at);

        pub mod look_at {
            use crate::frame::{Context, Example, Failure, Page, Report};
            use chancery::fault::Fault;

            /// Look at a paper seal
            #[derive(clap::Args)]
            pub struct Args {
                /// How often
                times: u8,
            }

            pub const EXAMPLES: &[Example] = &[Example::new("Look twice", "chancery paper-seal look-at 2")];

            #[derive(serde::Serialize)]
            pub struct Seen {
                times: u8,
            }

            impl Report for Seen {
                const SCHEMA: &'static str = "chancery/paper-seal.look-at@1";
                fn human(&self, page: &mut Page) {
                    page.field("Times", self.times);
                }
                fn fault(&self) -> Option<Fault> {
                    (self.times == 0).then_some(Fault::Unsound)
                }
            }

            pub fn run(args: Args, context: &Context) -> Result<Seen, Failure> {
                context.station()?;
                Ok(Seen { times: args.times })
            }
        }
    }

    fn tree() -> Tree {
        Tree { nouns: vec![paper_seal::noun()], short: vec![] }
    }

    fn call(line: &str) -> Result<Answer, Failure> {
        let tree = tree();
        let root = <Options as clap::Args>::augment_args(Command::new("chancery"));
        let matches = tree.under(root).try_get_matches_from(line.split(' ')).unwrap();
        let (leaf, own) = tree.matched(&matches).unwrap();
        perform(leaf, own, &matches, Swap::Possible)
    }

    #[test]
    fn a_verb_is_found_under_its_noun_and_answers_in_both_forms() {
        let answer = call("chancery paper-seal look-at 2 --station s").unwrap();
        assert_eq!((answer.text.as_str(), answer.fault), ("Times: 2\n", None));
        let answer = call("chancery --json --station s paper-seal look-at 0").unwrap();
        assert_eq!(answer.text, "{\n  \"schema\": \"chancery/paper-seal.look-at@1\",\n  \"times\": 0\n}\n");
        assert_eq!(answer.fault, Some(Fault::Unsound));
    }

    #[test]
    fn a_verb_that_refuses_gives_its_failure() {
        assert_eq!(call("chancery --station= paper-seal look-at 2").unwrap_err().kind(), Fault::Usage);
    }

    #[test]
    fn a_command_line_that_does_not_fit_is_traced_to_the_verb_it_meant() {
        let meant = |line: &str| {
            let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            tree().meant(&words).map(|(_, leaf)| leaf.schema())
        };
        assert_eq!(meant("chancery --json paper-seal look-at x"), Some("chancery/paper-seal.look-at@1"));
        assert_eq!(meant("chancery paper-seal look"), None);
    }

    #[test]
    fn the_long_help_ends_with_the_examples() {
        let (_, leaf) = tree().leaves().map(|(words, leaf)| (words, leaf.command().clone())).next().unwrap();
        let help = leaf.clone().render_long_help().to_string();
        assert!(help.trim_end().ends_with("Look twice:\n\n    $ chancery paper-seal look-at 2"), "{help}");
    }

    #[test]
    fn a_defect_names_its_place_and_not_what_it_was_working_on() {
        remember_defects();
        assert!(panic::catch_unwind(|| panic!("83651907")).is_err());
        let failure = defect();
        assert_eq!(failure.kind(), Fault::Bug);
        let said = failure.human(false);
        assert!(said.contains("process.rs:") && !said.contains("83651907"), "{said}");
    }
}
