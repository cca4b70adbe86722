//! `chancery ceremony list`: the ceremonies of the station.

use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// List the ceremonies of the station
#[derive(Debug, clap::Args)]
pub struct Args {}

pub const EXAMPLES: &[Example] =
    &[Example::new("List the ceremonies", "chancery ceremony list --station utopia").after(&[Step::Prepared("csca")])];

/// The ceremonies.
#[derive(Debug, Serialize)]
pub struct Runs {
    ceremonies: Vec<Line>,
}

#[derive(Debug, Serialize)]
struct Line {
    name: String,
    title: String,
    script: String,
    state: &'static str,
    events: usize,
}

impl Report for Runs {
    const SCHEMA: &'static str = "chancery/ceremony.list@1";

    fn human(&self, page: &mut Page) {
        if self.ceremonies.is_empty() {
            page.line("No ceremony was begun yet: see 'chancery ceremony run --help'.");
            return;
        }
        page.table(
            &["Ceremony", "Title", "State", "Events", "Script"],
            self.ceremonies.iter().map(|c| {
                [c.name.clone(), c.title.clone(), c.state.to_owned(), c.events.to_string(), c.script[..16].to_owned()]
            }),
        );
    }
}

pub fn run(_: Args, context: &Context) -> Result<Runs, Failure> {
    let station = opening::read(context)?;
    let mut ceremonies = Vec::new();
    for row in station.rows().runs()? {
        ceremonies.push(Line {
            events: station.rows().events(&row.name)?.len(),
            name: row.name.to_string(),
            title: row.title,
            script: row.script.to_string(),
            state: if row.finished { "finished" } else { "running" },
        });
    }
    Ok(Runs { ceremonies })
}
