//! `chancery officer prove`: a witness key, a root key or a card shows that it belongs to whoever enrols.

use std::path::{Path, PathBuf};

use chancery::approval::{Enrolment, TEXT_LIMIT};
use chancery::fault::Fault;
use chancery::holder::HeldKind;
use chancery::station::piv::Slot;
use chancery::station::write_new;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Purpose, Report, Step};
use crate::held::{self, Held};
use crate::{card, opening};

/// Prove that a witness key, a root key or a card is yours
///
/// Prove that a witness key, a root key or a card is yours, for a challenge that carries it. A card signs the challenge as
/// 'openssl cms -sign' does with a key in a file. A witness key cosigns a log that holds the
/// challenge as its one entry, a root key signs the challenge's digest under words of its own: neither signs anything that
/// it could be held to elsewhere. The file is given to 'officer enroll' as a proof, beside the signatures.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The text of 'officer challenge'
    challenge: PathBuf,

    /// The sealed key, or the file that tells of one in a token, as 'officer witness-key' or 'officer root-key' made it
    #[arg(long, value_name = "FILE", required_unless_present = "piv", conflicts_with = "piv")]
    key: Option<PathBuf>,

    /// Prove the key of a PIV card
    #[arg(long)]
    piv: bool,

    /// Reader with the card, or a unique part of its name
    #[arg(long, value_name = "NAME", requires = "piv")]
    reader: Option<String>,

    /// Slot of the card's key
    #[arg(long, value_name = "SLOT", default_value = "9c")]
    slot: Slot,

    #[command(flatten)]
    opening: held::Opening,

    /// Where the proof goes instead of CHALLENGE.witness, CHALLENGE.root or CHALLENGE.p7s; never overwritten
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Prove that a witness key is Ann's",
    "chancery officer prove ann.txt --key stick/ann.witness.age --identity ann.identity",
)
.after(&[Step::Prepared("witness-challenge")])];

/// The proof.
#[derive(Debug, Serialize)]
pub struct Proved {
    officer: String,
    kind: &'static str,
    file: String,
}

impl Report for Proved {
    const SCHEMA: &'static str = "chancery/officer.prove@1";

    fn human(&self, page: &mut Page) {
        page.field("Officer", &self.officer).field("Key", self.kind).field("Proof", &self.file);
    }
}

pub fn run(args: Args, context: &Context) -> Result<Proved, Failure> {
    let text = opening::read_file(&args.challenge, TEXT_LIMIT as u64)?;
    let about = |error| Failure::from(error).about(&args.challenge, &[Fault::Malformed, Fault::Unsound]);
    let enrolment = Enrolment::parse(&text).map_err(about)?;
    let mode = enrolment.identity.mode;
    let held = args.key.as_ref().map(|file| held::open(file, &args.opening, context)).transpose()?;
    let kind = held.as_ref().map(Held::kind);
    let path = args.out.unwrap_or_else(|| {
        let mut name = args.challenge.into_os_string();
        name.push(format!(".{}", kind.map_or("p7s", HeldKind::word)));
        name.into()
    });
    let proof = match held {
        Some(held) => by_key(held, &enrolment, &path, context)?,
        None => card::sign(context, &text, mode, args.reader.as_deref(), args.slot)?,
    };
    write_new(&path, &proof, 0o644)?;
    let kind = kind.map_or("card", HeldKind::word);
    Ok(Proved { officer: enrolment.person.officer.to_string(), kind, file: path.display().to_string() })
}

/// What a witness key or a root key proves of itself.
fn by_key(held: Held, enrolment: &Enrolment, out: &Path, context: &Context) -> Result<Vec<u8>, Failure> {
    let mode = enrolment.identity.mode;
    if let Held::InToken(key) = &held {
        key.expect_enrolled_by(enrolment)?;
        held::expect_free(out)?;
    }
    let note = match held.kind() {
        HeldKind::Witness => {
            let now = held::now(context, Purpose::Acting(mode))?;
            held.unlock(context, mode)?.witness()?.prove(enrolment, now)?
        }
        HeldKind::Root => held.unlock(context, mode)?.root()?.prove(enrolment)?,
    };
    Ok(note.to_string().into_bytes())
}
