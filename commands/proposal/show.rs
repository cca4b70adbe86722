//! `chancery proposal show`: the text officers judge, and the statement they sign.

use std::path::PathBuf;

use chancery::act::Decision;
use chancery::approval::Proposal;
use serde::Serialize;

use crate::deciding::{self, Named, Written};
use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// Show a proposal, or write the statement that an officer signs
///
/// Show a proposal, or write the statement that an officer signs: their decision, and below it the whole proposal. A
/// file is judged without any station: every line of it must be what its own block says (FORM-1). Whoever signs a
/// statement signs every octet of it; the file may be renamed and carried, and not changed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The proposal: its name at the station, its file, or a statement about it
    #[arg(value_name = "PROPOSAL")]
    proposal: Named,

    /// Write the statement of this decision: propose, approve, refuse or withdraw
    #[arg(long, value_name = "DECISION", value_parser = ["propose", "approve", "refuse", "withdraw"])]
    decision: Option<String>,

    /// Why; a refusal and a withdrawal want it
    #[arg(long, value_name = "WORDS", requires = "decision")]
    reason: Option<String>,

    /// Where the statement goes instead of DECISION.txt; never overwritten
    #[arg(long, value_name = "FILE", requires = "decision")]
    out: Option<PathBuf>,
}

pub const EXAMPLES: &[Example] = &[
    Example::new("Read what is proposed", "chancery proposal show p-000007 --station utopia")
        .after(&[Step::Prepared("proposal")]),
    Example::new(
        "Write what an officer signs who approves",
        "chancery proposal show p-000007 --decision approve --station utopia",
    )
    .after(&[Step::Prepared("proposal")]),
];

/// The proposal, or the statement.
#[derive(Debug, Serialize)]
pub struct Shown {
    act: &'static str,
    act_digest: String,
    expires: String,
    proposer: Option<String>,
    text: String,
    statement: Option<Written>,
}

impl Report for Shown {
    const SCHEMA: &'static str = "chancery/proposal.show@1";

    fn human(&self, page: &mut Page) {
        match &self.statement {
            Some(written) => written.show(page),
            None => {
                page.verbatim(&self.text);
            }
        }
    }
}

pub fn run(args: Args, context: &Context) -> Result<Shown, Failure> {
    let proposal: Proposal = match &args.proposal {
        Named::File(path) => deciding::read(path)?,
        named => {
            let station = opening::read(context)?;
            let standing = deciding::find(&station, named)?;
            if args.decision.is_some() {
                deciding::expect_open(context, &station, &standing)?;
            }
            standing.proposal
        }
    };
    let decision: Option<Decision> = args.decision.map(|word| word.parse()).transpose()?;
    let text = proposal.text()?;
    let statement = match decision {
        Some(decision) => {
            let reason = args.reason.as_deref().unwrap_or_default();
            Some(deciding::write(decision, reason, proposal.clone(), args.out.as_deref())?)
        }
        None => None,
    };
    Ok(Shown {
        act: proposal.bound.what.name(),
        act_digest: proposal.digest()?.to_string(),
        expires: proposal.bound.expires.to_string(),
        proposer: proposal.bound.proposer.as_ref().map(ToString::to_string),
        text,
        statement,
    })
}
