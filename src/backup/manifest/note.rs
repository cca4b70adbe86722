//! The ledger key's word for a manifest.

use crate::backup::error::BackupError;
use crate::digest::Digest;
use crate::ledger::{LedgerError, Note, NoteKey};

/// The text that the ledger key signs under the ledger's origin: what it is, its name, the digest of the manifest. Its
/// first line is none that a checkpoint can have.
pub fn note_text(kind: &str, name: &str, manifest: &[u8]) -> String {
    format!("chancery backup\n{kind} {name}\nsha256 {}\n", Digest::of(manifest))
}

/// Judges the note beside a manifest: it must speak of just this manifest (BACKUP-25), and a key of the ledger of this
/// origin must have signed it (BACKUP-26).
pub fn judge_note(note: &[u8], text: &str, origin: &str, keys: &[NoteKey]) -> Result<(), BackupError> {
    let note = std::str::from_utf8(note).map_err(|_| BackupError::NoteOther)?;
    let parsed = Note::parse(note)?;
    if parsed.text() != text || parsed.to_string() != note {
        return Err(BackupError::NoteOther);
    }
    let named: Vec<NoteKey> = keys.iter().filter(|key| key.name() == origin).cloned().collect();
    if named.is_empty() {
        let name = crate::safe::line(origin, 120);
        return Err(BackupError::NoteUnsigned(LedgerError::SignerAbsent { name }));
    }
    parsed.verify_log(&named).map_err(BackupError::NoteUnsigned)
}
