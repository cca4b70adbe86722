//! `chancery backup verify`: a backup judged, step by step, without opening it; or with its shares.

use std::path::PathBuf;

use chancery::fault::Fault;
use serde::Serialize;

use crate::backing::Sets;
use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;
use crate::swapping::expect_memory;

/// Judge a backup
///
/// Judge a backup step by step, without opening what is sealed: structure, digests, recipients, the ledger key's
/// signature, and that the ledger of today continues the one in it. A copy of the state is judged with the full copy it
/// builds on. With --keys in place of FOLDER, and the shares of the set, every wrapped key is opened too, in locked memory.
/// Nothing is changed. What does not hold is unsound (exit 1).
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of a copy (state-…) or of a set (keys-…)
    #[arg(required_unless_present = "keys")]
    folder: Option<PathBuf>,

    #[command(flatten)]
    sets: Sets,
}

pub const EXAMPLES: &[Example] = &[
    Example::new(
        "Is the set on the first stick whole?",
        "chancery backup verify stick-1/keys-00112233445566aa --station utopia",
    )
    .after(&[Step::Prepared("backed-up")]),
    Example::new(
        "Do its keys open with the shares of Alice and Bob?",
        "chancery backup verify --keys stick-1/keys-00112233445566aa --share share-1.age --share share-2.age \
         --identity alice.key --identity bob.key --station utopia",
    )
    .after(&[Step::Prepared("to-restore")]),
];

/// The verdict.
#[derive(Debug, Serialize)]
pub struct Verified {
    sound: bool,
    backups: Vec<Backup>,
}

/// One folder.
#[derive(Debug, Serialize)]
struct Backup {
    folder: PathBuf,
    steps: Vec<Judged>,
}

/// One step.
#[derive(Debug, Serialize)]
struct Judged {
    number: usize,
    name: String,
    verdict: String,
    found: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    clause: Option<&'static str>,
}

impl Report for Verified {
    const SCHEMA: &'static str = "chancery/backup.verify@1";

    fn human(&self, page: &mut Page) {
        for backup in &self.backups {
            page.heading(format!("Backup {}", backup.folder.display()));
            for step in &backup.steps {
                let verdict = match step.verdict.as_str() {
                    "passed" => String::new(),
                    "failed" => "FAILED: ".into(),
                    other => format!("{other}: "),
                };
                page.field(&format!("{} {}", step.number, step.name), format!("{verdict}{}", step.found));
            }
            page.line("");
        }
        page.field("Verdict", if self.sound { "sound" } else { "UNSOUND" });
    }

    fn fault(&self) -> Option<Fault> {
        (!self.sound).then_some(Fault::Unsound)
    }
}

pub fn run(args: Args, context: &Context) -> Result<Verified, Failure> {
    let station = opening::read(context)?;
    let progress = context.progress("reading the backup");
    let mut backups = Vec::new();
    for folder in args.folder.iter().chain(args.sets.folders()) {
        let mut teller = progress.teller();
        backups.extend(station.verify_backup(folder, None, &mut |done, of| teller(done as usize, of as usize))?);
    }
    drop(progress);
    // Shares are asked for where what they open is whole.
    if args.sets.is_given() && backups.iter().all(|(_, judged)| judged.is_sound()) {
        expect_memory(context)?;
        let opened = args.sets.open(context)?;
        for folder in args.sets.folders() {
            let of_folder = opened.iter().find(|one| folder.ends_with(format!("keys-{}", one.set())));
            let again = station.verify_backup(folder, of_folder, &mut |_, _| {})?;
            backups.retain(|(judged, _)| judged != folder);
            backups.extend(again);
        }
    }
    let sound = backups.iter().all(|(_, judged)| judged.is_sound());
    let backups = backups.into_iter().map(|(folder, judged)| {
        let steps = judged.steps().iter().map(|step| Judged {
            number: step.number,
            name: step.name.to_owned(),
            verdict: step.verdict.word().to_owned(),
            found: step.found.clone(),
            clause: step.clause,
        });
        Backup { folder, steps: steps.collect() }
    });
    Ok(Verified { sound, backups: backups.collect() })
}
