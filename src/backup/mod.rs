//! Backups: what leaves the station so that it can be had again.
//!
//! Two kinds. A backup of the *state* is a consistent copy of the database, sealed to recipients; no key is in it. A
//! backup of *keys* is a set: keys that their vault wrapped under one fresh key, which exists as shares alone.
//! `format.md` beside this file says octet for octet what lies on a medium, so that a stranger restores both.
//!
//! * A [`Medium`] is a directory on a stick or a disk. A backup appears on it as one folder, whole, read back and
//!   compared, or not at all; what is read from one is hostile.
//! * [`KeysManifest`] and [`StateManifest`] say what lies in a folder; they are read strictly.
//! * [`state`] makes a backup of the state and lays one out again; [`keyset`] writes and reads key sets.
//! * [`Shelf`] lists what lies on a medium, [`keep`] is the rule by which old ones go, and [`verify`] judges without
//!   opening.

pub mod card;
mod error;
#[cfg(test)]
mod fixtures;
pub mod hand;
pub mod keyset;
mod manifest;
mod medium;
mod readme;
mod retention;
mod shelf;
pub mod state;
pub mod verify;

pub use error::BackupError;
pub use keyset::KeySet;
pub use manifest::{
    BLOCK, Base64, BaseRecord, DATA, DataRecord, DatabaseRecord, KeysManifest, Kind, LARGEST_KEYS, LARGEST_STATE,
    LedgerRecord, MANIFEST, NOTE, README, ShareRecord, SharesRecord, StateManifest, StateName, StationRecord,
    TokenRecord, Way, WrappedKey, check_of, folder_of, judge_note, note_text,
};
pub use medium::{Folder, Medium, Publication, Published, Streamed, Written};
pub use readme::readme;
pub use retention::{Keep, Reason, Shelved, keep};
pub use shelf::{Judging, KeysEntry, Plan, Pruned, Shelf, StateEntry, Unreadable, prune};
