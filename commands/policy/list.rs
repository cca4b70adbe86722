//! `chancery policy list`: the policies that come with the program.

use chancery::approval::policy::{Policy, TEMPLATES, in_words};
use chancery::mode::Mode;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report};

/// List the policies that come with the program
///
/// List the policies that come with the program, to be shown, copied and changed. 'Drill' says how often a restore has
/// to be drilled.
#[derive(Debug, clap::Args)]
pub struct Args {}

pub const EXAMPLES: &[Example] = &[Example::new("List the policies", "chancery policy list")];

/// The policies.
#[derive(Debug, Serialize)]
pub struct Policies {
    policies: Vec<Line>,
}

#[derive(Debug, Serialize)]
struct Line {
    name: String,
    title: String,
    modes: Vec<Mode>,
    rules: usize,
    drill_every_seconds: i64,
    sha256: String,
}

impl Report for Policies {
    const SCHEMA: &'static str = "chancery/policy.list@1";

    fn human(&self, page: &mut Page) {
        page.table(
            &["Policy", "For", "Modes", "Rules", "Drill"],
            self.policies.iter().map(|p| {
                let modes: Vec<&str> = p.modes.iter().map(|mode| mode.word()).collect();
                let drill = in_words(p.drill_every_seconds);
                [p.name.clone(), p.title.clone(), modes.join(", "), p.rules.to_string(), drill]
            }),
        );
    }
}

pub fn run(_: Args, _: &Context) -> Result<Policies, Failure> {
    let mut policies = Vec::new();
    for (_, text) in TEMPLATES {
        let policy = Policy::parse(text)?;
        policies.push(Line {
            name: policy.name().to_string(),
            title: policy.title().to_owned(),
            modes: policy.modes().to_vec(),
            rules: policy.rules().len(),
            drill_every_seconds: policy.backup().drill_every(),
            sha256: policy.digest().to_string(),
        });
    }
    Ok(Policies { policies })
}
