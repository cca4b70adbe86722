//! `chancery pkd export`: what stands in the PKD, or what this station gives it, as a download.

use std::path::PathBuf;

use chancery::fault::{Fail, Fault};
use chancery::icao::pkd::{Collection, Exported};
use chancery::station::write_streamed;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// Write a download of the PKD
///
/// Write an LDIF file in the layout of the PKD's downloads: what stands in a collection by the files that were taken in,
/// with versions and conformance codes; or, with '--own', what this station gives the PKD: its document signers'
/// certificates that are not revoked, the newest CRL of each CSCA key and its newest master list. The same content gives
/// the same octets. The file is not signed: nothing in it is believed for standing there.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file that is made; nothing is overwritten
    file: PathBuf,

    /// The collection: 1, 2 or 3, or a further one
    #[arg(long, value_name = "NUMBER", required_unless_present = "own")]
    collection: Option<u16>,

    /// One state alone: two letters
    #[arg(long, value_name = "STATE", conflicts_with = "own", value_parser = crate::trust::state)]
    state: Option<String>,

    /// What this station gives the PKD
    #[arg(long, conflicts_with = "collection")]
    own: bool,
}

pub const EXAMPLES: &[Example] =
    &[Example::new("Write what this station gives the PKD", "chancery pkd export utopia.ldif --own --station utopia")
        .after(&[Step::Prepared("station")])];

/// What was written.
#[derive(Debug, Serialize)]
pub struct Written {
    file: String,
    collection: Option<u16>,
    containers: u64,
    records: u64,
    objects: u64,
    left_out_without_a_name: Vec<String>,
    left_out_without_a_state: Vec<String>,
}

impl Report for Written {
    const SCHEMA: &'static str = "chancery/pkd.export@1";

    fn human(&self, page: &mut Page) {
        page.field("File", &self.file).field("Objects", self.objects).field("Records", self.records);
        for (why, all) in [
            ("it cannot be read, so it has no name in the directory", &self.left_out_without_a_name),
            ("it stands below no state", &self.left_out_without_a_state),
        ] {
            for one in all {
                page.line(format_args!("left out: {one}: {why}"));
            }
        }
    }
}

/// A collection of which nothing was taken in.
#[derive(Debug, thiserror::Error)]
#[error("no download of collection {collection:03} was taken in")]
struct NothingTakenIn {
    collection: u16,
}

impl Fail for NothingTakenIn {
    fn kind(&self) -> Fault {
        Fault::Usage
    }

    fn hint(&self) -> Option<String> {
        Some("see 'chancery pkd list'".into())
    }
}

pub fn run(args: Args, context: &Context) -> Result<Written, Failure> {
    let station = opening::read(context)?;
    if let Some(collection) = args.collection
        && !station.rows().pkd_files()?.iter().any(|row| row.collection == Some(collection))
    {
        return Err(NothingTakenIn { collection }.into());
    }
    let progress = context.progress("pkd export");
    let exported = write_streamed(&args.file, 0o644, |out| -> Result<Exported, Failure> {
        Ok(match args.collection {
            Some(number) => station.export_pkd(out, Collection::of(number), args.state.as_deref())?,
            None => station.export_own_pkd(out)?,
        })
    });
    drop(progress);
    let exported = exported?;
    let digests = |all: &[chancery::digest::Digest]| all.iter().map(ToString::to_string).collect();
    Ok(Written {
        file: args.file.display().to_string(),
        collection: args.collection,
        containers: exported.containers,
        records: exported.records,
        objects: exported.objects,
        left_out_without_a_name: digests(&exported.nameless),
        left_out_without_a_state: digests(&exported.stateless),
    })
}
