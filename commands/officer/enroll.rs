//! `chancery officer enroll`: a person becomes an officer.

use std::path::PathBuf;

use chancery::act::{Act, OfficerEnroll};
use serde::Serialize;

use crate::deciding;
use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening::{self, Recorded};

/// Enroll a person as an officer, who proved that their keys are theirs
///
/// Enroll a person as an officer, who proved that their keys are theirs. Their challenge comes with one signature by
/// every key in it. Refused: an id or a key that somebody has (ENROLL-1, QUORUM-1), a key that may not be used, a
/// challenge of another station or an old one.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The signed text of 'officer challenge'
    challenge: PathBuf,

    /// A signature over it; one for every key
    #[arg(long, required = true, value_name = "FILE")]
    proof: Vec<PathBuf>,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Enroll Ann by the text she signed",
    "chancery officer enroll ann.txt --proof ann.txt.sig --station utopia",
)
.after(&[
    Step::Prepared("station"),
    Step::Run("ssh-keygen -q -t ed25519 -N '' -f ann"),
    Step::Run(
        "chancery officer challenge ann --name Ann --organisation Ministry --contact 'extension 12' \
         --role security-officer --key ann.pub --station utopia",
    ),
    Step::Run("ssh-keygen -q -Y sign -n chancery-decision -f ann ann.txt"),
])
.with(&["--pin-source", "file:pin"])];

/// The enrolment.
#[derive(Debug, Serialize)]
pub struct Enrolled {
    officer: String,
    enrolment: String,
    recorded: Recorded,
}

impl Report for Enrolled {
    const SCHEMA: &'static str = "chancery/officer.enroll@1";

    fn human(&self, page: &mut Page) {
        page.field("Officer", &self.officer).field("Enrolment", &self.enrolment);
        self.recorded.show(page);
    }
}

pub fn run(args: Args, context: &Context) -> Result<Enrolled, Failure> {
    let (text, proofs) = deciding::brought(&args.challenge, &args.proof)?;
    let mut station = opening::write(context)?;
    let proven = station.prove(&text, &proofs, None);
    let (proven, material) = proven.map_err(|error| deciding::about(error, &args.challenge))?;
    let act = Act::OfficerEnroll(OfficerEnroll { person: proven.enrolled()? });
    let done = opening::perform(context, &mut station, act, material)?;
    Ok(Enrolled {
        officer: opening::output(&done, "officer"),
        enrolment: opening::output(&done, "enrolment"),
        recorded: Recorded::of(&done),
    })
}
