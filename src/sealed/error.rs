//! Why something is not sealed or not opened. No message repeats a key, a passphrase or what is sealed.

use crate::entropy::EntropyError;
use crate::fault::{Fail, Fault};

/// Why something is not sealed or not opened.
#[derive(Debug, thiserror::Error)]
pub enum SealedError {
    /// A secret key where a recipient should stand.
    #[error(
        "SEALED-1: this is a secret key, not a recipient: whoever could see it typed can open what is sealed to it"
    )]
    SecretKeyGiven,
    /// Not a recipient.
    #[error("SEALED-2: not a recipient of age: {what}")]
    NotARecipient {
        /// What is wrong with it.
        what: &'static str,
    },
    /// Not an identity.
    #[error("SEALED-3: not an identity of age, line {line}: {what}")]
    NotAnIdentity {
        /// The line of the file, counted from 1.
        line: usize,
        /// What is wrong there.
        what: &'static str,
    },
    /// Not an age file.
    #[error("SEALED-4: not a file sealed with age: {what}")]
    NotSealed {
        /// What is wrong with it.
        what: &'static str,
    },
    /// Sealed to others.
    #[error("SEALED-5: it is sealed to other recipients than this identity's")]
    OtherRecipient,
    /// A passphrase where an identity is wanted, or the other way round.
    #[error("SEALED-6: it is opened by {found}, and {given} was given")]
    OtherLock {
        /// What opens it.
        found: &'static str,
        /// What was given.
        given: &'static str,
    },
    /// The passphrase is another.
    #[error("SEALED-7: the passphrase does not open it")]
    OtherPassphrase,
    /// Too much work to try a passphrase.
    #[error("SEALED-8: a try at its passphrase costs 2^{required} of scrypt; at most 2^{most} is done")]
    Work {
        /// What it asks for.
        required: u8,
        /// The most that is done.
        most: u8,
    },
    /// Too large.
    #[error("SEALED-9: {octets} octets; at most {limit} are taken")]
    TooLarge {
        /// How many there are.
        octets: usize,
        /// The limit.
        limit: usize,
    },
    /// The file is not what was sealed.
    #[error("SEALED-10: it was altered or cut short after it was sealed; nothing of it is given")]
    Altered,
    /// Nobody, or too many.
    #[error("SEALED-11: {count} recipients; wanted 1 to 64")]
    Recipients {
        /// How many.
        count: usize,
    },
    /// One recipient twice.
    #[error("SEALED-11: one recipient was given twice")]
    RecipientTwice,
    /// A passphrase that cannot be one.
    #[error("SEALED-12: the passphrase cannot be used: {what}")]
    Passphrase {
        /// What is wrong with it.
        what: &'static str,
    },
    /// A work factor out of range.
    #[error("SEALED-8: a work factor of {found}: wanted {least} to {most}")]
    WorkFactor {
        /// What was given.
        found: u8,
        /// The least.
        least: u8,
        /// The most.
        most: u8,
    },
    /// There is no randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// A key of our own making cannot be read.
    #[error("a fresh key cannot be read")]
    OwnKey,
    /// It could not be sealed in memory.
    #[error("it could not be sealed")]
    Unsealed,
}

impl Fail for SealedError {
    fn kind(&self) -> Fault {
        match self {
            SealedError::SecretKeyGiven
            | SealedError::OtherRecipient
            | SealedError::OtherLock { .. }
            | SealedError::OtherPassphrase
            | SealedError::Work { .. } => Fault::Refused,
            SealedError::NotARecipient { .. }
            | SealedError::Recipients { .. }
            | SealedError::RecipientTwice
            | SealedError::Passphrase { .. }
            | SealedError::WorkFactor { .. } => Fault::Usage,
            SealedError::NotAnIdentity { .. }
            | SealedError::NotSealed { .. }
            | SealedError::TooLarge { .. }
            | SealedError::Altered => Fault::Malformed,
            SealedError::Entropy(error) => error.kind(),
            SealedError::OwnKey | SealedError::Unsealed => Fault::Bug,
        }
    }

    fn clause(&self) -> Option<&'static str> {
        Some(match self {
            SealedError::SecretKeyGiven => "SEALED-1",
            SealedError::NotARecipient { .. } => "SEALED-2",
            SealedError::NotAnIdentity { .. } => "SEALED-3",
            SealedError::NotSealed { .. } => "SEALED-4",
            SealedError::OtherRecipient => "SEALED-5",
            SealedError::OtherLock { .. } => "SEALED-6",
            SealedError::OtherPassphrase => "SEALED-7",
            SealedError::Work { .. } | SealedError::WorkFactor { .. } => "SEALED-8",
            SealedError::TooLarge { .. } => "SEALED-9",
            SealedError::Altered => "SEALED-10",
            SealedError::Recipients { .. } | SealedError::RecipientTwice => "SEALED-11",
            SealedError::Passphrase { .. } => "SEALED-12",
            SealedError::Entropy(error) => return error.clause(),
            SealedError::OwnKey | SealedError::Unsealed => return None,
        })
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            SealedError::SecretKeyGiven => {
                "make a new key with 'age-keygen', and give what 'age-keygen -y FILE' prints".into()
            }
            SealedError::NotARecipient { .. } => "a recipient is what 'age-keygen -y FILE' prints".into(),
            SealedError::NotAnIdentity { .. } => "an identity file is what 'age-keygen -o FILE' writes".into(),
            SealedError::OtherRecipient => "give the identity of the person it was sealed to".into(),
            SealedError::Altered => "take another copy of the file".into(),
            _ => return None,
        })
    }
}
