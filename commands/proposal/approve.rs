//! `chancery proposal approve`: an officer signs at the station, or anywhere, with a PIV card.

use std::path::PathBuf;

use chancery::station::piv::Slot;
use chancery::station::write_new;
use serde::Serialize;

use crate::card;
use crate::deciding;
use crate::frame::{Context, Example, Failure, Page, Report, Shield};
use crate::opening::{self, Recorded};

/// Sign a statement with a PIV card, and have it taken in
///
/// Sign a statement with a PIV card (a YubiKey, or any card by NIST SP 800-73-4), and have it taken in where a station is
/// named. The signature is the same CMS that 'openssl cms -sign -binary' makes, and lies beside the statement. The whole
/// statement is shown first. The card's PIN is asked for once; how many tries are left is said before.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The statement to sign, as 'proposal show --decision' writes it
    statement: PathBuf,

    /// Sign with a PIV card
    #[arg(long, required = true)]
    piv: bool,

    /// Reader with the card, or a unique part of its name
    #[arg(long, value_name = "NAME")]
    reader: Option<String>,

    /// Slot of the key
    #[arg(long, value_name = "SLOT", default_value = "9c")]
    slot: Slot,

    /// Where the signature goes instead of STATEMENT.p7s; never overwritten
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Approve with a card; here no smart card service runs",
    "chancery proposal approve approve.txt --piv",
)
.after(&[
    crate::frame::Step::Prepared("proposal"),
    crate::frame::Step::Run("chancery proposal show p-000007 --decision approve --station utopia"),
])
.ends(5)];

/// What was signed.
#[derive(Debug, Serialize)]
pub struct Approved {
    decision: &'static str,
    act: &'static str,
    act_digest: String,
    signature: String,
    officer: Option<String>,
    recorded: Option<Recorded>,
}

impl Report for Approved {
    const SCHEMA: &'static str = "chancery/proposal.approve@1";

    fn human(&self, page: &mut Page) {
        page.field("Decision", self.decision).field("Act", self.act).field("Act digest", &self.act_digest);
        page.field("Signature", &self.signature);
        if let Some(officer) = &self.officer {
            page.field("Officer", officer);
        }
        if let Some(recorded) = &self.recorded {
            recorded.show(page);
        }
    }
}

pub fn run(args: Args, context: &Context) -> Result<Approved, Failure> {
    let (text, statement) = deciding::statement(&args.statement)?;
    let bound = &statement.proposal().bound;
    // At a station it is looked at before anybody is asked for a PIN, and taken in at once.
    let mut station = match context.station() {
        Ok(_) => Some(opening::write(context)?),
        Err(_) => None,
    };
    if let Some(station) = &station {
        let standing = station.proposal(statement.proposal().digest()?)?;
        if let Some(dead) = standing.dead {
            return Err(dead.into());
        }
    }
    for line in String::from_utf8_lossy(&text).lines().take_while(|line| !line.starts_with("-----BEGIN")) {
        context.terminal().verbatim(line);
    }
    let signature = card::sign(context, &text, bound.identity.mode, args.reader.as_deref(), args.slot)?;
    let mut path = args.statement.clone().into_os_string();
    path.push(".p7s");
    let path = args.out.unwrap_or_else(|| path.into());
    write_new(&path, &signature, 0o644)?;
    let (mut officer, mut recorded) = (None, None);
    if let Some(station) = &mut station {
        let judged = station.judge_decision(&text, &signature)?;
        officer = Some(judged.officer().to_string());
        let shield = Shield::raise();
        let done = station.take_in(judged);
        drop(shield);
        recorded = Some(Recorded::of(&done?));
    }
    Ok(Approved {
        decision: statement.decision().word(),
        act: bound.what.name(),
        act_digest: statement.proposal().digest()?.to_string(),
        signature: path.display().to_string(),
        officer,
        recorded,
    })
}
