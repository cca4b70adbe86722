//! A key behind the root of bundles: it signs roots, and nothing else.

use super::{HeldKey, HolderError};
use crate::approval::Enrolment;
use crate::bundle::OfferedRoot;
use crate::ledger::Note;
use crate::signer::PublicKey;

/// A key behind the root of bundles.
pub struct RootKey(pub(super) HeldKey);

impl RootKey {
    /// Whose it is.
    pub fn name(&self) -> &crate::safe::Label {
        &self.0.name
    }

    /// The public half.
    pub fn public_key(&self) -> &PublicKey {
        self.0.public_key()
    }

    /// The offered root's file with this key's signature; refused where the root does not name the key.
    pub fn sign(&self, root: &OfferedRoot) -> Result<Vec<u8>, HolderError> {
        Ok(root.signed_by(self.0.signer())?)
    }

    /// Proves that the key is held by whoever enrols with this text.
    pub fn prove(&self, enrolment: &Enrolment) -> Result<Note, HolderError> {
        Ok(enrolment.root_proof(self.0.signer())?)
    }
}
