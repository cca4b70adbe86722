//! `chancery profile check`: whether a profile could be adopted.

use chancery::digest::Digest;
use serde::Serialize;

use super::source;
use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// Check a profile before it is adopted
///
/// Check a profile before it is adopted. Without a station its text is read: unknown fields and contradictions are
/// refused, with their line or field, and a typed span that is shorter than the sum it stands for (PROFILE-15). With
/// one it is also held against what is in force there, and a certificate of it is drafted and linted for every kind of
/// key that it takes, as 'profile adopt' would. Nothing is signed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Name of a profile that comes with the program, or a file
    #[arg(value_name = "NAME|FILE")]
    profile: String,
}

pub const EXAMPLES: &[Example] = &[
    Example::new("Check a text for itself", "chancery profile check document-signer"),
    Example::new("Check it against a station", "chancery profile check document-signer --station utopia")
        .after(&[Step::Prepared("station")]),
];

/// What was found.
#[derive(Debug, Serialize)]
pub struct Checked {
    profile: String,
    role: &'static str,
    sha256: String,
    lifetime: String,
    /// The kinds of key that were tried; none without a station.
    tried: Vec<String>,
    warnings: Vec<String>,
}

impl Report for Checked {
    const SCHEMA: &'static str = "chancery/profile.check@1";

    fn human(&self, page: &mut Page) {
        page.field("Profile", &self.profile).field("Makes", self.role).field("Lifetime", &self.lifetime);
        page.field("SHA-256", &self.sha256);
        let tried = if self.tried.is_empty() { "none: no station is named".to_owned() } else { self.tried.join(", ") };
        page.field("Tried with", tried);
        for warning in &self.warnings {
            page.line(format!("warning: {warning}"));
        }
    }
}

pub fn run(args: Args, context: &Context) -> Result<Checked, Failure> {
    let source = source::named(&args.profile)?;
    let (tried, warnings) = if context.station().is_ok() {
        let warnings = opening::read(context)?.check_profile(&source.profile)?;
        (source.profile.key.kinds.iter().map(ToString::to_string).collect(), warnings)
    } else {
        (Vec::new(), source.profile.check_sum(None)?.into_iter().collect())
    };
    Ok(Checked {
        profile: source.profile.name.to_string(),
        role: source.profile.role.word(),
        sha256: Digest::of(source.text.as_bytes()).to_string(),
        lifetime: source.profile.lifetime().to_string(),
        tried,
        warnings,
    })
}
