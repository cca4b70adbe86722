//! `chancery ledger head`: a head of the ledger for a witness on another machine.

use std::path::PathBuf;

use chancery::station::write_new;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// Write a head of the ledger for its witnesses
///
/// Write a head of the ledger for its witnesses: the signed checkpoint (C2SP), with every cosignature of it that was taken
/// in. With '--proof-from' the proof stands before it that this head continues the one of so many entries, in the form that
/// witnesses are asked in (C2SP tlog-witness). Nothing of any entry is in it.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Number of entries of the head; all of them unless said otherwise
    #[arg(long, value_name = "N")]
    size: Option<u64>,

    /// Number of entries of the head that the witness cosigned last; 0 where there is none
    #[arg(long, value_name = "N")]
    proof_from: Option<u64>,

    /// Where the text goes; never overwritten
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub const EXAMPLES: &[Example] =
    &[Example::new("Write the newest head for a witness", "chancery ledger head --out head.txt --station utopia")
        .after(&[Step::Prepared("station")])];

/// The head.
#[derive(Debug, Serialize)]
pub struct Written {
    file: String,
    origin: String,
    entries: u64,
    root: String,
    root_words: Vec<&'static str>,
    cosignatures: usize,
    proof_from: Option<u64>,
    log_key: String,
}

impl Report for Written {
    const SCHEMA: &'static str = "chancery/ledger.head@1";

    fn human(&self, page: &mut Page) {
        page.field("File", &self.file).field("Ledger", &self.origin).field("Entries", self.entries);
        page.field("Root", &self.root).field("Cosignatures", self.cosignatures);
        if let Some(from) = self.proof_from {
            page.field("Proof from", opening::entries(from));
        }
        page.field("Log key", &self.log_key);
        page.words(&self.root_words);
    }
}

pub fn run(args: Args, context: &Context) -> Result<Written, Failure> {
    let station = opening::read(context)?;
    let checkpoint = station.checkpoint(args.size)?;
    let request = station.cosign_request(&checkpoint, args.proof_from)?;
    write_new(&args.out, request.text().as_bytes(), 0o644)?;
    let head = checkpoint.head();
    Ok(Written {
        file: args.out.display().to_string(),
        origin: checkpoint.checkpoint().origin.clone(),
        entries: head.size,
        root: head.root.to_string(),
        root_words: head.words(),
        cosignatures: checkpoint.note().signatures().len() - 1,
        proof_from: args.proof_from,
        log_key: station.log_key().text()?,
    })
}
