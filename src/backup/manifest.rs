//! What lies in a backup, as one canonical document each: the types, read strictly and written in one way.
//!
//! A manifest is bounded before it is read. It is taken only if it is, octet for octet, what would be written of it: so
//! no field is unknown, missing or there twice, no number or digest is written in another way, and whoever has the same
//! backup has the same manifest. What can be judged from the manifest alone is judged by reading it: names that follow
//! from other fields, counts, the form of every text, and that the checkpoint in it says what it says.

mod keys;
mod name;
mod note;
mod parts;
mod state;
#[cfg(test)]
mod tests;

pub use keys::{KeysManifest, ShareRecord, SharesRecord, TokenRecord, Way, WrappedKey, check_of, folder_of};
pub use name::StateName;
pub use note::{judge_note, note_text};
pub use parts::{Base64, LedgerRecord, StationRecord};
pub use state::{BLOCK, BaseRecord, DataRecord, DatabaseRecord, Kind, StateManifest};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::BackupError;
use crate::canonical;
use crate::safe;

/// The file in every backup that says what else lies there.
pub const MANIFEST: &str = "manifest.json";
/// The file with the ledger key's note of the manifest.
pub const NOTE: &str = "manifest.note";
/// The sealed state.
pub const DATA: &str = "data.age";
/// What says how to restore a key set.
pub const README: &str = "README.txt";

/// The longest manifest of a key set, in octets.
pub const LARGEST_KEYS: u64 = 8 << 20;
/// The longest manifest of a state, in octets: 2^18 blocks, 16 GiB of database.
pub const LARGEST_STATE: u64 = 20 << 20;

/// Reads what must be exactly the canonical octets of a value, and bounded.
fn strictly<T: DeserializeOwned + Serialize>(bytes: &[u8], what: &'static str, limit: u64) -> Result<T, BackupError> {
    let found = bytes.len() as u64;
    if found > limit {
        return Err(BackupError::TooLarge { what: format!("octets of {what}"), found, limit });
    }
    let value: T = serde_json::from_slice(bytes)
        .map_err(|error| BackupError::Manifest { what, said: safe::line(&error.to_string(), 160) })?;
    if canonical::bytes(&value)? != bytes {
        return Err(BackupError::NotCanonical { what });
    }
    Ok(value)
}

/// Refuses a field that is not as it is wanted.
fn expect(holds: bool, field: &'static str, wanted: &'static str) -> Result<(), BackupError> {
    if holds { Ok(()) } else { Err(BackupError::Field { field, wanted }) }
}

/// Refuses a schema that is not the one that is known.
fn expect_schema(found: &str, wanted: &'static str) -> Result<(), BackupError> {
    if found == wanted { Ok(()) } else { Err(BackupError::Schema { found: safe::line(found, 60), wanted }) }
}

/// Whether a text is short, not empty, and shows what it holds.
fn is_shown(text: &str, longest: usize) -> bool {
    (1..=longest).contains(&text.len()) && text.chars().all(safe::is_plain)
}
