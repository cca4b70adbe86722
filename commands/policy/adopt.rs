//! `chancery policy adopt`: another policy comes into force.

use chancery::act::{Act, PolicyAdopt};
use chancery::station::Material;
use serde::Serialize;

use super::source;
use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening::{self, Recorded};

/// Put a policy in force
///
/// Put a policy in force. That is itself an act under the policy in force: it takes the officers that policy asks for.
/// The first policy is set by 'station genesis'. Refused: a policy that is not for this station's mode (POLICY-4), and
/// one with an error that 'policy lint' finds, judged by the officers and profiles of this station (POLICY-5). Every open
/// proposal dies, since what it was approved under has changed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Name of a policy that comes with the program, or a file
    #[arg(value_name = "NAME|FILE")]
    policy: String,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Propose to adopt a policy in the place of the one in force",
    "chancery policy adopt two-person --propose --proposer ann --station utopia",
)
.after(&[Step::Prepared("council")])
.with(&["--pin-source", "file:pin"])];

/// The policy in force from now on.
#[derive(Debug, Serialize)]
pub struct Adopted {
    policy: String,
    sha256: String,
    recorded: Recorded,
}

impl Report for Adopted {
    const SCHEMA: &'static str = "chancery/policy.adopt@1";

    fn human(&self, page: &mut Page) {
        page.field("Policy", &self.policy).field("SHA-256", &self.sha256);
        self.recorded.show(page);
    }
}

pub fn run(args: Args, context: &Context) -> Result<Adopted, Failure> {
    let policy = source::policy(&args.policy)?;
    let act = Act::PolicyAdopt(PolicyAdopt { name: policy.name().clone(), policy: policy.digest() });
    let mut station = opening::write(context)?;
    let material = Material::one(policy.text().as_bytes().to_vec());
    let done = opening::perform(context, &mut station, act, material)?;
    Ok(Adopted {
        policy: opening::output(&done, "policy"),
        sha256: opening::output(&done, "digest"),
        recorded: Recorded::of(&done),
    })
}
