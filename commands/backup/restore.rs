//! `chancery backup restore`: a station again, from a copy of its state and sets of its keys.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chancery::ledger::NoteKey;
use chancery::safe::Label;
use chancery::station::{NewVault, Restore, Surroundings};
use serde::Serialize;

use crate::anchoring;
use crate::backing::{SealedCopy, Sets};
use crate::frame::{Context, Example, Failure, Page, Purpose, Report, Step};
use crate::opening::Pins;
use crate::paper::PaperHead;
use crate::station::init::Existing;

/// Restore a station
///
/// Restore a station into a new directory and blank tokens: the state out of a sealed copy, verified from its first entry
/// to its last; the keys out of sets that their shares open, each proven by a signature under its certificate. The epoch
/// is raised, approvals of before are dead, and a new ledger key signs from here on: print the new log key. What was
/// published after the copy is given with --crl and --bundle, so that no number is issued twice and what was revoked stays
/// revoked. A backup that was changed, or is of another station (RESTORE-1), or is older than what stands in the place
/// (RESTORE-2) is refused, and nothing is left behind.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    copy: SealedCopy,

    #[command(flatten)]
    sets: Sets,

    /// A blank token for a vault: NAME=URI, or NAME=embedded; vaults that were embedded are again where nothing is said
    #[arg(long, value_name = "NAME=URI")]
    vault: Vec<Existing>,

    /// Key that is given up, since no set has it; may be given again
    #[arg(long, value_name = "KEY")]
    without: Vec<Label>,

    /// Revocation list that was published last, in DER or PEM; once for each key that issues lists
    #[arg(long, value_name = "FILE")]
    crl: Vec<PathBuf>,

    /// Stick with the bundle that was exported last
    #[arg(long, value_name = "FOLDER")]
    bundle: Vec<PathBuf>,

    #[command(flatten)]
    paper: PaperHead,

    /// Key of the ledger as it was printed, NAME+ID+KEY: that of the time of the copy
    #[arg(long, value_name = "KEY")]
    log_key: Option<String>,

    /// Nothing was published after the copy: no list and no bundle is given
    #[arg(long, conflicts_with_all = ["crl", "bundle"])]
    nothing_published: bool,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Restore state and keys into a new directory",
    "chancery backup restore --state shelf --state-identity alice.key --keys stick-1/keys-00112233445566aa \
     --share share-1.age --share share-2.age --identity alice.key --identity bob.key --station restored",
)
.after(&[Step::Prepared("to-restore")])
.with(&["--pin-source", "file:pin"])];

/// What came back.
#[derive(Debug, Serialize)]
pub struct RestoredStation {
    station: PathBuf,
    name: String,
    mode: String,
    entry: u64,
    epoch: u64,
    log_key: String,
    entries: u64,
    copy: PathBuf,
    copy_of: String,
    keys: BTreeMap<String, String>,
    missing: Vec<String>,
    lost: Vec<String>,
    open_acts: u64,
    vouched_for_by: &'static str,
}

impl Report for RestoredStation {
    const SCHEMA: &'static str = "chancery/backup.restore@1";

    fn human(&self, page: &mut Page) {
        page.field("Station", format!("{} ({}), in {}", self.name, self.mode, self.station.display()));
        page.field("Epoch", self.epoch);
        page.field("Entries", self.entries).field("Copy", self.copy.display()).field("Made", &self.copy_of);
        page.table(&["Key", "Vault"], self.keys.iter().map(|(key, vault)| [key.clone(), vault.clone()]));
        for key in &self.missing {
            page.field("Not here", key);
        }
        for lost in &self.lost {
            page.field("Lost", lost);
        }
        if self.lost.is_empty() {
            page.field("Lost", "nothing that is known; what was done after the copy is not in it");
        }
        page.field("Vouched for by", self.vouched_for_by);
        page.field("Log key", &self.log_key).field("Ledger entry", self.entry);
        page.line("The ledger is signed by another key from here on: print the log key. Approvals of before are dead.");
        page.line(
            "Switch the station of before off for good, if it still stands: two of one name would issue the same numbers.",
        );
        if self.open_acts > 0 {
            page.line("Acts were open when the copy was made. The next command: chancery recover");
        }
        page.line(
            "Then: chancery ledger verify; chancery backup state --to FOLDER --recipient AGE --record; chancery check",
        );
    }
}

pub fn run(args: Args, context: &Context) -> Result<RestoredStation, Failure> {
    let directory = context.station()?.to_owned();
    let (state, copy) = args.copy.read(context)?;
    let identity = state.identity();
    let mode = identity.mode;
    let (size, made) = (state.head().size, state.made());
    context.terminal().note(&format!(
        "The copy says that it is station '{}', {mode}, epoch {}: {size} entries, made {made}.",
        identity.station, identity.epoch
    ));
    crate::swapping::expect_memory_in(context, Some(mode))?;
    let lists = args.crl.iter().map(|file| anchoring::list(file));
    let lists = lists.collect::<Result<Vec<_>, Failure>>()?;
    let opening = args.copy.opening(context)?;
    let sets = args.sets.open(context)?;
    let vaults = args.vault.into_iter().map(Existing::into_pair).collect::<BTreeMap<Label, NewVault>>();
    let restore = Restore {
        directory: directory.clone(),
        state,
        opening,
        vaults,
        sets,
        without: args.without.into_iter().collect(),
        lists,
        bundles: args.bundle,
        paper: args.paper.head()?,
        log_key: args.log_key.as_deref().map(NoteKey::parse).transpose()?,
        nothing_published: args.nothing_published,
    };
    let clock = context.clock(Purpose::Acting(mode), chancery::station::Limits::default().clock_bound_seconds)?;
    let surroundings = Surroundings { clock, entropy: context.entropy(), pins: Box::new(Pins::new(context, mode)) };
    let progress = context.progress("restoring");
    let mut teller = progress.teller();
    let restored = restore.perform(surroundings, &mut |done, of| teller(done as usize, of as usize))?;
    drop(progress);
    Ok(RestoredStation {
        station: directory,
        name: identity.station.to_string(),
        mode: mode.to_string(),
        entry: restored.entry,
        epoch: restored.epoch,
        log_key: restored.log_key,
        entries: restored.entries,
        copy,
        copy_of: restored.made.to_string(),
        keys: restored.keys.into_iter().map(|(key, vault)| (key.to_string(), vault.to_string())).collect(),
        missing: restored.missing.iter().map(ToString::to_string).collect(),
        lost: restored.lost,
        open_acts: restored.open,
        vouched_for_by: restored.vouched_for_by,
    })
}
