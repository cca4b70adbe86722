//! `chancery backup destroyed`: a card or a medium of a set is gone, and the ledger says so.

use chancery::act::{Act, BackupDestroyed};
use chancery::keys::SetId;
use chancery::station::Material;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening::{self, Recorded};

/// Record that a card or a medium of a set was destroyed
///
/// Record that a card or a medium of a set was destroyed: one record for each, with how it was done and who saw it. Only
/// what belongs to a set that is void or replaced may go (BACKUP-66). 'chancery backup list' says what is still there.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The set it belonged to
    set: SetId,

    /// What it was: 'share 2' or 'medium 1'
    #[arg(long, value_name = "THING")]
    what: String,

    /// How it was destroyed, and who saw it
    #[arg(long, value_name = "WORDS")]
    reason: String,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "The card of a keeper who left is burnt",
    "chancery backup destroyed 00112233445566aa --what 'share 2' --reason 'shredded and burnt; seen by Ann and Ben' \
     --station utopia",
)
.after(&[Step::Prepared("replaced-set")])
.with(&["--pin-source", "file:pin"])];

/// What is gone.
#[derive(Debug, Serialize)]
pub struct Destroyed {
    set: SetId,
    what: String,
    left: Vec<String>,
    recorded: Recorded,
}

impl Report for Destroyed {
    const SCHEMA: &'static str = "chancery/backup.destroyed@1";

    fn human(&self, page: &mut Page) {
        page.field("Set", self.set.spoken()).field("Destroyed", &self.what);
        let left = if self.left.is_empty() { "nothing".to_owned() } else { self.left.join(", ") };
        page.field("Still to destroy", left);
        self.recorded.show(page);
    }
}

pub fn run(args: Args, context: &Context) -> Result<Destroyed, Failure> {
    let mut station = opening::write(context)?;
    let act = BackupDestroyed { set: args.set, what: args.what.clone(), reason: args.reason };
    let done = opening::perform(context, &mut station, Act::BackupDestroyed(act), Material::none())?;
    let left = station.to_destroy()?.into_iter().filter(|(set, _)| *set == args.set).map(|(_, what)| what).collect();
    Ok(Destroyed { set: args.set, what: args.what, left, recorded: Recorded::of(&done) })
}
