//! `chancery vault protect`: a vault's PIN is drawn anew, and split among officers.

use std::collections::BTreeMap;

use chancery::act::{Act, VaultProtect};
use chancery::approval::ApprovalError;
use chancery::safe::Label;
use chancery::station::Material;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening::{self, Recorded};

/// Draw a vault's PIN anew and split it among officers
///
/// Draw a vault's PIN anew and split it among officers. From then on nobody knows it: each officer has a share, sealed to
/// their own age recipient, and '--pin-source VAULT=quorum' takes enough of them to open the vault. The shares are written
/// down before the PIN is changed, each is judged alone, and the PIN is rebuilt from every quorum of them. When an officer
/// retires or has another recipient, every act waits until this is done again (PROTECT-3), but revoking and revocation
/// lists. The PIN of the security officer role of a token is not touched.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Name of the vault
    vault: Label,

    /// How many shares give the PIN, 2 at least
    #[arg(long, value_name = "NUMBER")]
    threshold: u8,

    /// Officer who gets a share; everybody whose enrolment names a recipient unless said otherwise
    #[arg(long, value_name = "OFFICER")]
    officer: Vec<Label>,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Split the PIN of the primary vault, two of three",
    "chancery vault protect primary --threshold 2 --station utopia",
)
.after(&[Step::Prepared("keepers"), Step::Write("answers.toml", "confirm = [\"primary\"]\n")])
.with(&["--pin-source", "file:pin", "--answers", "answers.toml"])];

/// The change.
#[derive(Debug, Serialize)]
pub struct Protected {
    vault: String,
    threshold: u8,
    officers: Vec<String>,
    recorded: Recorded,
}

impl Report for Protected {
    const SCHEMA: &'static str = "chancery/vault.protect@1";

    fn human(&self, page: &mut Page) {
        page.field("Vault", &self.vault).field("Shares", format!("{} of {}", self.threshold, self.officers.len()));
        page.field("Held by", self.officers.join(", "));
        self.recorded.show(page);
        page.line(format!("Open it with '--pin-source {}=quorum' from now on.", self.vault));
    }
}

pub fn run(args: Args, context: &Context) -> Result<Protected, Failure> {
    let mut station = opening::write(context)?;
    let roster = station.roster()?;
    let mut keepers = BTreeMap::new();
    for officer in roster.officers() {
        if let Some(recipient) = &officer.enrolment().person.recipient
            && (args.officer.is_empty() || args.officer.contains(officer.id()))
        {
            keepers.insert(officer.id().clone(), recipient.clone());
        }
    }
    for officer in args.officer {
        if roster.officer(&officer).is_none() {
            return Err(ApprovalError::OfficerUnknown { officer }.into());
        }
        // Whoever has no recipient is named by the refusal.
        keepers.entry(officer).or_default();
    }
    let (vault, threshold) = (args.vault.to_string(), args.threshold);
    let officers = keepers.keys().map(Label::to_string).collect();
    let act = Act::VaultProtect(VaultProtect { vault: args.vault, threshold, keepers });
    let done = opening::perform(context, &mut station, act, Material::none())?;
    Ok(Protected { vault, threshold, officers, recorded: Recorded::of(&done) })
}
