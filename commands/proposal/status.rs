//! `chancery proposal status`: who counts, who does not and why, what is lacking.

use chancery::fault::{Fail, Fault};
use serde::Serialize;

use crate::deciding::{self, Named};
use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// Show who counts behind a proposal, who does not and why, and what is lacking
///
/// Show who counts behind a proposal, who does not and why, and what is lacking. Every signature is checked again, as it
/// is when the act is performed. Ends with 0 where it can be performed, with 1 where something is lacking or where it can
/// no longer be performed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The proposal: its name at the station, its file, or a statement about it
    #[arg(value_name = "PROPOSAL")]
    proposal: Named,
}

pub const EXAMPLES: &[Example] =
    &[Example::new("See what is lacking", "chancery proposal status p-000007 --station utopia")
        .after(&[Step::Prepared("proposal")])
        .ends(1)];

/// How it stands.
#[derive(Debug, Serialize)]
pub struct Stands {
    proposal: String,
    act: &'static str,
    act_digest: String,
    rule: String,
    asks: String,
    expires: String,
    ready: bool,
    dead: bool,
    counted: Vec<Counted>,
    not_counted: Vec<NotCounted>,
    lacking: Vec<Lacking>,
    /// What carries it out.
    perform: String,
}

#[derive(Debug, Serialize)]
struct Counted {
    officer: String,
    decision: &'static str,
    key: String,
}

#[derive(Debug, Serialize)]
struct NotCounted {
    officer: String,
    decision: Option<&'static str>,
    clause: Option<&'static str>,
    why: String,
    reason: Option<String>,
}

impl NotCounted {
    /// Whether it is a good refusal or withdrawal.
    fn stops(&self) -> bool {
        self.reason.is_some() && self.clause.is_none()
    }

    /// Why it does not count; of a good refusal or withdrawal, what the officer said.
    fn said(&self) -> String {
        match (&self.reason, self.clause) {
            (Some(reason), None) => reason.clone(),
            (Some(reason), Some(_)) => format!("{}; they say: {reason}", self.why),
            (None, _) => self.why.clone(),
        }
    }
}

#[derive(Debug, Serialize)]
struct Lacking {
    clause: Option<&'static str>,
    what: String,
}

impl Report for Stands {
    const SCHEMA: &'static str = "chancery/proposal.status@1";

    fn human(&self, page: &mut Page) {
        page.field("Proposal", &self.proposal).field("Act", self.act).field("Rule", &self.rule);
        page.field("Asks", &self.asks).field("Dies at", &self.expires);
        let key = |c: &Counted| c.key.chars().take(16).collect::<String>();
        let (proposed, approve): (Vec<_>, Vec<_>) = self.counted.iter().partition(|c| c.decision == "propose");
        for proposer in proposed {
            page.field("Proposed by", format!("{}, signed with key {}", proposer.officer, key(proposer)));
        }
        if !approve.is_empty() {
            let rows = approve.iter().map(|c| [c.officer.clone(), key(c)]);
            page.heading("Approve").table(&["Officer", "Key"], rows);
        }
        let (stop, other): (Vec<_>, Vec<_>) = self.not_counted.iter().partition(|n| n.stops());
        if !stop.is_empty() {
            let rows = stop.iter().map(|n| [n.officer.clone(), n.decision.unwrap_or("?").to_owned(), n.said()]);
            page.heading("Say no").table(&["Officer", "Decision", "Reason"], rows);
        }
        if !other.is_empty() {
            let rows = other.iter().map(|n| [n.officer.clone(), n.decision.unwrap_or("?").to_owned(), n.said()]);
            page.heading("Do not count").table(&["Officer", "Decision", "Why"], rows);
        }
        match (self.ready, self.dead) {
            (true, _) => page.heading("Nothing is lacking").columns(format!("  {}", self.perform)),
            (false, false) => page.heading("Lacking"),
            (false, true) => page.heading("It can no longer be performed"),
        };
        for lacking in &self.lacking {
            page.line(format!("  {}", lacking.what));
        }
    }

    fn fault(&self) -> Option<Fault> {
        (!self.ready).then_some(Fault::Unsound)
    }
}

pub fn run(args: Args, context: &Context) -> Result<Stands, Failure> {
    let station = opening::read(context)?;
    let standing = deciding::find(&station, &args.proposal)?;
    let bound = &standing.proposal.bound;
    let asked = station.asked(&bound.what)?;
    let verdict = station.verdict(&standing)?;
    let lacking = |error: &dyn Fail| Lacking { clause: error.clause(), what: error.to_string() };
    let mut all: Vec<Lacking> = standing.dead.iter().map(|dead| lacking(dead)).collect();
    let dead = !all.is_empty() || verdict.lacking().iter().any(deciding::is_final);
    // What ends it for good is all there is to say then.
    for error in verdict.lacking().iter().filter(|error| !dead || deciding::is_final(error)) {
        if !all.iter().any(|known| known.clause == error.clause()) {
            all.push(lacking(error));
        }
    }
    let counted = verdict.counted().iter();
    Ok(Stands {
        proposal: standing.name.to_string(),
        act: bound.what.name(),
        act_digest: standing.digest.to_string(),
        rule: asked.rule,
        asks: asked.whom,
        expires: bound.expires.to_string(),
        ready: all.is_empty(),
        dead,
        counted: counted
            .map(|voice| Counted {
                officer: voice.officer.to_string(),
                decision: voice.decision.word(),
                key: voice.key.to_string(),
            })
            .collect(),
        not_counted: verdict
            .uncounted()
            .iter()
            .filter(|one| {
                !verdict.counted().iter().any(|v| v.officer == one.officer && Some(v.decision) == one.decision)
            })
            .map(|one| NotCounted {
                officer: one.officer.to_string(),
                decision: one.decision.map(chancery::act::Decision::word),
                clause: one.clause,
                why: one.words.clone(),
                reason: one.reason.clone(),
            })
            .collect(),
        lacking: all,
        perform: context.typed(&format!("chancery perform {}", standing.name)),
    })
}
