//! What a witness cosigned last: a small text beside the key. Without it a witness could be shown two histories.
//!
//! ```text
//! chancery witness seen 1
//! log-key chancery/utopia/specimen+3edb8d5b+AddamAGC…
//! time 2026-11-22T10:00:00Z
//!
//! (the checkpoint as it was cosigned, with the ledger's signature and the witness's)
//! ```

use super::HolderError;
use crate::clock::Time;
use crate::ledger::{
    Continued, CosignRequest, Head, LedgerError, NoteKey, NoteSignature, Role, VerifiedCheckpoint, WitnessError,
    cosigned_at,
};

const FIRST_LINE: &str = "chancery witness seen 1";

/// What a witness cosigned last, of the one ledger that it watches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    log_key: NoteKey,
    at: Time,
    checkpoint: VerifiedCheckpoint,
}

impl Seen {
    /// The text.
    pub fn text(&self) -> Result<String, HolderError> {
        let note = self.checkpoint.note();
        Ok(format!("{FIRST_LINE}\nlog-key {}\ntime {}\n\n{note}", self.log_key.text()?, self.at))
    }

    /// Reads the text; the ledger's signature is checked again.
    pub fn parse(text: &str) -> Result<Self, HolderError> {
        let wrong = |line, wanted| HolderError::SeenUnreadable { line, wanted };
        let (head, note) = text.split_once("\n\n").ok_or_else(|| wrong(1, "a blank line before the checkpoint"))?;
        let mut lines = head.split('\n');
        lines.next().filter(|line| *line == FIRST_LINE).ok_or_else(|| wrong(1, "'chancery witness seen 1'"))?;
        let key = lines.next().and_then(|line| NoteKey::parse(line.strip_prefix("log-key ")?).ok());
        let log_key = key.ok_or_else(|| wrong(2, "'log-key' and a verifier key"))?;
        let at = lines.next().and_then(|line| line.strip_prefix("time ")?.parse().ok());
        let at = at.ok_or_else(|| wrong(3, "'time' and a time"))?;
        if lines.next().is_some() {
            return Err(wrong(4, "a blank line"));
        }
        let keys = [log_key.clone()];
        let checkpoint = VerifiedCheckpoint::verify(note, log_key.name(), &keys)?;
        Ok(Seen { log_key, at, checkpoint })
    }

    /// Refuses what this witness did not cosign themselves, at the time it says (WITNESS-11): a memory that somebody put
    /// in the place of theirs.
    pub fn expect_of(&self, witness: &NoteKey) -> Result<(), HolderError> {
        let lines = self.checkpoint.note().signatures();
        if lines.iter().any(|line| cosigned_at(&self.checkpoint, witness, line) == Some(self.at)) {
            return Ok(());
        }
        Err(HolderError::SeenForeign { witness: witness.name().to_owned() })
    }

    /// The head that was cosigned last.
    pub fn head(&self) -> Head {
        self.checkpoint.head()
    }

    /// The key of the ledger that this witness watches.
    pub fn log_key(&self) -> &NoteKey {
        &self.log_key
    }

    /// What may be cosigned of a request at this time: the first head this witness sees, under a ledger key it was given;
    /// or one that continues the last one, by its proof. A station that was restored signs with another key: where that one
    /// is given, and the head goes on from the last one, it is watched from then on. Refused: another ledger (WITNESS-9), a
    /// smaller head (WITNESS-5), a proof from elsewhere (WITNESS-4), another history (WITNESS-2), a time that went back
    /// (WITNESS-6).
    pub fn judge(
        seen: Option<&Seen>,
        log_key: Option<NoteKey>,
        request: &CosignRequest,
        at: Time,
    ) -> Result<(NoteKey, Continued), HolderError> {
        let refused = |error: WitnessError| HolderError::from(LedgerError::from(error));
        let other = |seen: &Seen| -> Result<HolderError, HolderError> {
            Ok(refused(WitnessError::LogKeyOther { known: seen.log_key.text()? }))
        };
        let log_key = match (seen, log_key) {
            (None, None) => return Err(refused(WitnessError::LogKeyWanted)),
            (None, Some(given)) => given,
            (Some(seen), Some(given)) if given.name() != seen.log_key.name() => return Err(other(seen)?),
            (Some(_), Some(given)) => given,
            (Some(seen), None) => seen.log_key.clone(),
        };
        if log_key.role() != Role::Log {
            return Err(LedgerError::SignerAbsent { name: log_key.name().to_owned() }.into());
        }
        let keys = [log_key.clone()];
        let checkpoint = VerifiedCheckpoint::verify(&request.checkpoint, log_key.name(), &keys)?;
        let Some(seen) = seen else { return Ok((log_key, Continued::first_seen(checkpoint))) };
        let (last, new) = (seen.head().size, checkpoint.head().size);
        if new < last {
            return Err(refused(WitnessError::Rollback { found: new, seen: last }));
        }
        if new == last && log_key != seen.log_key {
            // Another key brings an entry at least: the one that says so.
            return Err(other(seen)?);
        }
        if at < seen.at {
            return Err(HolderError::Backward { at, last: seen.at });
        }
        if new > last && request.old != Some(last) {
            return Err(refused(WitnessError::ProofOther { found: request.old, wanted: last }));
        }
        let proof = if new == last { &[] } else { request.proof.as_slice() };
        Ok((log_key, Continued::after(&seen.checkpoint, checkpoint, proof)?))
    }

    /// What is remembered once this was cosigned; it is to be durable before the cosignature is given out.
    pub fn after(log_key: NoteKey, cosigned: &Continued, at: Time, line: NoteSignature) -> Self {
        let mut checkpoint = cosigned.checkpoint().clone();
        checkpoint.add(line);
        Seen { log_key, at, checkpoint }
    }

    /// What a ledger's own station took in of this witness, where their own memory is lost. It is worth less than that
    /// memory: a station that was set back gives an older one, or none.
    pub fn recorded(log_key: NoteKey, checkpoint: VerifiedCheckpoint, at: Time) -> Self {
        Seen { log_key, at, checkpoint }
    }

    /// The checkpoint with the witness's cosignature.
    pub fn checkpoint(&self) -> &VerifiedCheckpoint {
        &self.checkpoint
    }
}
