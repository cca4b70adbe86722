//! `chancery pkd list`: the downloads that were taken in.

use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// List the downloads of the PKD that were taken in
#[derive(Debug, clap::Args)]
pub struct Args {}

pub const EXAMPLES: &[Example] =
    &[Example::new("List the downloads", "chancery pkd list --station utopia").after(&[Step::Prepared("station")])];

/// The files.
#[derive(Debug, Serialize)]
pub struct Files {
    files: Vec<File>,
}

#[derive(Debug, Serialize)]
struct File {
    file: String,
    name: Option<String>,
    collection: Option<u16>,
    extent: Option<&'static str>,
    edition: Option<u32>,
    version: Option<u64>,
    octets: u64,
    records: u64,
    entry: u64,
}

impl Report for Files {
    const SCHEMA: &'static str = "chancery/pkd.list@1";

    fn human(&self, page: &mut Page) {
        if self.files.is_empty() {
            page.line("No download of the PKD was taken in yet: see 'chancery pkd ingest --help'.");
            return;
        }
        page.table(
            &["File", "Collection", "Extent", "Edition", "Records", "Ledger entry"],
            self.files.iter().map(|f| {
                let none = String::new;
                [
                    f.file.chars().take(8).collect(),
                    f.collection.map_or_else(none, |n| format!("{n:03}")),
                    f.extent.unwrap_or_default().to_owned(),
                    f.edition.map_or_else(none, |n| n.to_string()),
                    f.records.to_string(),
                    f.entry.to_string(),
                ]
            }),
        );
    }
}

pub fn run(_: Args, context: &Context) -> Result<Files, Failure> {
    let station = opening::read(context)?;
    let files = station.rows().pkd_files()?.into_iter().map(|row| File {
        file: row.digest.to_string(),
        name: row.name,
        collection: row.collection,
        extent: row.extent.map(chancery::icao::pkd::Extent::word),
        edition: row.edition,
        version: row.version,
        octets: row.octets,
        records: row.records,
        entry: row.sequence,
    });
    Ok(Files { files: files.collect() })
}
