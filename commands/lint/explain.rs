//! `chancery lint explain`: one rule.

use std::collections::BTreeMap;

use chancery::fault::{Fail, Fault};
use chancery::icao::rules::{RuleInfo, find};
use chancery::pki::lint::Edition;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report};
use crate::opening::UnknownName;

/// Explain a rule
///
/// Explain a rule: what it wants, the clause behind it, what it looks at, how much a finding weighs under each edition of
/// Doc 9303, the PKD operator's code, and what it finds in its bad example (tests/vectors/lint in the source).
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Id of the rule, such as C03, M06 or S5280-12
    rule: String,
}

pub const EXAMPLES: &[Example] = &[
    Example::new("Explain rule C03", "chancery lint explain C03"),
    Example::new("Explain a rule that came with the eighth edition", "chancery lint explain X45"),
];

/// The rule.
#[derive(Debug, Serialize)]
pub struct Explained {
    rule: RuleInfo,
    /// By the word of each edition; an edition that has not the rule is left out.
    severity_by_edition: BTreeMap<&'static str, &'static str>,
}

impl Report for Explained {
    const SCHEMA: &'static str = "chancery/lint.explain@1";

    fn human(&self, page: &mut Page) {
        let rule = &self.rule;
        page.field("Rule", rule.id).field("Rule set", rule.set).field("Wants", rule.title);
        page.field("Clause", rule.clause).field("Looks at", rule.looks.words());
        page.field("Editions", editions(rule)).field("Severity", severity(rule));
        page.field("PKD code", rule.pkd_code.unwrap_or("none")).field("Version", rule.version);
        page.field("Bad example", rule.example);
    }
}

fn editions(rule: &RuleInfo) -> String {
    match (rule.since, rule.until) {
        (Edition::Sixth, None) => "every one".into(),
        (since, None) => format!("{since} and later"),
        (since, Some(until)) if since == until => since.to_string(),
        (since, Some(until)) => format!("{since} to {until}"),
    }
}

/// What it weighs, once where it weighs the same under every edition.
fn severity(rule: &RuleInfo) -> String {
    let mut words: Vec<(&str, Vec<&str>)> = Vec::new();
    for edition in rule.editions() {
        let word = rule.severity.under(edition).word();
        match words.iter_mut().find(|(known, _)| *known == word) {
            Some((_, editions)) => editions.push(edition.word()),
            None => words.push((word, vec![edition.word()])),
        }
    }
    match words.as_slice() {
        [(word, _)] => (*word).to_owned(),
        several => {
            let each = several.iter().map(|(word, editions)| format!("{word} ({})", editions.join(", ")));
            each.collect::<Vec<_>>().join(", ")
        }
    }
}

/// A rule of the catalogue for objects that nothing reads.
#[derive(Debug, thiserror::Error)]
#[error("rule {id} is of the catalogue and is not judged yet: nothing reads {what}")]
struct NotJudged {
    id: String,
    what: &'static str,
}

impl Fail for NotJudged {
    fn kind(&self) -> Fault {
        Fault::Usage
    }

    fn hint(&self) -> Option<String> {
        Some("see 'chancery lint list'".into())
    }
}

impl NotJudged {
    fn named(id: &str) -> Option<Self> {
        let what = match id {
            "S01" | "S02" | "S03" | "S04" | "S05" | "S06" | "S07" => "signed data of chips",
            "V01" | "V02" | "V03" => "visible seals",
            _ => return None,
        };
        Some(NotJudged { id: id.to_owned(), what })
    }
}

pub fn run(args: Args, _: &Context) -> Result<Explained, Failure> {
    if let Some(error) = NotJudged::named(&args.rule) {
        return Err(error.into());
    }
    let unknown = || UnknownName { what: "rule", name: args.rule.clone(), see: "chancery lint list" };
    let rule = find(&args.rule).ok_or_else(unknown)?;
    let severity_by_edition = rule.editions().map(|e| (e.word(), rule.severity.under(e).word())).collect();
    Ok(Explained { rule, severity_by_edition })
}
