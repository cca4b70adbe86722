//! `chancery trust import`: certificates from a folder, or from some program's trust store.

mod folder;

use std::path::{Path, PathBuf};

use chancery::act::{Act, TrustImport};
use chancery::digest::Digest;
use chancery::icao::Looks;
use chancery::station::Material;
use chancery::trust::import::{Collector, Form, Import};
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::looks;
use crate::opening::{self, Recorded};

/// Import certificates that no list vouches for
///
/// Import certificates that no list vouches for: every file below a folder (DER, PEM with any number of blocks, base64,
/// PKCS#7 bags, JSON), or every string of one JSON document such as a 'trust_store.json' that is a certificate as PEM, base64
/// or hex, at any depth. Each certificate is read, verified, linted and kept once, with every place where it lay; it is
/// marked so for ever, and none becomes an anchor by it: see 'chancery trust accept'. What cannot be read is named with the
/// reason and costs nothing else. Links are not followed. Where private key material lies, nothing is imported (IMPORT-1).
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder, or a JSON file
    path: PathBuf,

    /// Where it comes from, in words
    #[arg(long, value_name = "WORDS")]
    source: String,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Import a folder that a neighbour handed over",
    "chancery trust import neighbours --source 'bilateral exchange, 22 November' --station utopia",
)
.after(&[Step::Prepared("station"), Step::Prepared("certificates")])
.with(&["--pin-source", "file:pin"])];

/// What was imported.
#[derive(Debug, Serialize)]
pub struct Imported {
    import: String,
    form: String,
    verdict: String,
    certificates: u64,
    places: u64,
    new: u64,
    unreadable: u64,
    not_read: Vec<NotRead>,
    findings: Vec<String>,
    recorded: Recorded,
}

#[derive(Debug, Serialize)]
struct NotRead {
    name: String,
    why: String,
}

impl Report for Imported {
    const SCHEMA: &'static str = "chancery/trust.import@1";

    fn human(&self, page: &mut Page) {
        page.field("Import", &self.import).field("Verdict", &self.verdict);
        page.field("Certificates", self.certificates).field("Places", self.places).field("New here", self.new);
        if self.unreadable > 0 {
            page.field("Unreadable", self.unreadable);
        }
        for one in &self.not_read {
            page.line(format_args!("not read: {}: {}", one.name, one.why));
        }
        for remark in &self.findings {
            page.line(format_args!("noticed: {remark}"));
        }
        self.recorded.show(page);
    }
}

/// What an import looks like.
const IMPORTS: &[Looks] = &[Looks::Json];

/// The largest JSON document that is read, in octets.
const LONGEST: u64 = 128 << 20;

/// What lies there.
fn collect(path: &Path) -> Result<Import, Failure> {
    let mut collector = Collector::default();
    let form = if path.is_dir() {
        folder::walk(path, &mut collector)?;
        Form::Folder
    } else {
        let bytes = opening::read_file(path, LONGEST)?;
        collector.trust_store(&bytes).map_err(|error| looks::about(error.into(), path, IMPORTS))?;
        Form::TrustStore
    };
    let import = collector.finish(form);
    import.map_err(|error| looks::about(error.into(), path, IMPORTS))
}

pub fn run(args: Args, context: &Context) -> Result<Imported, Failure> {
    let import = collect(&args.path)?;
    let bytes = import.bytes()?;
    let act = Act::TrustImport(TrustImport { import: Digest::of(&bytes), source: args.source });
    let mut station = opening::write(context)?;
    let done = opening::perform(context, &mut station, act, Material::one(bytes))?;
    let count = |name| opening::output(&done, name).parse().unwrap_or_default();
    let not_read = import.unread().iter().map(|one| NotRead { name: one.name.clone(), why: one.why.clone() });
    Ok(Imported {
        import: opening::output(&done, "import"),
        form: opening::output(&done, "form"),
        verdict: opening::output(&done, "verdict"),
        certificates: count("certificates"),
        places: count("places"),
        new: count("new"),
        unreadable: count("unreadable"),
        not_read: not_read.collect(),
        findings: opening::output(&done, "findings").lines().map(str::to_owned).collect(),
        recorded: Recorded::of(&done),
    })
}
