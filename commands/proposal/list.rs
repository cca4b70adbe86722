//! `chancery proposal list`: every proposal and how it stands.

use chancery::act::Decision;
use chancery::approval::{ApprovalError, Verdict};
use chancery::station::StationError;
use serde::Serialize;

use crate::deciding;
use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// List the proposals, and how each stands
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Show those too that were performed, or can no longer be
    #[arg(long)]
    all: bool,
}

pub const EXAMPLES: &[Example] =
    &[Example::new("List what waits for officers", "chancery proposal list --station utopia")
        .after(&[Step::Prepared("proposal")])];

/// The proposals.
#[derive(Debug, Serialize)]
pub struct Listed {
    proposals: Vec<One>,
}

#[derive(Debug, Serialize)]
struct One {
    proposal: String,
    act: &'static str,
    act_digest: String,
    proposer: Option<String>,
    expires: String,
    state: &'static str,
    why: Option<String>,
    approvals: Option<usize>,
}

impl Report for Listed {
    const SCHEMA: &'static str = "chancery/proposal.list@1";

    fn human(&self, page: &mut Page) {
        if self.proposals.is_empty() {
            page.line("No proposal waits for anybody.");
            return;
        }
        let rows = self.proposals.iter().map(|one| {
            let by = one.proposer.clone().unwrap_or_else(|| "-".into());
            [
                one.proposal.clone(),
                one.act.to_owned(),
                by,
                one.expires.clone(),
                one.state.to_owned(),
                one.approvals.map_or_else(|| "-".to_owned(), |count| count.to_string()),
            ]
        });
        page.table(&["Proposal", "Act", "By", "Dies at", "State", "Approvals"], rows);
    }
}

/// What became of a proposal that can no longer be performed.
fn state_of(dead: &StationError) -> &'static str {
    match dead {
        StationError::Approval(ApprovalError::Expired { .. }) => "expired",
        _ => "dead",
    }
}

pub fn run(args: Args, context: &Context) -> Result<Listed, Failure> {
    let station = opening::read(context)?;
    let mut proposals = Vec::new();
    for standing in station.proposals()? {
        let verdict = if standing.dead.is_none() { Some(station.verdict(&standing)?) } else { None };
        let lacking = verdict.as_ref().map(Verdict::lacking).unwrap_or_default();
        let last = lacking.iter().find(|lacking| deciding::is_final(lacking));
        let (state, why) = match (&standing.dead, last.or(lacking.first())) {
            (Some(StationError::ProposalSpent { .. }), _) => ("performed", None),
            (Some(dead), _) => (state_of(dead), Some(dead.to_string())),
            (None, Some(error @ ApprovalError::Withdrawn { .. })) => ("withdrawn", Some(error.to_string())),
            (None, Some(error @ ApprovalError::Vetoed { .. })) => ("refused", Some(error.to_string())),
            (None, Some(error)) => ("open", Some(error.to_string())),
            (None, None) => ("ready", None),
        };
        if !args.all && !matches!(state, "open" | "ready") {
            continue;
        }
        let bound = &standing.proposal.bound;
        proposals.push(One {
            proposal: standing.name.to_string(),
            act: bound.what.name(),
            act_digest: standing.digest.to_string(),
            proposer: bound.proposer.as_ref().map(ToString::to_string),
            expires: bound.expires.to_string(),
            state,
            why,
            approvals: verdict
                .map(|verdict| verdict.counted().iter().filter(|voice| voice.decision == Decision::Approve).count()),
        });
    }
    Ok(Listed { proposals })
}
