//! Why a key is not taken from an officer, or does not count any more.

use super::KEY_LIMIT;
use crate::clock::Time;
use crate::fault::{Fail, Fault};

/// Why a key is not taken. The clauses stand in the table of [the room](super).
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// A private key.
    #[error("OFFICER-KEY-1: this is {what}, which nobody but its owner may see; wanted the public key")]
    Private {
        /// What kind of private key.
        what: &'static str,
    },
    /// More than one key.
    #[error("OFFICER-KEY-2: {found} keys in one file; wanted one")]
    Several {
        /// How many.
        found: usize,
    },
    /// Too large.
    #[error("OFFICER-KEY-3: a key file of {found} octets; at most {KEY_LIMIT} are read")]
    TooLarge {
        /// Its length in octets.
        found: usize,
    },
    /// Something stands beside the key.
    #[error("OFFICER-KEY-4: something stands {place} the key; wanted the key and nothing beside it")]
    Beside {
        /// `before` or `after`.
        place: &'static str,
    },
    /// No key of a form that is taken.
    #[error(
        "OFFICER-KEY-5: this is {what}; wanted an OpenPGP certificate, an X.509 certificate or one line with an SSH \
         public key"
    )]
    NotAKey {
        /// What it looks like.
        what: &'static str,
        /// How a key is made of it, where there is a way.
        instead: Option<&'static str>,
    },
    /// It looks like a key and cannot be read.
    #[error("OFFICER-KEY-6: the key cannot be read: {what}")]
    Unreadable {
        /// Where and why, made harmless.
        what: String,
    },
    /// Compressed packets.
    #[error("OFFICER-KEY-7: compressed OpenPGP packets, which are not unfolded here")]
    Compressed,
    /// An algorithm or a curve that is not taken.
    #[error(
        "OFFICER-KEY-8: {found}: wanted RSA, ECDSA on P-256, P-384, P-521 or a brainpool r1 curve from 256 bits, or \
         Ed25519"
    )]
    Algorithm {
        /// What was found, made harmless.
        found: String,
    },
    /// Too weak.
    #[error("OFFICER-KEY-9: {found} is too weak; wanted {wanted}")]
    Weak {
        /// What was found.
        found: String,
        /// What would do.
        wanted: &'static str,
    },
    /// Expired.
    #[error("OFFICER-KEY-10: the key expired at {expired}; it is {now}")]
    Expired {
        /// When.
        expired: Time,
        /// The station's time.
        now: Time,
    },
    /// Not valid yet.
    #[error("OFFICER-KEY-11: the key is valid from {from}; it is {now}")]
    NotYetValid {
        /// From when.
        from: Time,
        /// The station's time.
        now: Time,
    },
    /// Revoked.
    #[error("OFFICER-KEY-12: the key is revoked: {reason}")]
    Revoked {
        /// The reason that the revocation gives, made harmless.
        reason: String,
    },
    /// It may not sign.
    #[error("OFFICER-KEY-13: the key may not sign: {what}")]
    CannotSign {
        /// Why.
        what: &'static str,
    },
    /// It signs certificates.
    #[error("OFFICER-KEY-14: the key signs {what}; a key that does signs no decisions")]
    SignsCertificates {
        /// What it signs.
        what: &'static str,
    },
    /// From a rehearsal.
    #[error("OFFICER-KEY-15: the certificate is marked as one from a rehearsal")]
    Rehearsal,
    /// A critical extension that is not understood.
    #[error("OFFICER-KEY-16: the certificate has the critical extension {oid}, which is not understood here")]
    CriticalExtension {
        /// Its object identifier.
        oid: String,
    },
    /// The cryptographic library failed where it never should.
    #[error("the cryptographic library failed")]
    Library(#[from] openssl::error::ErrorStack),
}

impl Fail for KeyError {
    fn kind(&self) -> Fault {
        match self {
            KeyError::NotAKey { .. } | KeyError::Unreadable { .. } | KeyError::Beside { .. } => Fault::Malformed,
            KeyError::Library(_) => Fault::Bug,
            _ => Fault::Refused,
        }
    }

    fn clause(&self) -> Option<&'static str> {
        Some(match self {
            KeyError::Private { .. } => "OFFICER-KEY-1",
            KeyError::Several { .. } => "OFFICER-KEY-2",
            KeyError::TooLarge { .. } => "OFFICER-KEY-3",
            KeyError::Beside { .. } => "OFFICER-KEY-4",
            KeyError::NotAKey { .. } => "OFFICER-KEY-5",
            KeyError::Unreadable { .. } => "OFFICER-KEY-6",
            KeyError::Compressed => "OFFICER-KEY-7",
            KeyError::Algorithm { .. } => "OFFICER-KEY-8",
            KeyError::Weak { .. } => "OFFICER-KEY-9",
            KeyError::Expired { .. } => "OFFICER-KEY-10",
            KeyError::NotYetValid { .. } => "OFFICER-KEY-11",
            KeyError::Revoked { .. } => "OFFICER-KEY-12",
            KeyError::CannotSign { .. } => "OFFICER-KEY-13",
            KeyError::SignsCertificates { .. } => "OFFICER-KEY-14",
            KeyError::Rehearsal => "OFFICER-KEY-15",
            KeyError::CriticalExtension { .. } => "OFFICER-KEY-16",
            KeyError::Library(_) => return None,
        })
    }

    fn hint(&self) -> Option<String> {
        let hint = match self {
            KeyError::Private { .. } => {
                "take it that this private key has been seen: have its owner revoke it and make a new one; the public \
                 half is written by 'gpg --armor --export ID', 'openssl x509 -in me.pem', or stands in 'id_….pub'"
            }
            KeyError::Several { .. } => "write each key to a file of its own",
            KeyError::TooLarge { .. } | KeyError::Compressed => {
                "'gpg --armor --export-options export-minimal --export ID' writes a small certificate"
            }
            KeyError::Beside { .. } => {
                "'openssl x509 -in me.pem -out plain.pem' or 'gpg --armor --export ID' writes the key alone"
            }
            KeyError::NotAKey { instead, .. } => (*instead)?,
            KeyError::Algorithm { .. } | KeyError::Weak { .. } => "have the officer make a new key",
            KeyError::Expired { .. } | KeyError::Revoked { .. } => {
                "'chancery officer replace-key' takes the officer's new key"
            }
            KeyError::NotYetValid { .. } => "compare the clock of the machine that made the key with the station's",
            KeyError::CannotSign { .. } => "enrol a key that is made for signing",
            KeyError::SignsCertificates { .. } => "have the officer make a key for this alone",
            KeyError::Unreadable { .. }
            | KeyError::Rehearsal
            | KeyError::CriticalExtension { .. }
            | KeyError::Library(_) => return None,
        };
        Some(hint.into())
    }
}
