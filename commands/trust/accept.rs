//! `chancery trust accept`: a foreign certificate becomes an anchor.

use chancery::act::{Act, TrustAccept};
use chancery::digest::Digest;
use chancery::station::{Earlier, Material, Verdict};
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening::{self, Recorded};

/// Accept a foreign certificate as an anchor
///
/// Accept a foreign certificate as an anchor. Its fingerprint is typed whole, from a source outside the medium it came
/// on, and that source is named and recorded. What is accepted is not accepted again (TRUST-4); a certificate that was
/// distrusted is accepted only with its first sixteen digits typed, and the entry names the decision it goes against.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// SHA-256 of the certificate, 64 hex digits
    fingerprint: Digest,

    /// Where the fingerprint was read: a diplomatic note, a bilateral exchange, a published page
    #[arg(long, value_name = "WORDS")]
    source: String,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Accept a certificate by the fingerprint in a diplomatic note",
    "chancery trust accept e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 \
     --source 'diplomatic note 12/2026' --station utopia",
)
.after(&[Step::Prepared("station")])
.with(&["--pin-source", "file:pin"])
.ends(2)];

/// The decision.
#[derive(Debug, Serialize)]
pub struct Accepted {
    certificate: String,
    verdict: String,
    recorded: Recorded,
}

impl Report for Accepted {
    const SCHEMA: &'static str = "chancery/trust.accept@1";

    fn human(&self, page: &mut Page) {
        page.field("Certificate", &self.certificate).field("Decision", &self.verdict);
        self.recorded.show(page);
    }
}

pub fn run(args: Args, context: &Context) -> Result<Accepted, Failure> {
    let mut station = opening::write(context)?;
    let certificate = args.fingerprint;
    let distrusted = station.last_decision(certificate)?.filter(|d| d.verdict == Verdict::Distrust);
    let act = TrustAccept { certificate, source: args.source, despite: distrusted.map(|d| d.entry) };
    station.check_acceptance(&act)?;
    if let Some(Earlier { at, entry, .. }) = distrusted {
        let why = format!("'chancery ledger show {entry}' says why");
        context.terminal().warn(&format!("this certificate was distrusted at {at}; {why}"));
    }
    let done = opening::perform(context, &mut station, Act::TrustAccept(act), Material::none())?;
    let verdict = opening::output(&done, "verdict");
    Ok(Accepted { certificate: opening::output(&done, "certificate"), verdict, recorded: Recorded::of(&done) })
}
