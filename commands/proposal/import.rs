//! `chancery proposal import`: officers' signed decisions are taken in.

use std::path::PathBuf;

use chancery::act::Decision;
use chancery::approval::{TEXT_LIMIT, Uncounted};
use chancery::fault::{Fail, Fault};
use chancery::safe::Label;
use chancery::station::JudgedDecision;
use serde::Serialize;

use crate::deciding;
use crate::frame::{Context, Example, Failure, Page, Report, Shield, Step};
use crate::opening::{self, Recorded};

/// Take officers' signed decisions in
///
/// Take officers' signed decisions in: a statement, and one signature file after the other over its exact octets. Each is
/// looked at first: where one is not good, none is taken in, and that one is named. Refusals are recorded with their
/// reasons too. Files are known by content, not by name. What is taken in is looked at again when the act is performed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The statement that was signed
    statement: PathBuf,

    /// A signature over it, by gpg, openssl, ssh-keygen or a PIV card
    #[arg(required = true, value_name = "SIGNATURE")]
    signatures: Vec<PathBuf>,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Take an approval in that an officer signed with ssh-keygen",
    "chancery proposal import approve.txt approve.txt.sig --station utopia",
)
.after(&[
    Step::Prepared("proposal"),
    Step::Run("chancery proposal show p-000007 --decision approve --station utopia"),
    Step::Run("ssh-keygen -q -Y sign -n chancery-decision -f bob approve.txt"),
])
.with(&["--pin-source", "file:pin"])];

/// One officer's decision twice among the files.
#[derive(Debug, thiserror::Error)]
#[error("APPROVAL-9: {} is a second decision of '{officer}'; nothing was taken in", path.display())]
struct OfficerTwice {
    officer: Label,
    path: PathBuf,
}

impl Fail for OfficerTwice {
    fn kind(&self) -> Fault {
        Fault::Refused
    }

    fn clause(&self) -> Option<&'static str> {
        Some("APPROVAL-9")
    }

    fn hint(&self) -> Option<String> {
        Some("give one signature of each officer".into())
    }
}

/// What was taken in.
#[derive(Debug, Serialize)]
pub struct Imported {
    proposal: String,
    decisions: Vec<Decided>,
    ready: bool,
    dead: bool,
    lacking: Vec<String>,
    /// What carries it out.
    perform: String,
}

#[derive(Debug, Serialize)]
struct Decided {
    officer: String,
    decision: &'static str,
    why_not: Option<String>,
    recorded: Recorded,
}

impl Report for Imported {
    const SCHEMA: &'static str = "chancery/proposal.import@1";

    fn human(&self, page: &mut Page) {
        page.field("Proposal", &self.proposal);
        for decided in &self.decisions {
            let but = decided.why_not.as_ref().map(|why| format!(", does not count: {why}")).unwrap_or_default();
            page.field(
                &decided.officer,
                format!("{}{but} (ledger entry {})", decided.decision, decided.recorded.entry()),
            );
        }
        let heading = if self.dead { "It can no longer be performed" } else { "Lacking" };
        match self.ready {
            true => page.heading("Nothing is lacking").columns(format!("  {}", self.perform)),
            false => page.heading(heading),
        };
        for lacking in &self.lacking {
            page.line(format!("  {lacking}"));
        }
    }
}

pub fn run(args: Args, context: &Context) -> Result<Imported, Failure> {
    let (statement, read) = deciding::statement(&args.statement)?;
    let mut station = opening::write(context)?;
    let standing = station.proposal_stated(read.proposal())?;
    if let Some(dead) = standing.dead {
        return Err(dead.into());
    }
    let mut judged: Vec<JudgedDecision> = Vec::new();
    // All of them are looked at before the first is taken in.
    for path in &args.signatures {
        let signature = opening::read_file(path, TEXT_LIMIT as u64)?;
        let one = station.judge_decision(&statement, &signature);
        let one = one.map_err(|error| Failure::from(error).about(path, deciding::EVERY_FAULT_OF_A_FILE))?;
        if judged.iter().any(|other| other.officer() == one.officer()) {
            return Err(OfficerTwice { officer: one.officer().clone(), path: path.clone() }.into());
        }
        judged.push(one);
    }
    let mut decisions = Vec::new();
    for one in judged {
        let (officer, decision) = (one.officer().to_string(), one.decision().word());
        let shield = Shield::raise();
        let done = station.take_in(one);
        drop(shield);
        decisions.push(Decided { officer, decision, why_not: None, recorded: Recorded::of(&done?) });
    }
    let standing = station.proposal(standing.digest)?;
    let verdict = station.verdict(&standing)?;
    for decided in &mut decisions {
        let same = |one: &&Uncounted| one.officer.as_str() == decided.officer && one.decision == Some(read.decision());
        let approves = read.decision() == Decision::Approve;
        decided.why_not = verdict.uncounted().iter().find(same).filter(|_| approves).map(|one| one.words.clone());
    }
    let dead = verdict.lacking().iter().any(deciding::is_final);
    let lacking = verdict.lacking().iter().filter(|error| !dead || deciding::is_final(error));
    let lacking: Vec<String> = lacking.map(ToString::to_string).collect();
    let perform = context.typed(&format!("chancery perform {}", standing.name));
    Ok(Imported { proposal: standing.name.to_string(), decisions, ready: lacking.is_empty(), dead, lacking, perform })
}
