//! `chancery policy show`: the rules of a policy as a table and what backups have to be, or its text.

use std::collections::{BTreeMap, BTreeSet};

use chancery::approval::policy::{BackupGoals, Rule, ShareWay};
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
/// takes. The first rule that matches decides; what no rule matches is refused. Below them stands what the station's
/// backups have to be.
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
    backup: Backup,
    text: String,
    #[serde(skip)]
    as_text: bool,
}

/// What backups have to be.
#[derive(Debug, Serialize)]
struct Backup {
    /// The line of the table; none where the defaults hold.
    line: Option<usize>,
    state_every_seconds: i64,
    drill_every_seconds: i64,
    check_shares_every_seconds: i64,
    recovery_time_seconds: i64,
    data_age_seconds: i64,
    least_threshold: u8,
    spare_shares: u8,
    most_shares: u8,
    ways: Vec<&'static str>,
    escrow: bool,
    media: u8,
    separate_media: bool,
    keep: Keep,
    #[serde(skip)]
    words: Vec<(&'static str, String)>,
}

#[derive(Debug, Serialize)]
struct Keep {
    days: u16,
    weeks: u16,
    months: u16,
}

impl Backup {
    fn of(goals: &BackupGoals) -> Self {
        let keep = goals.keep();
        Backup {
            line: goals.line(),
            state_every_seconds: goals.state_every(),
            drill_every_seconds: goals.drill_every(),
            check_shares_every_seconds: goals.check_shares_every(),
            recovery_time_seconds: goals.recovery_time(),
            data_age_seconds: goals.data_age(),
            least_threshold: goals.least_threshold(),
            spare_shares: goals.spare_shares(),
            most_shares: goals.most_shares(),
            ways: goals.ways().iter().copied().map(ShareWay::word).collect(),
            escrow: goals.escrow(),
            media: goals.media(),
            separate_media: goals.separate_media(),
            keep: Keep { days: keep.days(), weeks: keep.weeks(), months: keep.months() },
            words: goals.words(),
        }
    }
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
        page.heading(match self.backup.line {
            Some(_) => "What backups have to be",
            None => "What backups have to be (the policy does not say it; these are the defaults)",
        });
        for (name, what) in &self.backup.words {
            page.field(name, what);
        }
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
        backup: Backup::of(policy.backup()),
        text: policy.text().to_owned(),
        as_text: args.text,
    })
}
