//! `ledger.cosign`: a witness's cosignature over a head of this ledger is taken in.

use super::{Done, Material, Outcome};
use crate::act::{Act, LedgerCosign};
use crate::approval::Spent;
use crate::approval::key::SKEW;
use crate::ledger::{
    Fields, Head, Leaf, LedgerError, NoteKey, NoteSignature, VerifiedCheckpoint, WitnessError, cosigned_at,
};
use crate::safe::Label;
use crate::station::{Station, StationError};
use crate::store::CosignatureRow;

/// A cosignature over a head of this ledger, and whose it is. Only [`Station::judge_cosignatures`] makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JudgedCosignature {
    act: LedgerCosign,
}

impl JudgedCosignature {
    /// Whose it is.
    pub fn officer(&self) -> &Label {
        &self.act.officer
    }

    /// The head that was cosigned.
    pub fn head(&self) -> Head {
        Head { size: self.act.size, root: self.act.root }
    }
}

fn refused(error: WitnessError) -> StationError {
    LedgerError::from(error).into()
}

impl Station<'_> {
    /// Everybody who may cosign now: officers with a witness key.
    pub fn witnesses(&self) -> Result<Vec<(Label, NoteKey)>, StationError> {
        let mut witnesses = Vec::new();
        for officer in self.roster()?.officers() {
            witnesses.extend(officer.enrolment().witness_key()?.map(|key| (officer.id().clone(), key)));
        }
        Ok(witnesses)
    }

    /// Refuses a key that may not cosign here: one that has another use (WITNESS-1), one that is no enrolled officer's
    /// witness key (WITNESS-3). Whose it is.
    pub fn expect_witness(&self, key: &NoteKey) -> Result<Label, StationError> {
        let identity = key.public_key().identity()?;
        if let Some((officer, _)) = self.witnesses()?.into_iter().find(|(_, own)| own == key) {
            return Ok(officer);
        }
        let own = self.eras.each().map(|(_, key)| key.public_key().identity());
        let mut others = own.collect::<Result<Vec<_>, _>>()?;
        for officer in self.roster()?.officers() {
            others.extend(officer.enrolment().identities()?);
        }
        if others.contains(&identity) {
            return Err(LedgerError::WitnessKeyShared { name: key.name().to_owned() }.into());
        }
        Err(refused(WitnessError::NotAWitness))
    }

    /// Judges what a note of this ledger bears of cosignatures: every line by a witness key of an officer must be good
    /// and fit to be taken in. One that was taken in already is left out, where another is new.
    pub fn judge_cosignatures(&self, note: &str) -> Result<Vec<JudgedCosignature>, StationError> {
        let checkpoint = self.eras.verify(note)?;
        let (witnesses, mut judged, mut again) = (self.witnesses()?, Vec::new(), None);
        for line in checkpoint.note().signatures() {
            for (officer, key) in witnesses.iter().filter(|(_, key)| key.claims(line)) {
                let known = self.store.rows().cosignatures_of(checkpoint.head().size)?;
                if known.iter().any(|row| row.officer == *officer && row.line == line.to_string()) {
                    let (officer, size) = (officer.clone(), checkpoint.head().size);
                    again = Some(WitnessError::Again { officer, size });
                    continue;
                }
                judged.push(self.judge_line(&checkpoint, officer, key, line)?);
            }
        }
        match again {
            Some(error) if judged.is_empty() => Err(refused(error)),
            None if judged.is_empty() => Err(refused(WitnessError::NotAWitness)),
            _ => Ok(judged),
        }
    }

    fn judge_line(
        &self,
        checkpoint: &VerifiedCheckpoint,
        officer: &Label,
        key: &NoteKey,
        line: &NoteSignature,
    ) -> Result<JudgedCosignature, StationError> {
        let Head { size, root } = checkpoint.head();
        let rows = self.store.rows();
        let ours = size > 0 && size <= rows.ledger_size()? && crate::ledger::root(&rows, size)? == root;
        if !ours {
            return Err(refused(WitnessError::HeadNotOurs { size }));
        }
        let bad = || LedgerError::SignatureBad { name: crate::safe::line(key.name(), 120) };
        let at = cosigned_at(checkpoint, key, line).ok_or_else(bad)?;
        let last = rows.entry(size - 1)?.map(|bytes| Leaf::parse(&bytes)).transpose()?;
        let earliest = last.map_or(at, |leaf| leaf.reading().time.plus(-SKEW));
        let latest = self.now()?.plus(SKEW);
        if at < earliest || at > latest {
            return Err(refused(WitnessError::Time { at, earliest, latest }));
        }
        if let Some(row) = rows.last_cosigned_by(officer)? {
            if row.head.size == size {
                return Err(refused(WitnessError::Again { officer: officer.clone(), size }));
            }
            if row.head.size > size {
                return Err(refused(WitnessError::Rollback { found: size, seen: row.head.size }));
            }
        }
        let act = LedgerCosign { size, root, officer: officer.clone(), cosignature: line.to_string() };
        Ok(JudgedCosignature { act })
    }

    /// Takes a cosignature in that was judged.
    pub fn take_cosignature(&mut self, judged: JudgedCosignature) -> Result<Done, StationError> {
        let approved = self.approve_alone(Act::LedgerCosign(judged.act))?;
        self.perform(approved, &Material::none())
    }

    pub(super) fn ledger_cosign(&mut self, spent: &Spent, act: &LedgerCosign) -> Result<Outcome, StationError> {
        // Judged once more: whatever builds the act, only a witness's own line is ever recorded.
        let line = NoteSignature::parse(&act.cosignature)?;
        let head = Head { size: act.size, root: act.root };
        let checkpoint = self.kept_checkpoint(head)?;
        let key = self.witnesses()?.into_iter().find(|(officer, _)| *officer == act.officer);
        let (officer, key) = key.ok_or_else(|| refused(WitnessError::NotAWitness))?;
        if self.judge_line(&checkpoint, &officer, &key, &line)?.act != *act {
            return Err(refused(WitnessError::HeadNotOurs { size: act.size }));
        }
        let sequence = self.record(spent, Fields::new(), |writing, sequence| {
            let (officer, line) = (act.officer.clone(), act.cosignature.clone());
            Ok(writing.keep_cosignature(&CosignatureRow { sequence, head, officer, line })?)
        })?;
        let outputs = [("officer", act.officer.to_string()), ("size", act.size.to_string())];
        Ok(Outcome::of(sequence, outputs))
    }
}
