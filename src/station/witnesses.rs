//! Heads of the ledger as witnesses know them: what is written for them, and what they cosigned.

use std::collections::{BTreeMap, BTreeSet};

use super::{Station, StationError};
use crate::approval::key::SKEW;
use crate::clock::Time;
use crate::ledger::{
    self, CosignRequest, Head, LedgerError, NoteKey, NoteSignature, VerifiedCheckpoint, Witness, WitnessError,
};
use crate::quorum::Threshold;
use crate::safe::Label;
use crate::store::CosignatureRow;

/// The newest head that officers who are enrolled now have cosigned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CosignedHead {
    /// The head.
    pub head: Head,
    /// Who cosigned it, and when they say they did.
    pub by: Vec<(String, Time)>,
}

/// What the ledger's cosignatures come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Witnesses {
    /// How many were taken in and are good.
    pub good: u64,
    /// The newest head with a witness who is enrolled now; one person, one voice.
    pub newest: Option<CosignedHead>,
    /// What is wrong.
    pub findings: Vec<String>,
}

impl Station<'_> {
    /// The checkpoint that is kept of a head; one that is not in this ledger's past is refused (WITNESS-7).
    pub(super) fn kept_checkpoint(&self, head: Head) -> Result<VerifiedCheckpoint, StationError> {
        let not_ours = || LedgerError::from(WitnessError::HeadNotOurs { size: head.size });
        let note = self.store.rows().checkpoint(head.size)?.ok_or_else(not_ours)?;
        let checkpoint = self.eras.verify(&note)?;
        if checkpoint.head() == head { Ok(checkpoint) } else { Err(not_ours().into()) }
    }

    /// The signed checkpoint of a size, the newest where none is named, with every cosignature that was taken in.
    pub fn checkpoint(&self, size: Option<u64>) -> Result<VerifiedCheckpoint, StationError> {
        let rows = self.store.rows();
        let all = rows.ledger_size()?;
        let size = size.unwrap_or(all);
        if size == 0 || size > all {
            return Err(LedgerError::IndexOutside { index: size, size: all }.into());
        }
        let mut checkpoint = self.kept_checkpoint(Head { size, root: ledger::root(&rows, size)? })?;
        for row in rows.cosignatures_of(size)? {
            checkpoint.add(NoteSignature::parse(&row.line)?);
        }
        Ok(checkpoint)
    }

    /// What a witness is asked: this checkpoint, with the proof that it continues the head of `old` entries.
    pub fn cosign_request(
        &self,
        checkpoint: &VerifiedCheckpoint,
        old: Option<u64>,
    ) -> Result<CosignRequest, StationError> {
        let size = checkpoint.head().size;
        let proof = match old {
            Some(old) if old > 0 => ledger::consistency_proof(&self.store.rows(), old, size)?,
            _ => Vec::new(),
        };
        Ok(CosignRequest { old, proof, checkpoint: checkpoint.note().to_string() })
    }

    /// The witness key that an officer had when an entry was written.
    fn witness_key_at(&self, officer: &Label, sequence: u64) -> Result<Option<NoteKey>, StationError> {
        let history = self.store.rows().officer_history()?;
        let then = history.iter().rfind(|row| row.officer == *officer && row.sequence < sequence);
        match then.and_then(|row| row.enrolment) {
            Some(digest) => Ok(self.enrolment(digest)?.witness_key()?),
            None => Ok(None),
        }
    }

    /// The largest head that this officer cosigned of those that were taken in here, and when they say they did. Only what
    /// this station remembers: one that was set back remembers less.
    pub fn last_cosigned(&self, officer: &Label) -> Result<Option<(VerifiedCheckpoint, Time)>, StationError> {
        let Some(row) = self.store.rows().last_cosigned_by(officer)? else { return Ok(None) };
        let mut checkpoint = self.kept_checkpoint(row.head)?;
        let (line, name) = (NoteSignature::parse(&row.line)?, || officer.to_string());
        let key =
            self.witness_key_at(officer, row.sequence)?.ok_or_else(|| LedgerError::SignerAbsent { name: name() })?;
        let at =
            ledger::cosigned_at(&checkpoint, &key, &line).ok_or_else(|| LedgerError::SignatureBad { name: name() })?;
        checkpoint.add(line);
        Ok(Some((checkpoint, at)))
    }

    /// Judges every cosignature again: it is over a head in this ledger's past, by the witness key that its officer had
    /// when it was taken in. Finds the newest head that somebody cosigned who is enrolled with that key still.
    pub(super) fn judge_witnesses(&self) -> Result<Witnesses, StationError> {
        let rows = self.store.rows();
        let mut found = Witnesses::default();
        let mut good: BTreeMap<u64, Vec<CosignatureRow>> = BTreeMap::new();
        for row in rows.cosignatures()? {
            match self.judge_row(&row)? {
                None => {
                    found.good += 1;
                    good.entry(row.head.size).or_default().push(row);
                }
                Some(what) => found.findings.push(format!("cosignature of entry {}: {what}", row.sequence)),
            }
        }
        let witnesses: Vec<Witness> =
            self.witnesses()?.into_iter().map(|(officer, key)| Witness { person: officer.to_string(), key }).collect();
        let Ok(threshold) = Threshold::new(1, witnesses.len()) else { return Ok(found) };
        let latest = self.now()?.plus(SKEW);
        for cosigned in good.values().rev() {
            let Some(first) = cosigned.first() else { continue };
            let mut checkpoint = self.kept_checkpoint(first.head)?;
            for row in cosigned {
                checkpoint.add(NoteSignature::parse(&row.line)?);
            }
            let counted = ledger::witnessed(&checkpoint, &witnesses, threshold, latest)?;
            if counted.tally.is_met() {
                let people: BTreeSet<String> = counted.tally.people;
                let by = counted.cosigned.into_iter().filter(|one| people.contains(&one.person));
                let by = by.map(|one| (one.person, one.at)).collect();
                found.newest = Some(CosignedHead { head: first.head, by });
                break;
            }
        }
        Ok(found)
    }

    /// What is wrong with a cosignature that was taken in.
    fn judge_row(&self, row: &CosignatureRow) -> Result<Option<String>, StationError> {
        let checkpoint = match self.kept_checkpoint(row.head) {
            Ok(checkpoint) => checkpoint,
            Err(StationError::Ledger(error)) => return Ok(Some(error.to_string())),
            Err(error) => return Err(error),
        };
        let root = ledger::root(&self.store.rows(), row.head.size);
        if !root.is_ok_and(|root| root == row.head.root) {
            return Ok(Some(format!("this ledger does not continue {}", row.head)));
        }
        let Some(key) = self.witness_key_at(&row.officer, row.sequence)? else {
            return Ok(Some(format!("'{}' had no witness key in force when it was taken in", row.officer)));
        };
        let line = NoteSignature::parse(&row.line).ok();
        let at = line.and_then(|line| ledger::cosigned_at(&checkpoint, &key, &line));
        Ok(at.is_none().then(|| format!("it is not good under the witness key of '{}'", row.officer)))
    }
}
