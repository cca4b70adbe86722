//! `chancery backup state`: a sealed copy of the state, day by day.

use std::path::PathBuf;

use chancery::act::{Act, BackupState};
use chancery::station::{CopyRequest, MadeCopy, Material};
use serde::Serialize;

use crate::attending::{attendant, recipients};
use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening::{self, Recorded};

/// Back the station's state up
///
/// Back the station's state up: a consistent copy of its database, taken while others write, sealed with age to every
/// recipient, written as a folder of its own and read back. No key, no PIN and no share is in it, and nobody is asked:
/// it runs unattended, every day. With --record the ledger key signs the manifest and the ledger says that the copy was
/// made; without, no vault is opened. An incremental copy has what changed since the newest full one on that medium: one
/// that holds, and that this station is known to have written, by its signature, its record, or the station's own note of
/// what it wrote. Where there is none a full copy is made, and those that were passed over are named with the reason.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder on a medium in which the copy gets a folder of its own
    #[arg(long, value_name = "FOLDER")]
    to: PathBuf,

    /// Recipient to seal it to: age1…, or a plugin's; may be given again
    #[arg(long, value_name = "age1…", required = true)]
    recipient: Vec<String>,

    /// Write only what changed since the newest full copy of our own there; all, where there is none
    #[arg(long)]
    incremental: bool,

    /// Sign the manifest with the ledger key, and record the copy in the ledger
    #[arg(long)]
    record: bool,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "A copy of the state, sealed to Alice's key",
    "chancery backup state --to shelf --recipient age15nsf9y4k28p83wth93tf7hafhvfajp45d2mge80ems45gz0c5gys3me64l \
     --station utopia",
)
.after(&[Step::Prepared("shelf")])];

/// The copy.
#[derive(Debug, Serialize)]
pub struct Copied {
    name: String,
    kind: &'static str,
    #[serde(skip)]
    nothing_to_build_on: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    base: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    passed_over: Vec<PassedOver>,
    manifest: String,
    entries: u64,
    database_octets: u64,
    sealed_octets: u64,
    blocks: u64,
    recipients: Vec<String>,
    signed: bool,
    folder: PathBuf,
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded: Option<Recorded>,
}

/// A copy on the medium that nothing is built on.
#[derive(Debug, Serialize)]
struct PassedOver {
    name: String,
    why: String,
}

impl Report for Copied {
    const SCHEMA: &'static str = "chancery/backup.state@1";

    fn human(&self, page: &mut Page) {
        let alone = if self.nothing_to_build_on { ": there was none there to build on" } else { "" };
        page.field("Backup", &self.name).field("Kind", format!("{}{alone}", self.kind));
        if let Some(base) = &self.base {
            page.field("Builds on", base);
        }
        for one in &self.passed_over {
            page.field("Not built on", format!("{}: {}", one.name, one.why));
        }
        page.field("Folder", self.folder.display()).field("Manifest", &self.manifest);
        page.field("Entries", self.entries);
        page.field("Database", format!("{} octets", self.database_octets));
        page.field("Sealed", format!("{} octets, {} blocks", self.sealed_octets, self.blocks));
        for recipient in &self.recipients {
            page.field("Sealed to", recipient);
        }
        page.field(
            "Signed",
            if self.signed { "by the ledger key" } else { "no: --record opens the ledger's vault for it" },
        );
        if let Some(recorded) = &self.recorded {
            recorded.show(page);
        }
    }
}

pub fn run(args: Args, context: &Context) -> Result<Copied, Failure> {
    let recipients = recipients(&args.recipient)?;
    let mut station = if args.record { opening::write(context)? } else { opening::read_to_act(context)? };
    let attendant = attendant(context);
    let (incremental, signed) = (args.incremental, args.record);
    let request = CopyRequest { to: &args.to, recipients: &recipients, incremental, signed, attendant };
    let progress = context.progress("copying the state");
    let mut teller = progress.teller();
    let MadeCopy { made, passed_over } =
        station.copy_state(&request, &mut |done, of| teller(done as usize, of as usize))?;
    drop(progress);
    let manifest = &made.manifest;
    let name = manifest.name.to_string();
    let recorded = match args.record {
        false => None,
        true => {
            let (size, taken) = (manifest.ledger.size, manifest.made);
            let act = BackupState { name: name.clone(), manifest: made.digest, size, made: taken };
            let done = opening::perform(context, &mut station, Act::BackupState(act), Material::none())?;
            Some(Recorded::of(&done))
        }
    };
    Ok(Copied {
        kind: manifest.kind.word(),
        nothing_to_build_on: args.incremental && manifest.base.is_none(),
        base: manifest.base.as_ref().map(|base| base.name.to_string()),
        passed_over: passed_over.into_iter().map(|one| PassedOver { name: one.name, why: one.why }).collect(),
        manifest: made.digest.to_string(),
        entries: manifest.ledger.size,
        database_octets: manifest.database.octets,
        sealed_octets: manifest.data.octets,
        blocks: made.sealed_blocks,
        recipients: manifest.recipients.iter().map(ToString::to_string).collect(),
        signed: args.record,
        folder: args.to.join(&name),
        name,
        recorded,
    })
}
