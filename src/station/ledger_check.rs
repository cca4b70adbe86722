//! `ledger verify`: the whole ledger walked, against its checkpoints, its own tree
//! hashes, the tables that follow from it and, where given, a head from paper.

use std::sync::mpsc;

use super::tables::{Compared, Comparison};
use super::{Station, StationError, Witnesses};
use crate::digest::Digest;
use crate::ledger::audit::{Depth, Report, Stored, Walk};
use crate::ledger::{Eras, Head, NoteKey};

/// What the walk over the ledger came to.
#[derive(Clone, Debug)]
pub struct LedgerReport {
    /// What the entries and heads say.
    pub walk: Report,
    /// What is wrong beside them: the stored tree, and entries that no checkpoint covers.
    pub beside: Vec<String>,
    /// What the tables say otherwise than the entries; none where they were not compared.
    pub tables: Option<Compared>,
    /// What witnesses cosigned; none where only the outline was read.
    pub witnesses: Option<Witnesses>,
}

impl LedgerReport {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        let tables = self.tables.as_ref().is_none_or(|tables| tables.count == 0);
        let witnesses = self.witnesses.as_ref().is_none_or(|witnesses| witnesses.findings.is_empty());
        self.walk.is_sound() && self.beside.is_empty() && tables && witnesses
    }

    /// The first thing that is wrong, in words.
    pub fn first_finding(&self) -> Option<String> {
        if self.is_sound() {
            return None;
        }
        let walk = self.walk.findings.first().map(ToString::to_string);
        let tables = self.tables.iter().flat_map(|tables| &tables.findings).next().map(ToString::to_string);
        let witnesses = self.witnesses.iter().flat_map(|witnesses| &witnesses.findings).next().cloned();
        let unnamed = || "it is not sound".to_owned();
        Some(walk.or_else(|| self.beside.first().cloned()).or(tables).or(witnesses).unwrap_or_else(unnamed))
    }
}

/// Which checkpoints are checked: each costs a signature verification, far more than an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checkpoints {
    /// The newest ones; an older head is covered by every newer one.
    Newest(u32),
    /// All of them.
    All,
}

/// Entries that are judged at once.
const BATCH: usize = 8192;

/// Entries with their numbers and the hashes stored beside them.
type Batch = Vec<(u64, Vec<u8>, Option<Digest>)>;

fn as_stored(batch: &Batch) -> Vec<Stored<'_>> {
    batch.iter().map(|(number, bytes, hash)| Stored { number: *number, bytes, hash: *hash }).collect()
}

/// How many wrong tree hashes are named.
const KEPT: usize = 100;

impl Station<'_> {
    /// The keys that sign the ledger, one after the other.
    pub fn eras(&self) -> &Eras {
        &self.eras
    }

    /// The ledger's verification key: name, key identifier and public key. After a restore it is another than before.
    pub fn log_key(&self) -> &NoteKey {
        self.eras.newest()
    }

    /// Walks the ledger, at full depth with the tables and the stored tree beside it. `paper` is a head that
    /// was printed or read aloud before, `log_key` the ledger's key from there: without either, the database is
    /// asked by what key it should be judged.
    pub fn verify_ledger(
        &self,
        depth: Depth,
        checkpoints: Checkpoints,
        paper: Option<Head>,
        log_key: Option<NoteKey>,
    ) -> Result<LedgerReport, StationError> {
        let _snapshot = self.store.snapshot()?;
        let rows = self.store.rows();
        let mut tables = (depth == Depth::Full).then(|| Comparison::new(self));
        let mut beside = Vec::new();
        let keys = match log_key.filter(|given| given != self.eras.newest()) {
            None => self.eras.clone(),
            Some(given) => {
                let (own, shown) = (self.eras.newest().text()?, given.text()?);
                let before = self.eras.each().any(|(_, key)| *key == given);
                let since = self.eras.each().last().map_or(0, |(entry, _)| entry);
                beside.push(match before {
                    true => format!(
                        "since the restore of entry {since} the log key is {own}; the key that was given, {shown}, signed before"
                    ),
                    false => format!("the station says that its log key is {own}; the key that was given is {shown}"),
                });
                if before { self.eras.clone() } else { Eras::of(given) }
            }
        };
        let mut walk = Walk::new(&self.identity, depth);
        if let Some(head) = paper {
            walk.expect_head(head)?;
        }
        let limit = match checkpoints {
            Checkpoints::Newest(count) => Some(count),
            Checkpoints::All => None,
        };
        let mut covered = 0;
        for (row, note) in rows.checkpoints(limit)? {
            let Some(head) = walk.expect_note(&note, &keys)? else { continue };
            covered = covered.max(head.size);
            if head != row {
                beside.push(format!("the checkpoint kept as {row} is over {head}"));
            }
        }
        let (batches, walked) = mpsc::sync_channel::<Batch>(2);
        let walk = std::thread::scope(|scope| {
            // The database is read here and the entries are judged there.
            let walker = scope.spawn(move || {
                for batch in walked {
                    walk.batch(&as_stored(&batch));
                }
                walk.finish()
            });
            let mut batch = Batch::with_capacity(BATCH);
            let read = rows.each_entry::<StationError>(|number, bytes, hash| {
                batch.push((number, bytes.to_vec(), hash));
                if batch.len() == BATCH {
                    // Nobody listens any more only where the walk panicked, which is told below.
                    let _ = batches.send(std::mem::replace(&mut batch, Batch::with_capacity(BATCH)));
                }
                tables.as_mut().map_or(Ok(()), |tables| tables.entry(bytes))
            });
            let _ = batches.send(batch);
            drop(batches);
            let walk = walker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            read.map(|()| walk)
        })?;
        self.beside(&walk, covered, &mut beside)?;
        let tables = tables.map(Comparison::finish).transpose()?;
        // A ledger that is found unsound may have lost what its witnesses are judged by; the rest is told all the same.
        let unjudged = |error: StationError| Witnesses {
            findings: vec![format!("the cosignatures cannot be judged: {error}")],
            ..Witnesses::default()
        };
        let witnesses = (depth == Depth::Full).then(|| self.judge_witnesses().unwrap_or_else(unjudged));
        Ok(LedgerReport { walk, beside, tables, witnesses })
    }

    /// What the entries themselves cannot show: the stored tree, and that every entry came with its checkpoint.
    fn beside(&self, walk: &Report, covered: u64, findings: &mut Vec<String>) -> Result<(), StationError> {
        let rows = self.store.rows();
        let size = rows.ledger_size()?;
        match rows.ledger_root() {
            Ok(root) if root == walk.head.root => {}
            Ok(root) => findings.push(format!(
                "the stored tree hashes give root {}, the entries give {}",
                root.short(),
                walk.head.root.short()
            )),
            Err(error) => findings.push(format!("the stored tree hashes give no root: {error}")),
        }
        if walk.depth == Depth::Full {
            let odd = rows.odd_nodes(size, KEPT)?;
            findings
                .extend(odd.iter().map(|(level, place)| format!("the tree hash {place} of level {level} is wrong")));
        }
        if covered != size {
            findings.push(format!("the newest good checkpoint covers {covered} entries, and there are {size}"));
        }
        let count = rows.checkpoint_count()?;
        if walk.depth == Depth::Full && count != size {
            findings.push(format!("there are {count} checkpoints for {size} entries; each entry brings one"));
        }
        Ok(())
    }
}
