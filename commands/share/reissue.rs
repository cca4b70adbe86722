//! `chancery share reissue`: another key for a set, split anew, when a keeper leaves.

use chancery::act::{Act, ShareReissue};
use chancery::keys::SetId;
use chancery::station::Material;
use serde::Serialize;

use crate::backing::{Keepers, Places, Sets};
use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::handing::ToDo;
use crate::opening::{self, Recorded};
use crate::swapping::expect_memory;

/// Issue the shares of a set anew
///
/// Issue the shares of a set anew, when a keeper leaves or a card is lost: as many shares of before as are wanted open the
/// set, its keys are wrapped under another fresh key in locked memory, proven, written to new media, and the new shares
/// handed out. No vault is asked for a key. The cards and media of before open the same keys until they are destroyed: each
/// is listed, and recorded with 'chancery backup destroyed'. The name of the set of before is typed to confirm.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The set whose shares are issued anew
    from: SetId,

    /// Why
    #[arg(long, value_name = "WORDS")]
    reason: String,

    /// Name of the new set, 16 hex digits; drawn where it is not given
    #[arg(long, value_name = "SET")]
    set: Option<SetId>,

    #[command(flatten)]
    keepers: Keepers,

    #[command(flatten)]
    places: Places,

    #[command(flatten)]
    sets: Sets,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Carol leaves: Dave keeps a share in her place",
    "chancery share reissue 00112233445566aa --reason 'Carol left' --threshold 2 \
     --keeper alice=age15nsf9y4k28p83wth93tf7hafhvfajp45d2mge80ems45gz0c5gys3me64l \
     --keeper bob=age1e6xn45wvkce7c7msc9upffw8dmxs9959q5xng369hgzcwrjc04vszex59m \
     --keeper dave=age12znpgzd3mhgryh5mz6mspecea9mjcpcqpvdaw7rwjp7x20fqf9wss93ntr \
     --keys stick-1/keys-00112233445566aa --share share-1.age --share share-2.age \
     --identity alice.key --identity bob.key --to stick-3 --to stick-4 --station utopia",
)
.after(&[Step::Prepared("to-restore")])
.with(&["--pin-source", "file:pin", "--answers", "confirm.toml"])];

/// The new set.
#[derive(Debug, Serialize)]
pub struct Reissued {
    set: SetId,
    replaced: SetId,
    threshold: u8,
    keepers: Vec<String>,
    to_destroy: Vec<String>,
    #[serde(flatten)]
    to_do: ToDo,
    recorded: Recorded,
}

impl Report for Reissued {
    const SCHEMA: &'static str = "chancery/share.reissue@1";

    fn human(&self, page: &mut Page) {
        page.field("Set", self.set.spoken()).field("Instead of", self.replaced.spoken());
        page.field("Shares", format!("{} of {}: {}", self.threshold, self.keepers.len(), self.keepers.join(", ")));
        for what in &self.to_destroy {
            page.field("To be destroyed", what);
        }
        self.recorded.show(page);
        self.to_do.show_manifest(page);
        self.to_do.show(page);
        if !self.to_destroy.is_empty() {
            page.line(format!(
                "Destroy each of these, and record it: chancery backup destroyed {} --what … --reason …",
                self.replaced
            ));
        }
    }
}

pub fn run(args: Args, context: &Context) -> Result<Reissued, Failure> {
    if !context.proposes() {
        expect_memory(context)?;
    }
    let opened = if context.proposes() { None } else { args.sets.open_one(context)? };
    let mut station = opening::write(context)?;
    let (shares, certificates) = args.keepers.shares()?;
    let keepers = shares.each.iter().map(|share| share.keeper.to_string()).collect();
    let threshold = shares.threshold;
    let set = match args.set {
        Some(set) => set,
        None => station.draw_set()?,
    };
    let media = args.places.media();
    let act = ShareReissue { from: args.from, set, shares: shares.clone(), media, reason: args.reason };
    let folders = args.places.folders().to_vec();
    args.places.give(context, &mut station, opened);
    let material = certificates.into_iter().fold(Material::none(), Material::and);
    let done = opening::perform(context, &mut station, Act::ShareReissue(act), material)?;
    let to_do = ToDo::of(set, station.set_said(set)?.manifest, &shares, &folders, &done, context);
    let left = station.to_destroy()?.into_iter().filter(|(set, _)| *set == args.from);
    Ok(Reissued {
        set,
        replaced: args.from,
        threshold,
        keepers,
        to_destroy: left.map(|(_, what)| what).collect(),
        to_do,
        recorded: Recorded::of(&done),
    })
}
