//! Sealed files: one secret to whoever holds an identity or knows a passphrase, in the form of age, so that the stock
//! tool opens what is sealed here and the other way round.
//!
//! * A [`Recipient`] (`age1…`) is public; [`Identities`] open what is sealed to theirs.
//! * [`seal`] and [`open`] are for keys, [`seal_with_passphrase`] and [`open_with_passphrase`] for people; [`lock`]
//!   says which of the two a file wants.
//! * [`seal_stream`] and [`open_stream`] are for what does not fit in memory: to [`Addressee`]s, who may be behind a
//!   plugin or a hardware key, with a [`Keyring`]. An [`Attendant`] answers what a plugin asks; nothing prompts here.
//! * [`seal_to_certificate`] seals to an [`OpenPgpCertificate`], for people who have `gpg`; they open it themselves.
//! * A [`SessionKey`] lives in the memory of one process: officers seal their shares to it.
//!
//! Invariants: what goes in and comes out is a [`crate::secret::Secret`]; it is given whole, after all of it was
//! authenticated, or not at all. Keys of files are never written: the file's own key is made, wrapped and forgotten
//! inside the `age` crate. A file is bounded before it is read ([`LARGEST`], its header, the work of its passphrase),
//! and no error repeats what it was about.
//!
//! Randomness: a session's key is drawn from the entropy that is handed in. The key of each file, its nonce, and the
//! ephemeral key and the salt of each of its headers are drawn by the `age` crate from the operating system: it takes
//! no other source. So is the time of one trial run by which the crate would choose a work factor; ours is chosen by
//! the caller. What the crate leaves behind in memory: its writer does not wipe the buffer in which it gathers the
//! secret.

mod bech32;
mod error;
mod file;
mod identity;
mod openpgp;
mod plugin;
mod recipient;
mod session;
mod stream;

pub use error::SealedError;
pub use file::{Lock, Wrapping, lock, open, open_with_passphrase, seal, seal_with_passphrase};
pub use identity::Identities;
pub use openpgp::{OpenPgpCertificate, seal_to_certificate};
pub use plugin::{Addressee, Attendant, Keyring, Nobody};
pub use recipient::Recipient;
pub use session::SessionKey;
pub use stream::{LARGEST_STREAM_HEADER, open_stream, seal_stream, stanzas};

/// The largest file that is opened, in octets; half of it is the largest secret that is sealed.
pub const LARGEST: usize = 2 << 20;
/// The longest header, in octets.
const LARGEST_HEADER: usize = 16 << 10;
/// To how many one file is sealed at most.
const MOST_RECIPIENTS: usize = 64;

/// How much work one try at a passphrase costs: 2 to this power of scrypt with r = 8, p = 1, and as many KiB of memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WorkFactor(u8);

impl WorkFactor {
    /// The most that is done for a file that comes from elsewhere: 1 GiB, some seconds.
    pub const MOST: WorkFactor = WorkFactor(20);

    /// From 10, for tests and slow machines, to 20; 18 is what the stock tool takes.
    pub fn new(number: u8) -> Result<Self, SealedError> {
        let (least, most) = (10, Self::MOST.0);
        if (least..=most).contains(&number) {
            Ok(WorkFactor(number))
        } else {
            Err(SealedError::WorkFactor { found: number, least, most })
        }
    }

    /// The power.
    pub const fn number(self) -> u8 {
        self.0
    }
}

impl Default for WorkFactor {
    fn default() -> Self {
        WorkFactor(18)
    }
}
