//! `chancery profile adopt`: a profile comes into force.

use chancery::act::{Act, ProfileAdopt};
use chancery::digest::Digest;
use chancery::station::Material;
use serde::Serialize;

use super::source;
use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening::{self, Recorded};

/// Put a profile in force
///
/// Put a profile in force: from then on certificates of its name are issued by this text. What was issued stays as it is.
/// Refused: one whose name in force makes certificates for something else (PROFILE-7), and one by which no certificate
/// could be issued, tried with every kind of key that it takes (PROFILE-8). Its name has to be typed. A proposal to issue
/// by the text before it dies.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Name of a profile that comes with the program, or a file
    #[arg(value_name = "NAME|FILE")]
    profile: String,
}

/// A profile of document signers whose key signs for one month.
const SHORT: &str = r#"name = "document-signer"
title = "Document Signer for one month"
role = "document-signer"
issuer = "csca"

[subject]
organization = "{organization}"
common_name = "{name}"

[validity]
private_key_use = "1 month"
covers = "10 years"

[key]
kinds = ["P-256", "P-384"]
parameters = "explicit"

[signature]
algorithms = ["ecdsa-sha256", "ecdsa-sha384", "ecdsa-sha512"]

[extensions]
key_usage = ["digital-signature"]
subject_key_identifier = true
authority_key_identifier = true
private_key_usage_period = true
subject_alternative_name = "country"
issuer_alternative_name = "country"
crl_distribution_points = "country"
document_types = ["P"]
"#;

pub const EXAMPLES: &[Example] = &[Example::new(
    "Propose document signers that sign for one month",
    "chancery profile adopt short.toml --propose --proposer ann --station utopia",
)
.after(&[Step::Prepared("council"), Step::Write("short.toml", SHORT)])
.with(&["--pin-source", "file:pin"])];

/// The profile in force from now on.
#[derive(Debug, Serialize)]
pub struct Adopted {
    profile: String,
    sha256: String,
    recorded: Recorded,
}

impl Report for Adopted {
    const SCHEMA: &'static str = "chancery/profile.adopt@1";

    fn human(&self, page: &mut Page) {
        page.field("Profile", &self.profile).field("SHA-256", &self.sha256);
        self.recorded.show(page);
    }
}

pub fn run(args: Args, context: &Context) -> Result<Adopted, Failure> {
    let source = source::named(&args.profile)?;
    let profile = Digest::of(source.text.as_bytes());
    let act = Act::ProfileAdopt(ProfileAdopt { name: source.profile.name, profile });
    let mut station = opening::write(context)?;
    let done = opening::perform(context, &mut station, act, Material::one(source.text.into_bytes()))?;
    Ok(Adopted {
        profile: opening::output(&done, "profile"),
        sha256: opening::output(&done, "digest"),
        recorded: Recorded::of(&done),
    })
}
