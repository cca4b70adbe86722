//! The tables against the ledger: every row follows from an entry, and every entry's effect is in the tables.
//!
//! Entry after entry claims its rows: each is looked up by its key and compared, and counted.
//! Where a table has more rows than were claimed a second walk names those that no entry claims.
//! Memory does not grow with the ledger unless there is something to find.

mod acts;
mod adoption;
mod backups;
mod deciding;
mod finding;
mod intents;
mod lists;
mod pkd;
mod products;

use std::collections::{BTreeMap, HashSet};

pub use finding::TableFinding;
use finding::{Wrong, shown};

use super::{Station, StationError};
use crate::digest::Digest;
use crate::ledger::Leaf;
use crate::pki::lint::Role;
use crate::store::{Cell, DERIVED, Rows, StoreError};

/// How many findings are kept; all of them are counted.
const KEPT: usize = 1000;

/// How an entry stands to a row it claims.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Presence {
    /// The row came with this entry.
    Owned,
    /// It came with this entry, or will be made later.
    Later,
    /// It came with another entry, and this one changed it.
    Mentioned,
}

/// A row as an entry says it is.
struct Claim {
    table: &'static str,
    presence: Presence,
    key: Vec<(&'static str, Cell)>,
    values: Vec<(&'static str, Cell)>,
}

impl Claim {
    fn new<const K: usize, const V: usize>(
        table: &'static str,
        key: [(&'static str, Cell); K],
        values: [(&'static str, Cell); V],
    ) -> Self {
        Claim { table, presence: Presence::Owned, key: key.into(), values: values.into() }
    }

    fn standing(self, presence: Presence) -> Self {
        Claim { presence, ..self }
    }
}

type Keys = BTreeMap<&'static str, HashSet<Vec<Cell>>>;

/// The comparison in progress.
pub(super) struct Comparison<'s, 'p> {
    station: &'s Station<'p>,
    rows: Rows<'s>,
    claimed: BTreeMap<&'static str, u64>,
    /// In the second walk: the keys that entries claim of the tables that have too many rows.
    collected: Option<Keys>,
    findings: Vec<TableFinding>,
    count: u64,
    /// The tables that are compared, where not all are.
    only: Option<&'static [&'static str]>,
    /// What profiles make, by the digests of their texts, as far as they were read.
    roles: BTreeMap<Digest, Role>,
}

/// What a comparison came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// How many rows entries claim.
    pub rows: u64,
    /// The first findings.
    pub findings: Vec<TableFinding>,
    /// How many there were in all.
    pub count: u64,
}

impl<'s, 'p> Comparison<'s, 'p> {
    pub(super) fn new(station: &'s Station<'p>) -> Self {
        let (rows, claimed) = (station.store.rows(), BTreeMap::new());
        let roles = BTreeMap::new();
        Comparison { station, rows, claimed, collected: None, findings: Vec::new(), count: 0, only: None, roles }
    }

    /// A comparison of these tables alone, by the entries that leave rows in them.
    pub(super) fn of(station: &'s Station<'p>, only: &'static [&'static str]) -> Self {
        Comparison { only: Some(only), ..Comparison::new(station) }
    }

    /// Whether an entry tells of a certificate of ours, and every row that it leaves is as it says.
    pub(super) fn told_of_certificate(
        station: &'s Station<'p>,
        entry: &[u8],
        certificate: Digest,
    ) -> Result<bool, StationError> {
        let mut compared = Comparison::new(station);
        compared.entry(entry)?;
        let mut claimed = Comparison::new(station);
        claimed.collected = Some(Keys::from([("issued", HashSet::new())]));
        claimed.entry(entry)?;
        let keys = claimed.collected.as_mut().and_then(|keys| keys.remove("issued")).unwrap_or_default();
        Ok(compared.count == 0 && keys.contains(&vec![acts::octets(certificate)]))
    }

    fn is_compared(&self, table: &str) -> bool {
        self.only.is_none_or(|only| only.contains(&table))
    }

    /// The rows of one entry. An entry that cannot be read claims none; the walk over the ledger says why.
    pub(super) fn entry(&mut self, bytes: &[u8]) -> Result<(), StationError> {
        let Ok(leaf) = Leaf::parse(bytes) else { return Ok(()) };
        match self.rows_of(&leaf) {
            Err(StationError::Store(StoreError::Sqlite(error))) => Err(StoreError::Sqlite(error).into()),
            Err(error) => {
                let key = vec![("sequence", Cell::Number(leaf.sequence() as i64))];
                self.find("intent", &key, leaf.sequence(), Wrong::Unreadable(error.to_string()));
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    /// Ends the comparison: rows that no entry claims.
    pub(super) fn finish(mut self) -> Result<Compared, StationError> {
        let mut crowded = Keys::new();
        for (table, _) in DERIVED.into_iter().filter(|(table, _)| self.is_compared(table)) {
            if self.rows.count_of(table)? > self.claimed.get(table).copied().unwrap_or(0) {
                crowded.insert(table, HashSet::new());
            }
        }
        if !crowded.is_empty() {
            self.strays(crowded)?;
        }
        let known = if self.only.is_none() { self.rows.known_of_no_list()? } else { Vec::new() };
        for digest in known {
            self.find("known", &[("digest", digest)], 0, Wrong::Stray);
        }
        let strays = if self.only.is_none() { self.rows.pkd_strays()? } else { 0 };
        if strays > 0 {
            self.find("pkd_entry", &[("rows", Cell::Number(strays as i64))], 0, Wrong::Stray);
        }
        let Comparison { claimed, findings, count, .. } = self;
        Ok(Compared { rows: claimed.values().sum(), findings, count })
    }

    fn strays(&mut self, crowded: Keys) -> Result<(), StationError> {
        self.collected = Some(crowded);
        let rows = self.rows;
        rows.each_entry(|_, bytes, _| self.entry(bytes))?;
        let collected = self.collected.take().unwrap_or_default();
        for (table, columns) in DERIVED {
            let Some(keys) = collected.get(table) else { continue };
            rows.each_key(table, columns, |key| {
                if !keys.contains(&key) {
                    let named: Vec<_> = columns.iter().copied().zip(key).collect();
                    self.find(table, &named, 0, Wrong::Stray);
                }
            })?;
        }
        Ok(())
    }

    /// Holds a row against what an entry says of it.
    fn claim(&mut self, entry: u64, claim: Claim) -> Result<(), StationError> {
        let Claim { table, presence, key, values } = claim;
        if let Some(collected) = &mut self.collected {
            if let Some(keys) = collected.get_mut(table).filter(|_| presence != Presence::Mentioned) {
                keys.insert(key.into_iter().map(|(_, cell)| cell).collect());
            }
            return Ok(());
        }
        let columns: Vec<&'static str> = values.iter().map(|(name, _)| *name).collect();
        let Some(found) = self.rows.cells(table, &key, &columns)? else {
            if presence != Presence::Later {
                self.find(table, &key, entry, Wrong::Missing);
            }
            return Ok(());
        };
        if presence != Presence::Mentioned {
            *self.claimed.entry(table).or_default() += 1;
        }
        for ((column, wanted), found) in values.into_iter().zip(found) {
            if found != wanted {
                let wrong = Wrong::Differs { column, found: shown(&found), wanted: shown(&wanted) };
                self.find(table, &key, entry, wrong);
            }
        }
        Ok(())
    }

    fn find(&mut self, table: &'static str, key: &[(&'static str, Cell)], entry: u64, wrong: Wrong) {
        if self.collected.is_some() {
            return;
        }
        self.count += 1;
        if self.findings.len() < KEPT {
            self.findings.push(TableFinding::new(table, key, entry, wrong));
        }
    }
}
