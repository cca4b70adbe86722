//! `chancery trust history`: what people decided about foreign certificates, in order.

use chancery::icao::masterlist::STATELESS;
use serde::Serialize;

use crate::found::Decision;
use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;
use crate::trust::named;

/// Show what people decided about foreign certificates, oldest first
///
/// Show what people decided about foreign certificates, oldest first, each with its ground: the source of the fingerprint
/// or the reason. A decision is never changed; a later one stands in its place from its own time on. With --at the
/// decisions made by then.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Of this certificate only: its SHA-256, 64 hex digits, or its first 16 or more
    #[arg(value_parser = named::beginning)]
    fingerprint: Option<String>,
}

pub const EXAMPLES: &[Example] =
    &[Example::new("Show every decision", "chancery trust history --station utopia")
        .after(&[Step::Prepared("station")])];

/// The decisions.
#[derive(Debug, Serialize)]
pub struct History {
    decisions: Vec<About>,
    #[serde(skip)]
    none: &'static str,
}

#[derive(Debug, Serialize)]
struct About {
    fingerprint: String,
    state: String,
    subject: String,
    #[serde(flatten)]
    decision: Decision,
}

impl Report for History {
    const SCHEMA: &'static str = "chancery/trust.history@1";

    fn human(&self, page: &mut Page) {
        if self.decisions.is_empty() {
            page.line(self.none);
            return;
        }
        for about in &self.decisions {
            let decision = &about.decision;
            let (at, verdict, entry) = (decision.at(), decision.verdict(), decision.entry());
            page.line(format!("{at}  {verdict}  {}, ledger entry {entry}", about.state));
            page.shown_line(format!("  {}", about.subject));
            page.line(format!("  SHA-256 {}", about.fingerprint));
            let what = if verdict == "accept" { "fingerprint from" } else { "because" };
            page.line(format!("  {what}: {}", decision.ground()));
        }
    }
}

pub fn run(args: Args, context: &Context) -> Result<History, Failure> {
    let station = opening::read(context)?;
    let only = args.fingerprint.map(|beginning| named::whole(&station, &beginning)).transpose()?;
    if let Some(only) = only {
        station.known_certificate(only, station.now()?)?;
    }
    let mut decisions = Vec::new();
    for decided in station.trust_history(station.now()?)? {
        if only.is_some_and(|only| only != decided.certificate) {
            continue;
        }
        let known = station.rows().known(decided.certificate)?;
        let (state, subject) = known.map_or_else(|| (STATELESS.into(), "lost".into()), |row| (row.state, row.subject));
        let fingerprint = decided.certificate.to_string();
        decisions.push(About { fingerprint, state, subject, decision: Decision::of(&decided) });
    }
    let none = match only {
        Some(_) => "Nobody had decided about this certificate by then: see 'chancery trust show'.",
        None => "Nobody had decided about a foreign certificate by then: see 'chancery trust list'.",
    };
    Ok(History { decisions, none })
}
