//! `chancery share open`: an officer's share, opened alone and sealed again to a session.

use std::path::PathBuf;

use chancery::sealed::{self, Recipient, Wrapping};
use serde::Serialize;

use super::hand::{Described, Opening, sealed_share};
use crate::frame::{Context, Example, Failure, Page, Report, Step, write_new};

/// Open a share for a session
///
/// Open a sealed share alone and seal it to the recipient that a session shows: so an officer gives their share to a
/// session, which rebuilds the secret in its memory. The share is judged by itself first, and never lies anywhere in the
/// clear.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// File with the sealed share
    file: PathBuf,

    #[command(flatten)]
    opening: Opening,

    /// Recipient that the session shows
    #[arg(long = "for", value_name = "age1…")]
    session: String,

    /// File to write, which must not exist yet
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Give Alice's share to a session",
    "chancery share open shares/alice.age --identity alice.key \
     --for age14sqmygy7sc65lwznyda4mc85l2cncl7t7se6v8qpjd5kzllv7y9suj5vde --out for-the-session.age",
)
.after(&[Step::Prepared("shares")])];

/// What was written.
#[derive(Debug, Serialize)]
pub struct Opened {
    file: PathBuf,
    sealed_to: Recipient,
    share: Described,
}

impl Report for Opened {
    const SCHEMA: &'static str = "chancery/share.open@1";

    fn human(&self, page: &mut Page) {
        page.field("File", self.file.display()).field("Sealed to", &self.sealed_to);
        self.share.show(page);
    }
}

pub fn run(args: Args, context: &Context) -> Result<Opened, Failure> {
    crate::swapping::expect_memory(context)?;
    let session: Recipient = args.session.parse()?;
    let share = sealed_share(&args.file, args.opening.identities(context)?.as_ref(), context)?;
    let sealed = sealed::seal(&share.expose_words(), std::slice::from_ref(&session), Wrapping::Text)?;
    write_new(&args.out, &sealed)?;
    Ok(Opened { file: args.out, sealed_to: session, share: share.head().into() })
}
