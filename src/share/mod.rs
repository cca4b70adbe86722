//! Shares: a secret split so that some of its keepers together can rebuild it, and fewer learn nothing (SLIP-39).
//!
//! * A [`Scheme`] says how many groups and members there are and how many are wanted.
//! * [`split`] makes the [`Share`]s of a set; [`prove`] shows that every quorum gives the secret back.
//! * [`Share::read`] judges one share alone: its words, checksum, padding, and what it says of itself ([`Head`]).
//! * [`Gathered`] is shares that go together; it gives the secret only when exactly those are there that are wanted, and
//!   only when the digest inside holds.
//!
//! Invariants: a share and a secret have no shape outside their types; the words of a share leave by
//! [`Share::expose_words`] alone. No error holds a word. Arithmetic and the word list take the same steps whatever the
//! secret. A checksum guards against slips, the digest against shares that do not belong together; neither stands
//! against a keeper who forges their own share together with as many others as are wanted.
//!
//! Both kinds of set are read and made: those with the extendable flag, and the older ones whose identifier is part of
//! the passphrase's salt.

mod checksum;
mod cipher;
mod combine;
mod error;
mod gf256;
mod head;
mod mnemonic;
mod passphrase;
mod prove;
mod scheme;
mod split;
mod word;
mod words;

pub use combine::{Gathered, Wanted, combine};
pub use error::ShareError;
pub use head::{Exponent, Head, Identifier, Set};
pub use mnemonic::{Share, Typed, look_at};
pub use passphrase::Passphrase;
pub use prove::{Proof, prove};
pub use scheme::{Members, Scheme};
pub use split::{Form, split};

/// The shortest secret, in octets: 128 bits.
const LEAST: usize = 16;
/// The longest, in octets: a bound of ours, far above any key.
const MOST: usize = 256;
