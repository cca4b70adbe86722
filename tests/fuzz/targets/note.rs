//! A signed note (C2SP): a checkpoint with its cosignatures.

use chancery::ledger::Note;

pub fn run(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(note) = Note::parse(text) {
        assert_eq!(note.to_string(), text);
    }
}
