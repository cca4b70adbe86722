//! `chancery key generate`: a new key in a vault.

use chancery::act::{Act, KeyGenerate};
use chancery::keys::KeySpec;
use chancery::safe::Label;
use chancery::station::Material;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening::{self, Recorded};

/// Make a key in a vault
///
/// Make a key in a vault. The name and the key's identifier are reserved in the ledger first; a name is never used
/// twice (LABEL-1). A kind that the vault does not make is refused before, and vaults that make it are named (KEY-5).
/// The key can never be extracted unless --extractable says so.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Name of the new key
    label: Label,

    /// Kind of key: P-256, P-384, P-521, brainpoolP256r1 and so on, RSA-3072, Ed25519, ML-DSA-65
    #[arg(long, value_name = "KIND")]
    spec: KeySpec,

    /// Vault to make it in
    #[arg(long, value_name = "NAME", default_value = "primary")]
    vault: Label,

    /// Let it be wrapped for a backup until it is locked
    #[arg(long)]
    extractable: bool,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Make a P-256 key for the master-list signer",
    "chancery key generate masterlist-signer --spec P-256 --station utopia",
)
.after(&[Step::Prepared("station")])
.with(&["--pin-source", "file:pin"])];

/// The new key.
#[derive(Debug, Serialize)]
pub struct Generated {
    key: String,
    public_key_digest: String,
    recorded: Recorded,
}

impl Report for Generated {
    const SCHEMA: &'static str = "chancery/key.generate@1";

    fn human(&self, page: &mut Page) {
        page.field("Key", &self.key).field("Public key", &self.public_key_digest);
        self.recorded.show(page);
    }
}

pub fn run(args: Args, context: &Context) -> Result<Generated, Failure> {
    let mut station = opening::write(context)?;
    let Args { label, spec, vault, extractable } = args;
    let act = Act::KeyGenerate(KeyGenerate { vault, label, spec, extractable });
    let done = opening::perform(context, &mut station, act, Material::none())?;
    let public_key_digest = opening::output(&done, "public_key_digest");
    Ok(Generated { key: opening::output(&done, "key"), public_key_digest, recorded: Recorded::of(&done) })
}
