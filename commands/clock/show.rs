//! `chancery clock show`: how the machine's clock stands to the ledger.

use chancery::clock::DAY;
use chancery::clock::Source;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// Show how the machine's clock stands to the ledger
///
/// Show how the machine's clock stands to the ledger. Station time never goes back, and an act is refused when the
/// clock is further ahead of the last entry than the station's limit: then 'clock correct' is the only act there is.
/// Opens no vault and changes nothing.
#[derive(Debug, clap::Args)]
pub struct Args {}

pub const EXAMPLES: &[Example] =
    &[Example::new("See whether acts are possible", "chancery clock show --station utopia")
        .after(&[Step::Prepared("station")])];

/// The clock and the ledger.
#[derive(Debug, Serialize)]
pub struct Shown {
    machine: String,
    source: Source,
    bound_seconds: u32,
    last_entry: String,
    ahead_seconds: i64,
    limit_days: i64,
    state: State,
}

/// What the clock allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum State {
    InStep,
    Behind,
    Stopped,
}

impl Report for Shown {
    const SCHEMA: &'static str = "chancery/clock.show@1";

    fn human(&self, page: &mut Page) {
        let source = match self.source {
            Source::Battery => "the machine's clock",
            Source::Typed => "typed with --at",
        };
        page.field("Clock", format_args!("{} ({source}, may be off by {} seconds)", self.machine, self.bound_seconds));
        page.field("Last entry", format_args!("{}, {}", self.last_entry, apart(self.ahead_seconds)));
        page.field("Limit", format_args!("{} days between two entries", self.limit_days));
        match self.state {
            State::InStep => page.field("Acts", "are possible"),
            State::Behind => page
                .field("Acts", "are refused (CLOCK-1): the clock is behind the ledger")
                .line("Read an independent clock aloud and set the machine's clock; station time never goes back."),
            State::Stopped => page
                .field("Acts", "are refused (CLOCK-2): the clock jumped ahead")
                .line("If another clock says the same: chancery clock correct --read TIME --source WORDS"),
        };
    }
}

/// How far the clock is from the last entry, in words.
fn apart(seconds: i64) -> String {
    let side = if seconds < 0 { "after the clock" } else { "before it" };
    let away = seconds.unsigned_abs();
    let days = away / DAY.unsigned_abs();
    match (days, away) {
        (0, 1) => format!("1 second {side}"),
        (0, _) => format!("{away} seconds {side}"),
        (1, _) => format!("1 day {side}"),
        _ => format!("{days} days {side}"),
    }
}

pub fn run(_: Args, context: &Context) -> Result<Shown, Failure> {
    let station = opening::read(context)?;
    let standing = station.clock_standing()?;
    let state = match (standing.is_behind(), standing.is_stopped()) {
        (true, _) => State::Behind,
        (_, true) => State::Stopped,
        _ => State::InStep,
    };
    Ok(Shown {
        machine: standing.reading.time.to_string(),
        source: standing.reading.source,
        bound_seconds: standing.reading.bound,
        last_entry: standing.last.to_string(),
        ahead_seconds: standing.reading.time.unix() - standing.last.unix(),
        limit_days: standing.jump_limit / DAY,
        state,
    })
}
