//! `chancery crl show`: a revocation list for a person to read.

use std::path::PathBuf;

use chancery::digest::Digest;
use chancery::pki::crl::Crl;
use chancery::pki::{armour, text};
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening::{self, FileError};

/// Show a revocation list from a file
///
/// Show a revocation list from a file, DER or PEM. No station is needed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The list, DER or PEM
    file: PathBuf,
}

pub const EXAMPLES: &[Example] =
    &[Example::new("Show a list", "chancery crl show csca.crl").after(&[Step::Prepared("crl")])];

/// The list.
#[derive(Debug, Serialize)]
pub struct Shown {
    fingerprint: String,
    issuer: String,
    this_update: Option<String>,
    next_update: Option<String>,
    revoked: Vec<String>,
    #[serde(skip)]
    rendering: String,
}

impl Report for Shown {
    const SCHEMA: &'static str = "chancery/crl.show@1";

    fn human(&self, page: &mut Page) {
        for line in self.rendering.lines() {
            page.columns(line);
        }
    }
}

/// The longest list that is read, in octets.
const LONGEST: u64 = 256 << 20;

pub fn run(args: Args, _: &Context) -> Result<Shown, Failure> {
    let bytes = opening::read_file(&args.file, LONGEST)?;
    let wrong = |what: String| FileError::NotThat { path: args.file.clone(), wanted: "a revocation list", what };
    let der = armour::der(&bytes, "X509 CRL").map_err(|e| wrong(e.to_string()))?;
    let crl = Crl::parse(&der).map_err(|e| wrong(e.to_string()))?;
    let revoked = crl.entries().map(|entry| entry.map(|e| hex::encode(e.serial_element.content)));
    Ok(Shown {
        fingerprint: Digest::of(&der).to_string(),
        issuer: crl.issuer.to_string(),
        this_update: crl.this_update.time().ok().map(|t| t.to_string()),
        next_update: crl.next_update.as_ref().and_then(|n| n.time().ok()).map(|t| t.to_string()),
        revoked: revoked.collect::<Result<_, _>>().map_err(|e| wrong(e.to_string()))?,
        rendering: text::CrlText { crl: &crl, entries: 1000 }.to_string(),
    })
}
