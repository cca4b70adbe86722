//! `chancery backup list`: what is backed up, where, and what is still to be destroyed.

use std::path::PathBuf;

use chancery::keys::SetId;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// List backups
///
/// List what the ledger knows of backups: sets of wrapped keys, copies of the state that were recorded, drills, keys that
/// are in no set, and each card and medium that is still to be destroyed. With a folder, what lies on that medium: copies
/// with what they build on, sets, and what cannot be read.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder on a medium
    folder: Option<PathBuf>,
}

pub const EXAMPLES: &[Example] = &[
    Example::new("What does the ledger know of backups?", "chancery backup list --station utopia")
        .after(&[Step::Prepared("backed-up")]),
    Example::new("What lies on the shelf?", "chancery backup list shelf --station utopia")
        .after(&[Step::Prepared("backed-up")]),
];

/// What there is.
#[derive(Debug, Serialize)]
pub struct Listed {
    sets: Vec<Set>,
    states: Vec<State>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    drills: Vec<Drill>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unreadable: Vec<Unreadable>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    in_no_set: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    to_destroy: Vec<ToDestroy>,
    #[serde(skip)]
    on_medium: bool,
}

/// A set of wrapped keys.
#[derive(Debug, Serialize)]
struct Set {
    set: String,
    state: String,
    made: Option<String>,
    shares: String,
    keys: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    replaced_by: Option<String>,
}

/// A copy of the state.
#[derive(Debug, Serialize)]
struct State {
    name: String,
    kind: Option<&'static str>,
    base: Option<String>,
    entries: u64,
    sealed_octets: Option<u64>,
    signed: Option<bool>,
    manifest: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    made_in_the_future: bool,
}

/// A drill.
#[derive(Debug, Serialize)]
struct Drill {
    entry: u64,
    at: String,
    passed: bool,
}

/// A folder that cannot be read.
#[derive(Debug, Serialize)]
struct Unreadable {
    name: String,
    reason: String,
}

/// A card or a medium of a set that means nothing any more.
#[derive(Debug, Serialize)]
struct ToDestroy {
    set: String,
    what: String,
}

impl Report for Listed {
    const SCHEMA: &'static str = "chancery/backup.list@1";

    fn human(&self, page: &mut Page) {
        if !self.sets.is_empty() {
            page.heading("Sets of wrapped keys");
            page.table(
                &["Set", "Made", "Shares", "State", "Keys"],
                self.sets.iter().map(|set| {
                    let state = match &set.replaced_by {
                        Some(by) => format!("{} by {}", set.state, spoken(by)),
                        None => set.state.clone(),
                    };
                    let made = set.made.clone().unwrap_or_default();
                    [spoken(&set.set), made, set.shares.clone(), state, set.keys.join(", ")]
                }),
            );
        }
        if !self.states.is_empty() {
            page.heading(if self.on_medium { "Copies of the state" } else { "Copies of the state that were recorded" });
            page.table(
                &["Copy", "Entries", if self.on_medium { "Kind" } else { "Signed" }],
                self.states.iter().map(|state| {
                    let signed = if state.signed.unwrap_or(true) { "signed" } else { "not signed" };
                    let more = match (&state.kind, &state.base) {
                        (Some(kind), Some(base)) => format!("{kind}, {signed}, builds on that of {}", made_of(base)),
                        (Some(kind), None) => format!("{kind}, {signed}"),
                        (None, _) => "by the ledger key".to_owned(),
                    };
                    [state.name.clone(), state.entries.to_string(), more]
                }),
            );
        }
        if self.tables() && self.lines() {
            page.line("");
        }
        for drill in &self.drills {
            let verdict = if drill.passed { "every backup was restored" } else { "NOT every backup was restored" };
            page.field("Drill", format!("{}, ledger entry {}: {verdict}", drill.at, drill.entry));
        }
        for state in self.states.iter().filter(|state| state.made_in_the_future) {
            page.field("Made in the future", format!("{}: it counts for nothing", state.name));
        }
        for one in &self.unreadable {
            page.field("Cannot be read", format!("{}: {}", one.name, one.reason));
        }
        for key in &self.in_no_set {
            page.field("In no set", key);
        }
        for one in &self.to_destroy {
            page.field("To be destroyed", format!("{} of set {}", one.what, spoken(&one.set)));
        }
        if !self.tables() {
            page.line(if self.on_medium { "There is no backup on it." } else { "The ledger knows of no backup." });
        }
    }
}

impl Listed {
    fn tables(&self) -> bool {
        !self.sets.is_empty() || !self.states.is_empty()
    }

    fn lines(&self) -> bool {
        !(self.drills.is_empty()
            && !self.states.iter().any(|state| state.made_in_the_future)
            && self.unreadable.is_empty()
            && self.in_no_set.is_empty()
            && self.to_destroy.is_empty())
    }
}

/// The name of a set as it stands on paper.
fn spoken(set: &str) -> String {
    set.parse().map_or_else(|_| set.to_owned(), |set: SetId| set.spoken())
}

/// When a copy was made, as its name says it: what stands between its hyphens.
fn made_of(name: &str) -> &str {
    name.split('-').nth(1).unwrap_or(name)
}

pub fn run(args: Args, context: &Context) -> Result<Listed, Failure> {
    let station = opening::read(context)?;
    match &args.folder {
        Some(folder) => on_medium(&station, folder),
        None => in_ledger(&station),
    }
}

fn on_medium(station: &chancery::station::Station<'_>, folder: &std::path::Path) -> Result<Listed, Failure> {
    let shelf = station.shelf(folder)?;
    let sets = shelf.keys.iter().map(|entry| Set {
        set: entry.set.to_string(),
        state: "on this medium".into(),
        made: Some(entry.made.to_string()),
        shares: format!("{} of {}", entry.threshold, entry.keepers.len()),
        keys: entry.keys.iter().map(ToString::to_string).collect(),
        replaced_by: None,
    });
    let mut states = Vec::new();
    for entry in &shelf.states {
        states.push(State {
            name: entry.name.to_string(),
            kind: Some(entry.kind.word()),
            base: entry.base.as_ref().map(|base| base.name.to_string()),
            entries: entry.size,
            sealed_octets: Some(entry.data),
            signed: Some(entry.has_note),
            manifest: entry.manifest.to_string(),
            made_in_the_future: station.is_ahead(entry)?,
        });
    }
    let unreadable = shelf.unreadable.iter();
    Ok(Listed {
        sets: sets.collect(),
        states,
        drills: Vec::new(),
        unreadable: unreadable.map(|one| Unreadable { name: one.name.clone(), reason: one.reason.clone() }).collect(),
        in_no_set: Vec::new(),
        to_destroy: Vec::new(),
        on_medium: true,
    })
}

fn in_ledger(station: &chancery::station::Station<'_>) -> Result<Listed, Failure> {
    let rows = station.rows();
    let sets = rows.backup_sets()?.into_iter().map(|row| Set {
        set: row.name.to_string(),
        state: row.state.word().to_owned(),
        made: row.made.map(|made| made.to_string()),
        shares: format!("{} of {}", row.threshold, row.shares),
        keys: row.keys.iter().map(ToString::to_string).collect(),
        replaced_by: row.successor.map(|set| set.to_string()),
    });
    let states = rows.state_backups()?.into_iter().map(|row| State {
        name: row.name,
        kind: None,
        base: None,
        entries: row.size,
        sealed_octets: None,
        signed: None,
        manifest: row.manifest.to_string(),
        made_in_the_future: false,
    });
    let drills =
        rows.drills()?.into_iter().map(|row| Drill { entry: row.sequence, at: row.at.to_string(), passed: row.passed });
    let to_destroy = station.to_destroy()?.into_iter().map(|(set, what)| ToDestroy { set: set.to_string(), what });
    Ok(Listed {
        sets: sets.collect(),
        states: states.collect(),
        drills: drills.collect(),
        unreadable: Vec::new(),
        in_no_set: station.keys_in_no_set()?.iter().map(ToString::to_string).collect(),
        to_destroy: to_destroy.collect(),
        on_medium: false,
    })
}
