//! `chancery csca compromise`: a key of the CSCA signs no more.

use chancery::act::{Act, CscaCompromise, Loss};
use chancery::safe::Label;
use chancery::station::Material;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening::{self, Recorded};

/// Record that a key of the CSCA is lost or compromised
///
/// Record that a key of the CSCA is lost or compromised: it signs nothing any more. Of a compromised key the root and the
/// links to it and from it are revoked; what a lost one signed stays good.
/// A key whose use was over before it signed a link is lost in this sense. A letter to other states is written. The newest
/// key that is left signs the next list. Where none is, the key that will follow has to be named with --successor (CSCA-9),
/// made with 'key generate', and given its root with 'cert issue': it goes on with the list though no link leads to it. A
/// lost key that turns out to be compromised is recorded again, never the other way; so is another successor, while the
/// one that was named has no root (CSCA-6). The reason is kept in the ledger alone. The key's name has to be typed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Key that signs no more
    #[arg(value_name = "KEY")]
    key: Label,

    /// Whether somebody else may have it
    #[arg(long, value_enum)]
    what: What,

    /// What is known, in words
    #[arg(long, value_name = "WORDS")]
    reason: String,

    /// Key that goes on with the list; it need not be there yet
    #[arg(long, value_name = "KEY")]
    successor: Option<Label>,
}

/// What happened to the key.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum What {
    /// It is gone, and nobody else has it
    Lost,
    /// Somebody else may have used it, or may yet
    Compromised,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Record that the token with the only key broke, and name the key that will follow",
    "chancery csca compromise csca-1 --what lost --reason 'the token broke' --successor csca-2 --station utopia",
)
.after(&[Step::Prepared("csca"), Step::Write("answers.toml", "confirm = [\"csca-1\"]\n")])
.with(&["--pin-source", "file:pin", "--answers", "answers.toml"])];

/// The end of the key.
#[derive(Debug, Serialize)]
pub struct Ended {
    key: String,
    what: &'static str,
    at: String,
    revoked: u64,
    letter: String,
    /// The key that signs the next list.
    list_by: Option<String>,
    /// From when on a list is taken, where that is not at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    list_from: Option<String>,
    /// The key that was named to follow.
    successor: Option<String>,
    /// Whether the key that signs the next list is one to which no link leads, and which wants its root.
    #[serde(skip)]
    follows: bool,
    recorded: Recorded,
}

impl Report for Ended {
    const SCHEMA: &'static str = "chancery/csca.compromise@1";

    fn human(&self, page: &mut Page) {
        page.field("Key", &self.key).field("Is", self.what).field("Since", &self.at);
        page.field("Certificates revoked", self.revoked);
        self.recorded.show(page);
        page.line(format!("Send the letter: {}", self.letter));
        match &self.list_by {
            Some(key) if self.follows => {
                let root = format!("chancery cert issue --profile csca-root --key {key}");
                page.line(format!("Give key {key} its root: {root}, then publish the list: chancery crl issue"))
            }
            Some(key) => match (&self.list_from, self.revoked) {
                (Some(from), _) => page.line(format!(
                    "Nothing is newly revoked. From {from} on key {key} signs the next list: chancery crl issue"
                )),
                (None, 0) => page.line(format!("The next list is signed by key {key}: chancery crl issue")),
                (None, _) => page.line(format!("Publish what is revoked: chancery crl issue --issuer {key}")),
            },
            None => page,
        };
    }
}

pub fn run(args: Args, context: &Context) -> Result<Ended, Failure> {
    let mut station = opening::write(context)?;
    let what = match args.what {
        What::Lost => Loss::Lost,
        What::Compromised => Loss::Compromised,
    };
    let successor = args.successor.as_ref().map(ToString::to_string);
    let act = CscaCompromise { key: args.key.clone(), what, reason: args.reason, successor: args.successor };
    station.check_compromise(&act)?;
    let done = opening::perform(context, &mut station, Act::CscaCompromise(act), Material::none())?;
    Ok(Ended {
        key: args.key.to_string(),
        what: what.word(),
        at: opening::output(&done, "at"),
        revoked: opening::output(&done, "revoked").parse().unwrap_or_default(),
        letter: opening::output(&done, "letter"),
        list_by: Some(opening::output(&done, "list_by")).filter(|key| !key.is_empty()),
        list_from: Some(opening::output(&done, "list_from")).filter(|from| !from.is_empty()),
        successor,
        follows: !opening::output(&done, "follows").is_empty(),
        recorded: Recorded::of(&done),
    })
}
