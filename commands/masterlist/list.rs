//! `chancery masterlist list`: the lists that were taken in, and what was imported.

use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// List the master lists that were taken in, and what was imported
///
/// List the master lists that were taken in, and certificates that were imported without one: see 'chancery trust import'.
#[derive(Debug, clap::Args)]
pub struct Args {}

pub const EXAMPLES: &[Example] =
    &[Example::new("List the lists", "chancery masterlist list --station utopia").after(&[Step::Prepared("station")])];

/// The lists.
#[derive(Debug, Serialize)]
pub struct Lists {
    lists: Vec<List>,
}

#[derive(Debug, Serialize)]
struct List {
    list: String,
    source: Option<String>,
    /// `master-list`; `folder` or `trust-store` for what was imported.
    form: String,
    verdict: String,
    signer: Option<String>,
    signed_at: Option<String>,
    places: u64,
}

impl Report for Lists {
    const SCHEMA: &'static str = "chancery/masterlist.list@1";

    fn human(&self, page: &mut Page) {
        if self.lists.is_empty() {
            page.line("No master list was taken in yet: see 'chancery masterlist ingest --help'.");
            return;
        }
        page.table(
            &["List", "Source", "Verdict", "Signer", "Signed", "Entries"],
            self.lists.iter().map(|l| {
                [
                    l.list[..8].to_owned(),
                    l.source.clone().unwrap_or_else(|| "(erased)".into()),
                    l.verdict.clone(),
                    l.signer.as_deref().unwrap_or_default().replace(',', ", "),
                    l.signed_at.as_deref().map_or("", |at| &at[..10]).to_owned(),
                    l.places.to_string(),
                ]
            }),
        );
    }
}

pub fn run(_: Args, context: &Context) -> Result<Lists, Failure> {
    let station = opening::read(context)?;
    let lists = station.lists(station.now()?)?.into_iter().map(|row| List {
        list: row.digest.to_string(),
        source: row.source,
        form: row.form,
        verdict: row.verdict,
        signer: row.signer,
        signed_at: row.signed_at.map(|t| t.to_string()),
        places: row.entries,
    });
    Ok(Lists { lists: lists.collect() })
}
