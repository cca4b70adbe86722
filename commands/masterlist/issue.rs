//! `chancery masterlist issue`: the list of the certificates we vouch for.

use chancery::act::{Act, MasterlistIssue};
use chancery::safe::Label;
use chancery::station::Material;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening::{self, Recorded};

/// Issue a master list
///
/// Issue a master list of our own CSCA certificates and of every foreign one that was accepted, signed by the
/// master-list signer. Its certificate and its CSCA's are embedded.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Key of the master-list signer, where it is not the newest
    #[arg(long, value_name = "KEY")]
    signer: Option<Label>,
}

pub const EXAMPLES: &[Example] = &[Example::new("Issue a master list", "chancery masterlist issue --station utopia")
    .after(&[
        Step::Prepared("csca"),
        Step::Run("chancery key generate masterlist-signer --spec P-256 --station utopia --pin-source file:pin"),
        Step::Run("chancery cert issue --profile masterlist-signer --key masterlist-signer --station utopia --pin-source file:pin"),
    ])
    .with(&["--pin-source", "file:pin"])];

/// The new list.
#[derive(Debug, Serialize)]
pub struct Issued {
    signer: String,
    certificates: u64,
    fingerprint: String,
    file: String,
    recorded: Recorded,
}

impl Report for Issued {
    const SCHEMA: &'static str = "chancery/masterlist.issue@1";

    fn human(&self, page: &mut Page) {
        page.field("Signer", &self.signer).field("Certificates", self.certificates);
        page.field("SHA-256", &self.fingerprint);
        self.recorded.show(page);
    }
}

pub fn run(args: Args, context: &Context) -> Result<Issued, Failure> {
    let mut station = opening::write(context)?;
    let signer = match args.signer {
        Some(signer) => signer,
        None => station.masterlist_signer()?,
    };
    let certificates = station.vouched_for()?;
    let act = Act::MasterlistIssue(MasterlistIssue { signer: signer.clone(), certificates });
    let done = opening::perform(context, &mut station, act, Material::none())?;
    Ok(Issued {
        signer: signer.to_string(),
        certificates: opening::output(&done, "entries").parse().unwrap_or_default(),
        fingerprint: opening::output(&done, "fingerprint"),
        file: opening::output(&done, "file"),
        recorded: Recorded::of(&done),
    })
}
