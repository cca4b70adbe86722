//! The ledger key's note beside a manifest. Nothing but what that key signed of just this manifest is taken.

use std::sync::OnceLock;

use chancery::backup::judge_note;
use chancery::ledger::NoteKey;

use crate::sealed_media::{Key, utopia};

/// The text that the seed is signed under.
pub const TEXT: &str = "chancery backup\nkeys a1b2c3d4e5f60718\nsha256 00\n";

pub fn run(bytes: &[u8]) {
    static KEYS: OnceLock<([NoteKey; 1], String)> = OnceLock::new();
    let (keys, origin) = KEYS.get_or_init(|| ([Key::new(1).note_key(&utopia())], chancery::ledger::origin(&utopia())));
    match judge_note(bytes, TEXT, origin, keys) {
        Err(error) => super::is_harmless(&error.to_string()),
        Ok(()) => assert!(bytes.starts_with(TEXT.as_bytes())),
    }
}
