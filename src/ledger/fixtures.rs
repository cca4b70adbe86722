//! What the tests of this room share: a key on a stick, counted salts, and a small ledger.

use openssl::pkey::{Id, PKey, Private};

use super::*;
use crate::clock::{Reading, Source, Time};
use crate::digest::Digest;
use crate::entropy::{Entropy, EntropyError};
use crate::mode::{Identity, Mode};
use crate::signer::{Algorithm, PublicKey, Signer, SignerError};

pub(super) struct StickKey {
    private: PKey<Private>,
    public: PublicKey,
}

pub(super) fn stick_key(seed: u8) -> StickKey {
    let private = PKey::private_key_from_raw_bytes(&[seed; 32], Id::ED25519).unwrap();
    let public = PublicKey::from_spki(&private.public_key_to_der().unwrap()).unwrap();
    StickKey { private, public }
}

impl Signer for StickKey {
    fn algorithm(&self) -> Algorithm {
        Algorithm::Ed25519
    }

    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        let mut signer = openssl::sign::Signer::new_without_digest(&self.private)?;
        Ok(signer.sign_oneshot_to_vec(message)?)
    }
}

pub(super) struct Counting(pub(super) u64);

impl Entropy for Counting {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), EntropyError> {
        self.0 += 1;
        out.copy_from_slice(Digest::of(&self.0.to_be_bytes()).bytes());
        Ok(())
    }
}

pub(super) fn identity() -> Identity {
    Identity { station: "utopia-1".parse().unwrap(), mode: Mode::Specimen, epoch: 1 }
}

pub(super) fn at(text: &str) -> Time {
    text.parse().unwrap()
}

pub(super) const BEGIN: &str = "2026-11-22T10:00:00Z";

pub(super) fn entry_of(identity: &Identity, sequence: u64, time: Time, text: &str) -> Leaf {
    let reading = Reading { time, source: Source::Battery, bound: 5 };
    let fields = Fields::new().open("note", text).sealed("officer", "Alice");
    let (kind, digest) = (Kind::Record, Digest::of(text.as_bytes()));
    Leaf::compose(identity, sequence, reading, kind, "clock.read", digest, fields, &mut Counting(sequence)).unwrap().0
}

pub(super) fn entry(sequence: u64) -> Leaf {
    entry_of(&identity(), sequence, at(BEGIN).plus(sequence as i64), &format!("entry {sequence}"))
}

pub(super) fn entries(count: u64) -> Vec<Vec<u8>> {
    (0..count).map(|n| entry(n).bytes().to_vec()).collect()
}

pub(super) fn tree(entries: &[Vec<u8>]) -> MemoryHashes {
    let mut tree = MemoryHashes::new();
    for entry in entries {
        tree.push(leaf_hash(entry)).unwrap();
    }
    tree
}

pub(super) fn head(tree: &MemoryHashes, size: u64) -> Head {
    Head { size, root: root(tree, size).unwrap() }
}

pub(super) fn checkpoint(tree: &MemoryHashes, size: u64) -> VerifiedCheckpoint {
    sign(&Checkpoint { origin: origin(&identity()), head: head(tree, size) }, &stick_key(1)).unwrap()
}

/// A checkpoint over a tree of nothing known, signed by a key.
pub(super) fn head_note(size: u64, key: u8) -> String {
    let head = Head { size, root: Digest::of(b"some root") };
    sign(&Checkpoint { origin: origin(&identity()), head }, &stick_key(key)).unwrap().note().to_string()
}

pub(super) fn log_key() -> NoteKey {
    NoteKey::new(&origin(&identity()), Role::Log, stick_key(1).public_key()).unwrap()
}
