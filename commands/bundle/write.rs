//! `chancery bundle write`: a recorded bundle onto another stick.

use std::path::PathBuf;

use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// Write a recorded bundle to another stick
///
/// Write a recorded bundle to another stick, byte for byte: for the second medium, or after a stick that failed. Nothing
/// is signed and no vault is opened.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Directory on the stick
    stick: PathBuf,

    /// Version of the bundle, where it is not the newest
    #[arg(long, value_name = "N")]
    version: Option<u64>,
}

pub const EXAMPLES: &[Example] =
    &[Example::new("Write the newest bundle to a second stick", "chancery bundle write second --station utopia")
        .after(&[
            Step::Prepared("csca"),
            Step::Run("chancery bundle export first --station utopia --pin-source file:pin"),
        ])];

/// What was written.
#[derive(Debug, Serialize)]
pub struct Written {
    version: u64,
    stick: String,
    files: usize,
}

impl Report for Written {
    const SCHEMA: &'static str = "chancery/bundle.write@1";

    fn human(&self, page: &mut Page) {
        page.field("Bundle", self.version).field("Stick", &self.stick).field("Files", self.files);
    }
}

pub fn run(args: Args, context: &Context) -> Result<Written, Failure> {
    let station = opening::read(context)?;
    let (version, written) = station.write_bundle(args.version, &args.stick)?;
    let files = written.added.len() + written.replaced.len() + written.kept;
    Ok(Written { version, stick: args.stick.display().to_string(), files })
}
