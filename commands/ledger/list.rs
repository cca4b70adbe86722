//! `chancery ledger list`: the entries, one line each.

use chancery::ledger::Leaf;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// List the entries of the ledger
#[derive(Debug, clap::Args)]
pub struct Args {
    /// First entry to list
    #[arg(long, value_name = "N", default_value_t = 0)]
    first: u64,

    /// How many entries at most
    #[arg(long, value_name = "N", default_value_t = 1000)]
    count: usize,
}

pub const EXAMPLES: &[Example] =
    &[Example::new("List the entries", "chancery ledger list --station utopia").after(&[Step::Prepared("station")])];

/// The entries.
#[derive(Debug, Serialize)]
pub struct Entries {
    entries: Vec<Entry>,
}

#[derive(Debug, Serialize)]
struct Entry {
    sequence: u64,
    time: String,
    kind: &'static str,
    act: String,
    act_digest: String,
}

impl Report for Entries {
    const SCHEMA: &'static str = "chancery/ledger.list@1";

    fn human(&self, page: &mut Page) {
        if self.entries.is_empty() {
            page.line("No entry stands there: see 'chancery status' for how many there are.");
            return;
        }
        page.table(
            &["Entry", "Time", "Kind", "Act", "Act digest"],
            self.entries.iter().map(|e| {
                [
                    e.sequence.to_string(),
                    e.time.clone(),
                    e.kind.to_owned(),
                    e.act.clone(),
                    e.act_digest[..16].to_owned(),
                ]
            }),
        );
    }
}

pub fn run(args: Args, context: &Context) -> Result<Entries, Failure> {
    let station = opening::read(context)?;
    let rows = station.rows();
    let mut entries = Vec::new();
    let end = rows.ledger_size()?.min(args.first.saturating_add(args.count as u64));
    for sequence in args.first..end {
        let Some(bytes) = rows.entry(sequence)? else { break };
        let leaf = Leaf::parse(&bytes)?;
        entries.push(Entry {
            sequence,
            time: leaf.reading().time.to_string(),
            kind: leaf.kind().word(),
            act: leaf.act().to_owned(),
            act_digest: leaf.act_digest().to_string(),
        });
    }
    Ok(Entries { entries })
}
