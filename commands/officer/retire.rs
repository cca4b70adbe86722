//! `chancery officer retire`: an officer decides no more.

use chancery::act::{Act, OfficerRetire};
use chancery::safe::Label;
use chancery::station::Material;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening::{self, Recorded};

/// Retire an officer, for good
///
/// Retire an officer, for good. Their decisions stop counting at once, and every open proposal dies, since the roster
/// changes. Refused where those who are left could never meet the policy (POLICY-5).
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Id of the officer
    officer: Label,

    /// Why, in words
    #[arg(long, value_name = "WORDS")]
    reason: String,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Propose to retire an officer",
    "chancery officer retire dan --reason 'left the office' --propose --proposer ann --station utopia",
)
.after(&[Step::Prepared("council")])
.with(&["--pin-source", "file:pin"])];

/// The retirement.
#[derive(Debug, Serialize)]
pub struct Retired {
    officer: String,
    recorded: Recorded,
}

impl Report for Retired {
    const SCHEMA: &'static str = "chancery/officer.retire@1";

    fn human(&self, page: &mut Page) {
        page.field("Officer", &self.officer);
        self.recorded.show(page);
    }
}

pub fn run(args: Args, context: &Context) -> Result<Retired, Failure> {
    let mut station = opening::write(context)?;
    let act = Act::OfficerRetire(OfficerRetire { officer: args.officer, reason: args.reason });
    let done = opening::perform(context, &mut station, act, Material::none())?;
    Ok(Retired { officer: opening::output(&done, "officer"), recorded: Recorded::of(&done) })
}
