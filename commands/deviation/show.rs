//! `chancery deviation show`: a deviation list for a person to read, or what it says of one document.

use std::collections::BTreeSet;

use chancery::digest::Digest;
use chancery::icao::deviation::{DeviationList, Entry};
use chancery::station::Station;
use chancery::station::deviation::{self, Ingested, Told};
use serde::Serialize;

use super::given::Given;
use crate::frame::{Context, Example, Failure, Page, Report, Step};

/// Show a deviation list, or what it says of one document
///
/// Show a deviation list: a file, or one that the station took in, by its digest or the first 8 digits of it and more. For
/// a file no station is needed; where one is named, the signer's CSCA is searched among what is known there, and it is said
/// whether it was accepted. A list whose signature is bad is not shown. Document numbers name people's documents: only how
/// many there are is shown. With --number the deviations that apply to that document, if it is of the type, signer and dates
/// that they name; with --numbers every number.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// File, or digest of a list that was taken in
    #[arg(value_name = "LIST")]
    list: String,

    /// Only the deviations that may apply to the document with this number
    #[arg(long, value_name = "NUMBER", value_parser = number, conflicts_with = "numbers")]
    number: Option<String>,

    /// Print every document number
    #[arg(long)]
    numbers: bool,
}

pub const EXAMPLES: &[Example] = &[
    Example::new("Show a list from a file", "chancery deviation show antarctica.dl")
        .after(&[Step::Prepared("deviations")]),
    Example::new("What applies to one document?", "chancery deviation show antarctica.dl --number AQ1234567")
        .after(&[Step::Prepared("deviations")]),
];

/// A document number as somebody types it.
fn number(text: &str) -> Result<String, String> {
    let fits = (1..=60).contains(&text.trim().len()) && text.bytes().all(|b| b.is_ascii_graphic() || b == b' ');
    if fits { Ok(text.trim().to_owned()) } else { Err("wanted a document number of 1 to 60 printed characters".into()) }
}

/// The list.
#[derive(Debug, Serialize)]
pub struct Shown {
    list: String,
    verdict: String,
    not_verified: Vec<String>,
    findings: Vec<String>,
    state: Option<String>,
    signer: Option<String>,
    signed_at: Option<String>,
    version: u32,
    deviations_in_all: u64,
    unreadable: u64,
    document_numbers: u64,
    number: Option<String>,
    deviations: Vec<Deviation>,
}

#[derive(Debug, Serialize)]
struct Deviation {
    /// Counted from 1, as on the page.
    deviation: usize,
    offset: usize,
    documents: Vec<(&'static str, String)>,
    /// Where one number was asked for: whether it stands on the list, or the deviation names none.
    #[serde(skip_serializing_if = "Option::is_none")]
    applies: Option<&'static str>,
    described: u64,
    deviates: Vec<String>,
    unreadable: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    numbers: Option<Vec<String>>,
}

const NAMED: &str = "its number is named";
const ANY: &str = "no number is named";
const UNKNOWN: &str = "it cannot be read, so that nobody can say";

impl Report for Shown {
    const SCHEMA: &'static str = "chancery/deviation.show@1";

    fn human(&self, page: &mut Page) {
        page.field("List", &self.list).field("Verdict", &self.verdict);
        page.field("State", self.state.as_deref().unwrap_or("not said"));
        page.field("Signer", self.signer.as_deref().unwrap_or("not said"));
        page.field("Signed", self.signed_at.as_deref().unwrap_or("not said"));
        page.field("Deviations", self.deviations_in_all);
        if self.unreadable > 0 {
            page.field("Unreadable", self.unreadable);
        }
        page.field("Document numbers", self.document_numbers);
        if self.deviations_in_all == 0 && self.unreadable == 0 {
            page.line("Nothing deviates: whatever a list before this one said is taken back.");
        }
        for remark in &self.not_verified {
            page.line(format_args!("not verified: {remark}"));
        }
        for remark in &self.findings {
            page.line(format_args!("noticed: {remark}"));
        }
        if let (Some(number), true) = (&self.number, self.deviations.is_empty()) {
            page.line(format_args!("No deviation on this list applies to document {number}."));
        }
        for one in &self.deviations {
            page.heading(format_args!("Deviation {}", one.deviation));
            if let Some(applies) = one.applies {
                page.field("applies", applies);
            }
            for (name, value) in &one.documents {
                page.field(name, value);
            }
            if let Some(why) = &one.unreadable {
                page.field("unreadable", why);
            }
            for line in &one.deviates {
                page.field("deviates", line);
            }
            let more = one.described.saturating_sub(one.deviates.len() as u64);
            if more > 0 {
                page.field("deviates", format_args!("and {more} more"));
            }
            for number in one.numbers.iter().flatten() {
                page.columns(number);
            }
        }
    }
}

fn shown(entry: &Entry<'_>, args: &Args) -> Option<Deviation> {
    let read = entry.read().ok();
    let applies = match (&args.number, &read) {
        (None, _) => None,
        (Some(_), None) => Some(UNKNOWN),
        (Some(number), Some(deviation)) if !deviation.documents.may_mean(number) => return None,
        (Some(_), Some(deviation)) => Some(if deviation.documents.has_numbers() { NAMED } else { ANY }),
    };
    let told = Told::of(entry);
    let all = || read.iter().flat_map(|deviation| deviation.documents.numbers()).map(|number| number.shown());
    Some(Deviation {
        deviation: told.index + 1,
        offset: told.offset,
        documents: told.documents,
        applies,
        described: told.described,
        deviates: told.descriptions,
        unreadable: told.unreadable,
        numbers: args.numbers.then(|| all().collect()),
    })
}

fn judged(list: &DeviationList<'_>, station: Option<&Station<'_>>) -> Result<Ingested, Failure> {
    match station {
        Some(station) => Ok(station.judge_deviations(list)?),
        None => Ok(deviation::ingest(list, &[], &BTreeSet::new())?),
    }
}

pub fn run(args: Args, context: &Context) -> Result<Shown, Failure> {
    let given = Given::read(&args.list, context)?;
    let list = given.list()?;
    let Ingested { verdict, counts } = judged(&list, given.station()).map_err(|failure| given.about(failure))?;
    Ok(Shown {
        list: Digest::of(given.octets()).to_string(),
        verdict: verdict.words(),
        not_verified: verdict.not_verified,
        findings: verdict.findings,
        state: verdict.signer_state,
        signer: verdict.signer,
        signed_at: verdict.signed_at.map(|at| at.to_string()),
        version: counts.version,
        deviations_in_all: counts.deviations,
        unreadable: counts.unreadable,
        document_numbers: counts.numbers,
        deviations: list.entries().filter_map(|entry| shown(&entry, &args)).collect(),
        number: args.number,
    })
}
