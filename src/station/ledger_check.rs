//! `ledger verify`: the whole ledger walked, against its checkpoints, its own tree
//! hashes, the tables that follow from it and, where given, a head from paper.

use super::tables::{Compared, Comparison};
use super::{Station, StationError};
use crate::digest::Digest;
use crate::ledger::audit::{Depth, Report, Stored, Walk};
use crate::ledger::{Head, Kind, Leaf, NoteKey, Role, origin};

/// What the walk over the ledger came to.
#[derive(Clone, Debug)]
pub struct LedgerReport {
    /// What the entries and heads say.
    pub walk: Report,
    /// What is wrong beside them: the stored tree, and entries that no checkpoint covers.
    pub beside: Vec<String>,
    /// What the tables say otherwise than the entries; none where they were not compared.
    pub tables: Option<Compared>,
}

impl LedgerReport {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.walk.is_sound() && self.beside.is_empty() && self.tables.as_ref().is_none_or(|tables| tables.count == 0)
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

impl Station<'_> {
    /// The ledger's verification key: name, key identifier and public key.
    pub fn log_key(&self) -> Result<NoteKey, StationError> {
        Ok(NoteKey::new(&origin(&self.identity), Role::Log, &self.ledger_key.1)?)
    }

    /// Walks the ledger, at full depth with the tables beside it. `paper` is a head that was printed or
    /// read aloud before.
    pub fn verify_ledger(
        &self,
        depth: Depth,
        checkpoints: Checkpoints,
        paper: Option<Head>,
    ) -> Result<LedgerReport, StationError> {
        let _snapshot = self.store.snapshot()?;
        let rows = self.store.rows();
        let mut tables = (depth == Depth::Full).then(|| Comparison::new(self));
        let keys = [self.log_key()?];
        let mut walk = Walk::new(&self.identity, depth);
        if let Some(head) = paper {
            walk.expect_head(head)?;
        }
        let limit = match checkpoints {
            Checkpoints::Newest(count) => Some(count),
            Checkpoints::All => None,
        };
        for (_, note) in rows.checkpoints(limit)? {
            walk.expect_note(&note, &keys)?;
        }
        let mut batch: Vec<(u64, Vec<u8>, Option<Digest>)> = Vec::with_capacity(BATCH);
        let mut take = |batch: &mut Vec<(u64, Vec<u8>, Option<Digest>)>| {
            let stored: Vec<Stored<'_>> =
                batch.iter().map(|(number, bytes, hash)| Stored { number: *number, bytes, hash: *hash }).collect();
            walk.batch(&stored);
            batch.clear();
        };
        rows.each_entry::<StationError>(|number, bytes, hash| {
            batch.push((number, bytes.to_vec(), hash));
            if batch.len() == BATCH {
                take(&mut batch);
            }
            tables.as_mut().map_or(Ok(()), |tables| tables.entry(bytes))
        })?;
        take(&mut batch);
        let walk = walk.finish();
        let beside = self.beside(&walk)?;
        let tables = tables.map(Comparison::finish).transpose()?;
        Ok(LedgerReport { walk, beside, tables })
    }

    /// What the entries themselves cannot show.
    fn beside(&self, walk: &Report) -> Result<Vec<String>, StationError> {
        let rows = self.store.rows();
        let mut findings = Vec::new();
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
        // Every outcome and record comes with a checkpoint; only an intent may stand beyond the newest.
        let covered = rows.last_checkpoint()?.map_or(0, |(covered, ..)| covered);
        for number in covered..size {
            let kind = rows.entry(number)?.and_then(|bytes| Leaf::parse(&bytes).ok()).map(|leaf| leaf.kind());
            if kind != Some(Kind::Intent) {
                findings.push(format!("entry {number} is under no checkpoint, and it is no intent"));
                break;
            }
        }
        if covered > size {
            findings.push(format!("the newest checkpoint covers {covered} entries, and there are {size}"));
        }
        Ok(findings)
    }
}
