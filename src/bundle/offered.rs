//! A root as it goes to the people who hold root keys, and comes back with a signature of each.
//!
//! The file is a root's metadata file in its one form, with no signature when it leaves and with one when it comes
//! back. It is read as a root before anything is signed: a root key signs nothing else.

use std::collections::BTreeMap;

use super::metadata::Root;
use super::root::{RootDraft, RootRoles, RootTerm, file_name, read_roles};
use super::signed::{Draft, Envelope, Judge};
use super::{BundleError, RoleKey};
use crate::digest::Digest;
use crate::signer::Signer;

/// A root that wants signatures, read from a file. Whether it is to be signed its holder judges.
#[derive(Clone, Debug)]
pub struct OfferedRoot {
    draft: Draft,
    signatures: BTreeMap<Digest, Vec<u8>>,
    term: RootTerm,
    roles: RootRoles,
}

impl OfferedRoot {
    /// Reads a file. Signatures in it are kept and not judged.
    pub fn read(bytes: &[u8]) -> Result<Self, BundleError> {
        let envelope = Envelope::read("the offered root", bytes)?;
        let body: Root = envelope.body()?;
        let term = RootTerm { version: body.version, expires: body.expires };
        let roles = read_roles(&file_name(body.version), &body)?;
        let (draft, signatures) = envelope.reopened(&file_name(body.version));
        Ok(OfferedRoot { draft, signatures, term, roles })
    }

    /// What is offered of a draft: everything but signatures.
    pub fn of(draft: &RootDraft) -> Result<Self, BundleError> {
        Self::read(&draft.unsigned()?)
    }

    /// The file without signatures.
    pub fn bytes(&self) -> Result<Vec<u8>, BundleError> {
        self.draft.unfinished()
    }

    /// Its version, and until when it will be good.
    pub const fn term(&self) -> RootTerm {
        self.term
    }

    /// The keys it names.
    pub const fn roles(&self) -> &RootRoles {
        &self.roles
    }

    /// The octets that each root key signs.
    pub fn payload(&self) -> &[u8] {
        self.draft.payload()
    }

    /// The signatures that came with the file, by key id; not judged.
    pub const fn signatures(&self) -> &BTreeMap<Digest, Vec<u8>> {
        &self.signatures
    }

    /// The file with the signature of one of this root's own root keys, and no other.
    pub fn signed_by(&self, signer: &dyn Signer) -> Result<Vec<u8>, BundleError> {
        let mut draft = self.draft.clone();
        draft.sign(signer, &[Judge { role: "root", keys: &self.roles.root }])?;
        draft.unfinished()
    }

    /// Whether a key is one of this root's own root keys.
    pub fn names(&self, key: &RoleKey) -> bool {
        self.roles.root.get(key.id()).is_some()
    }
}
