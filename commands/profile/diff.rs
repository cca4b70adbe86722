//! `chancery profile diff`: two profiles field by field.

use chancery::digest::Digest;
use chancery::pki::profile::{Change, differences};
use serde::Serialize;

use super::source;
use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// Compare two profiles field by field
///
/// Compare two profiles field by field. Comments, blanks and the order of lines make no difference. With a station a name
/// is that of a profile in force there, and else of one that comes with the program. Where only one is named, it is held
/// against the program's of the same name.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Profile, by name or as a file
    #[arg(value_name = "NAME|FILE")]
    profile: String,

    /// Profile to hold it against
    #[arg(value_name = "NAME|FILE")]
    against: Option<String>,
}

pub const EXAMPLES: &[Example] = &[
    Example::new("Compare a root with a link", "chancery profile diff csca-root csca-link"),
    Example::new("See how a station departs from the program", "chancery profile diff csca-root --station utopia")
        .after(&[Step::Prepared("station")]),
];

/// What differs.
#[derive(Debug, Serialize)]
pub struct Compared {
    profile: String,
    sha256: String,
    against: String,
    against_sha256: String,
    changes: Vec<Change>,
}

impl Report for Compared {
    const SCHEMA: &'static str = "chancery/profile.diff@1";

    fn human(&self, page: &mut Page) {
        page.field("Profile", format!("{}, {}", self.profile, self.sha256));
        page.field("Against", format!("{}, {}", self.against, self.against_sha256));
        if self.changes.is_empty() {
            let same = self.sha256 == self.against_sha256;
            page.line(if same { "The same to the octet." } else { "The same but for comments, blanks and order." });
            return;
        }
        let said = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".into());
        let line = |change: &Change| [change.field.clone(), said(&change.now), said(&change.before)];
        page.table(&["Field", "Profile", "Against"], self.changes.iter().map(line));
    }
}

pub fn run(args: Args, context: &Context) -> Result<Compared, Failure> {
    let station = context.station().is_ok().then(|| opening::read(context)).transpose()?;
    let one = source::in_force_or_named(station.as_ref(), &args.profile)?;
    let other = match &args.against {
        Some(name) => source::in_force_or_named(station.as_ref(), name)?,
        None => source::named(one.profile.name.as_str())?,
    };
    let digest = |text: &str| Digest::of(text.as_bytes()).to_string();
    Ok(Compared {
        profile: one.profile.name.to_string(),
        sha256: digest(&one.text),
        against: other.profile.name.to_string(),
        against_sha256: digest(&other.text),
        changes: differences(&other.profile, &one.profile),
    })
}
