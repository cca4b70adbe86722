//! The ledger: what was done, written so that nothing can be changed, moved, dropped
//! or rolled back unseen.
//!
//! - An *entry* is a [`Leaf`]: RFC 8785 bytes that commit to station, mode, epoch,
//!   place, time, act and fields. What names a person or a document stands in it
//!   as a *commitment*; its [`Opening`] is kept apart and may be withheld or erased.
//! - The entries are the leaves of an RFC 6962 *tree* ([`Hashes`], [`append`], [`root`]).
//!   A [`Head`] is its size and root; it is printed in words.
//! - A *checkpoint* is a head as a C2SP note under the ledger key; ceremony witnesses
//!   *cosign* it. A [`VerifiedCheckpoint`] comes out of verification only.
//! - [`audit::Walk`] goes through a whole ledger and finds what is not as it was.
//!
//! Whoever holds the ledger key can write another history. Heads on paper and the
//! witnesses' cosignatures bound how far back.

pub mod audit;
mod checkpoint;
mod cosignature;
mod eras;
mod error;
mod fields;
mod head;
mod leaf;
pub mod ndjson;
mod note;
mod proof;
mod request;
mod tlog_proof;
mod tree;
mod witness_error;

#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod signed_tests;

pub use checkpoint::{Checkpoint, Continued, VerifiedCheckpoint, origin, sign};
pub use cosignature::{
    Cosigned, Witness, Witnessed, cosign, cosign_sole_entry, cosigned_at, sole_entry, sole_entry_cosigned, witnessed,
};
pub use eras::Eras;
pub use error::LedgerError;
pub use fields::{Fields, Opening};
pub use head::Head;
pub use leaf::{Kind, LIMIT, Leaf, Shown};
pub use note::{Note, NoteKey, NoteSignature, Role, sign_text};
pub use proof::{consistency_proof, inclusion_proof, verify_consistency, verify_inclusion};
pub use request::CosignRequest;
pub use tlog_proof::TlogProof;
pub use tree::{Frontier, Hashes, MemoryHashes, append, empty_root, leaf_hash, node_hash, root};
pub use witness_error::WitnessError;
