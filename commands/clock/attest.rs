//! `chancery clock attest`: an independent clock is read beside the station's own.

use chancery::act::{Act, ClockAttest};
use chancery::clock::Time;
use chancery::station::Material;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening::{self, Recorded};

/// Record a reading of an independent clock beside the station's own
///
/// Record a reading of an independent clock beside the station's own. The two must agree within the station's bound
/// (CLOCK-4). Cooling-off is counted between two such readings, and between nothing else: a station clock that was set
/// forward shortens no waiting (COOLING-2). Officers approve it as the policy asks; what they approve is what was read
/// at that moment, so they may take their time.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Time that the independent clock shows, such as 2026-11-22T10:00:00Z
    #[arg(long, value_name = "TIME")]
    read: Time,

    /// Which clock that is, and who read it
    #[arg(long, value_name = "WORDS")]
    source: String,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Record what the wall clock says",
    "chancery clock attest --read 2099-06-01T08:00:00Z --source 'radio clock, read by the witness' --station utopia",
)
.after(&[
    Step::Prepared("station"),
    Step::Write("answers.toml", "confirm = [\"2099-06-01\"]\n"),
    Step::Run(
        "chancery clock correct --read 2099-06-01T08:00:00Z --source 'wall clock' --station utopia \
         --at 2099-06-01T08:00:00Z --pin-source file:pin --answers answers.toml",
    ),
])
.with(&["--at", "2099-06-01T08:00:10Z", "--pin-source", "file:pin"])];

/// The reading.
#[derive(Debug, Serialize)]
pub struct Attested {
    read: String,
    machine: String,
    recorded: Recorded,
}

impl Report for Attested {
    const SCHEMA: &'static str = "chancery/clock.attest@1";

    fn human(&self, page: &mut Page) {
        page.field("Time read", &self.read).field("Station time", &self.machine);
        self.recorded.show(page);
    }
}

pub fn run(args: Args, context: &Context) -> Result<Attested, Failure> {
    let mut station = opening::write(context)?;
    let machine = station.now()?;
    let act = Act::ClockAttest(ClockAttest { read: args.read, machine, source: args.source });
    let done = opening::perform(context, &mut station, act, Material::none())?;
    Ok(Attested {
        read: opening::output(&done, "read"),
        machine: opening::output(&done, "machine"),
        recorded: Recorded::of(&done),
    })
}
