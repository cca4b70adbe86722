//! `chancery share check`: one share, judged alone.

use std::path::PathBuf;

use serde::Serialize;

use super::hand::{Described, HandError, Opening, sealed_share, typed_share};
use crate::frame::{Context, Example, Failure, Page, Report, Step};

/// Judge one share by itself
///
/// Judge one share by itself: its words, checksum and form, and what it says of itself; no other share is needed and
/// nothing is rebuilt. Without a file the share is typed at the terminal, where a word that is not on the list is named
/// as it is typed, with the word that was probably meant. No word is ever said anywhere else.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// File with a sealed share; without it the share is typed at the terminal
    file: Option<PathBuf>,

    #[command(flatten)]
    opening: Opening,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Judge the share that is sealed to Alice",
    "chancery share check shares/alice.age --identity alice.key",
)
.after(&[Step::Prepared("shares")])];

/// What the share says of itself.
#[derive(Debug, Serialize)]
pub struct Judged {
    sound: bool,
    #[serde(flatten)]
    share: Described,
}

impl Report for Judged {
    const SCHEMA: &'static str = "chancery/share.check@1";

    fn human(&self, page: &mut Page) {
        self.share.show(page);
        page.field("Judged", "sound by itself");
    }
}

pub fn run(args: Args, context: &Context) -> Result<Judged, Failure> {
    let share = match &args.file {
        Some(file) => sealed_share(file, args.opening.identities(context)?.as_ref(), context)?,
        None if args.opening.is_given() => return Err(HandError::IdentityForNothing.into()),
        None => typed_share(context, "The share")?,
    };
    Ok(Judged { sound: true, share: share.head().into() })
}
