//! `chancery deviation lint`: a deviation list against the rules.

use chancery::digest::Digest;
use chancery::fault::Fault;
use chancery::icao::deviation::judge;
use chancery::icao::masterlist::Threads;
use chancery::icao::rules::LISTS;
use chancery::icao::rules::list::ListSubject;
use chancery::pki::lint::Edition;
use serde::Serialize;

use super::given;
use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::linting::{self, Judged};

/// Judge a deviation list by the rules of Doc 9303-12
///
/// Judge a deviation list by the rules of Doc 9303-12: its form and signer, and what it says of documents, in the edition that
/// was in force when it was signed, or in the one that '--edition' names. What else is odd on it is told by its code, as
/// 'deviation show' tells it. The list is a file, or one that the station took in, by the first 8 digits of its digest or
/// more. With a station, what is known there verifies the signer. The exit code is 1 if there is an error.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// File, or digest of a list that was taken in
    #[arg(value_name = "LIST")]
    list: String,

    /// Edition of Doc 9303: sixth, seventh, eighth, or eighth-2024 with the corrigendum
    #[arg(long, value_name = "EDITION", value_parser = linting::edition)]
    edition: Option<Edition>,
}

pub const EXAMPLES: &[Example] = &[Example::new("Lint a deviation list", "chancery deviation lint antarctica.dl")
    .after(&[Step::Prepared("deviations")])];

/// What the rules found.
#[derive(Debug, Serialize)]
pub struct Linted {
    deviations: usize,
    list: Judged,
    noticed: Vec<String>,
}

impl Report for Linted {
    const SCHEMA: &'static str = "chancery/deviation.lint@1";

    fn human(&self, page: &mut Page) {
        page.field("List", self.list.object()).field("Deviations", self.deviations);
        self.list.show(page);
        for remark in &self.noticed {
            page.line(format_args!("noticed: {remark}"));
        }
    }

    fn fault(&self) -> Option<Fault> {
        (self.list.errors() > 0).then_some(Fault::Unsound)
    }
}

pub fn run(args: Args, context: &Context) -> Result<Linted, Failure> {
    let given = given::Given::read(&args.list, context)?;
    let list = given.list()?;
    let known = given.known()?;
    let known: Vec<&[u8]> = known.iter().map(Vec::as_slice).collect();
    let judgement = judge(&list, &known, Threads::All);
    let mut subject = ListSubject::deviations(&list, &judgement);
    if let Some(edition) = args.edition {
        subject = subject.by_edition(edition);
    }
    let findings = LISTS.lint(&subject);
    let odd = list.findings();
    let mut noticed: Vec<String> = odd.kept().iter().map(ToString::to_string).collect();
    if odd.beyond() > 0 {
        noticed.push(format!("{} more findings in the deviations", odd.beyond()));
    }
    let digest = Digest::of(given.octets());
    Ok(Linted {
        deviations: list.len(),
        list: Judged::by(LISTS.digest(), subject.edition, findings).of(digest),
        noticed,
    })
}
