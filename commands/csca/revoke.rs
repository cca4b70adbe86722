//! `chancery csca revoke`: a certificate goes onto the next revocation list.

use chancery::act::{Act, CertificateRevoke};
use chancery::safe::Label;
use chancery::station::Material;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening::{self, Recorded};

/// Revoke a certificate for good
///
/// Revoke a certificate for good: it stands on the next revocation list and on all after it. The reason is kept in the
/// ledger, since lists of Doc 9303 carry none. The serial number has to be typed. A burnt serial number can be revoked
/// too. A root of the CSCA is not: it is revoked with the end of its key, by 'csca compromise' (REVOKE-5).
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Serial number in hex, as 'cert list' shows it
    #[arg(value_parser = serial)]
    serial: String,

    /// Why, in words
    #[arg(long, value_name = "WORDS")]
    reason: String,

    /// Key that issued it, where it is none of the newest CSCA's
    #[arg(long, value_name = "KEY")]
    issuer: Option<Label>,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Revoke a document signer whose key was lost",
    "chancery csca revoke 0a1b2c3d --reason 'key lost in transport' --station utopia",
)
.after(&[Step::Prepared("csca"), Step::Write("answers.toml", "confirm = [\"0a1b2c3d\"]\n")])
.with(&["--pin-source", "file:pin", "--answers", "answers.toml"])
.ends(3)];

/// A serial number of up to 20 octets, as lower-case hex.
fn serial(text: &str) -> Result<String, String> {
    match hex::decode(text) {
        Ok(octets) if (1..=20).contains(&octets.len()) => Ok(text.to_lowercase()),
        _ => Err("wanted 2 to 40 hex digits, two for each octet".into()),
    }
}

/// The revocation.
#[derive(Debug, Serialize)]
pub struct Revoked {
    issuer: String,
    serial: String,
    at: String,
    /// The key that signs the next list of the same CSCA.
    list_by: String,
    recorded: Recorded,
}

impl Report for Revoked {
    const SCHEMA: &'static str = "chancery/csca.revoke@1";

    fn human(&self, page: &mut Page) {
        page.field("Issued by", &self.issuer).field("Serial", &self.serial).field("Revoked", &self.at);
        self.recorded.show(page);
        page.line(format!("Publish it: chancery crl issue --issuer {}", self.list_by));
    }
}

pub fn run(args: Args, context: &Context) -> Result<Revoked, Failure> {
    let mut station = opening::write(context)?;
    let issuer = match args.issuer {
        Some(issuer) => issuer,
        None => station.issuer_of_serial(&args.serial)?,
    };
    let act = CertificateRevoke { issuer: issuer.clone(), serial: args.serial, reason: args.reason };
    station.check_revocation(&act)?;
    let done = opening::perform(context, &mut station, Act::CertificateRevoke(act), Material::none())?;
    Ok(Revoked {
        list_by: station.newest_of(&issuer)?.to_string(),
        issuer: issuer.to_string(),
        serial: opening::output(&done, "serial"),
        at: opening::output(&done, "at"),
        recorded: Recorded::of(&done),
    })
}
