//! `chancery masterlist lint`: a master list against the rules.

use chancery::digest::Digest;
use chancery::fault::Fault;
use chancery::icao::masterlist::{self, Judging, MasterList, Threads, Unsigned};
use chancery::icao::rules::LISTS;
use chancery::icao::rules::list::ListSubject;
use chancery::pki::certificate::Certificate;
use chancery::pki::lint::{Edition, SetMember};
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::linting::{self, Judged};
use crate::looks;
use crate::masterlist::side::{Judge, LISTS as LOOKS, Side};

/// Judge a master list by the rules of Doc 9303-12
///
/// Judge a master list by the rules of Doc 9303-12: its form, its signer, what is carried and what is listed, in the edition
/// that was in force when it was signed, or in the one that '--edition' names. The certificates on it are judged together as a
/// set; 'masterlist show' judges each by itself. With '--previous' it is told what came and went. With a station, what is known
/// there verifies what the list alone does not. The exit code is 1 if there is an error.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The list: a file, or the beginning of the digest of one that was taken in
    #[arg(value_name = "LIST")]
    list: Side,

    /// The list before it: a file, or the beginning of its digest
    #[arg(long, value_name = "LIST")]
    previous: Option<Side>,

    /// Edition of Doc 9303: sixth, seventh, eighth, or eighth-2024 with the corrigendum
    #[arg(long, value_name = "EDITION", value_parser = linting::edition)]
    edition: Option<Edition>,
}

pub const EXAMPLES: &[Example] =
    &[Example::new("Lint a list", "chancery masterlist lint antarctica.ml").after(&[Step::Prepared("masterlist")])];

/// What the rules found.
#[derive(Debug, Serialize)]
pub struct Linted {
    certificates: usize,
    list: Judged,
    together: Judged,
}

impl Report for Linted {
    const SCHEMA: &'static str = "chancery/masterlist.lint@1";

    fn human(&self, page: &mut Page) {
        page.field("List", self.list.object()).field("Certificates", self.certificates);
        self.list.show(page);
        page.heading("The certificates on it together");
        self.together.show_counts(page);
    }

    fn fault(&self) -> Option<Fault> {
        (self.list.errors() + self.together.errors() > 0).then_some(Fault::Unsound)
    }
}

pub fn run(args: Args, context: &Context) -> Result<Linted, Failure> {
    let judge = Judge::new(context, Vec::new())?;
    let octets = judge.octets(&args.list)?;
    let list = read(&octets, &args.list)?;
    let earlier = args.previous.as_ref().map(|side| judge.octets(side)).transpose()?;
    let previous =
        earlier.as_deref().zip(args.previous.as_ref()).map(|(octets, side)| read(octets, side)).transpose()?;
    let known = judge.known();
    let judgement = masterlist::judge(&list, &Judging { at: judge.at(), known: &known, threads: Threads::All });
    let mut subject = ListSubject::master(&list, &judgement);
    if let Some(previous) = &previous {
        subject = subject.after(previous);
    }
    if let Some(edition) = args.edition {
        subject = subject.by_edition(edition);
    }
    let edition = subject.edition;
    let findings = Judged::by(LISTS.digest(), edition, LISTS.lint(&subject)).of(Digest::of(&octets));
    let read: Vec<Certificate<'_>> = list.entries().filter_map(|entry| entry.certificate().ok()).collect();
    let members: Vec<SetMember<'_>> = read.iter().map(SetMember::found).collect();
    let together = linting::together(&members, edition, judge.at());
    Ok(Linted { certificates: list.len(), list: findings, together })
}

/// A list, signed or not: that it is not is a finding.
fn read<'o>(octets: &'o [u8], side: &Side) -> Result<MasterList<'o>, Failure> {
    masterlist::read(octets, Unsigned::Accept).map_err(|error| match side {
        Side::File(path) => looks::about(error.into(), path, LOOKS),
        _ => error.into(),
    })
}
