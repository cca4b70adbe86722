//! `chancery crl show`: a revocation list for a person to read.

use chancery::clock::Time;
use chancery::digest::Digest;
use chancery::icao::rules::DOC_9303;
use chancery::pki::crl::{Crl, Entry};
use chancery::pki::lint::{CrlSubject, Findings};
use chancery::pki::text;
use serde::Serialize;

use crate::anchoring;
use crate::found::{self, Named};
use crate::frame::{Context, Example, Failure, Page, Purpose, Report, Step};
use crate::opening;

/// Show a revocation list
///
/// Show a revocation list: a file, DER or PEM, or one that the station keeps, by the first 8 digits of its SHA-256 or more.
/// Its fields, who is revoked since when, whether it is in force, its fingerprint in hex and in words, and what the rules of
/// Doc 9303-12 find. An entry that cannot be read costs none before it. For a file no station is needed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The list: a file, DER or PEM, or the beginning of its SHA-256
    list: Named,
}

pub const EXAMPLES: &[Example] =
    &[Example::new("Show a list", "chancery crl show csca.crl").after(&[Step::Prepared("crl")])];

/// The list.
#[derive(Debug, Serialize)]
pub struct Shown {
    fingerprint: String,
    fingerprint_words: Vec<&'static str>,
    issuer: String,
    number: Option<String>,
    this_update: Option<String>,
    next_update: Option<String>,
    at: String,
    in_force: bool,
    revoked: Vec<String>,
    entries: Vec<Revoked>,
    unreadable: Option<String>,
    findings: Findings,
    #[serde(skip)]
    rendering: String,
}

/// One certificate that is revoked.
#[derive(Debug, Serialize)]
struct Revoked {
    serial: String,
    on: Option<String>,
    reason: Option<&'static str>,
}

impl From<Entry<'_>> for Revoked {
    fn from(entry: Entry<'_>) -> Self {
        Revoked {
            serial: hex::encode(entry.serial_element.content),
            on: entry.revocation_date.time().ok().map(|t| t.to_string()),
            reason: entry.reason(),
        }
    }
}

impl Report for Shown {
    const SCHEMA: &'static str = "chancery/crl.show@1";

    fn human(&self, page: &mut Page) {
        for line in self.rendering.lines() {
            page.columns(line);
        }
        page.columns(format!("{:<18} {} at {}", "in force", if self.in_force { "yes" } else { "no" }, self.at));
        page.words(&self.fingerprint_words);
        found::show_findings(&self.findings, page);
    }
}

/// How many entries are shown to a person.
const ENTRIES: usize = 1000;

pub fn run(args: Args, context: &Context) -> Result<Shown, Failure> {
    match args.list {
        Named::File(path) => {
            let at = context.clock(Purpose::Judging, 0)?.read()?.time;
            shown(&anchoring::list(&path)?, at)
        }
        Named::Beginning(beginning) => {
            let station = opening::read(context)?;
            let candidates = station.rows().revocation_lists_beginning(&beginning)?;
            let digest = found::one("revocation list", &candidates, &beginning, "chancery crl show --help")?;
            shown(&station.rows().object(digest)?.unwrap_or_default(), station.now()?)
        }
    }
}

fn shown(der: &[u8], at: Time) -> Result<Shown, Failure> {
    let crl = Crl::parse(der).map_err(chancery::pki::PkiError::unreadable("the revocation list"))?;
    let (mut entries, mut unreadable) = (Vec::new(), None);
    for entry in crl.entries() {
        match entry {
            Ok(entry) => entries.push(Revoked::from(entry)),
            Err(error) => unreadable = Some(error.to_string()),
        }
    }
    let number = crl.read::<chancery::pki::extension::CrlNumber<'_>>();
    let number = number.and_then(Result::ok).and_then(|number| number.magnitude().ok()).map(hex::encode);
    let digest = Digest::of(der);
    Ok(Shown {
        fingerprint: digest.to_string(),
        fingerprint_words: digest.words(),
        issuer: crl.issuer.to_string(),
        number,
        this_update: crl.this_update.time().ok().map(|t| t.to_string()),
        next_update: crl.next_update.as_ref().and_then(|n| n.time().ok()).map(|t| t.to_string()),
        at: at.to_string(),
        in_force: crl.is_in_force(at),
        revoked: entries.iter().map(|entry| entry.serial.clone()).collect(),
        entries,
        unreadable,
        findings: DOC_9303.lint_crl(&CrlSubject::found(&crl, at)),
        rendering: text::CrlText { crl: &crl, entries: ENTRIES }.to_string(),
    })
}
