//! A witness's key: it cosigns, and nothing else.

use super::{HeldKey, HolderError};
use crate::approval::Enrolment;
use crate::clock::Time;
use crate::ledger::{self, Continued, Note, NoteKey, NoteSignature, Role};
use crate::safe::Label;
use crate::signer::PublicKey;

/// The name under which a witness of this name cosigns.
fn note_name(name: &Label) -> String {
    format!("chancery/witness/{name}")
}

/// The verifier key of a witness of this name with this key.
pub(super) fn verifier(name: &Label, key: &PublicKey) -> Result<NoteKey, HolderError> {
    Ok(NoteKey::new(&note_name(name), Role::Witness, key)?)
}

/// A witness's key.
pub struct WitnessKey(pub(super) HeldKey);

impl WitnessKey {
    /// The name under which it cosigns: `chancery/witness/NAME`.
    pub fn note_name(&self) -> String {
        note_name(&self.0.name)
    }

    /// Whose it is.
    pub fn name(&self) -> &Label {
        &self.0.name
    }

    /// The public half.
    pub fn public_key(&self) -> &PublicKey {
        self.0.public_key()
    }

    /// The verifier key.
    pub fn verifier(&self) -> Result<NoteKey, HolderError> {
        verifier(&self.0.name, self.public_key())
    }

    /// Cosigns a checkpoint that continues what the witness saw before.
    pub fn cosign(&self, checkpoint: &Continued, at: Time) -> Result<NoteSignature, HolderError> {
        Ok(ledger::cosign(checkpoint, &self.note_name(), at, self.0.signer())?)
    }

    /// Proves that the key is held by whoever enrols with this text.
    pub fn prove(&self, enrolment: &Enrolment, at: Time) -> Result<Note, HolderError> {
        Ok(enrolment.witness_proof(&self.note_name(), at, self.0.signer())?)
    }
}
