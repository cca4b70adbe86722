//! `chancery ledger show`: one entry.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chancery::ledger::{Leaf, Shown as Field};
use chancery::station::Station;
use serde::Serialize;
use serde_json::Value;

use crate::frame::{Context, Example, Failure, Folder, Page, Report, Step};
use crate::opening::{self, UnknownName};

/// Show one entry of the ledger
///
/// Show one entry of the ledger with its public fields, and its sealed ones where their openings are still there.
///
/// With --evidence everything is written out by which a stranger checks who decided the act, without this program: every
/// statement and its signature, the officers' keys and enrolments, the policy, the bytes that the approval is bound to,
/// the entry and its proof. CHECK.txt among them says step by step what to type: 'gpg --verify' for OpenPGP, 'openssl cms
/// -verify' for certificates and cards, 'ssh-keygen -Y verify' for SSH keys; then that every statement is about the
/// digest in the entry, and that the keys are the officers'.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Sequence number of the entry, from 0
    entry: u64,

    /// Write out who decided it, into a new folder
    #[arg(long, value_name = "DIR")]
    evidence: Option<PathBuf>,
}

pub const EXAMPLES: &[Example] = &[
    Example::new("Show the first entry", "chancery ledger show 0 --station utopia").after(&[Step::Prepared("station")]),
    Example::new(
        "Write out who decided an act, for somebody who has no chancery",
        "chancery ledger show 11 --evidence evidence --station utopia",
    )
    .after(&[Step::Prepared("performed")]),
];

/// The entry.
#[derive(Debug, Serialize)]
pub struct Shown {
    sequence: u64,
    kind: &'static str,
    act: String,
    act_digest: String,
    time: String,
    leaf_hash: String,
    public: BTreeMap<String, Value>,
    opened: BTreeMap<String, Value>,
    withheld: Vec<String>,
    evidence: Option<Evidence>,
}

/// What was written out.
#[derive(Debug, Serialize)]
struct Evidence {
    folder: String,
    entry: u64,
    officers: Vec<String>,
    uncounted: Vec<Uncounted>,
    files: Vec<String>,
    check_with: String,
}

/// A decision that did not count.
#[derive(Debug, Serialize)]
struct Uncounted {
    officer: String,
    why: String,
}

impl Report for Shown {
    const SCHEMA: &'static str = "chancery/ledger.show@1";

    fn human(&self, page: &mut Page) {
        page.field("Entry", self.sequence).field("Kind", self.kind).field("Act", &self.act);
        page.field("Act digest", &self.act_digest).field("Time", &self.time).field("Leaf hash", &self.leaf_hash);
        let public = self.public.iter().flat_map(|(name, value)| rows(name, "", value));
        let opened = self.opened.iter().flat_map(|(name, value)| rows(name, " (sealed)", value));
        let withheld = self.withheld.iter().map(|name| [format!("{name} (sealed)"), "withheld".to_owned()]);
        page.table(&["Field", "Value"], public.chain(opened).chain(withheld));
        if let Some(evidence) = &self.evidence {
            page.heading("Evidence")
                .field("Folder", &evidence.folder)
                .field("Decided by", evidence.officers.join(", "));
            for uncounted in &evidence.uncounted {
                page.field("Not counted", format!("{}: {}", uncounted.officer, uncounted.why));
            }
            page.field("Files", evidence.files.len()).line("Read CHECK.txt there; then, in that folder:");
            page.command(&evidence.check_with);
        }
    }
}

/// A value as rows of a table: what is in an object or a list stands in rows of its own, items counted from 1.
fn rows(name: &str, mark: &str, value: &Value) -> Vec<[String; 2]> {
    match value {
        Value::Object(members) if !members.is_empty() => {
            members.iter().flat_map(|(member, value)| rows(&format!("{name}.{member}"), mark, value)).collect()
        }
        Value::Array(items) if !items.is_empty() => {
            let items = items.iter().enumerate();
            items.flat_map(|(number, value)| rows(&format!("{name}.{}", number + 1), mark, value)).collect()
        }
        Value::String(text) => vec![[format!("{name}{mark}"), text.clone()]],
        other => vec![[format!("{name}{mark}"), other.to_string()]],
    }
}

pub fn run(args: Args, context: &Context) -> Result<Shown, Failure> {
    let station = opening::read(context)?;
    let unknown = || UnknownName { what: "entry", name: args.entry.to_string(), see: "chancery ledger list" };
    let bytes = station.rows().entry(args.entry)?.ok_or_else(unknown)?;
    let leaf = Leaf::parse(&bytes)?;
    let (mut opened, mut withheld) = (BTreeMap::new(), Vec::new());
    for (name, field) in leaf.shown(&station.rows().openings(args.entry)?)? {
        match field {
            Field::Opened(value) => {
                opened.insert(name, value);
            }
            Field::Withheld => withheld.push(name),
        }
    }
    let evidence = args.evidence.map(|folder| write_out(&station, args.entry, &folder)).transpose()?;
    Ok(Shown {
        evidence,
        sequence: leaf.sequence(),
        kind: leaf.kind().word(),
        act: leaf.act().to_owned(),
        act_digest: leaf.act_digest().to_string(),
        time: leaf.reading().time.to_string(),
        leaf_hash: leaf.hash().to_string(),
        public: leaf.public().clone(),
        opened,
        withheld,
    })
}

/// Writes the evidence into a new folder, whole or not at all.
fn write_out(station: &Station<'_>, entry: u64, path: &Path) -> Result<Evidence, Failure> {
    let found = station.evidence(entry)?;
    let folder = Folder::begin(path)?;
    for (name, octets) in &found.files {
        folder.put(name, octets)?;
    }
    folder.finish()?;
    Ok(Evidence {
        folder: path.display().to_string(),
        entry: found.entry,
        officers: found.officers.iter().map(ToString::to_string).collect(),
        uncounted: found.uncounted.into_iter().map(|(who, why)| Uncounted { officer: who.to_string(), why }).collect(),
        files: found.files.into_keys().collect(),
        check_with: found.command,
    })
}
