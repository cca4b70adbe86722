//! `chancery check`: is anything due or left undone?

use std::path::PathBuf;

use chancery::fault::Fault;
use chancery::station::{self, Station, left_in_clear};
use serde::Serialize;

use crate::backing::{PaperWord, Places};
use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// Say what is due
///
/// Say what is due: copies of the state, restore drills, keys that no backup has, cards and media to be destroyed,
/// revocation lists; and what was left undone: acts without an outcome, files that are missing, what a killed drill left in
/// memory. Each with the next command.
/// What is overdue is unsound (exit 1). No vault is opened, and nobody is asked: it runs unattended, every day.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder in memory to look in for what a killed drill left; /dev/shm and /run where none is named
    #[arg(long, value_name = "FOLDER")]
    memory: Option<PathBuf>,
}

pub const EXAMPLES: &[Example] = &[
    Example::new("Is anything due?", "chancery check --station utopia").after(&[Step::Prepared("station")]),
    Example::new("Shares of before are still to be destroyed", "chancery check --station utopia")
        .after(&[Step::Prepared("replaced-set")])
        .ends(1),
];

/// What is due.
#[derive(Debug, Serialize)]
pub struct Checked {
    good: bool,
    due: Vec<Due>,
}

/// Something that has to be done by a time.
#[derive(Debug, Serialize)]
pub struct Due {
    /// What, in one or two words.
    pub what: String,
    at: Option<String>,
    overdue: bool,
    words: String,
}

impl From<station::Due> for Due {
    fn from(one: station::Due) -> Self {
        Due { what: one.what, at: one.at.map(|at| at.to_string()), overdue: one.overdue, words: one.words }
    }
}

impl Due {
    /// All that is due at a station, what is overdue first.
    pub fn all(station: &Station<'_>) -> Result<Vec<Due>, Failure> {
        let mut due: Vec<Due> = station.due()?.into_iter().map(Due::from).collect();
        due.sort_by_key(|one| !one.overdue);
        Ok(due)
    }

    fn now(what: &str, words: String) -> Self {
        Due { what: what.into(), at: None, overdue: true, words }
    }

    /// For a person: what, by when, and what to type.
    pub fn show(&self, page: &mut Page) {
        let Due { what, at, overdue, words } = self;
        let when = match (at, overdue) {
            (Some(at), true) => format!("{what} since {at}"),
            (Some(at), false) => format!("{what} by {at}"),
            (None, _) => what.clone(),
        };
        page.field(if *overdue { "OVERDUE" } else { "Due" }, format!("{when}: {words}"));
    }
}

impl Report for Checked {
    const SCHEMA: &'static str = "chancery/check@1";

    fn human(&self, page: &mut Page) {
        self.due.iter().for_each(|due| due.show(page));
        page.field("Verdict", if self.good { "nothing is overdue" } else { "something is OVERDUE" });
    }

    fn fault(&self) -> Option<Fault> {
        (!self.good).then_some(Fault::Unsound)
    }
}

pub fn run(args: Args, context: &Context) -> Result<Checked, Failure> {
    let station = opening::read(context)?;
    let mut due: Vec<Due> = Vec::new();
    let status = station.status()?;
    for (entry, act) in &status.open {
        due.push(Due::now("act without outcome", format!("entry {entry}, {act}; chancery recover")));
    }
    for file in status.missing {
        due.push(Due::now("file missing", format!("{file}; chancery recover")));
    }
    let places = Places::of(Vec::new(), None, PaperWord::default(), args.memory).memory();
    for folder in left_in_clear(&places) {
        let place = folder.parent().unwrap_or(&folder).display();
        let words = format!("{}: it goes by the next 'chancery backup drill --memory {place}'", folder.display());
        due.push(Due::now("state in the clear, left by a killed drill", words));
    }
    due.extend(Due::all(&station)?);
    Ok(Checked { good: due.iter().all(|one| !one.overdue), due })
}
