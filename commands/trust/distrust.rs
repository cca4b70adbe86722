//! `chancery trust distrust`: a foreign certificate is an anchor no more, or never.

use chancery::act::{Act, TrustDistrust};
use chancery::digest::Digest;
use chancery::fault::{Fail, Fault};
use chancery::station::{Material, Station};
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening::{self, Recorded, UnknownName};

/// Distrust a foreign certificate, whatever lists say
///
/// Distrust a foreign certificate, whatever lists say. The first 16 digits of its fingerprint, as 'trust list' shows
/// them, are enough where no other certificate has the same. To accept one the fingerprint is always typed whole.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// SHA-256 of the certificate, 64 hex digits, or its first 16 or more
    #[arg(value_parser = beginning)]
    fingerprint: String,

    /// Why, in words
    #[arg(long, value_name = "WORDS")]
    reason: String,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Distrust a certificate whose key was compromised",
    "chancery trust distrust e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 \
     --reason 'key compromised' --station utopia",
)
.after(&[Step::Prepared("station")])
.with(&["--pin-source", "file:pin"])
.ends(2)];

/// The fewest digits that name a certificate.
const FEWEST: usize = 16;

/// A fingerprint or its beginning, in lower case.
fn beginning(text: &str) -> Result<String, String> {
    let hex = text.bytes().all(|b| b.is_ascii_hexdigit());
    if hex && (FEWEST..=64).contains(&text.len()) {
        Ok(text.to_lowercase())
    } else {
        Err("wanted 16 to 64 hex digits".into())
    }
}

/// A beginning that several certificates share.
#[derive(Debug, thiserror::Error)]
#[error("{count} certificates begin with {beginning}: {candidates}")]
struct Several {
    count: usize,
    beginning: String,
    candidates: String,
}

impl Fail for Several {
    fn kind(&self) -> Fault {
        Fault::Usage
    }

    fn hint(&self) -> Option<String> {
        Some("type the whole fingerprint".into())
    }
}

/// The one certificate that is meant. The act names it whole.
fn whole(station: &Station<'_>, beginning: &str) -> Result<Digest, Failure> {
    if let Ok(digest) = beginning.parse() {
        return Ok(digest);
    }
    let known = station.rows().known_of(None)?.into_iter().map(|row| row.digest);
    let candidates: Vec<Digest> = known.filter(|digest| digest.to_string().starts_with(beginning)).collect();
    match candidates.as_slice() {
        [] => Err(UnknownName { what: "certificate", name: beginning.to_owned(), see: "chancery trust list" }.into()),
        [one] => Ok(*one),
        several => {
            let candidates: Vec<String> = several.iter().map(Digest::to_string).collect();
            let (count, candidates) = (several.len(), candidates.join(", "));
            Err(Several { count, beginning: beginning.to_owned(), candidates }.into())
        }
    }
}

/// The decision.
#[derive(Debug, Serialize)]
pub struct Distrusted {
    certificate: String,
    verdict: String,
    recorded: Recorded,
}

impl Report for Distrusted {
    const SCHEMA: &'static str = "chancery/trust.distrust@1";

    fn human(&self, page: &mut Page) {
        page.field("Certificate", &self.certificate).field("Decision", &self.verdict);
        self.recorded.show(page);
    }
}

pub fn run(args: Args, context: &Context) -> Result<Distrusted, Failure> {
    let mut station = opening::write(context)?;
    let certificate = whole(&station, &args.fingerprint)?;
    let act = Act::TrustDistrust(TrustDistrust { certificate, reason: args.reason });
    let done = opening::perform(context, &mut station, act, Material::none())?;
    let verdict = opening::output(&done, "verdict");
    Ok(Distrusted { certificate: opening::output(&done, "certificate"), verdict, recorded: Recorded::of(&done) })
}
