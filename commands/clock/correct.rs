//! `chancery clock correct`: an independent clock explains a jump.

use chancery::act::{Act, ClockCorrect};
use chancery::clock::Time;
use chancery::station::Material;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening::{self, Recorded};

/// Explain a jump of the clock, so that acts are possible again
///
/// Explain a jump of the clock, so that acts are possible again. A station that stood idle for longer than its limit
/// refuses every act (CLOCK-2) until an independent clock is read aloud: its time is typed here, it must agree with the
/// machine's clock within the station's bound (300 seconds unless 'station.toml' says otherwise), and its day has to be
/// typed to confirm. Station time never goes back: a clock behind the last entry is refused (CLOCK-1). The entry says
/// the old time, the time read, the machine's time and the source.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Time that the independent clock shows, such as 2027-06-01T08:00:00Z
    #[arg(long, value_name = "TIME")]
    read: Time,

    /// Which clock that is, and who read it
    #[arg(long, value_name = "WORDS")]
    source: String,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Go on after a station lay idle for half a year",
    "chancery clock correct --read 2099-06-01T08:00:00Z --source 'wall clock of the archive' --station utopia",
)
.after(&[Step::Prepared("station"), Step::Write("answers.toml", "confirm = [\"2099-06-01\"]\n")])
.with(&["--at", "2099-06-01T08:00:10Z", "--pin-source", "file:pin", "--answers", "answers.toml"])];

/// The correction.
#[derive(Debug, Serialize)]
pub struct Corrected {
    last_entry: String,
    read: String,
    machine: String,
    recorded: Recorded,
}

impl Report for Corrected {
    const SCHEMA: &'static str = "chancery/clock.correct@1";

    fn human(&self, page: &mut Page) {
        page.field("Last entry", &self.last_entry).field("Time read", &self.read).field("Clock", &self.machine);
        self.recorded.show(page);
        page.line("Station time goes on from here; acts are possible again.");
    }
}

pub fn run(args: Args, context: &Context) -> Result<Corrected, Failure> {
    let mut station = opening::write(context)?;
    let last = station.clock_standing()?.last;
    let act = ClockCorrect { last, read: args.read, source: args.source };
    station.check_clock_correction(&act)?;
    let done = opening::perform(context, &mut station, Act::ClockCorrect(act), Material::none())?;
    Ok(Corrected {
        last_entry: opening::output(&done, "last"),
        read: opening::output(&done, "read"),
        machine: opening::output(&done, "machine"),
        recorded: Recorded::of(&done),
    })
}
