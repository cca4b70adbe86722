//! `chancery key lock`: a key can never leave its vault again.

use chancery::act::{Act, KeyLock};
use chancery::safe::Label;
use chancery::station::Material;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening::{self, Recorded};

/// Lock a key against extraction for good
///
/// Lock a key against extraction for good. No token gives this back, so the key's name has to be typed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Name of the key
    key: Label,
}

pub const EXAMPLES: &[Example] =
    &[Example::new("Lock a key that was born extractable", "chancery key lock spare --station utopia")
        .after(&[
            Step::Prepared("station"),
            Step::Run("chancery key generate spare --spec P-256 --extractable --station utopia --pin-source file:pin"),
            Step::Write("answers.toml", "confirm = [\"spare\"]\n"),
        ])
        .with(&["--pin-source", "file:pin", "--answers", "answers.toml"])];

/// The locked key.
#[derive(Debug, Serialize)]
pub struct Locked {
    key: String,
    recorded: Recorded,
}

impl Report for Locked {
    const SCHEMA: &'static str = "chancery/key.lock@1";

    fn human(&self, page: &mut Page) {
        page.field("Key", &self.key).field("Extraction", "never again");
        self.recorded.show(page);
    }
}

pub fn run(args: Args, context: &Context) -> Result<Locked, Failure> {
    let mut station = opening::write(context)?;
    station.check_key(&args.key)?;
    let key = args.key.to_string();
    let done = opening::perform(context, &mut station, Act::KeyLock(KeyLock { key: args.key }), Material::none())?;
    Ok(Locked { key, recorded: Recorded::of(&done) })
}
