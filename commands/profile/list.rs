//! `chancery profile list`: the profiles that come with the program.

use chancery::digest::Digest;
use chancery::pki::profile::{Profile, TEMPLATES};
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report};

/// List the profiles that come with the program
///
/// List the profiles that come with the program. What is in force at a station, 'station show' says.
#[derive(Debug, clap::Args)]
pub struct Args {}

pub const EXAMPLES: &[Example] = &[Example::new("List the profiles", "chancery profile list")];

/// The profiles.
#[derive(Debug, Serialize)]
pub struct Profiles {
    profiles: Vec<Line>,
}

#[derive(Debug, Serialize)]
struct Line {
    name: String,
    title: String,
    lifetime: String,
    sha256: String,
}

impl Report for Profiles {
    const SCHEMA: &'static str = "chancery/profile.list@1";

    fn human(&self, page: &mut Page) {
        page.table(&["Profile", "For", "Lifetime"], self.profiles.iter().map(|p| [&p.name, &p.title, &p.lifetime]));
    }
}

pub fn run(_: Args, _: &Context) -> Result<Profiles, Failure> {
    let mut profiles = Vec::new();
    for (name, text) in TEMPLATES {
        let profile = Profile::parse(text)?;
        let (title, lifetime) = (profile.title.clone(), profile.lifetime().to_string());
        let sha256 = Digest::of(text.as_bytes()).to_string();
        profiles.push(Line { name: (*name).to_owned(), title, lifetime, sha256 });
    }
    Ok(Profiles { profiles })
}
