//! `chancery bundle sign-root`: a holder signs the next root of bundles with a key of their own.

use std::path::PathBuf;

use chancery::bundle::OfferedRoot;
use chancery::fault::Fault;
use chancery::holder::HeldKind;
use chancery::station::write_new;
use serde::Serialize;

use super::root::Described;
use crate::frame::{Context, Example, Failure, Irreversible, Page, Report, Step};
use crate::held::{self, Held};
use crate::opening;

/// Sign the next root of bundles with a root key of your own
///
/// Sign the next root of bundles with a root key of your own, on any machine. The file is read as a root before anything is
/// signed, and the first eight digits of what is signed are typed: compare them and the words with what was read aloud. The
/// station takes the file with 'bundle export --root-signature'.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What 'bundle root' wrote
    root: PathBuf,

    /// The sealed key, or the file that tells of one in a token, as 'officer root-key' made it
    #[arg(long, value_name = "FILE")]
    key: PathBuf,

    #[command(flatten)]
    opening: held::Opening,

    /// Where the signed root goes; never overwritten
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Sign the next root with Ann's key",
    "chancery bundle sign-root root.json --key stick/ann.root.age --identity ann.identity --answers root.toml \
     --out root-ann.json",
)
.after(&[Step::Prepared("root")])];

/// The signed root.
#[derive(Debug, Serialize)]
pub struct Signed {
    file: String,
    holder: String,
    #[serde(flatten)]
    root: Described,
}

impl Report for Signed {
    const SCHEMA: &'static str = "chancery/bundle.sign-root@1";

    fn human(&self, page: &mut Page) {
        page.field("File", &self.file).field("Signed by", &self.holder);
        self.root.show(page);
    }
}

pub fn run(args: Args, context: &Context) -> Result<Signed, Failure> {
    let bytes = opening::read_file(&args.root, 1 << 20)?;
    let about = |error| Failure::from(error).about(&args.root, &[Fault::Malformed, Fault::Unsound]);
    let root = OfferedRoot::read(&bytes).map_err(about)?;
    held::expect_free(&args.out)?;
    let held = held::open(&args.key, &args.opening, context)?.expect(HeldKind::Root)?;
    if let Held::InToken(key) = &held {
        key.expect_named_by(&root)?;
    }
    let described = Described::of(&root);
    let digest = chancery::digest::Digest::of(root.payload());
    let terminal = context.terminal();
    terminal.preview(&format!("sign: root: version {}, good until {}", root.term().version, root.term().expires));
    for (field, value) in described.lines() {
        terminal.preview(&format!("sign: {field}: {value}"));
    }
    terminal.preview(&format!("sign: SHA-256: {digest}"));
    terminal.preview(&format!("sign: words: {}", digest.words().join(" ")));
    let short: String = digest.to_string().chars().take(8).collect();
    let act = format!("sign root version {} of bundles", root.term().version);
    context.confirm(held::UNKNOWN, &Irreversible { act: &act, name: &short })?;
    let key = held.unlock(context, held::UNKNOWN)?.root()?;
    let signed = key.sign(&root)?;
    write_new(&args.out, &signed, 0o644)?;
    Ok(Signed { file: args.out.display().to_string(), holder: key.name().to_string(), root: described })
}
