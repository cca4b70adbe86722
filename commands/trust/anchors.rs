//! `chancery trust anchors`: the anchors at a time, and since when each is one.

use chancery::station::Decided;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// List the anchors, and since when each is one
///
/// List the anchors: the foreign certificates that people accepted and did not distrust since, each with the decision that
/// made it one. With --at those of a past time, as it was then; what was decided later changes nothing about it.
#[derive(Debug, clap::Args)]
pub struct Args {}

pub const EXAMPLES: &[Example] = &[Example::new(
    "List the anchors of a past day",
    "chancery trust anchors --at 2026-01-01T00:00:00Z --station utopia",
)
.after(&[Step::Prepared("station")])];

/// The anchors.
#[derive(Debug, Serialize)]
pub struct Anchors {
    at: String,
    anchors: Vec<Anchor>,
}

#[derive(Debug, Serialize)]
struct Anchor {
    fingerprint: String,
    state: String,
    subject: String,
    not_before: Option<String>,
    not_after: Option<String>,
    valid: bool,
    since: Option<String>,
    entry: Option<u64>,
}

impl Report for Anchors {
    const SCHEMA: &'static str = "chancery/trust.anchors@1";

    fn human(&self, page: &mut Page) {
        page.field("At", &self.at).field("Anchors", self.anchors.len());
        if self.anchors.is_empty() {
            page.line("No foreign certificate is an anchor at that time: see 'chancery trust history'.");
            return;
        }
        let rows = self.anchors.iter().map(|anchor| {
            let until = anchor.not_after.as_deref().map_or("", |time| &time[..10]);
            [
                anchor.state.clone(),
                opening::spaced(&anchor.subject),
                if anchor.valid { until.to_owned() } else { format!("{until}, not valid") },
                anchor.since.as_deref().map_or("", |time| &time[..10]).to_owned(),
                anchor.fingerprint[..16].to_owned(),
            ]
        });
        page.shown_table(&["State", "Subject", "Until", "Anchor since", "SHA-256"], rows);
    }
}

pub fn run(_: Args, context: &Context) -> Result<Anchors, Failure> {
    let station = opening::read(context)?;
    let at = station.now()?;
    let history = station.trust_history(at)?;
    let mut anchors = Vec::new();
    for digest in station.anchors(at)? {
        let Some(row) = station.rows().known(digest)? else { continue };
        let since: Option<&Decided> = history.iter().rev().find(|decided| decided.certificate == digest);
        anchors.push(Anchor {
            fingerprint: digest.to_string(),
            state: row.state,
            subject: row.subject,
            not_before: row.not_before.map(|time| time.to_string()),
            not_after: row.not_after.map(|time| time.to_string()),
            valid: row.not_before.is_some_and(|from| from <= at) && row.not_after.is_some_and(|until| at <= until),
            since: since.map(|decided| decided.at.to_string()),
            entry: since.map(|decided| decided.entry),
        });
    }
    anchors.sort_by(|a, b| (&a.state, &a.subject, &a.fingerprint).cmp(&(&b.state, &b.subject, &b.fingerprint)));
    Ok(Anchors { at: at.to_string(), anchors })
}
