//! `chancery profile show`: the text of a profile.

use chancery::digest::Digest;
use serde::Serialize;

use super::source;
use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// Show the text of a profile
///
/// Show the text of a profile, as an officer may read, copy and change it: with a station the one in force there under
/// this name, else the one that comes with the program, or that of a file.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Name of the profile, or a file
    #[arg(value_name = "NAME|FILE")]
    profile: String,
}

pub const EXAMPLES: &[Example] = &[
    Example::new("Show the profile of document signers", "chancery profile show document-signer"),
    Example::new("Show the one in force", "chancery profile show document-signer --station utopia")
        .after(&[Step::Prepared("station")]),
];

/// The profile.
#[derive(Debug, Serialize)]
pub struct Shown {
    name: String,
    sha256: String,
    text: String,
}

impl Report for Shown {
    const SCHEMA: &'static str = "chancery/profile.show@1";

    fn human(&self, page: &mut Page) {
        page.verbatim(&self.text);
    }
}

pub fn run(args: Args, context: &Context) -> Result<Shown, Failure> {
    let station = context.station().is_ok().then(|| opening::read(context)).transpose()?;
    let source = source::in_force_or_named(station.as_ref(), &args.profile)?;
    let sha256 = Digest::of(source.text.as_bytes()).to_string();
    Ok(Shown { name: source.profile.name.to_string(), sha256, text: source.text })
}
