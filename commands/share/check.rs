//! `chancery share check`: one share, judged alone.

use std::path::PathBuf;

use chancery::act::Act;
use chancery::station::{Material, ReadSet, ShareNote};
use serde::Serialize;

use super::hand::{Described, HandError, Opening, sealed_note, typed_any_share, typed_share};
use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening::{self, Recorded};

/// Judge one share by itself
///
/// Judge one share by itself: its words, checksum and form, and what it says of itself; no other share is needed and
/// nothing is rebuilt. Without a file the share is typed at the terminal, where a word that is not on the list is asked
/// for again by its number; the first four letters do for each word, and no word is ever shown. A wrong word, and two that
/// have changed places, break the checksum (SHARE-3). With --of the share is held against the set it was made for: too few
/// words are counted (SHARE-1), and a share of another set (SHARE-17), or one whose words are sound and not those that
/// were handed out (SHARE-19), is told apart. With --record the station, where the set must be in force, writes into its
/// ledger that this share was judged and found so: its number, and no word of it. 'chancery check' says when the next
/// time is.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// File with a sealed share; without it the share is typed at the terminal
    file: Option<PathBuf>,

    #[command(flatten)]
    opening: Opening,

    /// Folder of the set that it should belong to (keys-…): number, keeper and every word are compared
    #[arg(long, value_name = "FOLDER")]
    of: Option<PathBuf>,

    /// Record at the station that the share was judged; the set must be in force there
    #[arg(long, requires = "of")]
    record: bool,
}

pub const EXAMPLES: &[Example] = &[
    Example::new(
        "Judge the share that is sealed to Alice",
        "chancery share check shares/alice.age --identity alice.key",
    )
    .after(&[Step::Prepared("shares")]),
    Example::new(
        "Is it the one that Alice was given of this set?",
        "chancery share check share-1.age --identity alice.key --of stick-1/keys-00112233445566aa",
    )
    .after(&[Step::Prepared("to-restore")]),
    Example::new(
        "Bob's share of this year was judged, and the ledger says so",
        "chancery share check share-2.age --identity bob.key --of stick-1/keys-00112233445566aa --record --station utopia",
    )
    .after(&[Step::Prepared("to-restore")])
    .with(&["--pin-source", "file:pin"]),
];

/// What the share says of itself.
#[derive(Debug, Serialize)]
pub struct Judged {
    sound: bool,
    #[serde(flatten)]
    share: Described,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<Kept>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded: Option<Recorded>,
}

/// The set it belongs to, and who keeps it there.
#[derive(Debug, Serialize)]
struct Kept {
    set: String,
    keeper: String,
}

impl Report for Judged {
    const SCHEMA: &'static str = "chancery/share.check@1";

    fn human(&self, page: &mut Page) {
        self.share.show(page);
        match &self.of {
            None => page.field("Judged", "sound by itself"),
            Some(kept) => page
                .field("Belongs to", format!("set {}, kept by '{}'", kept.set, kept.keeper))
                .field("Judged", "sound, and the very share that was handed out"),
        };
        if let Some(recorded) = &self.recorded {
            recorded.show(page);
        }
    }
}

pub fn run(args: Args, context: &Context) -> Result<Judged, Failure> {
    crate::swapping::expect_memory(context)?;
    let set = args.of.as_deref().map(ReadSet::read).transpose()?;
    // Nobody types a share in vain; the station is not held while somebody does.
    if let (true, Some(set)) = (args.record, &set) {
        opening::read_to_act(context)?.expect_set_in_force(set)?;
    }
    let note = match &args.file {
        Some(file) => sealed_note(file, args.opening.identities(context)?.as_ref(), context)?,
        None if args.opening.is_given() => return Err(HandError::IdentityForNothing.into()),
        None => {
            let share = match &set {
                Some(set) => typed_share(context, &format!("A share of set {}", set.set().spoken()))?,
                None => typed_any_share(context, "The share")?,
            };
            ShareNote { set: None, number: None, share }
        }
    };
    let (mut of, mut recorded) = (None, None);
    if let Some(set) = set {
        let (_, keeper) = set.judge_note(&note)?;
        of = Some(Kept { set: set.set().spoken(), keeper: keeper.to_string() });
        if args.record {
            let mut station = opening::write(context)?;
            let act = Act::ShareChecked(station.judge_share(&set, &note)?);
            recorded = Some(Recorded::of(&opening::perform(context, &mut station, act, Material::none())?));
        }
    }
    Ok(Judged { sound: true, share: note.share.head().into(), of, recorded })
}
