//! `chancery ceremony run`: a ceremony from its first step.

use std::path::PathBuf;

use chancery::ceremony::{Deed, Run, Script};
use chancery::fault::{Fail, Fault};
use chancery::safe::Label;
use chancery::station::Station;
use serde::Serialize;

use super::conduct::{self, Ended, Seat, answers, people};
use super::lint::LONGEST;
use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// Run a ceremony from its first step
///
/// Run a ceremony from its first step, at the terminal or, in specimen and rehearsal mode, unattended with --answers.
/// Every step is recorded in the ledger as it is taken; a stop at any point resumes with 'ceremony resume'. At the end
/// the transcript is written as JSON and as one HTML page. At a terminal, 'pause' pauses and 'exception' records that
/// something went otherwise than the script says.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The script
    script: PathBuf,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Run the genesis of the CSCA unattended in a specimen station",
    "chancery ceremony run csca-genesis.toml --answers answers.toml --station utopia",
)
.after(&[Step::Prepared("station"), Step::Prepared("script")])
.with(&["--pin-source", "file:pin"])];

/// How the ceremony ended, or where it paused.
#[derive(Debug, Serialize)]
pub struct Outcome {
    #[serde(flatten)]
    ended: Ended,
}

impl Report for Outcome {
    const SCHEMA: &'static str = "chancery/ceremony.run@1";

    fn human(&self, page: &mut Page) {
        self.ended.show(page);
    }

    fn fault(&self) -> Option<Fault> {
        self.ended.fault()
    }
}

/// A step that would make a key whose name is taken.
#[derive(Debug, thiserror::Error)]
#[error("LABEL-1: step '{step}' makes key '{label}', and a key of this name is or was at this station")]
struct LabelTaken {
    step: String,
    label: String,
}

impl Fail for LabelTaken {
    fn kind(&self) -> Fault {
        Fault::Refused
    }

    fn clause(&self) -> Option<&'static str> {
        Some("LABEL-1")
    }

    fn hint(&self) -> Option<String> {
        Some("see 'chancery key list'; give the key another name in the script".into())
    }
}

/// Refuses a script whose keys cannot be made here, before anybody takes a step.
fn expect_free_labels(station: &Station<'_>, script: &Script) -> Result<(), Failure> {
    let rows = station.rows();
    for (_, _, step) in script.steps() {
        let Deed::Operation(performance) = &step.deed else { continue };
        let label = performance.fixed("label").filter(|_| performance.signature.name == "key.generate");
        let Some(label) = label.and_then(|label| label.parse::<Label>().ok()) else { continue };
        if rows.key(&label)?.is_some() {
            return Err(LabelTaken { step: step.id.clone(), label: label.to_string() }.into());
        }
    }
    Ok(())
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    let text = opening::read_text(&args.script, LONGEST)?;
    let script = Script::parse(&text).map_err(|e| Failure::from(e).about(&args.script, &[Fault::Malformed]))?;
    let mut station = opening::write(context)?;
    station.expect_no_open_intent()?;
    expect_free_labels(&station, &script)?;
    let mode = station.identity().mode;
    let seat = match context.answers() {
        Some(path) => Seat::File(answers(path, &script, mode)?),
        None if !context.terminal().can_ask() => return Err(super::NobodyThere.into()),
        None => Seat::Terminal,
    };
    conduct::expect_askable(context, &station, script.steps().map(|(_, _, step)| step), &seat)?;
    let participants = match &seat {
        Seat::Terminal => people::ask(context, &script)?,
        Seat::File(_) => Vec::new(),
    };
    let name = station.next_run(&script)?;
    let reading = station.reading()?;
    let (run, first) = match &seat {
        Seat::File(fitted) => Run::begin_unattended(script, fitted, reading)?,
        Seat::Terminal => Run::begin(script, mode, participants, reading)?,
    };
    station.record_event(&name, &text, &first)?;
    seat.greet(context, &name)?;
    Ok(Outcome { ended: conduct::to_the_end(context, &mut station, &name, &text, run, &seat)? })
}
