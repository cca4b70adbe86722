//! `chancery ledger verify`: has anything been changed, moved, dropped or rolled back?

use chancery::fault::Fault;
use chancery::ledger::NoteKey;
use chancery::ledger::audit::Depth;
use chancery::station::Checkpoints;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;
use crate::paper::PaperHead;

/// Verify the whole ledger
///
/// Verify the whole ledger: every entry, the tree over them, every checkpoint's signature, and that the tables of the
/// database say what the entries say. With a head from paper, its count and its root or words, it also finds entries
/// that were dropped from the end or a ledger that was rolled back. With the log key from paper it also finds a history
/// that somebody wrote anew under a key of their own: without either, the database itself says by which key it is
/// judged. Every cosignature that was taken in is judged again, and the newest head with a witness who is enrolled is
/// named. The exit code is 1 if anything is wrong.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    paper: PaperHead,

    /// Key of the ledger as it was printed at the station's birth, NAME+ID+KEY
    #[arg(long, value_name = "KEY")]
    log_key: Option<String>,

    /// Read only the outline of each entry and no table: faster, and proves the same bytes
    #[arg(long)]
    outline: bool,

    /// Check the signature of every checkpoint, not of the newest thousand alone
    #[arg(long)]
    all_checkpoints: bool,
}

pub const EXAMPLES: &[Example] =
    &[Example::new("Verify the ledger", "chancery ledger verify --station utopia").after(&[Step::Prepared("station")])];

/// What the walk came to.
#[derive(Debug, Serialize)]
pub struct Verified {
    sound: bool,
    entries: u64,
    root: String,
    root_words: Vec<&'static str>,
    checkpoints: u64,
    rows: Option<u64>,
    paper: bool,
    log_key: String,
    log_key_given: bool,
    cosignatures: Option<u64>,
    cosigned: Option<CosignedHead>,
    findings: Vec<String>,
    findings_in_all: u64,
}

/// The newest head that witnesses who are enrolled now have cosigned.
#[derive(Debug, Serialize)]
struct CosignedHead {
    entries: u64,
    root: String,
    witnesses: Vec<Cosigner>,
}

#[derive(Debug, Serialize)]
struct Cosigner {
    officer: String,
    at: String,
}

impl Report for Verified {
    const SCHEMA: &'static str = "chancery/ledger.verify@1";

    fn human(&self, page: &mut Page) {
        page.field("Ledger", if self.sound { "sound" } else { "NOT SOUND" }).field("Entries", self.entries);
        page.field("Root", &self.root).field("Checkpoints that agree", self.checkpoints);
        page.field("Table rows", self.rows.map_or_else(|| "not compared".into(), |rows| format!("{rows} compared")));
        page.field("Log key", &self.log_key);
        if let Some(head) = &self.cosigned {
            let who = head.witnesses.iter().map(|one| format!("{} at {}", one.officer, one.at));
            let who: Vec<String> = who.collect();
            page.field("Cosigned", format!("the head of {} by {}", opening::entries(head.entries), who.join(", ")));
        }
        if self.paper {
            page.field("Head on paper", "agrees");
        }
        if !self.paper && !self.log_key_given {
            page.line("Judged by the database's own log key: compare it with paper, or give '--log-key' or a head.");
        }
        page.words(&self.root_words);
        if !self.findings.is_empty() {
            page.heading(if self.findings_in_all == 1 {
                "1 finding".into()
            } else {
                format!("{} findings", self.findings_in_all)
            });
            for finding in &self.findings {
                page.line(finding);
            }
        }
    }

    fn fault(&self) -> Option<Fault> {
        (!self.sound).then_some(Fault::Unsound)
    }
}

pub fn run(args: Args, context: &Context) -> Result<Verified, Failure> {
    let station = opening::read(context)?;
    let paper = args.paper.head()?;
    let log_key = args.log_key.as_deref().map(NoteKey::parse).transpose()?;
    let depth = if args.outline { Depth::Outline } else { Depth::Full };
    let checkpoints = if args.all_checkpoints { Checkpoints::All } else { Checkpoints::Newest(1000) };
    let progress = context.progress("walking the ledger");
    let judged = station.verify_ledger(depth, checkpoints, paper, log_key.clone())?;
    drop(progress);
    let report = &judged.walk;
    let tables = judged.tables.clone().unwrap_or_default();
    let beside = judged.beside.iter().cloned().chain(tables.findings.iter().map(ToString::to_string));
    let witnesses = judged.witnesses.clone().unwrap_or_default();
    let beside = beside.chain(witnesses.findings.iter().cloned());
    let cosigned = witnesses.newest.map(|newest| CosignedHead {
        entries: newest.head.size,
        root: newest.head.root.to_string(),
        witnesses: newest.by.into_iter().map(|(officer, at)| Cosigner { officer, at: at.to_string() }).collect(),
    });
    Ok(Verified {
        sound: judged.is_sound(),
        entries: report.head.size,
        root: report.head.root.to_string(),
        root_words: report.head.words(),
        checkpoints: report.checkpoints_agreed,
        rows: judged.tables.as_ref().map(|tables| tables.rows),
        paper: paper.is_some() && report.paper_agreed > 0,
        log_key: station.log_key().text()?,
        log_key_given: log_key.is_some(),
        cosignatures: judged.witnesses.as_ref().map(|witnesses| witnesses.good),
        cosigned,
        findings: report.findings.iter().map(ToString::to_string).chain(beside).collect(),
        findings_in_all: report.count + judged.beside.len() as u64 + tables.count + witnesses.findings.len() as u64,
    })
}
