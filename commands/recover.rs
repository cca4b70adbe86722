//! `chancery recover`: what was done, what was not, and what is unknown.

use chancery::fault::Fault;
use chancery::station::{OutState, Settled};
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Shield, Step};
use crate::opening;

/// Settle what a crash left open
///
/// Settle what a crash left open: each act that was begun and has no recorded outcome is compared with what the vaults
/// can show. A key can be found; a signature leaves no trace in a token, so its serial or number is burnt and listed.
/// Files of out/ that are missing are written again, and the page of a transcript that was recorded without it.
/// Nothing is ever tried again by itself.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Close this open intent as unknown without asking its vault, which is gone; may be given again
    #[arg(long, value_name = "INTENT")]
    give_up: Vec<u64>,
}

pub const EXAMPLES: &[Example] = &[Example::new("Settle what a crash left open", "chancery recover --station utopia")
    .after(&[Step::Prepared("station")])
    .with(&["--pin-source", "file:pin"])];

/// What recovery found.
#[derive(Debug, Serialize)]
pub struct Recovered {
    acts: Vec<Act>,
    files: Vec<File>,
    failures: Vec<String>,
    #[serde(skip)]
    fault: Option<Fault>,
}

#[derive(Debug, Serialize)]
struct Act {
    intent: u64,
    act: String,
    state: &'static str,
    words: String,
}

#[derive(Debug, Serialize)]
struct File {
    path: String,
    state: &'static str,
}

impl Report for Recovered {
    const SCHEMA: &'static str = "chancery/recover@1";

    fn human(&self, page: &mut Page) {
        if self.acts.is_empty() {
            page.line("Nothing was open.");
        } else {
            page.table(
                &["Intent", "Act", "State", "What is known"],
                self.acts.iter().map(|a| [a.intent.to_string(), a.act.clone(), a.state.to_owned(), a.words.clone()]),
            );
        }
        for file in &self.files {
            page.field(if file.state == "restored" { "Written again" } else { "Not ours any more" }, &file.path);
        }
        for failure in &self.failures {
            page.field("Not written", failure);
        }
    }

    fn fault(&self) -> Option<Fault> {
        self.fault
    }
}

pub fn run(args: Args, context: &Context) -> Result<Recovered, Failure> {
    let mut station = opening::write(context)?;
    let shield = Shield::raise();
    let settled = station.recover(&args.give_up);
    drop(shield);
    let settled = settled?;
    let fault = settled.fault();
    let Settled { acts, files, failures } = settled;
    let acts = acts.into_iter().map(|a| Act { intent: a.sequence, act: a.act, state: a.state.word(), words: a.words });
    let files = files.into_iter().map(|(path, state)| File {
        path: path.display().to_string(),
        state: if state == OutState::Restored { "restored" } else { "changed" },
    });
    Ok(Recovered { acts: acts.collect(), files: files.collect(), failures, fault })
}
