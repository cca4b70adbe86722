//! `chancery ledger show`: one entry.

use std::collections::BTreeMap;

use chancery::ledger::{Leaf, Shown as Field};
use serde::Serialize;
use serde_json::Value;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening::{self, UnknownName};

/// Show one entry of the ledger
///
/// Show one entry of the ledger with its public fields, and its sealed ones where their openings are still there.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Sequence number of the entry, from 0
    entry: u64,
}

pub const EXAMPLES: &[Example] =
    &[Example::new("Show the first entry", "chancery ledger show 0 --station utopia")
        .after(&[Step::Prepared("station")])];

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
}

impl Report for Shown {
    const SCHEMA: &'static str = "chancery/ledger.show@1";

    fn human(&self, page: &mut Page) {
        page.field("Entry", self.sequence).field("Kind", self.kind).field("Act", &self.act);
        page.field("Act digest", &self.act_digest).field("Time", &self.time).field("Leaf hash", &self.leaf_hash);
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let public = self.public.iter().map(|(name, value)| [name.clone(), text(value)]);
        let opened = self.opened.iter().map(|(name, value)| [format!("{name} (sealed)"), text(value)]);
        let withheld = self.withheld.iter().map(|name| [format!("{name} (sealed)"), "withheld".to_owned()]);
        page.table(&["Field", "Value"], public.chain(opened).chain(withheld));
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
    Ok(Shown {
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
