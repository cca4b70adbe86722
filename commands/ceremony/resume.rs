//! `chancery ceremony resume`: a ceremony goes on where it stopped.

use chancery::ceremony::{Run, Script};
use chancery::fault::Fault;
use chancery::safe::Label;
use serde::Serialize;

use super::conduct::{self, Ended, Seat, answers};
use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// Go on with a ceremony where it stopped
///
/// Go on with a ceremony where it stopped, by its name. What is recorded is not repeated. An act that was cut off is
/// settled first with 'recover'.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Name of the ceremony, as 'ceremony list' shows it
    ceremony: Label,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Resume a ceremony; one that has come to its end only has its transcript written again",
    "chancery ceremony resume csca-genesis-1 --answers answers.toml --station utopia",
)
.after(&[Step::Prepared("csca"), Step::Prepared("script")])
.with(&["--pin-source", "file:pin"])];

/// How the ceremony ended, or where it paused.
#[derive(Debug, Serialize)]
pub struct Outcome {
    #[serde(flatten)]
    ended: Ended,
}

impl Report for Outcome {
    const SCHEMA: &'static str = "chancery/ceremony.resume@1";

    fn human(&self, page: &mut Page) {
        self.ended.show(page);
    }

    fn fault(&self) -> Option<Fault> {
        self.ended.fault()
    }
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    let mut station = opening::write(context)?;
    station.expect_no_open_intent()?;
    let (_, text, events) = station.ceremony(&args.ceremony)?;
    station.expect_nothing_erased(&args.ceremony)?;
    let script = Script::parse(&text)?;
    let mode = station.identity().mode;
    let seat = match context.answers() {
        Some(path) => Seat::File(answers(path, &script, mode)?),
        None if !context.terminal().can_ask() => return Err(super::NobodyThere.into()),
        None => Seat::Terminal,
    };
    let run = Run::resume(script, mode, &events)?;
    conduct::expect_askable(context, &station, run.ahead(), &seat)?;
    seat.greet(context, &args.ceremony)?;
    Ok(Outcome { ended: conduct::to_the_end(context, &mut station, &args.ceremony, &text, run, &seat)? })
}
