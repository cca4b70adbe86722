//! `chancery bundle export`: the next signed bundle, onto a stick.

use std::path::PathBuf;

use chancery::act::{Act, BundleExport};
use chancery::digest::Digest;
use chancery::safe::Label;
use chancery::station::Material;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening::{self, Recorded};

/// Export the next signed bundle to a stick
///
/// Export the next signed bundle to a stick: a TUF repository with the anchors, document signers, revocation lists and
/// master list of the passport platform and an index over them, MANIFEST.sha256 with its detached CMS signature, and in
/// log/ the checkpoint and the proof that the export is recorded. Files of our own earlier bundles on the stick are
/// replaced; anything else there is refused and nothing is written. Where the genesis asks for more root signatures than
/// the vault's own, a new root wants those of its holders (ROOT-2): 'bundle root' writes it, 'bundle sign-root' signs it.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Directory on the stick
    stick: PathBuf,

    /// Key of the TUF root role
    #[arg(long, value_name = "KEY", default_value = "bundle-root-1")]
    root_key: Label,

    /// Key of the bundle signer
    #[arg(long, value_name = "KEY", default_value = "bundle-signer-1")]
    bundle_key: Label,

    /// Days until the bundle expires: the delivery rhythm and its grace
    #[arg(long, value_name = "DAYS", default_value_t = 45)]
    days: u16,

    /// The next root as a holder of a root key signed it; may be given again
    #[arg(long, value_name = "FILE")]
    root_signature: Vec<PathBuf>,
}

pub const EXAMPLES: &[Example] =
    &[Example::new("Export a bundle to the folder stick", "chancery bundle export stick --station utopia")
        .after(&[Step::Prepared("csca")])
        .with(&["--pin-source", "file:pin"])];

/// The new bundle.
#[derive(Debug, Serialize)]
pub struct Exported {
    version: u64,
    stick: String,
    files: usize,
    targets_digest: String,
    root_digest: String,
    root_words: Vec<&'static str>,
    recorded: Recorded,
}

impl Report for Exported {
    const SCHEMA: &'static str = "chancery/bundle.export@1";

    fn human(&self, page: &mut Page) {
        page.field("Bundle", self.version).field("Stick", &self.stick).field("Files", self.files);
        page.field("Manifest", &self.targets_digest).field("First root", &self.root_digest);
        page.words(&self.root_words);
        self.recorded.show(page);
    }
}

pub fn run(args: Args, context: &Context) -> Result<Exported, Failure> {
    let mut station = opening::write(context)?;
    station.check_stick(&args.stick)?;
    let Args { stick, root_key, bundle_key, days, root_signature } = args;
    let (mut material, mut root_signatures) = (Material::none(), Vec::new());
    for path in root_signature {
        let file = opening::read_file(&path, 1 << 20)?;
        root_signatures.push(Digest::of(&file));
        material = material.and(file);
    }
    let act = Act::BundleExport(BundleExport { root_key, bundle_key, days, root_signatures });
    let done = opening::perform(context, &mut station, act, material)?;
    let (version, written) = station.write_bundle(None, &stick)?;
    let root_digest = opening::output(&done, "root_digest");
    let root: Digest = root_digest.parse()?;
    Ok(Exported {
        version,
        stick: stick.display().to_string(),
        files: written.added.len() + written.replaced.len() + written.kept,
        targets_digest: opening::output(&done, "targets_digest"),
        root_digest,
        root_words: root.words(),
        recorded: Recorded::of(&done),
    })
}
