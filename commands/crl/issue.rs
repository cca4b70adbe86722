//! `chancery crl issue`: the next revocation list.

use chancery::act::{Act, CrlIssue};
use chancery::safe::Label;
use chancery::station::Material;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening::{self, Recorded};

/// Issue the next revocation list
///
/// Issue the next revocation list of an issuing key. Its number rises strictly and is never used twice. A list lasts
/// 90 days at most (CRL-5) and comes 48 hours after the last one at least, unless something was revoked since (CRL-6). A
/// CSCA has one list over all its keys: it is signed by the newest (CRL-7), in its first two days too, holds what each of
/// them revoked, and after a change of name says what the CSCA was called before. A root to which no link leads signs none
/// under a name of the CSCA (CRL-8). A warning of the lint has to be accepted by its rule's name
/// (LINT-2), and what was accepted has to be found (LINT-4).
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Key that signs, where it is not the newest CSCA key
    #[arg(long, value_name = "KEY")]
    issuer: Option<Label>,

    /// Days until the next update
    #[arg(long, value_name = "DAYS", default_value_t = 90)]
    days: u16,

    /// Accept a lint warning by its rule's name; may be given again
    #[arg(long, value_name = "RULE")]
    accept: Vec<String>,
}

pub const EXAMPLES: &[Example] = &[Example::new("Issue the CSCA's next list", "chancery crl issue --station utopia")
    .after(&[Step::Prepared("csca")])
    .with(&["--pin-source", "file:pin"])];

/// The new list.
#[derive(Debug, Serialize)]
pub struct Issued {
    issuer: String,
    number: u64,
    entries: u64,
    next_update: String,
    fingerprint: String,
    file: String,
    recorded: Recorded,
}

impl Report for Issued {
    const SCHEMA: &'static str = "chancery/crl.issue@1";

    fn human(&self, page: &mut Page) {
        page.field("Issued by", &self.issuer).field("Number", self.number).field("Entries", self.entries);
        page.field("Next update", &self.next_update).field("SHA-256", &self.fingerprint);
        self.recorded.show(page);
    }
}

pub fn run(args: Args, context: &Context) -> Result<Issued, Failure> {
    let accept = opening::accepted(args.accept)?;
    let mut station = opening::write(context)?;
    let issuer = match args.issuer {
        Some(issuer) => issuer,
        None => station.newest_csca()?,
    };
    let act = Act::CrlIssue(CrlIssue { issuer: issuer.clone(), days: args.days, accept });
    let done = opening::perform(context, &mut station, act, Material::none())?;
    let number = |name| opening::output(&done, name).parse().unwrap_or_default();
    Ok(Issued {
        issuer: issuer.to_string(),
        number: number("number"),
        entries: number("entries"),
        next_update: opening::output(&done, "next_update"),
        fingerprint: opening::output(&done, "fingerprint"),
        file: opening::output(&done, "file"),
        recorded: Recorded::of(&done),
    })
}
