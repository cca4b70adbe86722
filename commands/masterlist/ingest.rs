//! `chancery masterlist ingest`: a list from outside.

use std::path::PathBuf;

use chancery::act::{Act, MasterlistIngest};
use chancery::digest::Digest;
use chancery::icao::masterlist::STATELESS;
use chancery::station::{Material, StateSummary};
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::looks;
use crate::masterlist::side::{LISTS, LONGEST};
use crate::opening::{self, Recorded};

/// Take in a master list
///
/// Take in a master list: its signature is verified, every certificate on it is read, verified, linted and kept with
/// its original bytes, verdict and findings. One bad certificate never costs the list; a list whose signature is bad is
/// refused whole. 'anchored' says that its signer's CSCA was accepted before, 'signed' that nobody decided about it. The
/// signer's certificate must verify under a CSCA that is carried, listed or known. The list's signature does not cover what
/// is carried beside it: a carried certificate that nothing verifies is named, and the verdict is then 'signed, not verified
/// throughout'.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The list
    file: PathBuf,

    /// Where it comes from, in words
    #[arg(long, value_name = "WORDS")]
    source: String,

    /// Take a list whose signature was stripped, and mark it so for ever
    #[arg(long)]
    unsigned: bool,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Take in a list that a courier brought",
    "chancery masterlist ingest antarctica.ml --source 'courier, 22 November' --station utopia",
)
.after(&[Step::Prepared("station"), Step::Prepared("masterlist")])
.with(&["--pin-source", "file:pin"])];

/// The list and the states on it.
#[derive(Debug, Serialize)]
pub struct Ingested {
    list: String,
    verdict: String,
    not_verified: Vec<String>,
    findings: Vec<String>,
    signer: Option<String>,
    signed_at: Option<String>,
    certificates: u64,
    states: usize,
    summary: Vec<State>,
    recorded: Recorded,
}

/// One state's certificates.
#[derive(Debug, Serialize)]
struct State {
    state: String,
    certificates: u64,
    self_signed: u64,
    links: u64,
    not_verified: u64,
    with_errors: u64,
    expired: u64,
}

impl From<StateSummary> for State {
    fn from(s: StateSummary) -> Self {
        State {
            state: s.state,
            certificates: s.certificates,
            self_signed: s.self_signed,
            links: s.links,
            not_verified: s.not_verified,
            with_errors: s.with_errors,
            expired: s.expired,
        }
    }
}

impl Report for Ingested {
    const SCHEMA: &'static str = "chancery/masterlist.ingest@1";

    fn human(&self, page: &mut Page) {
        page.field("List", &self.list).field("Verdict", &self.verdict);
        page.field("Signer", self.signer.as_deref().unwrap_or("none"));
        page.field("Signed", self.signed_at.as_deref().unwrap_or("never"));
        page.field("Certificates", self.certificates).field("States", self.states);
        for remark in &self.not_verified {
            page.line(format_args!("not verified: {remark}"));
        }
        for remark in &self.findings {
            page.line(format_args!("noticed: {remark}"));
        }
        let header = ["State", "Certificates", "Self-signed", "Links", "Unverified", "Errors", "Expired"];
        page.table(
            &header,
            self.summary.iter().map(|s| {
                let numbers = [s.certificates, s.self_signed, s.links, s.not_verified, s.with_errors, s.expired];
                std::iter::once(s.state.clone()).chain(numbers.map(|n| n.to_string()))
            }),
        );
        self.recorded.show(page);
    }
}

pub fn run(args: Args, context: &Context) -> Result<Ingested, Failure> {
    let bytes = opening::read_list(&args.file, LONGEST)?;
    let list = Digest::of(&bytes);
    let mut station = opening::write(context)?;
    let act = Act::MasterlistIngest(MasterlistIngest { list, source: args.source, unsigned: args.unsigned });
    let done = opening::perform(context, &mut station, act, Material::one(bytes))
        .map_err(|e| looks::about(e, &args.file, LISTS))?;
    let summary = station.rows().states(Some(list), station.now()?)?;
    let row = station.rows().list(list)?;
    let remarks = |name| opening::output(&done, name).lines().map(str::to_owned).collect();
    Ok(Ingested {
        list: list.to_string(),
        verdict: opening::output(&done, "verdict"),
        not_verified: remarks("not verified"),
        findings: remarks("findings"),
        signer: row.as_ref().and_then(|r| r.signer.clone()),
        signed_at: row.as_ref().and_then(|r| r.signed_at).map(|t| t.to_string()),
        certificates: summary.iter().map(|s| s.certificates).sum(),
        states: summary.iter().filter(|s| s.state != STATELESS).count(),
        summary: summary.into_iter().map(State::from).collect(),
        recorded: Recorded::of(&done),
    })
}
