//! Why a key is not backed up, or not brought back.

use std::path::PathBuf;

use crate::digest::Digest;
use crate::fault::{Fail, Fault};
use crate::keys::{KeyId, KeySpec};

/// Why a key is not backed up, or not brought back. Foreign text in it is already harmless; no octet of a key is in it.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// BACKUP-1: the key cannot leave its vault any more.
    #[error("BACKUP-1: key {id} in vault '{vault}' is locked against extraction; it cannot be backed up any more")]
    Locked {
        /// The identifier.
        id: KeyId,
        /// The vault's label.
        vault: String,
    },
    /// BACKUP-2: no RFC 5649 blob by its length alone.
    #[error("BACKUP-2: {found} octets are no wrapped key: wanted a multiple of 8 from 16 to {most}")]
    BlobLength {
        /// Octets of the blob.
        found: usize,
        /// The most that are taken.
        most: usize,
    },
    /// BACKUP-3: another backup key, or a damaged blob.
    #[error("BACKUP-3: the wrapped key does not open: it was made under another backup key, or it is damaged")]
    DoesNotOpen,
    /// BACKUP-4: wrapped by another rule than RFC 5649.
    #[error("BACKUP-4: the wrapped key opens by RFC 3394 only, with a padding of the token's own, and not by RFC 5649")]
    OtherPadding,
    /// BACKUP-5: it opens, and a private key is not in it.
    #[error("BACKUP-5: what the wrapped key opens to is not a PKCS#8 private key: {what}")]
    NotPkcs8 {
        /// What is wrong with it.
        what: &'static str,
    },
    /// BACKUP-6: it opens to a key that was not wanted.
    #[error("BACKUP-6: the wrapped key opens to another key, {}; wanted {}", found.short(), wanted.short())]
    OtherKey {
        /// The identity of the public half that was found.
        found: Digest,
        /// Of the one that was wanted.
        wanted: Digest,
    },
    /// BACKUP-7: the private key that is wrapped is not that of the public half beside it.
    #[error("BACKUP-7: the private key that is wrapped does not sign under the public half that it names")]
    HalvesApart,
    /// BACKUP-8: not the length of a backup key.
    #[error("BACKUP-8: a backup key of {found} octets; wanted {wanted}")]
    KeyLength {
        /// Octets that were given.
        found: usize,
        /// Octets that are wanted.
        wanted: usize,
    },
    /// BACKUP-9: the token has no RFC 5649.
    #[error("BACKUP-9: vault '{vault}' has no mechanism for AES key wrap with padding (RFC 5649)")]
    NoMechanism {
        /// The vault's label.
        vault: String,
    },
    /// BACKUP-10: the token takes no AES key in.
    #[error("BACKUP-10: vault '{vault}' takes no backup key in: {what}")]
    KeyNotTaken {
        /// The vault's label.
        vault: String,
        /// What it said to each way of doing it.
        what: String,
    },
    /// BACKUP-11: the token does not let the key leave.
    #[error("BACKUP-11: vault '{vault}' does not wrap key {id} ({what})")]
    NotWrapped {
        /// The identifier.
        id: KeyId,
        /// The vault's label.
        vault: String,
        /// What it said.
        what: String,
    },
    /// BACKUP-12: what the token gave is not the key, wrapped.
    #[error("BACKUP-12: what vault '{vault}' gave for key {id} is no backup of it")]
    BlobBad {
        /// The identifier.
        id: KeyId,
        /// The vault's label.
        vault: String,
        /// What is wrong with it.
        #[source]
        source: Box<BackupError>,
    },
    /// BACKUP-13: the token cannot bring this kind of key back.
    #[error("BACKUP-13: vault '{vault}' does not take {spec} keys back ({what})")]
    NotTakenBack {
        /// The kind of key.
        spec: KeySpec,
        /// The vault's label.
        vault: String,
        /// What it said.
        what: String,
    },
    /// BACKUP-14: the kind of key that is to be brought back is not that of its public half.
    #[error("BACKUP-14: a key of kind {found} is not the {spec} key that is to be brought back")]
    SpecOther {
        /// The kind that was said.
        spec: KeySpec,
        /// The kind of the public half.
        found: String,
    },
    /// BACKUP-15: the backup key is still in the token.
    #[error("BACKUP-15: the backup key '{label}' is still in vault '{vault}' after it was destroyed")]
    StillThere {
        /// The label.
        label: String,
        /// The vault's label.
        vault: String,
    },
    /// BACKUP-16: this kind of key has no backup in this token.
    #[error("BACKUP-16: no-backup: vault '{vault}' gives no backup of {spec} keys: {why}")]
    NoBackup {
        /// The kind of key.
        spec: KeySpec,
        /// The vault's label.
        vault: String,
        /// Why not.
        why: String,
    },
    /// BACKUP-17: keys that are thrown away, and a place that is not memory.
    #[error(
        "BACKUP-17: {} is not in memory (wanted tmpfs or ramfs, found a file system of type {found:#x})", path.display()
    )]
    NotInMemory {
        /// The place.
        path: PathBuf,
        /// The number of its file system.
        found: u64,
    },
    /// BACKUP-18: a throw-away token that is not gone.
    #[error("BACKUP-18: the throw-away token in {} is not shown to be erased: {what}", path.display())]
    NotErased {
        /// Where it is, or was.
        path: PathBuf,
        /// What is left, or was not done.
        what: String,
    },
    /// BACKUP-19: nothing, or more than a key can be.
    #[error("BACKUP-19: {found} octets are not wrapped: wanted 1 to {most}")]
    PlainLength {
        /// Octets that were given.
        found: usize,
        /// The most that are taken.
        most: usize,
    },
    /// A throw-away token's place cannot be used.
    #[error("{} cannot be {verb}", path.display())]
    Place {
        /// The place.
        path: PathBuf,
        /// What was tried.
        verb: &'static str,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The cryptographic library failed where it never should.
    #[error("the cryptographic library failed")]
    Library(#[from] openssl::error::ErrorStack),
}

impl Fail for BackupError {
    fn kind(&self) -> Fault {
        use BackupError::*;
        match self {
            Locked { .. } | NoBackup { .. } | NotInMemory { .. } | KeyLength { .. } | SpecOther { .. } => {
                Fault::Refused
            }
            BlobLength { .. } | PlainLength { .. } => Fault::Malformed,
            DoesNotOpen | OtherPadding | NotPkcs8 { .. } | OtherKey { .. } | HalvesApart => Fault::Unsound,
            NoMechanism { .. } | KeyNotTaken { .. } | NotWrapped { .. } | BlobBad { .. } => Fault::Device,
            NotTakenBack { .. } | StillThere { .. } => Fault::Device,
            NotErased { .. } | Place { .. } => Fault::Storage,
            Library(_) => Fault::Bug,
        }
    }

    fn clause(&self) -> Option<&'static str> {
        use BackupError::*;
        Some(match self {
            Locked { .. } => "BACKUP-1",
            BlobLength { .. } => "BACKUP-2",
            DoesNotOpen => "BACKUP-3",
            OtherPadding => "BACKUP-4",
            NotPkcs8 { .. } => "BACKUP-5",
            OtherKey { .. } => "BACKUP-6",
            HalvesApart => "BACKUP-7",
            KeyLength { .. } => "BACKUP-8",
            NoMechanism { .. } => "BACKUP-9",
            KeyNotTaken { .. } => "BACKUP-10",
            NotWrapped { .. } => "BACKUP-11",
            BlobBad { .. } => "BACKUP-12",
            NotTakenBack { .. } => "BACKUP-13",
            SpecOther { .. } => "BACKUP-14",
            StillThere { .. } => "BACKUP-15",
            NoBackup { .. } => "BACKUP-16",
            NotInMemory { .. } => "BACKUP-17",
            NotErased { .. } => "BACKUP-18",
            PlainLength { .. } => "BACKUP-19",
            Place { .. } | Library(_) => return None,
        })
    }

    fn hint(&self) -> Option<String> {
        use BackupError::*;
        const CLONE: &str = "clone the vault by its maker's own procedure, and write down where the clone lies";
        Some(match self {
            Locked { .. } => "take its backup from before it was locked, or make a new key and go over to that".into(),
            DoesNotOpen => {
                "take the copy on the other medium, or the shares of the set that this file belongs to".into()
            }
            OtherKey { .. } => "take the file that the manifest names for this key".into(),
            NoMechanism { .. } | KeyNotTaken { .. } | NoBackup { .. } => CLONE.into(),
            NotTakenBack { .. } => "bring it back into a token that takes such keys; 'vault test' says which do".into(),
            StillThere { .. } => "take it away by the token's own software before anybody else uses the token".into(),
            NotInMemory { .. } => {
                "mount a place in memory, as with 'mount -t tmpfs -o size=16m,mode=0700 tmpfs DIR', and name that"
                    .into()
            }
            NotErased { path, .. } => {
                format!("look into {} and take away what is there; if in doubt, switch the machine off", path.display())
            }
            _ => return None,
        })
    }
}
