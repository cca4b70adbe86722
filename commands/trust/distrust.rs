//! `chancery trust distrust`: a foreign certificate is an anchor no more, or never.

use chancery::act::{Act, TrustDistrust};
use chancery::station::Material;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening::{self, Recorded};
use crate::trust::named;

/// Distrust a foreign certificate, whatever lists say
///
/// Distrust a foreign certificate, whatever lists say. The first 16 digits of its fingerprint, as 'trust list' shows
/// them, are enough where no other certificate has the same. To accept one the fingerprint is always typed whole.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// SHA-256 of the certificate, 64 hex digits, or its first 16 or more
    #[arg(value_parser = named::beginning)]
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

/// The decision.
#[derive(Debug, Serialize)]
pub struct Distrusted {
    fingerprint: String,
    verdict: String,
    recorded: Recorded,
}

impl Report for Distrusted {
    const SCHEMA: &'static str = "chancery/trust.distrust@1";

    fn human(&self, page: &mut Page) {
        page.field("Certificate", &self.fingerprint).field("Decision", &self.verdict);
        self.recorded.show(page);
    }
}

pub fn run(args: Args, context: &Context) -> Result<Distrusted, Failure> {
    let mut station = opening::write(context)?;
    let certificate = named::whole(&station, &args.fingerprint)?;
    let act = Act::TrustDistrust(TrustDistrust { certificate, reason: args.reason });
    let done = opening::perform(context, &mut station, act, Material::none())?;
    let verdict = opening::output(&done, "verdict");
    Ok(Distrusted { fingerprint: opening::output(&done, "certificate"), verdict, recorded: Recorded::of(&done) })
}
