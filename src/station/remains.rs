//! What a making of a station leaves behind when it is cut off, and how the next one clears it away.
//!
//! The making is a folder of ours beside the station's place, with names that only a making gives. Whatever
//! else stands there under that name was made by somebody else: nothing in it is touched.

use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{StationError, files, lock};
use crate::keys::KeyId;
use crate::safe::{self, Label};
use crate::vault::{Session, VaultError};

/// The note of a ledger key that may be in a token without a station around it.
const LEFT: &str = "ledger-key.json";

/// Every name that a making gives to what is in its folder; a database brings names of its own. A restore unseals a
/// copy there under passing names, and writes `out/`.
const OURS: [&str; 6] = [LEFT, "station.toml", "station.lock", "token", "out", "checkpoint.txt"];
const DATABASE: &str = "station.db";
const PASSING: &str = ".chancery-";

/// What an earlier making left behind when it was cut off, and what is cleared away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remains {
    note: Option<LeftKey>,
}

/// What the note says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LeftKey {
    /// The vault's URI.
    pub(super) vault: String,
    /// The key.
    pub(super) id: KeyId,
}

impl Remains {
    /// The ledger key that was destroyed in a token outside, if it was made.
    pub fn key(&self) -> Option<KeyId> {
        self.note.as_ref().map(|note| note.id)
    }

    /// What the note says, if there is one.
    pub(super) fn note(&self) -> Option<&LeftKey> {
        self.note.as_ref()
    }
}

/// An empty folder to make the station in, and the lock on it. What an earlier making left is cleared
/// away, but for its note. Refused (STATION-6): what is not a folder of ours alone, or holds something
/// that no making leaves.
pub(super) fn clear(making: &Path) -> Result<(Option<Remains>, lock::WriterLock), StationError> {
    if making.symlink_metadata().is_err() {
        files::private_directory(making)?;
        return Ok((None, lock::WriterLock::take(making)?));
    }
    expect_own(making)?;
    names_of_ours(making)?;
    let lock = lock::WriterLock::take(making)?;
    let mut note = None;
    for name in names_of_ours(making)?.iter().filter(|name| *name != "station.lock") {
        let path = making.join(name);
        let kind = path.symlink_metadata().map_err(io(&path))?.file_type();
        if name == LEFT {
            note = Some(serde_json::from_slice(&std::fs::read(&path).map_err(io(&path))?)?);
        } else if kind.is_dir() {
            std::fs::remove_dir_all(&path).map_err(io(&path))?;
        } else {
            std::fs::remove_file(&path).map_err(io(&path))?;
        }
    }
    Ok((Some(Remains { note }), lock))
}

/// The names in it, which must all be such as a making gives.
fn names_of_ours(making: &Path) -> Result<Vec<String>, StationError> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(making).map_err(io(making))? {
        let name = entry.map_err(io(making))?.file_name().to_string_lossy().into_owned();
        if !OURS.contains(&name.as_str()) && !name.starts_with(DATABASE) && !name.starts_with(PASSING) {
            return Err(foreign(making, &format!("holds '{}', which no making leaves", safe::line(&name, 80))));
        }
        names.push(name);
    }
    Ok(names)
}

/// Refuses a link, a folder of another user, and one that others may enter.
fn expect_own(making: &Path) -> Result<(), StationError> {
    let found = making.symlink_metadata().map_err(io(making))?;
    if !found.is_dir() {
        return Err(foreign(making, "is no folder"));
    }
    if found.uid() != rustix::process::geteuid().as_raw() {
        return Err(foreign(making, "belongs to another user"));
    }
    if found.mode() & 0o077 != 0 {
        return Err(foreign(making, "is open to other users"));
    }
    Ok(())
}

fn foreign(making: &Path, what: &str) -> StationError {
    StationError::ForeignMaking { path: making.to_owned(), what: what.into() }
}

/// Writes down a key before it is made in a token that outlives the making.
pub(super) fn leave_note(making: &Path, note: &LeftKey) -> Result<(), StationError> {
    files::write_new(&making.join(LEFT), &serde_json::to_vec(note)?, 0o600)
}

/// Whether there is a note.
pub(super) fn has_note(making: &Path) -> bool {
    making.join(LEFT).exists()
}

/// Takes the note away.
pub(super) fn forget_note(place: &Path) -> Result<(), StationError> {
    match std::fs::remove_file(place.join(LEFT)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(io(&place.join(LEFT))(error)),
        _ => Ok(()),
    }
}

/// Destroys a key that no station will have, then its note. A key of that identifier under any other name
/// than the ledger key's is somebody else's: it stays (STATION-6).
pub(super) fn forget(making: &Path, session: &Session, id: KeyId, label: &Label) -> Result<(), StationError> {
    let text = id.to_string();
    if let Some(other) = session.inventory()?.iter().find(|key| key.id == text && key.label != label.as_str()) {
        let what = format!("has a note of key {text}, which is '{}' in the token and not '{label}'", other.label);
        return Err(foreign(making, &what));
    }
    match session.destroy(id) {
        Ok(()) | Err(VaultError::KeyMissing { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    forget_note(making)
}

fn io(path: &Path) -> impl Fn(std::io::Error) -> StationError {
    let path = path.to_owned();
    move |source| StationError::File { path: path.clone(), source }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;
    use crate::fault::Fail;

    fn refused(making: &Path) -> String {
        let error = clear(making).map(|_| ()).unwrap_err();
        assert_eq!(error.clause(), Some("STATION-6"), "{error}");
        error.to_string()
    }

    #[test]
    fn what_no_making_left_is_refused_and_not_touched() {
        let folder = tempfile::tempdir().unwrap();
        let precious = folder.path().join("precious");
        fs::create_dir(&precious).unwrap();
        fs::set_permissions(&precious, fs::Permissions::from_mode(0o700)).unwrap();
        fs::write(precious.join("thesis.txt"), "years").unwrap();
        let making = folder.path().join(".a.making");
        symlink(&precious, &making).unwrap();
        assert!(refused(&making).contains("no folder"));
        fs::remove_file(&making).unwrap();
        assert!(refused(&precious).contains("thesis.txt"));
        fs::create_dir(&making).unwrap();
        fs::set_permissions(&making, fs::Permissions::from_mode(0o777)).unwrap();
        assert!(refused(&making).contains("open to other users"));
        assert_eq!(fs::read(precious.join("thesis.txt")).unwrap(), b"years");
        assert_eq!(fs::read_dir(&precious).unwrap().count(), 1);
    }

    #[test]
    fn what_a_making_left_is_cleared_away_but_for_its_note() {
        let folder = tempfile::tempdir().unwrap();
        let making = folder.path().join(".a.making");
        assert!(clear(&making).unwrap().0.is_none(), "nothing was there");
        fs::create_dir(making.join("token")).unwrap();
        for name in ["station.toml", "station.db", "station.db-journal", "token/ledger.sql"] {
            fs::write(making.join(name), "half").unwrap();
        }
        let note = LeftKey { vault: "pkcs11:serial=1".into(), id: KeyId::of([7; 16]) };
        leave_note(&making, &note).unwrap();
        let (remains, _lock) = clear(&making).unwrap();
        assert_eq!(remains.unwrap().note(), Some(&note));
        let mut left: Vec<_> = fs::read_dir(&making).unwrap().map(|e| e.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, [LEFT, "station.lock"]);
    }
}
