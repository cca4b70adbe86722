//! A database as blocks of 64 KiB, each with its digest.

use std::io::{self, Read};

use super::{Phase, Progress};
use crate::backup::error::BackupError;
use crate::backup::manifest::{BLOCK, DatabaseRecord};
use crate::digest::{Digest, Hasher};

/// Reads as much as fits, or up to the end.
pub(super) fn fill(input: &mut dyn Read, out: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = out.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match input.read(rest) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// Digests a database from its beginning to its end; `octets` is how long it is expected to be.
pub(super) fn digest(
    input: &mut dyn Read,
    octets: u64,
    phase: Phase,
    progress: Progress<'_>,
) -> io::Result<DatabaseRecord> {
    let mut whole = Hasher::new();
    let mut record = DatabaseRecord { octets: 0, sha256: Digest::of(b""), block: BLOCK, blocks: Vec::new() };
    let mut block = vec![0; BLOCK as usize];
    loop {
        let count = fill(input, &mut block)?;
        let read = block.get(..count).unwrap_or_default();
        if read.is_empty() {
            break;
        }
        whole = whole.then(read);
        record.blocks.push(Digest::of(read));
        record.octets += count as u64;
        progress(phase, record.octets.min(octets), octets);
    }
    record.sha256 = whole.finish();
    Ok(record)
}

/// Refuses a database that is not block for block what a manifest says (BACKUP-38, BACKUP-29).
pub(super) fn expect_same(found: &DatabaseRecord, wanted: &DatabaseRecord) -> Result<(), BackupError> {
    if let Some(block) = found.changed_since(wanted).first() {
        return Err(BackupError::Block { block: *block });
    }
    let differs = |what| BackupError::Differs { file: super::DATABASE.to_owned(), what };
    if found.octets != wanted.octets {
        return Err(differs("the length"));
    }
    if found.sha256 != wanted.sha256 { Err(differs("the digest")) } else { Ok(()) }
}
