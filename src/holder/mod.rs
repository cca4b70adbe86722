//! Keys that people hold on sticks: witness keys, which cosign heads of the ledger, and root keys, which sign the root
//! of bundles. Neither does the other's work, and neither decides anything.
//!
//! A key is an Ed25519 seed in a text of four lines, sealed with age ([`HeldKey::text`]); it is never on a disk in the
//! clear:
//!
//! ```text
//! chancery witness key 1
//! name ann
//! made 2026-11-22T10:00:00Z
//! seed (32 octets in hex)
//! ```
//!
//! The first line binds the kind: the key comes out as a [`WitnessKey`] or as a [`RootKey`], and each of these signs
//! what it is for and its own proof of possession, nothing else. Neither is a signer.
//!
//! A witness remembers beside the key what it cosigned last ([`Seen`]), and goes on only from there.

mod error;
mod key;
mod root;
mod seen;
mod witness;

pub use error::HolderError;
pub use key::{HeldKey, HeldKind};
pub use root::RootKey;
pub use seen::Seen;
pub use witness::WitnessKey;
