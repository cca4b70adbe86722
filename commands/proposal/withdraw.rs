//! `chancery proposal withdraw`: the statement by which an officer takes a proposal back.

use std::path::PathBuf;

use chancery::act::Decision;
use serde::Serialize;

use crate::deciding::{self, Named, Written};
use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// Write the statement by which an officer withdraws a proposal
///
/// Write the statement by which an officer withdraws a proposal. Signed by any enrolled officer and taken in, it ends
/// the proposal, whoever approved it before.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The proposal: its name at the station, its file, or a statement about it
    #[arg(value_name = "PROPOSAL")]
    proposal: Named,

    /// Why
    #[arg(long, value_name = "WORDS")]
    reason: String,

    /// Where the statement goes instead of withdraw.txt; never overwritten
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Write what an officer signs to stop a proposal",
    "chancery proposal withdraw p-000007 --reason 'wrong curve' --station utopia",
)
.after(&[Step::Prepared("proposal")])];

/// The statement.
#[derive(Debug, Serialize)]
pub struct Withdrawing {
    statement: Written,
}

impl Report for Withdrawing {
    const SCHEMA: &'static str = "chancery/proposal.withdraw@1";

    fn human(&self, page: &mut Page) {
        self.statement.show(page);
    }
}

pub fn run(args: Args, context: &Context) -> Result<Withdrawing, Failure> {
    let proposal = match &args.proposal {
        Named::File(path) => deciding::read(path)?,
        named => {
            let station = opening::read(context)?;
            let standing = deciding::find(&station, named)?;
            deciding::expect_open(context, &station, &standing)?;
            standing.proposal
        }
    };
    let statement = deciding::write(context, Decision::Withdraw, &args.reason, proposal, args.out.as_deref())?;
    Ok(Withdrawing { statement })
}
