//! Keys that people hold on sticks or in tokens of their own: witness keys, which cosign heads of the ledger, and root keys,
//! which sign the root of bundles. Neither does the other's work, and neither decides anything.
//!
//! On a stick a key is an Ed25519 seed in a text of four lines, sealed with age ([`HeldKey::make`]); it is never on a
//! disk in the clear:
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
//! In a token it was made there and can never leave it. A file that is no secret tells of it ([`TokenKey`]); what it says
//! is judged by what the token shows before the PIN is tried ([`FoundKey`]) and after ([`FoundKey::unlock`]). Label and
//! identifier of the key bind its kind and its holder's name:
//!
//! ```text
//! chancery witness token 1
//! name ann
//! made 2026-11-22T10:00:00Z
//! token pkcs11:token=ann;serial=01?module-path=/usr/lib/softhsm/libsofthsm2.so
//! public-key (32 octets in hex)
//! ```
//!
//! A witness remembers beside the key what it cosigned last ([`Seen`]), and goes on only from there.

mod error;
mod key;
mod reference;
mod root;
mod seen;
mod token;
mod witness;

pub use error::HolderError;
pub use key::{HeldKey, HeldKind};
pub use reference::TokenKey;
pub use root::RootKey;
pub use seen::Seen;
pub use token::{FoundKey, FreePlace, NewKey};
pub use witness::WitnessKey;
