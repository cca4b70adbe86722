//! `chancery lint explain`: one rule.

use chancery::icao::rules::{RuleInfo, find};
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report};
use crate::opening::UnknownName;

/// Explain a rule
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Id of the rule, such as C03
    rule: String,
}

pub const EXAMPLES: &[Example] = &[Example::new("Explain rule C03", "chancery lint explain C03")];

/// The rule.
#[derive(Debug, Serialize)]
pub struct Explained {
    rule: RuleInfo,
}

impl Report for Explained {
    const SCHEMA: &'static str = "chancery/lint.explain@1";

    fn human(&self, page: &mut Page) {
        let rule = &self.rule;
        page.field("Rule", rule.id).field("Wants", rule.title).field("Clause", rule.clause);
        page.field("Severity", rule.severity.word()).field("PKD code", rule.pkd_code.unwrap_or("none"));
        page.field("Version", rule.version);
    }
}

pub fn run(args: Args, _: &Context) -> Result<Explained, Failure> {
    let unknown = || UnknownName { what: "rule", name: args.rule.clone(), see: "chancery lint list" };
    Ok(Explained { rule: find(&args.rule).ok_or_else(unknown)? })
}
