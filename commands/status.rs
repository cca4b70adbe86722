//! `chancery status`: how the station stands, in one look.

use serde::Serialize;

use crate::check::Due;
use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// Show how the station stands
///
/// Show how the station stands: the head of its ledger, policy and officers, proposals that wait, acts that were begun and
/// have no recorded outcome, what is burnt, what is due. No vault is opened.
#[derive(Debug, clap::Args)]
pub struct Args {}

pub const EXAMPLES: &[Example] =
    &[Example::new("Show how the station stands", "chancery status --station utopia")
        .after(&[Step::Prepared("station")])];

/// How it stands.
#[derive(Debug, Serialize)]
pub struct Status {
    station: String,
    mode: &'static str,
    epoch: u64,
    entries: u64,
    root: String,
    root_words: Vec<&'static str>,
    last_entry: Option<String>,
    checkpoint_is_newest: bool,
    open: Vec<Open>,
    burnt: Vec<String>,
    keys: usize,
    certificates: u64,
    crls: Vec<Crl>,
    foreign_lists: usize,
    ceremonies_running: Vec<String>,
    ceremonies_without_page: Vec<String>,
    files_missing: Vec<String>,
    pkd_readings: Vec<Reading>,
    bundle: Option<u64>,
    policy: Option<String>,
    officers: usize,
    proposals_waiting: usize,
    stale_shares: Vec<Share>,
    cosigned: Option<Cosigned>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    due: Vec<Due>,
}

#[derive(Debug, Serialize)]
struct Cosigned {
    entries: u64,
    officers: Vec<String>,
}

/// A share of a vault's PIN in the hands of somebody who should not have it.
#[derive(Debug, Serialize)]
struct Share {
    vault: String,
    officer: String,
}

#[derive(Debug, Serialize)]
struct Open {
    intent: u64,
    act: String,
}

/// A download of the PKD whose reading was cut off.
#[derive(Debug, Serialize)]
struct Reading {
    file: String,
    line: u64,
}

#[derive(Debug, Serialize)]
struct Crl {
    issuer: String,
    number: u64,
    next_update: Option<String>,
}

impl Report for Status {
    const SCHEMA: &'static str = "chancery/status@1";

    fn human(&self, page: &mut Page) {
        page.field("Station", format!("{} ({}, epoch {})", self.station, self.mode, self.epoch));
        page.field(
            "Ledger",
            format!("{}, last {}", opening::entries(self.entries), self.last_entry.as_deref().unwrap_or("never")),
        );
        page.field("Root", &self.root);
        page.field(
            "Checkpoint",
            if self.checkpoint_is_newest { "covers every entry" } else { "does not cover the last entries" },
        );
        if let Some(cosigned) = &self.cosigned {
            let (entries, officers) = (opening::entries(cosigned.entries), cosigned.officers.join(", "));
            page.field("Cosigned", format!("the head of {entries}, by {officers}"));
        }
        let officers = if self.officers == 1 { "officer" } else { "officers" };
        let policy = self.policy.as_deref().map(|policy| format!("{policy}, {} {officers}", self.officers));
        page.field("Policy", policy.unwrap_or_else(|| "none".into()));
        page.field("Proposals", format!("{} waiting", self.proposals_waiting));
        for Share { vault, officer } in &self.stale_shares {
            page.field(
                "Share to end",
                format!(
                    "'{officer}' holds one of the PIN of vault '{vault}': all but revoking waits for 'vault protect'"
                ),
            );
        }
        page.field("Keys", self.keys).field("Certificates", self.certificates);
        page.field("Foreign lists", self.foreign_lists);
        page.field("Bundle", self.bundle.map_or_else(|| "none yet".into(), |v| format!("version {v}")));
        for crl in &self.crls {
            let due = crl.next_update.as_deref().unwrap_or("unknown");
            page.field(&format!("CRL of {}", crl.issuer), format!("number {}, next due {due}", crl.number));
        }
        for due in self.due.iter().filter(|due| !due.what.starts_with("list of ")) {
            due.show(page);
        }
        for burnt in &self.burnt {
            page.field("Burnt", burnt);
        }
        for run in &self.ceremonies_running {
            page.field("Ceremony running", format!("{run}: chancery ceremony resume {run}"));
        }
        for run in &self.ceremonies_without_page {
            page.field("Transcript without its page", format!("{run}; run 'chancery recover'"));
        }
        for file in &self.files_missing {
            page.field("File missing", format!("{file}; run 'chancery recover'"));
        }
        for Reading { file, line } in &self.pkd_readings {
            let what = format!("file {}, line {line}; 'chancery pkd ingest' of that file goes on there", &file[..16]);
            page.field("PKD reading cut off", what);
        }
        for open in &self.open {
            page.field("Begun, no outcome", format!("entry {}: {}; run 'chancery recover'", open.intent, open.act));
        }
        page.words(&self.root_words);
    }
}

pub fn run(_: Args, context: &Context) -> Result<Status, Failure> {
    let station = opening::read(context)?;
    let status = station.status()?;
    let identity = station.identity();
    let readings = station.rows().pkd_readings()?;
    let crls = status.crls.into_iter().map(|(issuer, number, next)| Crl {
        issuer,
        number,
        next_update: next.map(|t| t.to_string()),
    });
    let due = Due::all(&station)?;
    Ok(Status {
        station: identity.station.to_string(),
        mode: identity.mode.word(),
        epoch: identity.epoch,
        entries: status.size,
        root: status.root.to_string(),
        root_words: status.root.words(),
        last_entry: status.last.map(|t| t.to_string()),
        checkpoint_is_newest: status.checkpointed,
        open: status.open.into_iter().map(|(intent, act)| Open { intent, act }).collect(),
        burnt: status.burnt,
        keys: status.keys,
        certificates: status.issued,
        crls: crls.collect(),
        foreign_lists: status.lists,
        ceremonies_running: status.running,
        ceremonies_without_page: status.without_page,
        files_missing: status.missing,
        pkd_readings: readings.into_iter().map(|(file, line)| Reading { file: file.to_string(), line }).collect(),
        bundle: status.bundle,
        policy: status.policy,
        officers: status.officers,
        proposals_waiting: status.proposals,
        stale_shares: status.stale_shares.into_iter().map(|(vault, officer)| Share { vault, officer }).collect(),
        cosigned: status.cosigned.map(|(entries, officers)| Cosigned { entries, officers }),
        due,
    })
}
