//! `chancery vault clone`: keys come into the standby by the way of a backup.

use chancery::act::{Act, VaultClone};
use chancery::keys::SetId;
use chancery::safe::Label;
use chancery::station::Material;
use serde::Serialize;

use crate::backing::{Places, Sets};
use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening::{self, Recorded};
use crate::swapping::expect_memory;

/// Bring a vault's keys into another
///
/// Bring a vault's keys into another, by the way of a backup: each is wrapped by its vault under a key that is drawn for
/// this and forgotten, comes into the other token with the same identifier, never to leave it, and signs there once. Keys
/// that are locked leave their vault no more (VAULT-24): they are taken from a set that its shares open ('--keys').
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Vault whose keys are cloned
    #[arg(default_value = "primary")]
    vault: Label,

    /// Vault they are brought into
    #[arg(long, value_name = "NAME", default_value = "standby")]
    to: Label,

    /// Key to clone; all that can be where none is named
    #[arg(long, value_name = "KEY")]
    key: Vec<Label>,

    /// Set that the keys are taken from, where it is proposed and opened later
    #[arg(long, value_name = "SET")]
    set: Option<SetId>,

    #[command(flatten)]
    sets: Sets,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Bring every key that is not locked into the standby",
    "chancery vault clone primary --to standby --station utopia",
)
.after(&[Step::Prepared("empty-standby")])
.with(&["--pin-source", "file:pin"])];

/// What was cloned.
#[derive(Debug, Serialize)]
pub struct Cloned {
    vault: String,
    to: String,
    keys: Vec<String>,
    recorded: Recorded,
}

impl Report for Cloned {
    const SCHEMA: &'static str = "chancery/vault.clone@1";

    fn human(&self, page: &mut Page) {
        page.field("Vault", &self.vault).field("Into", &self.to).field("Keys", self.keys.join(", "));
        self.recorded.show(page);
    }
}

pub fn run(args: Args, context: &Context) -> Result<Cloned, Failure> {
    if !context.proposes() {
        expect_memory(context)?;
    }
    let opened = args.sets.open_one(context)?;
    let mut station = opening::write(context)?;
    let set = opened.as_ref().map(|opened| opened.set()).or(args.set);
    let keys = match (args.key.is_empty(), &opened) {
        (false, _) => args.key.into_iter().collect(),
        (true, Some(opened)) => {
            let of_vault = station.keys_of(&args.vault)?;
            let in_set = opened.manifest().keys.iter().map(|key| key.label.clone());
            in_set.filter(|key| of_vault.contains(key)).collect()
        }
        (true, None) => {
            let of_vault = station.keys_of(&args.vault)?;
            station.keys_unlocked()?.into_iter().filter(|key| of_vault.contains(key)).collect()
        }
    };
    let act = VaultClone { vault: args.vault.clone(), to: args.to.clone(), keys, set };
    let keys = act.keys.iter().map(ToString::to_string).collect();
    Places::default().give(context, &mut station, opened);
    let done = opening::perform(context, &mut station, Act::VaultClone(act), Material::none())?;
    Ok(Cloned { vault: args.vault.to_string(), to: args.to.to_string(), keys, recorded: Recorded::of(&done) })
}
