//! `chancery vault compare`: whether one vault's keys are in another, too.

use chancery::fault::Fault;
use chancery::safe::Label;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// Compare the keys of two vaults
///
/// Compare the keys of two vaults: each key of the first that can still be used is looked for in the token of the second,
/// by its identifier and its public half. The second vault is opened with its PIN; nothing is changed. A key that is not
/// there, or is another there, is unsound (exit 1).
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Vault whose keys are looked for
    vault: Label,

    /// Vault they are looked for in
    #[arg(long, value_name = "NAME", default_value = "standby")]
    with: Label,
}

pub const EXAMPLES: &[Example] =
    &[Example::new("Is everything in the standby?", "chancery vault compare primary --with standby --station utopia")
        .after(&[Step::Prepared("standby")])
        .with(&["--pin-source", "file:pin"])];

/// The comparison.
#[derive(Debug, Serialize)]
pub struct Compared {
    vault: String,
    with: String,
    keys: Vec<Key>,
    same: bool,
}

#[derive(Debug, Serialize)]
struct Key {
    key: String,
    same: bool,
    locked: bool,
}

impl Report for Compared {
    const SCHEMA: &'static str = "chancery/vault.compare@1";

    fn human(&self, page: &mut Page) {
        let word = |key: &Key| match (key.same, key.locked) {
            (true, true) => "the same",
            (true, false) => "the same, and can leave it",
            (false, _) => "not there",
        };
        page.table(&["Key", self.with.as_str()], self.keys.iter().map(|key| [key.key.clone(), word(key).to_owned()]));
        let verdict = match (self.keys.is_empty(), self.same) {
            (true, _) => format!("vault '{}' has no key to compare", self.vault),
            (false, true) => "every key is in both".into(),
            (false, false) => "NOT every key is in both".into(),
        };
        page.field("Verdict", verdict);
    }

    fn fault(&self) -> Option<Fault> {
        (!self.same).then_some(Fault::Unsound)
    }
}

pub fn run(args: Args, context: &Context) -> Result<Compared, Failure> {
    let mut station = opening::write(context)?;
    let compared = station.compared(&args.vault, &args.with)?;
    let keys: Vec<Key> =
        compared.into_iter().map(|one| Key { key: one.key.to_string(), same: one.same, locked: one.locked }).collect();
    let same = keys.iter().all(|key| key.same);
    Ok(Compared { vault: args.vault.to_string(), with: args.with.to_string(), keys, same })
}
