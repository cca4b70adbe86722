//! `chancery ceremony lint`: can this script be run?

use std::path::PathBuf;

use chancery::ceremony::{self, Script};
use chancery::fault::Fault;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// Check a script before anybody is in the room
///
/// Check a script before anybody is in the room: unknown words, values used before they are there, roles nobody can
/// hold, steps that lack a witness. The exit code is 1 if it cannot be run.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The script
    script: PathBuf,
}

pub const EXAMPLES: &[Example] =
    &[Example::new("Check the genesis script", "chancery ceremony lint csca-genesis.toml")
        .after(&[Step::Prepared("script")])];

/// What was found.
#[derive(Debug, Serialize)]
pub struct Linted {
    script: String,
    title: String,
    digest: String,
    steps: usize,
    minutes: u32,
    runnable: bool,
    findings: Vec<ceremony::Finding>,
}

impl Report for Linted {
    const SCHEMA: &'static str = "chancery/ceremony.lint@1";

    fn human(&self, page: &mut Page) {
        page.field("Script", format!("{}: {}", self.script, self.title)).field("SHA-256", &self.digest);
        page.field("Steps", self.steps).field("Estimate", format!("{} minutes", self.minutes));
        page.field("Can be run", if self.runnable { "yes" } else { "no" });
        for finding in &self.findings {
            page.line(format!("{}: {}; {}", finding.severity.word(), finding.message, finding.mend));
        }
    }

    fn fault(&self) -> Option<Fault> {
        (!self.runnable).then_some(Fault::Unsound)
    }
}

/// The longest script that is read, in octets.
pub const LONGEST: u64 = 4 << 20;

pub fn run(args: Args, _: &Context) -> Result<Linted, Failure> {
    let text = opening::read_text(&args.script, LONGEST)?;
    let script = Script::parse(&text).map_err(|e| Failure::from(e).about(&args.script, &[Fault::Malformed]))?;
    let findings = ceremony::lint(&script);
    Ok(Linted {
        script: script.name().to_owned(),
        title: script.title().to_owned(),
        digest: script.digest().to_string(),
        steps: script.steps().count(),
        minutes: script.minutes(),
        runnable: !findings.iter().any(|f| f.severity == ceremony::Severity::Error),
        findings,
    })
}
