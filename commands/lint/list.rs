//! `chancery lint list`: the rules.

use chancery::icao::rules::{RuleInfo, all};
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report};

/// List the rules that objects are judged by
#[derive(Debug, clap::Args)]
pub struct Args {}

pub const EXAMPLES: &[Example] = &[Example::new("List the rules", "chancery lint list")];

/// The rules.
#[derive(Debug, Serialize)]
pub struct Rules {
    rules: Vec<RuleInfo>,
}

impl Report for Rules {
    const SCHEMA: &'static str = "chancery/lint.list@1";

    fn human(&self, page: &mut Page) {
        page.table(
            &["Rule", "Severity", "What it wants", "Clause"],
            self.rules
                .iter()
                .map(|r| [r.id.to_owned(), r.severity.word().to_owned(), r.title.to_owned(), r.clause.to_owned()]),
        );
    }
}

pub fn run(_: Args, _: &Context) -> Result<Rules, Failure> {
    Ok(Rules { rules: all().collect() })
}
