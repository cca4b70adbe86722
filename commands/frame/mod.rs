//! The frame of the binary: what every command has in common, so that a verb is one file with arguments, examples,
//! `run` and a report. Only the frame speaks to the process, its streams and its terminal.

mod command;
mod context;
mod failure;
mod given;
mod output;
mod pin;
mod private;
mod quorum;
mod report;
mod stopwatch;
mod terminal;
mod typed;
mod wrap;

pub(crate) use command::verbs;
pub use command::{Example, Leaf, Noun, Options, Step, Tree, answer, run};
pub use context::{Context, Purpose};
pub use failure::Failure;
pub use given::{Asked, SecretSource};
pub use output::{Folder, write_new};
pub use pin::{PinError, PinRequest};
pub use report::{Page, Report};
pub use stopwatch::{is_set, stopwatch};
pub use terminal::{Irreversible, Patience, Shield, Terminal, TerminalError};
pub use typed::quoted;
