//! `chancery trust accept`: a foreign certificate becomes an anchor.

use chancery::act::{Act, TrustAccept};
use chancery::digest::Digest;
use chancery::safe::Label;
use chancery::station::{Earlier, Material, Verdict};
use serde::Serialize;

use super::typing;
use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening::{self, Recorded};

/// Accept a foreign certificate as an anchor
///
/// Accept a foreign certificate as an anchor. Its fingerprint is typed whole, from a source outside the medium it came
/// on, and that source is named and recorded. What is accepted is not accepted again (TRUST-4); a certificate that was
/// distrusted is accepted only with its first sixteen digits typed, and the entry names the decision it goes against.
///
/// Where officers decide, the first anchor of all stands on nothing that is here already. So two of them type its
/// fingerprint, each alone at the terminal, in hex of any grouping or in words; nothing is shown as it is typed, and the
/// certificate is found by what both typed (TRUST-13 to TRUST-20). Somebody who mistypes is asked again, twice.
/// Outside production an answers file may hold what they type: [typed] with a line OFFICER = "FINGERPRINT" for each.
///
/// With '--rule' a rule of trust stands in for the source: the station tries it now and again when the act is performed,
/// and its evidence is recorded. It is refused where the rule does not hold (TRUST-12). 'chancery trust propose' says what
/// each rule proposes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// SHA-256 of the certificate, 64 hex digits
    #[arg(required_unless_present = "typed_by", conflicts_with = "typed_by")]
    fingerprint: Option<Digest>,

    /// Where the fingerprint was read: a diplomatic note, a bilateral exchange, a published page
    #[arg(long, value_name = "WORDS", required_unless_present = "rule")]
    source: Option<String>,

    /// Rule of trust that stands in for the source, such as link-from-anchor
    #[arg(long, value_name = "NAME", conflicts_with_all = ["source", "typed_by"])]
    rule: Option<Label>,

    /// Officer who types the fingerprint at the terminal, in place of the argument; given twice
    #[arg(long, value_name = "OFFICER")]
    typed_by: Vec<Label>,
}

pub const EXAMPLES: &[Example] = &[
    Example::new(
        "Accept a certificate by the fingerprint in a diplomatic note",
        "chancery trust accept e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 \
         --source 'diplomatic note 12/2026' --station utopia",
    )
    .after(&[Step::Prepared("station")])
    .with(&["--pin-source", "file:pin"])
    .ends(2),
    Example::new(
        "Have two officers type the fingerprint of the first anchor",
        "chancery trust accept --source 'diplomatic note 12/2026' --typed-by ann --typed-by bob --station utopia",
    )
    .after(&[Step::Prepared("council")])
    .with(&["--pin-source", "file:pin"])
    .ends(3),
];

/// The decision.
#[derive(Debug, Serialize)]
pub struct Accepted {
    fingerprint: String,
    verdict: String,
    recorded: Recorded,
}

impl Report for Accepted {
    const SCHEMA: &'static str = "chancery/trust.accept@1";

    fn human(&self, page: &mut Page) {
        page.field("Certificate", &self.fingerprint).field("Decision", &self.verdict);
        self.recorded.show(page);
    }
}

pub fn run(args: Args, context: &Context) -> Result<Accepted, Failure> {
    let mut station = opening::write(context)?;
    let Args { fingerprint, source, rule, typed_by } = args;
    let source = source.unwrap_or_default();
    let certificate = match fingerprint {
        Some(certificate) => certificate,
        None => typing::certificate(context, &mut station, &typed_by, &source)?,
    };
    let distrusted = station.last_decision(certificate)?.filter(|d| d.verdict == Verdict::Distrust);
    let act = TrustAccept { certificate, source, despite: distrusted.map(|d| d.entry), rule, typed_by };
    station.check_acceptance(&act)?;
    if let Some(Earlier { at, entry, .. }) = distrusted {
        let why = format!("'chancery ledger show {entry}' says why");
        context.terminal().warn(&format!("this certificate was distrusted at {at}; {why}"));
    }
    let done = opening::perform(context, &mut station, Act::TrustAccept(act), Material::none())?;
    let verdict = opening::output(&done, "verdict");
    Ok(Accepted { fingerprint: opening::output(&done, "certificate"), verdict, recorded: Recorded::of(&done) })
}
