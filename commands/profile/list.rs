//! `chancery profile list`: the profiles that come with the program, and those in force at a station.

use std::collections::BTreeSet;

use chancery::digest::Digest;
use chancery::pki::profile::{Profile, TEMPLATES, template};
use chancery::safe::Label;
use chancery::station::Station;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// List the profiles that come with the program, or those of a station
///
/// List the profiles that come with the program. With a station: those in force there, and whether the program's text of
/// that name is another, then those that were not adopted.
#[derive(Debug, clap::Args)]
pub struct Args {}

pub const EXAMPLES: &[Example] = &[
    Example::new("List the profiles that come with the program", "chancery profile list"),
    Example::new("List those in force", "chancery profile list --station utopia").after(&[Step::Prepared("station")]),
];

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
    /// Where a station was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    standing: Option<&'static str>,
    /// The entry that put it in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<u64>,
}

impl Line {
    fn of(name: &str, text: &str) -> Result<Self, Failure> {
        let profile = Profile::parse(text)?;
        let (title, lifetime) = (profile.title.clone(), profile.lifetime().to_string());
        let sha256 = Digest::of(text.as_bytes()).to_string();
        Ok(Line { name: name.to_owned(), title, lifetime, sha256, standing: None, entry: None })
    }
}

impl Report for Profiles {
    const SCHEMA: &'static str = "chancery/profile.list@1";

    fn human(&self, page: &mut Page) {
        if self.profiles.iter().any(|line| line.standing.is_some()) {
            let line = |p: &Line| {
                let entry = p.entry.map_or_else(|| "-".to_owned(), |entry| entry.to_string());
                [p.name.clone(), p.lifetime.clone(), p.standing.unwrap_or_default().to_owned(), entry]
            };
            page.table(&["Profile", "Lifetime", "Standing", "Entry"], self.profiles.iter().map(line));
            return;
        }
        page.table(&["Profile", "For", "Lifetime"], self.profiles.iter().map(|p| [&p.name, &p.title, &p.lifetime]));
    }
}

pub fn run(_: Args, context: &Context) -> Result<Profiles, Failure> {
    let mut profiles = Vec::new();
    if context.station().is_ok() {
        profiles = of_station(&opening::read(context)?)?;
    } else {
        for (name, text) in TEMPLATES {
            profiles.push(Line::of(name, text)?);
        }
    }
    Ok(Profiles { profiles })
}

/// In the order of the program's, then those that it does not have.
fn of_station(station: &Station<'_>) -> Result<Vec<Line>, Failure> {
    let known: BTreeSet<&str> = TEMPLATES.iter().map(|(name, _)| *name).collect();
    let own = station.profiles().keys().map(Label::as_str).filter(|name| !known.contains(name));
    let mut lines = Vec::new();
    for name in TEMPLATES.iter().map(|(name, _)| *name).chain(own) {
        let (label, of_program) = (name.parse::<Label>().ok(), template(name));
        let in_force = label.filter(|label| station.profiles().contains_key(label));
        lines.push(match (in_force, of_program) {
            (Some(label), of_program) => {
                let text = station.profile_text(&label)?;
                let standing = match of_program {
                    Some(program) if program == text => "in force",
                    Some(_) => "in force, changed",
                    None => "in force, its own",
                };
                Line { standing: Some(standing), entry: Some(station.profile_entry(&label)), ..Line::of(name, &text)? }
            }
            (None, Some(text)) => Line { standing: Some("not adopted"), ..Line::of(name, text)? },
            (None, None) => continue,
        });
    }
    Ok(lines)
}
