//! Vaults: what holds keys and signs. PKCS#11 tokens, one code path for all; and the officers' PIV cards ([`piv`]).
//!
//! * A [`Module`] is started once per process: one loaded from a file, or the
//!   one compiled into this program.
//! * A [`Vault`] is a token, named by an RFC 7512 URI ([`VaultUri`]), matched by
//!   what it says of itself (its serial), never by its slot.
//! * A [`Session`] is a login with one try at the PIN. One session per thread; no
//!   handle is kept across a logout.
//! * A [`KeySigner`] is a key as a [`crate::signer::Signer`]; it checks each
//!   signature before it gives it away.
//! * A [`WrappingKey`] is a [`BackupKey`] taken into a token, under which keys leave it wrapped (RFC 5649); [`kwp`]
//!   opens and judges what left, without a token.
//! * A [`ThrowAway`] is an embedded token in memory, for drills, that is erased at the end.
//!
//! `unsafe` stands in two files and nowhere else: `embedded/shims.rs` and `raw.rs`.

mod ability;
mod embedded;
mod error;
pub mod kwp;
mod measure;
mod mechanism;
mod module;
mod objects;
pub mod piv;
mod public;
mod raw;
mod read;
mod session;
mod sign;
mod source;
mod throwaway;
mod token;
mod uri;
mod wrapping;

pub use embedded::pin::PinStretch;
pub use error::VaultError;
pub use measure::{Check, Conformance, KindFound, Verdict, measure};
pub use module::Module;
pub use objects::{KeyRecord, KeyRequest};
pub use public::PublicHalf;
pub use session::Session;
pub use sign::KeySigner;
pub use source::TokenSource;
pub use throwaway::{Erased, MemoryKind, MemoryPlace, PassingFolder, ThrowAway, memory_places};
pub use token::{Identity, PinFlags, Vault};
pub use uri::VaultUri;
pub use wrapping::{Ability, BackupError, BackupKey, Can, KindAbility, RestoreRequest, WayIn, WrappingKey};
