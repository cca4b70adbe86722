//! `chancery policy show`: the rules of a policy as a table, or its text.

use std::collections::{BTreeMap, BTreeSet};

use chancery::approval::policy::Rule;
use chancery::fault::{Fail, Fault};
use chancery::mode::Mode;
use chancery::safe::Label;
use serde::Serialize;

use super::source;
use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// Show the rules of a policy
///
/// Show the rules of a policy in the order in which they are tried: what each is about, whom it asks, and how long it
/// takes. The first rule that matches decides; what no rule matches is refused.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Name of a policy that comes with the program, or a file; the one in force at the station if none is named
    #[arg(value_name = "NAME|FILE")]
    policy: Option<String>,

    /// Show the text instead, to be copied and changed
    #[arg(long)]
    text: bool,
}

pub const EXAMPLES: &[Example] = &[
    Example::new("Show the policy in force", "chancery policy show --station utopia")
        .after(&[Step::Prepared("council")]),
    Example::new("Show what the policy for a small state asks for", "chancery policy show two-person"),
    Example::new("Take a copy to change", "chancery policy show national --text"),
];

/// The policy.
#[derive(Debug, Serialize)]
pub struct Shown {
    name: String,
    title: String,
    modes: Vec<Mode>,
    sha256: String,
    rules: Vec<Line>,
    text: String,
    #[serde(skip)]
    as_text: bool,
}

#[derive(Debug, Serialize)]
struct Line {
    name: String,
    line: usize,
    acts: Vec<String>,
    profiles: Vec<String>,
    by_rule: BTreeSet<Label>,
    quorum: u16,
    roles: BTreeMap<Label, u16>,
    from: BTreeSet<Label>,
    proposer_apart: bool,
    organisations: u16,
    validity_seconds: i64,
    cooling_off_seconds: i64,
    veto: bool,
    #[serde(skip)]
    about: String,
    #[serde(skip)]
    asks: String,
    #[serde(skip)]
    time: String,
}

impl Line {
    fn of(rule: &Rule) -> Self {
        Line {
            name: rule.name().to_string(),
            line: rule.line(),
            acts: rule.acts().iter().map(ToString::to_string).collect(),
            profiles: rule.profiles().iter().map(ToString::to_string).collect(),
            by_rule: rule.by_rule().clone(),
            quorum: rule.quorum(),
            roles: rule.roles().clone(),
            from: rule.from().clone(),
            proposer_apart: rule.proposer_apart(),
            organisations: rule.organisations(),
            validity_seconds: rule.validity(),
            cooling_off_seconds: rule.cooling_off(),
            veto: rule.veto(),
            about: rule.about(),
            asks: rule.asks(),
            time: rule.time(),
        }
    }
}

impl Report for Shown {
    const SCHEMA: &'static str = "chancery/policy.show@1";

    fn human(&self, page: &mut Page) {
        if self.as_text {
            page.verbatim(&self.text);
            return;
        }
        let modes: Vec<&str> = self.modes.iter().map(|mode| mode.word()).collect();
        page.field("Policy", format!("{}: {}", self.name, self.title)).field("For", modes.join(", "));
        page.field("SHA-256", &self.sha256);
        page.table(
            &["Rule", "About", "Asks", "Time"],
            self.rules.iter().map(|rule| [&rule.name, &rule.about, &rule.asks, &rule.time]),
        );
        page.line("What no rule matches is refused.");
    }
}

/// A station where no policy is in force.
#[derive(Debug, thiserror::Error)]
#[error("no policy is in force at this station")]
struct NoneInForce;

impl Fail for NoneInForce {
    fn kind(&self) -> Fault {
        Fault::Usage
    }

    fn hint(&self) -> Option<String> {
        Some("name one: see 'chancery policy list'; 'chancery station genesis' sets the first".into())
    }
}

pub fn run(args: Args, context: &Context) -> Result<Shown, Failure> {
    let policy = match &args.policy {
        Some(name) => source::policy(name)?,
        None => opening::read(context)?.policy()?.ok_or(NoneInForce)?,
    };
    Ok(Shown {
        name: policy.name().to_string(),
        title: policy.title().to_owned(),
        modes: policy.modes().to_vec(),
        sha256: policy.digest().to_string(),
        rules: policy.rules().iter().map(Line::of).collect(),
        text: policy.text().to_owned(),
        as_text: args.text,
    })
}
