//! `chancery backup keys`: keys wrapped under a fresh key that exists as shares alone.

use std::collections::BTreeMap;

use chancery::act::{Act, BackupKeys};
use chancery::keys::SetId;
use chancery::safe::Label;
use chancery::station::Material;
use serde::Serialize;

use crate::backing::{Keepers, Places};
use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::handing::ToDo;
use crate::opening::{self, Recorded};
use crate::swapping::expect_memory;

/// Back keys up, hand the shares out, and lock the keys
///
/// Back keys up: each is wrapped by its own vault (RFC 5649) under a fresh key, comes back in a throw-away token in memory
/// and signs there; the set is written to every medium and read back; the shares of the fresh key are handed out, and each
/// keeper of a card types three words of it back, by their numbers; then the keys are locked for good. A card that is
/// spoiled is printed or shown once more ('again'); a keeper who says 'no' voids the whole set. A vault that cannot give
/// its keys away is told before anything is begun (BACKUP-70). The set's name is typed to confirm. Shares in escrow open
/// the set as well as those of the keepers, in any hands: enough of them and one medium are every key. A card or medium of
/// a set that did not come to its end is worth nothing and is destroyed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Key to back up; every key that is not locked where none is named
    key: Vec<Label>,

    /// Name of the set, 16 hex digits; drawn where it is not given
    #[arg(long, value_name = "SET")]
    set: Option<SetId>,

    #[command(flatten)]
    keepers: Keepers,

    #[command(flatten)]
    places: Places,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Back up every key that is still extractable, two of three shares, on two sticks",
    "chancery backup keys --threshold 2 \
     --keeper alice=age15nsf9y4k28p83wth93tf7hafhvfajp45d2mge80ems45gz0c5gys3me64l \
     --keeper bob=age1e6xn45wvkce7c7msc9upffw8dmxs9959q5xng369hgzcwrjc04vszex59m \
     --keeper carol=age1thld6wmt63lklg5wu9wed82mkr49xa6dfz9a47wlr3hqzf9nau3qqx6458 \
     --set 00112233445566aa --to stick-1 --to stick-2 --station utopia",
)
.after(&[Step::Prepared("extractable")])
.with(&["--pin-source", "file:pin", "--answers", "confirm.toml"])];

/// The set.
#[derive(Debug, Serialize)]
pub struct BackedUp {
    set: SetId,
    keys: Vec<String>,
    threshold: u8,
    keepers: Vec<String>,
    media: usize,
    /// What the token of a vault did not keep of what was asked of the backup key; vaults that kept all are not there.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    not_guarded: BTreeMap<String, Vec<String>>,
    #[serde(flatten)]
    to_do: ToDo,
    recorded: Recorded,
}

impl Report for BackedUp {
    const SCHEMA: &'static str = "chancery/backup.keys@1";

    fn human(&self, page: &mut Page) {
        page.field("Set", self.set.spoken()).field("Keys", self.keys.join(", "));
        page.field("Shares", format!("{} of {}: {}", self.threshold, self.keepers.len(), self.keepers.join(", ")));
        page.field("Media", self.media);
        for (vault, guards) in &self.not_guarded {
            page.field("Not guarded", format!("by the token of vault '{vault}': {}", guards.join("; ")));
        }
        self.recorded.show(page);
        self.to_do.show_manifest(page);
        page.line("The keys are locked: no vault gives them away again. Keep the media in different places.");
        self.to_do.show(page);
    }
}

pub fn run(args: Args, context: &Context) -> Result<BackedUp, Failure> {
    if !context.proposes() {
        expect_memory(context)?;
    }
    let mut station = opening::write(context)?;
    let (shares, certificates) = args.keepers.shares()?;
    let keys = match args.key.is_empty() {
        true => station.keys_unlocked()?,
        false => args.key.into_iter().collect(),
    };
    let keepers = shares.each.iter().map(|share| share.keeper.to_string()).collect();
    let threshold = shares.threshold;
    let media = args.places.media();
    let set = match args.set {
        Some(set) => set,
        None => station.draw_set()?,
    };
    let act = BackupKeys { set, keys, shares: shares.clone(), media };
    let names = act.keys.iter().map(ToString::to_string).collect();
    let folders = args.places.folders().to_vec();
    args.places.give(context, &mut station, None);
    let material = certificates.into_iter().fold(Material::none(), Material::and);
    let done = opening::perform(context, &mut station, Act::BackupKeys(act), material);
    let done = done.map_err(|failure| match (args.set, failure.clause()) {
        // Another run would draw another name.
        (None, Some("CONFIRM-1" | "CONFIRM-2")) => failure.with_more_to_type(&format!("and --set {set}")),
        _ => failure,
    })?;
    let said = station.set_said(set)?;
    let to_do = ToDo::of(set, said.manifest, &shares, &folders, &done, context);
    let not_guarded = said.not_guarded;
    Ok(BackedUp {
        set,
        keys: names,
        threshold,
        keepers,
        media: usize::from(media),
        not_guarded: not_guarded.into_iter().map(|(vault, guards)| (vault.to_string(), guards)).collect(),
        to_do,
        recorded: Recorded::of(&done),
    })
}
