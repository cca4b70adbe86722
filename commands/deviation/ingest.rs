//! `chancery deviation ingest`: a deviation list from outside.

use std::path::PathBuf;

use chancery::act::{Act, DeviationIngest};
use chancery::digest::Digest;
use chancery::icao::Looks;
use chancery::station::Material;
use serde::Serialize;

use super::LONGEST;
use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::looks;
use crate::opening::{self, Recorded};

/// Take in a deviation list
///
/// Take in a deviation list: what a state says is wrong with documents it issued. Its signature is verified and its signer
/// judged at the signing time, as a master list's is: 'anchored' says that the signer's CSCA was accepted before, 'signed'
/// that nobody decided about it. A list whose signature is bad is refused whole; a deviation that cannot be read is kept as
/// it is and costs nothing else. The list is kept with its original bytes; of the document numbers on it only how many there
/// are is shown and recorded.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The list
    file: PathBuf,

    /// Where it comes from, in words
    #[arg(long, value_name = "WORDS")]
    source: String,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Take in a list that a courier brought",
    "chancery deviation ingest antarctica.dl --source 'courier, 22 November' --station utopia",
)
.after(&[Step::Prepared("station"), Step::Prepared("deviations")])
.with(&["--pin-source", "file:pin"])];

/// The list.
#[derive(Debug, Serialize)]
pub struct Ingested {
    list: String,
    verdict: String,
    not_verified: Vec<String>,
    findings: Vec<String>,
    state: Option<String>,
    signer: Option<String>,
    signed_at: Option<String>,
    deviations: u64,
    unreadable: u64,
    document_numbers: u64,
    recorded: Recorded,
}

impl Report for Ingested {
    const SCHEMA: &'static str = "chancery/deviation.ingest@1";

    fn human(&self, page: &mut Page) {
        page.field("List", &self.list).field("Verdict", &self.verdict);
        page.field("State", self.state.as_deref().unwrap_or("not said"));
        page.field("Signer", self.signer.as_deref().unwrap_or("not said"));
        page.field("Signed", self.signed_at.as_deref().unwrap_or("not said"));
        page.field("Deviations", self.deviations);
        if self.unreadable > 0 {
            page.field("Unreadable", self.unreadable);
        }
        page.field("Document numbers", self.document_numbers);
        for remark in &self.not_verified {
            page.line(format_args!("not verified: {remark}"));
        }
        for remark in &self.findings {
            page.line(format_args!("noticed: {remark}"));
        }
        self.recorded.show(page);
    }
}

pub fn run(args: Args, context: &Context) -> Result<Ingested, Failure> {
    let bytes = opening::read_list(&args.file, LONGEST)?;
    let list = Digest::of(&bytes);
    let mut station = opening::write(context)?;
    let act = Act::DeviationIngest(DeviationIngest { list, source: args.source });
    let done = opening::perform(context, &mut station, act, Material::one(bytes))
        .map_err(|e| looks::about(e, &args.file, &[Looks::DeviationList]))?;
    let row = station.rows().deviation_list(list)?;
    let remarks = |name| opening::output(&done, name).lines().map(str::to_owned).collect();
    Ok(Ingested {
        list: list.to_string(),
        verdict: opening::output(&done, "verdict"),
        not_verified: remarks("not verified"),
        findings: remarks("findings"),
        state: row.as_ref().and_then(|r| r.state.clone()),
        signer: row.as_ref().and_then(|r| r.signer.clone()),
        signed_at: row.as_ref().and_then(|r| r.signed_at).map(|t| t.to_string()),
        deviations: row.as_ref().map_or(0, |r| r.deviations),
        unreadable: opening::output(&done, "unreadable").parse().unwrap_or_default(),
        document_numbers: row.as_ref().map_or(0, |r| r.numbers),
        recorded: Recorded::of(&done),
    })
}
