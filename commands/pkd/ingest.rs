//! `chancery pkd ingest`: a download of the PKD.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chancery::act::{Act, PkdIngest};
use chancery::digest::Digest;
use chancery::icao::Looks;
use chancery::icao::pkd::Counts;
use chancery::station::{Material, Station, StationError, Unverified};
use serde::Serialize;

use super::{State, by_state, table};
use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::looks;
use crate::opening::{self, Recorded};

/// Take in a download of the PKD
///
/// Take in a download of the ICAO PKD: an LDIF file of collection 001 (document signers, bar code signers, CRLs), 002
/// (master lists) or 003 (what does not conform), complete or delta. It is copied from its medium once and read as a
/// stream, whatever its size. Every object is kept with its original bytes, who signed it, and what the PKD's operator
/// says of it; one that cannot be read is kept raw with the reason, and costs no other. Master lists are taken in with
/// the file, as 'masterlist ingest' takes them in; one whose signature is bad is left out and told. A file that was taken
/// in is not taken in again: the command says so and changes nothing. A reading that was cut off goes on where it was.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file, such as icaopkd-001-complete-009667.ldif
    file: PathBuf,

    /// Where it comes from, in words
    #[arg(long, value_name = "WORDS")]
    source: String,

    /// The name it was published by, where the file has another
    ///
    /// The name it was published by, where the file has another. It says collection, extent and edition.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Take in what an operator downloaded",
    "chancery pkd ingest icaopkd-001-complete-000001.ldif --source 'stick of the operator' --station utopia",
)
.after(&[Step::Prepared("station"), Step::Prepared("pkd")])
.with(&["--pin-source", "file:pin"])];

/// What the file held.
#[derive(Debug, Serialize)]
pub struct Ingested {
    file: String,
    name: Option<String>,
    collection: Option<u16>,
    extent: Option<&'static str>,
    edition: Option<u32>,
    version: Option<u64>,
    octets: u64,
    records: u64,
    counts: Counts,
    lists_taken_in: u64,
    lists_known: u64,
    lists_left_out: Vec<String>,
    noticed: Option<String>,
    oddities: BTreeMap<String, u64>,
    states: Vec<State>,
    not_verified: Vec<Unverified>,
    already: bool,
    entry: u64,
    recorded: Option<Recorded>,
}

impl Ingested {
    /// The entry that recorded it.
    pub fn entry(&self) -> u64 {
        self.entry
    }

    fn of(station: &Station<'_>, file: Digest, recorded: Option<Recorded>) -> Result<Ingested, Failure> {
        let row =
            station.rows().pkd_file(file)?.ok_or(StationError::MaterialMissing { what: "PKD file", digest: file })?;
        let summary = station.pkd_summary(file)?;
        Ok(Ingested {
            file: file.to_string(),
            name: row.name,
            collection: row.collection,
            extent: row.extent.map(chancery::icao::pkd::Extent::word),
            edition: row.edition,
            version: row.version,
            octets: row.octets,
            records: row.records,
            counts: summary.counts,
            lists_taken_in: 0,
            lists_known: 0,
            lists_left_out: Vec::new(),
            noticed: None,
            oddities: summary.oddities,
            states: by_state(summary.states),
            not_verified: summary.not_verified,
            already: recorded.is_none(),
            entry: row.sequence,
            recorded,
        })
    }
}

/// How many objects that are not verified are shown to a person.
const SHOWN: usize = 30;

/// The lines of a file's page that `show` has too.
pub fn human(page: &mut Page, file: &Ingested) {
    let none = || "not said".to_owned();
    page.field("File", &file.file).field("Name", file.name.as_deref().unwrap_or("not said"));
    let collection = file.collection.map_or_else(none, |n| format!("{n:03}"));
    page.field("Collection", format!("{collection}, {}", file.extent.unwrap_or("extent not said")));
    page.field("Edition", file.edition.map_or_else(none, |n| n.to_string()));
    page.field("Records", file.records).field("Objects", file.counts.objects);
    page.field("Verified", file.counts.verified).field("Not verified", file.counts.not_verified);
    page.field("Under an anchor", file.states.iter().map(|one| one.tally.under_an_anchor).sum::<u64>());
    page.field("Kept raw", file.counts.unreadable).field("Taken away", file.counts.deletions);
    table(page, &file.states);
    for one in file.not_verified.iter().take(SHOWN) {
        let state = one.state.as_deref().unwrap_or("no state");
        page.line(format_args!("line {}, {state}, {}: {}", one.line, one.object.short(), one.why.words()));
    }
    if file.not_verified.len() > SHOWN {
        page.line(format_args!("and {} more: see '--json'", file.not_verified.len() - SHOWN));
    }
    for (code, count) in &file.oddities {
        page.line(format_args!("odd: {code}, {count} times"));
    }
    if let Some(noticed) = &file.noticed {
        page.line(format_args!("noticed: {noticed}"));
    }
}

impl Report for Ingested {
    const SCHEMA: &'static str = "chancery/pkd.ingest@1";

    fn human(&self, page: &mut Page) {
        human(page, self);
        if self.counts.master_lists > 0 && !self.already {
            page.line(format_args!(
                "master lists: {} taken in, {} known already, {} left out",
                self.lists_taken_in,
                self.lists_known,
                self.lists_left_out.len()
            ));
        }
        for one in &self.lists_left_out {
            page.line(format_args!("left out: {one}"));
        }
        match &self.recorded {
            Some(recorded) => recorded.show(page),
            None => {
                page.line(format_args!(
                    "This file was taken in already: ledger entry {}. Nothing changed.",
                    self.entry
                ));
            }
        }
    }
}

pub fn run(args: Args, context: &Context) -> Result<Ingested, Failure> {
    let mut file = opening::open_file(&args.file)?;
    let mut station = opening::write(context)?;
    let unread = |error: StationError| looks::about(error.into(), &args.file, &[Looks::Download]);
    let large = station.copy_of(&mut file).map_err(unread)?;
    let digest = large.digest();
    if station.rows().pkd_file(digest)?.is_some() {
        return Ingested::of(&station, digest, None);
    }
    let own = args.file.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = args.name.or(own).unwrap_or_default();
    let act = Act::PkdIngest(PkdIngest { file: digest, name, source: args.source });
    let done = opening::perform(context, &mut station, act, Material::large(large))
        .map_err(|e| looks::about(e, &args.file, &[Looks::Download]))?;
    let mut report = Ingested::of(&station, digest, Some(Recorded::of(&done)))?;
    let number = |name| opening::output(&done, name).parse().unwrap_or_default();
    report.lists_taken_in = number("lists taken in");
    report.lists_known = number("lists known");
    report.lists_left_out = opening::output(&done, "lists left out").lines().map(str::to_owned).collect();
    report.noticed = Some(opening::output(&done, "noticed")).filter(|text| !text.is_empty());
    Ok(report)
}

/// A file that was taken in, for `show`.
pub fn shown(station: &Station<'_>, file: Digest) -> Result<Ingested, Failure> {
    Ingested::of(station, file, None)
}
