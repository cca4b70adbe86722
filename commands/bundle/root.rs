//! `chancery bundle root`: the next root, for the holders of root keys to sign.

use std::path::PathBuf;

use chancery::bundle::OfferedRoot;
use chancery::digest::Digest;
use chancery::fault::{Fail, Fault};
use chancery::safe::Label;
use chancery::station::write_new;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// Write the next root of bundles, for its holders to sign
///
/// Write the next root of bundles, for its holders to sign: the exact metadata, without a signature. Its digest is read
/// aloud in words; each holder looks at the same words before they sign with 'bundle sign-root'. Nothing is changed at the
/// station. An export takes the signed files within the root's time; another root is refused there (ROOT-3).
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where the root goes; never overwritten
    #[arg(long, value_name = "FILE")]
    out: PathBuf,

    /// Key of the vault behind the TUF root role
    #[arg(long, value_name = "KEY", default_value = "bundle-root-1")]
    root_key: Label,

    /// Key of the bundle signer
    #[arg(long, value_name = "KEY", default_value = "bundle-signer-1")]
    bundle_key: Label,
}

pub const EXAMPLES: &[Example] =
    &[Example::new("Write the first root", "chancery bundle root --out root.json --station utopia")
        .after(&[Step::Prepared("csca")])];

/// A root as people are told of it.
#[derive(Debug, Serialize)]
pub struct Described {
    version: u64,
    expires: String,
    wanted: usize,
    root_keys: Vec<String>,
    other_keys: Vec<String>,
    payload_sha256: String,
    payload_words: Vec<&'static str>,
}

impl Described {
    /// What a root says.
    pub fn of(root: &OfferedRoot) -> Self {
        let (term, roles) = (root.term(), root.roles());
        let ids = |keys: &chancery::bundle::RoleKeys| keys.keys().map(|key| key.id().to_string()).collect::<Vec<_>>();
        let mut other_keys: Vec<String> =
            [&roles.targets, &roles.snapshot, &roles.timestamp].into_iter().flat_map(ids).collect();
        other_keys.sort();
        other_keys.dedup();
        let payload = Digest::of(root.payload());
        Described {
            version: term.version,
            expires: term.expires.to_string(),
            wanted: roles.root.threshold().needed(),
            root_keys: ids(&roles.root),
            other_keys,
            payload_sha256: payload.to_string(),
            payload_words: payload.words(),
        }
    }

    /// How many signatures it wants from now on, and whose keys count.
    pub fn lines(&self) -> Vec<(&'static str, String)> {
        let wanted = format!("{} of {}", self.wanted, self.root_keys.len());
        let roots = self.root_keys.iter().map(|key| ("Root key", key.clone()));
        let others = self.other_keys.iter().map(|key| ("Key of the other roles", key.clone()));
        std::iter::once(("Signatures wanted", wanted)).chain(roots).chain(others).collect()
    }

    /// For a person.
    pub fn show(&self, page: &mut Page) {
        page.field("Root", format!("version {}, good until {}", self.version, self.expires));
        for (name, value) in self.lines() {
            page.field(name, value);
        }
        page.field("What is signed, SHA-256", &self.payload_sha256);
        page.words(&self.payload_words);
    }
}

/// The next root.
#[derive(Debug, Serialize)]
pub struct Offered {
    file: String,
    #[serde(flatten)]
    root: Described,
}

impl Report for Offered {
    const SCHEMA: &'static str = "chancery/bundle.root@1";

    fn human(&self, page: &mut Page) {
        page.field("File", &self.file);
        self.root.show(page);
    }
}

pub fn run(args: Args, context: &Context) -> Result<Offered, Failure> {
    let station = opening::read(context)?;
    let root = station.offered_root(&args.root_key, &args.bundle_key)?.ok_or(NoneDue)?;
    write_new(&args.out, &root.bytes()?, 0o644)?;
    Ok(Offered { file: args.out.display().to_string(), root: Described::of(&root) })
}

/// The last root stays.
#[derive(Debug, thiserror::Error)]
#[error("no new root is due: the last one has these keys and is good for long")]
struct NoneDue;

impl Fail for NoneDue {
    fn kind(&self) -> Fault {
        Fault::Usage
    }

    fn hint(&self) -> Option<String> {
        Some("export without '--root-signature'".into())
    }
}
