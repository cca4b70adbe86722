//! `chancery deviation list`: the deviation lists that were taken in.

use chancery::icao::masterlist::STATELESS;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// List the deviation lists that were taken in
///
/// List the deviation lists that were taken in, each with the state whose documents it is about, with what its signature is
/// worth by the decisions made by now, and with how many deviations and document numbers are on it. With --at by the
/// decisions of an earlier time.
#[derive(Debug, clap::Args)]
pub struct Args {}

pub const EXAMPLES: &[Example] =
    &[Example::new("List the lists", "chancery deviation list --station utopia").after(&[Step::Prepared("station")])];

/// The lists.
#[derive(Debug, Serialize)]
pub struct Lists {
    lists: Vec<List>,
}

#[derive(Debug, Serialize)]
struct List {
    list: String,
    state: Option<String>,
    source: Option<String>,
    verdict: String,
    signer: Option<String>,
    signed_at: Option<String>,
    deviations: u64,
    document_numbers: u64,
}

impl Report for Lists {
    const SCHEMA: &'static str = "chancery/deviation.list@1";

    fn human(&self, page: &mut Page) {
        if self.lists.is_empty() {
            page.line("No deviation list was taken in yet: see 'chancery deviation ingest --help'.");
            return;
        }
        page.table(
            &["List", "State", "Source", "Verdict", "Signed", "Deviations", "Numbers"],
            self.lists.iter().map(|l| {
                [
                    l.list[..8].to_owned(),
                    l.state.clone().unwrap_or_else(|| STATELESS.into()),
                    l.source.clone().unwrap_or_else(|| "(erased)".into()),
                    l.verdict.clone(),
                    l.signed_at.as_deref().map_or("", |at| &at[..10]).to_owned(),
                    l.deviations.to_string(),
                    l.document_numbers.to_string(),
                ]
            }),
        );
    }
}

pub fn run(_: Args, context: &Context) -> Result<Lists, Failure> {
    let station = opening::read(context)?;
    let lists = station.deviation_lists(station.now()?)?.into_iter().map(|row| List {
        list: row.digest.to_string(),
        state: row.state,
        source: row.source,
        verdict: row.verdict,
        signer: row.signer,
        signed_at: row.signed_at.map(|t| t.to_string()),
        deviations: row.deviations,
        document_numbers: row.numbers,
    });
    Ok(Lists { lists: lists.collect() })
}
