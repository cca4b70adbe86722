//! `chancery officer replace-key`: an officer's keys change.

use std::path::PathBuf;

use chancery::act::{Act, OfficerReplaceKey};
use chancery::approval::{ApprovalError, Enrolment};
use serde::Serialize;

use crate::deciding;
use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening::{self, Recorded};

/// Give an officer the keys of a new challenge, and no others
///
/// Give an officer the keys of a new challenge, and no others. Every decision signed with an old key stops counting, and
/// every open proposal dies, since the roster changes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The signed text of 'officer challenge', for the same id
    challenge: PathBuf,

    /// A signature over it; one for every key
    #[arg(long, required = true, value_name = "FILE")]
    proof: Vec<PathBuf>,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Replace a key that was lost",
    "chancery officer replace-key new.txt --proof new.txt.sig --propose --proposer bob --station utopia",
)
.after(&[
    Step::Prepared("council"),
    Step::Run("ssh-keygen -q -t ed25519 -N '' -f new"),
    Step::Run(
        "chancery officer challenge ann --name Ann --organisation Ministry --contact 'extension 12' \
         --role officer --key new.pub --out new.txt --station utopia",
    ),
    Step::Run("ssh-keygen -q -Y sign -n chancery-decision -f new new.txt"),
])
.with(&["--pin-source", "file:pin"])];

/// The new keys.
#[derive(Debug, Serialize)]
pub struct Replaced {
    officer: String,
    enrolment: String,
    recorded: Recorded,
}

impl Report for Replaced {
    const SCHEMA: &'static str = "chancery/officer.replace-key@1";

    fn human(&self, page: &mut Page) {
        page.field("Officer", &self.officer).field("Enrolment", &self.enrolment);
        self.recorded.show(page);
    }
}

pub fn run(args: Args, context: &Context) -> Result<Replaced, Failure> {
    let (text, proofs) = deciding::brought(&args.challenge, &args.proof)?;
    let mut station = opening::write(context)?;
    let officer = Enrolment::parse(&text).map_err(|e| deciding::about(e.into(), &args.challenge))?.person.officer;
    let roster = station.roster()?;
    let known = roster.officer(&officer).ok_or_else(|| ApprovalError::OfficerUnknown { officer: officer.clone() })?;
    let replaces = known.digest();
    let proven = station.prove(&text, &proofs, Some(&officer));
    let (proven, material) = proven.map_err(|error| deciding::about(error, &args.challenge))?;
    let act = Act::OfficerReplaceKey(OfficerReplaceKey { person: proven.enrolled()?, replaces });
    let done = opening::perform(context, &mut station, act, material)?;
    Ok(Replaced {
        officer: opening::output(&done, "officer"),
        enrolment: opening::output(&done, "enrolment"),
        recorded: Recorded::of(&done),
    })
}
