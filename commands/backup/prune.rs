//! `chancery backup prune`: old copies of the state go, by the policy's rule.

use std::path::PathBuf;

use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// Take old copies of the state away
///
/// Take old copies of the state away from a medium, by the rule of the policy in force: every copy of the last days, then
/// the newest of each week, then of each month. The newest never goes, nor a full copy on which one that is kept builds;
/// sets of keys, copies of other stations and what cannot be read are never touched. Each copy that is to be kept is read
/// whole and judged before: one that does not hold, and one that says it was made in the future, stays and is named, and
/// none goes in its favour. Without --go it says what would go.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder on a medium
    folder: PathBuf,

    /// Do it
    #[arg(long)]
    go: bool,
}

pub const EXAMPLES: &[Example] =
    &[Example::new("What would go from the shelf?", "chancery backup prune shelf --station utopia")
        .after(&[Step::Prepared("backed-up")])];

/// What is kept and what goes.
#[derive(Debug, Serialize)]
pub struct Pruned {
    done: bool,
    kept: Vec<Kept>,
    gone: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unreadable: Vec<String>,
}

/// One that is kept, and why.
#[derive(Debug, Serialize)]
struct Kept {
    name: String,
    reason: String,
}

impl Report for Pruned {
    const SCHEMA: &'static str = "chancery/backup.prune@1";

    fn human(&self, page: &mut Page) {
        page.table(&["Kept", "Why"], self.kept.iter().map(|kept| [kept.name.clone(), kept.reason.clone()]));
        for name in &self.gone {
            page.field(if self.done { "Gone" } else { "Would go" }, name);
        }
        for name in &self.unreadable {
            page.field("Does not hold, and stays", name);
        }
        if self.gone.is_empty() {
            page.line("Nothing goes.");
        } else if !self.done {
            page.line("Nothing was touched. '--go' takes away what would go.");
        }
    }
}

pub fn run(args: Args, context: &Context) -> Result<Pruned, Failure> {
    if args.go {
        let station = opening::read_to_act(context)?;
        let pruned = station.prune(&args.folder, &mut |_, _| {})?;
        return Ok(Pruned {
            done: true,
            kept: kept(pruned.kept.iter().map(|(name, reason)| (name.to_string(), reason.words().to_owned()))),
            gone: pruned.gone.iter().map(ToString::to_string).collect(),
            unreadable: pruned.unreadable.into_iter().map(|one| one.name).collect(),
        });
    }
    let station = opening::read(context)?;
    let (shelf, plan) = station.prune_plan(&args.folder)?;
    Ok(Pruned {
        done: false,
        kept: kept(plan.kept.iter().map(|(name, reason)| (name.to_string(), reason.words().to_owned()))),
        gone: plan.going.iter().map(ToString::to_string).collect(),
        unreadable: shelf.unreadable.into_iter().map(|one| one.name).collect(),
    })
}

fn kept(all: impl Iterator<Item = (String, String)>) -> Vec<Kept> {
    all.map(|(name, reason)| Kept { name, reason }).collect()
}
