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
    /// Not one OpenPGP certificate.
    #[error("SEALED-13: not an OpenPGP certificate: {what}")]
    NotACertificate {
        /// What is wrong with it.
        what: &'static str,
    },
    /// A private OpenPGP key where a certificate should stand.
    #[error(
        "SEALED-14: this is a private OpenPGP key, not a certificate: whoever saw it can open what is sealed to it"
    )]
    PrivateCertificate,
    /// A certificate that nothing is sealed to at this time.
    #[error("SEALED-15: nothing is sealed to certificate {fingerprint}: {what}")]
    CertificateUnfit {
        /// Its fingerprint.
        fingerprint: String,
        /// Why.
        what: &'static str,
    },
    /// A certificate without a key to encrypt to.
    #[error("SEALED-16: certificate {fingerprint} has no key for encryption that is valid now and strong enough")]
    NoEncryptionKey {
        /// Its fingerprint.
        fingerprint: String,
    },
    /// A plugin that is not here.
    #[error("SEALED-20: the plugin 'age-plugin-{plugin}' is not on this machine")]
    PluginMissing {
        /// Its name.
        plugin: String,
    },
    /// A plugin that did not do its part.
    #[error("SEALED-21: the plugin 'age-plugin-{plugin}' did not do its part: {said}")]
    Plugin {
        /// Its name.
        plugin: String,
        /// What it said, made harmless.
        said: String,
    },
    /// Nobody could open it.
    #[error(
        "SEALED-22: sealed so that nothing here opens it: '{kind}' recipients are for a hardware key and its plugin \
         alone"
    )]
    NothingOpens {
        /// The kind of recipient: `age1tag` or `age1tagpq`.
        kind: &'static str,
    },
    /// Post-quantum recipients beside others.
    #[error(
        "SEALED-23: post-quantum recipients and others cannot open one file: whoever breaks the others would open it \
         for all"
    )]
    Mixed,
    /// What is sealed or opened cannot be read.
    #[error("it cannot be read")]
    Read(#[source] std::io::Error),
    /// What is sealed or opened cannot be written.
    #[error("it cannot be written")]
    Write(#[source] std::io::Error),
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
            | SealedError::NothingOpens { .. }
            | SealedError::Mixed
            | SealedError::Work { .. }
            | SealedError::PrivateCertificate
            | SealedError::CertificateUnfit { .. }
            | SealedError::NoEncryptionKey { .. } => Fault::Refused,
            SealedError::NotARecipient { .. }
            | SealedError::Recipients { .. }
            | SealedError::RecipientTwice
            | SealedError::Passphrase { .. }
            | SealedError::WorkFactor { .. } => Fault::Usage,
            SealedError::NotAnIdentity { .. }
            | SealedError::NotSealed { .. }
            | SealedError::TooLarge { .. }
            | SealedError::Altered
            | SealedError::NotACertificate { .. } => Fault::Malformed,
            SealedError::PluginMissing { .. } | SealedError::Plugin { .. } => Fault::Device,
            SealedError::Read(_) | SealedError::Write(_) => Fault::Storage,
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
            SealedError::NotACertificate { .. } => "SEALED-13",
            SealedError::PrivateCertificate => "SEALED-14",
            SealedError::CertificateUnfit { .. } => "SEALED-15",
            SealedError::NoEncryptionKey { .. } => "SEALED-16",
            SealedError::PluginMissing { .. } => "SEALED-20",
            SealedError::Plugin { .. } => "SEALED-21",
            SealedError::NothingOpens { .. } => "SEALED-22",
            SealedError::Mixed => "SEALED-23",
            SealedError::Entropy(error) => return error.clause(),
            SealedError::Read(_) | SealedError::Write(_) => return None,
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
            SealedError::NotACertificate { .. } => {
                "a certificate is what 'gpg --armor --export-options export-minimal --export NAME' prints".into()
            }
            SealedError::PrivateCertificate => {
                "make a new key, and give what 'gpg --armor --export NAME' prints; think of this one as known to others"
                    .into()
            }
            SealedError::CertificateUnfit { .. } => "ask its owner for a certificate that is valid".into(),
            SealedError::NoEncryptionKey { .. } => {
                "ask its owner to add a key for encryption ('gpg --quick-add-key FINGERPRINT cv25519 encr')".into()
            }
            SealedError::Altered => "take another copy of the file".into(),
            SealedError::PluginMissing { plugin } => {
                format!("put 'age-plugin-{plugin}' in a directory of PATH, or leave this recipient out")
            }
            SealedError::Plugin { .. } => "plug the hardware key in, and try again".into(),
            SealedError::NothingOpens { .. } => "give a recipient beside it that 'age-keygen -y FILE' prints".into(),
            SealedError::Mixed => "give post-quantum recipients alone, or none".into(),
            _ => return None,
        })
    }
}
