//! `chancery vault fail-over`: the standby takes the place of a vault.

use chancery::act::Act;
use chancery::safe::Label;
use chancery::station::Material;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening::{self, Recorded};

/// Let another token take a vault's place
///
/// Let another token take a vault's place: the two vaults exchange their tokens, and every key is used where it is now.
/// The other token must hold every key that can still be used (VAULT-22), the very same by its public half; a key that it
/// does not have is given up by name. A key that can leave that token is taken all the same, and named. It is never done by
/// itself, and never while an act is open (RECOVER-1). The vault's name is typed to confirm.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Vault whose token is given up
    vault: Label,

    /// Vault whose token takes its place
    #[arg(long, value_name = "NAME", default_value = "standby")]
    to: Label,

    /// Key that the other token does not have, and that is given up; may be given again
    #[arg(long, value_name = "KEY")]
    without: Vec<Label>,

    /// Why, for the ledger
    #[arg(long, value_name = "WORDS")]
    reason: String,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "The primary token does not answer any more",
    "chancery vault fail-over primary --to standby --reason 'the token does not answer' --station utopia",
)
.after(&[Step::Prepared("standby"), Step::Write("answers.toml", "confirm = [\"primary\"]\n")])
.with(&["--pin-source", "file:pin", "--answers", "answers.toml"])];

/// What was done.
#[derive(Debug, Serialize)]
pub struct FailedOver {
    vault: String,
    token_of: String,
    keys: Vec<String>,
    given_up: Vec<String>,
    /// Keys that the token lets go.
    not_locked: Vec<String>,
    recorded: Recorded,
}

impl Report for FailedOver {
    const SCHEMA: &'static str = "chancery/vault.fail-over@1";

    fn human(&self, page: &mut Page) {
        page.field("Vault", &self.vault).field("Token", format!("that of '{}'", self.token_of));
        let keys = if self.keys.is_empty() { "none".to_owned() } else { self.keys.join(", ") };
        page.field("Keys", keys);
        if !self.given_up.is_empty() {
            page.field("Given up", self.given_up.join(", "));
        }
        if !self.not_locked.is_empty() {
            let keys = self.not_locked.join(", ");
            page.field("Warning", format!("not locked in this token, and can leave it: {keys}"));
        }
        self.recorded.show(page);
    }
}

pub fn run(args: Args, context: &Context) -> Result<FailedOver, Failure> {
    let mut station = opening::write(context)?;
    let without = args.without.iter().cloned().collect();
    let act = station.failing_over(&args.vault, &args.to, without, args.reason)?;
    let keys = station.keys_of(&args.vault)?.into_iter().filter(|key| !act.without.contains(key));
    let keys = keys.map(|key| key.to_string()).collect();
    let done = opening::perform(context, &mut station, Act::VaultFailOver(act), Material::none())?;
    let not_locked = done.outputs.get("not_locked").map_or("", String::as_str);
    Ok(FailedOver {
        not_locked: not_locked.split(", ").filter(|key| !key.is_empty()).map(str::to_owned).collect(),
        vault: args.vault.to_string(),
        token_of: args.to.to_string(),
        keys,
        given_up: args.without.iter().map(ToString::to_string).collect(),
        recorded: Recorded::of(&done),
    })
}
