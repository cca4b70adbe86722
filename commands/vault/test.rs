//! `chancery vault test`: what a token really enforces.

use chancery::act::{Act, VaultTest};
use chancery::safe::Label;
use chancery::station::Material;
use serde::Serialize;
use serde_json::Value;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening::{self, Recorded};

/// Measure what a vault's token really enforces
///
/// Measure what a vault's token really enforces, on throw-away objects that are destroyed afterwards: which kinds of
/// key it makes, whether secret values and locked keys can be read or wrapped, which guards hold. The result is kept
/// as a file, and its digest stands in the ledger.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Name of the vault
    #[arg(default_value = "primary")]
    vault: Label,
}

pub const EXAMPLES: &[Example] =
    &[Example::new("Measure the vault 'primary'", "chancery vault test primary --station utopia")
        .after(&[Step::Prepared("station")])
        .with(&["--pin-source", "file:pin"])];

/// What was measured.
#[derive(Debug, Serialize)]
pub struct Tested {
    vault: String,
    conformance: Value,
    recorded: Recorded,
}

impl Report for Tested {
    const SCHEMA: &'static str = "chancery/vault.test@1";

    fn human(&self, page: &mut Page) {
        page.field("Vault", &self.vault);
        if let Some(checks) = self.conformance.get("checks").and_then(Value::as_array) {
            let text =
                |check: &Value, name: &str| check.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            let rows =
                checks.iter().map(|c| [text(c, "id"), text(c, "question"), text(c, "found"), text(c, "verdict")]);
            page.table(&["Check", "Question", "Found", "Verdict"], rows);
        }
        self.recorded.show(page);
    }
}

pub fn run(args: Args, context: &Context) -> Result<Tested, Failure> {
    let mut station = opening::write(context)?;
    let vault = args.vault.to_string();
    let done =
        opening::perform(context, &mut station, Act::VaultTest(VaultTest { vault: args.vault }), Material::none())?;
    let measured = match done.files.first() {
        Some(path) => opening::read_file(path, 1 << 20)?,
        None => Vec::new(),
    };
    let conformance = serde_json::from_slice(&measured).unwrap_or(Value::Null);
    Ok(Tested { vault, conformance, recorded: Recorded::of(&done) })
}
