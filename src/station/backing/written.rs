//! Which copies of the state this station wrote: what a later one may build on, where no key was at hand to sign it.
//!
//! The note lies beside the database, for its owner alone, and is no part of the state: it is in no copy. Whoever can
//! change a medium alone cannot make a copy that stands in it.

use std::io::Read as _;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::backup::StateName;
use crate::digest::Digest;
use crate::station::{StationError, files};

/// The file in the station.
const FILE: &str = "copies.json";
const SCHEMA: &str = "chancery/copies@1";
/// How many are remembered: the newest.
const MOST: usize = 200;
/// The longest file that is read, in octets.
const LARGEST: u64 = 64 << 10;

/// The manifests of the copies that were written, the oldest first.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenCopies {
    schema: String,
    copies: Vec<(StateName, Digest)>,
}

impl WrittenCopies {
    /// What a station remembers. A note that is lost or cannot be read remembers nothing: the next copy is a full one.
    pub(super) fn of(station: &Path) -> Self {
        let read = || {
            let file = std::fs::File::open(station.join(FILE)).ok()?;
            let mut octets = Vec::new();
            file.take(LARGEST).read_to_end(&mut octets).ok()?;
            serde_json::from_slice::<WrittenCopies>(&octets).ok().filter(|read| read.schema == SCHEMA)
        };
        read().unwrap_or_else(|| WrittenCopies { schema: SCHEMA.to_owned(), copies: Vec::new() })
    }

    /// Whether a copy of this name with just this manifest was written.
    pub(super) fn has(&self, name: StateName, manifest: Digest) -> bool {
        self.copies.contains(&(name, manifest))
    }

    /// Remembers one more, durably.
    pub(super) fn add(mut self, station: &Path, name: StateName, manifest: Digest) -> Result<(), StationError> {
        self.copies.push((name, manifest));
        let many = self.copies.len().saturating_sub(MOST);
        self.copies.drain(..many);
        files::replace(&station.join(FILE), &serde_json::to_vec(&self)?, 0o600)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn name(size: u64) -> StateName {
        StateName::new("2026-11-22T10:00:00Z".parse().unwrap(), size).unwrap()
    }

    #[test]
    fn the_newest_are_remembered_and_a_note_that_cannot_be_read_remembers_nothing() {
        let station = tempfile::tempdir().unwrap();
        let digest = |size: u64| Digest::of(&size.to_be_bytes());
        let has = |size| WrittenCopies::of(station.path()).has(name(size), digest(size));
        assert!(!has(1));
        for size in 1..=202 {
            WrittenCopies::of(station.path()).add(station.path(), name(size), digest(size)).unwrap();
        }
        assert_eq!([has(1), has(2), has(3), has(202), has(203)], [false, false, true, true, false]);
        assert!(!WrittenCopies::of(station.path()).has(name(9), digest(10)));
        let file = station.path().join(FILE);
        let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&file).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
        let whole = fs::read_to_string(&file).unwrap();
        for broken in [String::new(), "{}".into(), whole.replace("copies@1", "copies@2"), whole[..900].into()] {
            fs::write(&file, broken).unwrap();
            assert!(!has(202));
        }
    }
}
