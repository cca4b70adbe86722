//! `chancery key list`: the keys of the station.

use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// List the keys of the station
///
/// List the keys of the station as the ledger knows them. No vault is opened. A key says whether it can leave its vault:
/// 'never', 'possible', or 'made elsewhere' where it is locked in its vault now and copies may be outside it (ADOPT-12).
#[derive(Debug, clap::Args)]
pub struct Args {}

pub const EXAMPLES: &[Example] =
    &[Example::new("List the keys", "chancery key list --station utopia").after(&[Step::Prepared("csca")])];

/// The keys.
#[derive(Debug, Serialize)]
pub struct Keys {
    keys: Vec<Key>,
}

#[derive(Debug, Serialize)]
struct Key {
    label: String,
    vault: String,
    spec: String,
    state: &'static str,
    locked: bool,
    /// Whether it was made outside its vault, or could leave it once.
    made_elsewhere: bool,
    id: String,
    public_key_digest: Option<String>,
}

impl Report for Keys {
    const SCHEMA: &'static str = "chancery/key.list@1";

    fn human(&self, page: &mut Page) {
        if self.keys.is_empty() {
            page.line("No key was made yet: see 'chancery key generate --help', or hold the genesis ceremony.");
            return;
        }
        let rows = self.keys.iter().map(|key| {
            let extraction = match (key.locked, &key.public_key_digest) {
                (true, _) if key.made_elsewhere => "made elsewhere",
                (true, _) => "never",
                (false, Some(_)) => "possible",
                (false, None) => "",
            };
            let digest = key.public_key_digest.as_deref().map_or("", |d| &d[..8]);
            [key.label.as_str(), &key.vault, &key.spec, key.state, extraction, digest]
        });
        page.table(&["Key", "Vault", "Kind", "State", "Extraction", "Public key"], rows);
    }
}

pub fn run(_: Args, context: &Context) -> Result<Keys, Failure> {
    let station = opening::read(context)?;
    let mut keys = Vec::new();
    let rows = station.rows();
    for row in rows.keys()? {
        let made_elsewhere = rows.adopted(&row.label)?.is_some_and(|adopted| adopted.outside);
        keys.push(Key {
            made_elsewhere,
            label: row.label.to_string(),
            vault: row.vault.to_string(),
            spec: row.spec.to_string(),
            state: row.state.word(),
            locked: row.locked,
            id: row.id.to_string(),
            public_key_digest: row.public_key.as_ref().map(opening::identity).transpose()?,
        });
    }
    Ok(Keys { keys })
}
