//! `chancery pkd show`: what stands in the PKD, or what stood in one download.

use chancery::icao::pkd::Collection;
use serde::Serialize;

use super::ingest::{self, Ingested};
use super::{State, by_state, table};
use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening::{self, UnknownName};

/// Show what stands in the PKD
///
/// Show what stands in the PKD by the downloads that were taken in: the newest complete file of each collection, and the
/// deltas after it in their order. With the beginning of a file's digest: what stood in that file.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The beginning of the SHA-256 of a file that was taken in, four digits or more
    #[arg(value_name = "FILE")]
    file: Option<String>,
}

pub const EXAMPLES: &[Example] = &[Example::new("Show what stands in the PKD", "chancery pkd show --station utopia")
    .after(&[Step::Prepared("station")])];

/// What is shown.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Shown {
    /// One file.
    File(Box<Ingested>),
    /// What stands now.
    Now {
        /// By collection.
        collections: Vec<Standing>,
    },
}

/// What stands in one collection.
#[derive(Debug, Serialize)]
pub struct Standing {
    collection: u16,
    edition: Option<u32>,
    files: usize,
    objects: u64,
    deletions_of_nothing: u64,
    states: Vec<State>,
}

impl Report for Shown {
    const SCHEMA: &'static str = "chancery/pkd.show@1";

    fn human(&self, page: &mut Page) {
        match self {
            Shown::File(file) => {
                ingest::human(page, file);
                page.field("Ledger entry", file.entry());
            }
            Shown::Now { collections } if collections.is_empty() => {
                page.line("No download of the PKD was taken in yet: see 'chancery pkd ingest --help'.");
            }
            Shown::Now { collections } => {
                for one in collections {
                    let edition = one.edition.map_or_else(|| "not said".into(), |n| n.to_string());
                    page.field("Collection", format!("{:03}", one.collection)).field("Newest edition", edition);
                    page.field("Downloads", one.files).field("Objects", one.objects);
                    if one.deletions_of_nothing > 0 {
                        page.line(format_args!(
                            "{} deletions name what was not there: an edition is missing",
                            one.deletions_of_nothing
                        ));
                    }
                    table(page, &one.states);
                }
            }
        }
    }
}

pub fn run(args: Args, context: &Context) -> Result<Shown, Failure> {
    let station = opening::read(context)?;
    let files = station.rows().pkd_files()?;
    if let Some(begins) = args.file {
        let wanted = begins.to_ascii_lowercase();
        let mut found = files.iter().filter(|row| wanted.len() >= 4 && row.digest.to_string().starts_with(&wanted));
        let unknown =
            || UnknownName { what: "one download of the PKD", name: begins.clone(), see: "chancery pkd list" };
        return match (found.next(), found.next()) {
            (Some(row), None) => Ok(Shown::File(Box::new(ingest::shown(&station, row.digest)?))),
            _ => Err(unknown().into()),
        };
    }
    let mut numbers: Vec<u16> = files.iter().filter_map(|row| row.collection).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let mut collections = Vec::new();
    for number in numbers {
        let collection = Collection::of(number);
        let directory = station.pkd_directory(collection)?;
        let of = files.iter().filter(|row| row.collection == Some(number));
        collections.push(Standing {
            collection: number,
            edition: of.clone().filter_map(|row| row.edition).max(),
            files: of.count(),
            objects: directory.objects().count() as u64,
            deletions_of_nothing: directory.missed(),
            states: by_state(station.pkd_standing(collection)?),
        });
    }
    Ok(Shown::Now { collections })
}
