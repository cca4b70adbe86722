//! Ceremonies: several people, one script, and a record of what each of them did.
//!
//! - A [`Script`] is strict TOML: roles, materials, acts, steps. Its digest is that of its exact bytes.
//! - [`lint`] says what cannot happen or must not happen; a script with an error never begins.
//! - A [`Run`] asks one thing at a time ([`Prompt`]) and turns each answer into an [`Event`].
//!   It touches no terminal, vault or ledger: the front shows, performs, records and feeds back.
//! - [`Run::resume`] makes the same run out of the recorded events; nobody repeats what is recorded.
//! - [`Answers`] run a script unattended, in specimen and rehearsal mode only.
//! - A [`Transcript`] is made of script and events alone: canonical JSON, and one HTML page.
//!
//! What is public in an event and what is sealed (names, free words, fields that name
//! a person) is kept apart from the first event on.
//!
//! # The language
//!
//! | table | fields |
//! |---|---|
//! | `[ceremony]` | `name`, `title`, `purpose`, `version` |
//! | `[[role]]` | `id`, `title`, `minimum`, `excludes` (roles that nobody may hold beside it) |
//! | `[[material]]` | `id`, `what`, `exactly` (how many), `serial` (whether each number is recorded) |
//! | `[[act]]` | `title`, `minutes` |
//! | `[[act.step]]` | `id`, `kind`, `text`, `who`, and what belongs to the kind |
//!
//! | kind | further fields |
//! |---|---|
//! | `say` | |
//! | `read-aloud` | `witness` |
//! | `check` | `witness`, `optional` (it may be answered no, in words) |
//! | `record` | `witness`, `field`, `each` (everyone who acts fills it in) |
//! | `clock-reading` | `witness`, `allowed-seconds` |
//! | `digest-read` | `witness`, `value` |
//! | `operation` | `witness`, `operation`, `parameters`, `outputs` |
//! | `output` | `witness`, `artefact`, `value` |
//! | `sign-off` | |
//!
//! `[[act.step.field]]`: `name`, `ask`, `type` (text, integer, time, serial, digest, choice, label),
//! `pattern`, `choices`, `longest`, `person` (sealed), `material`, `optional`.
//!
//! `who` and `witness` are roles, or `everyone`. A value is named `step.field` or `step.output`
//! and put into text and parameters as `{{ step.field }}`; `ceremony.script` and
//! `ceremony.mode` are there from the beginning.

mod answers;
mod cast;
mod catalogue;
mod closing;
mod deeds;
mod error;
mod event;
mod fields;
mod given;
mod lint;
mod misfit;
mod nearest;
mod page;
mod pattern;
mod problem;
mod prompt;
mod reader;
mod record;
mod run;
mod script;
mod shape;
mod template;
mod transcript;
mod value;

pub use answers::{Answers, Fitted};
pub use cast::{Cast, Participant};
pub use catalogue::{OPERATIONS, Parameter, Signature, signature};
pub use closing::{Closing, Cosigner};
pub use error::CeremonyError;
pub use event::{Agreed, Agreement, By, Event, Happening, Verdict};
pub use given::{Answer, Given};
pub use lint::{Finding, Severity, lint};
pub use misfit::Misfit;
pub use pattern::Pattern;
pub use problem::Problem;
pub use prompt::{Actor, Asked, Perform, Place, Prompt, Shown, Summary, Want};
pub use run::Run;
pub use script::{Act, Deed, Field, Material, Performance, Role, Script, Step};
pub use transcript::{Header, Transcript};
pub use value::{File, Type, Value};
