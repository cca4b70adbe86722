//! The newest copy on a medium, for a person who names the shelf and not the copy.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::SealedState;
use crate::backup::{BackupError, MANIFEST, Medium, Shelf, StateName};
use crate::clock::Reading;
use crate::safe;
use crate::station::StationError;
use crate::station::backing::BackingError;

impl SealedState {
    /// The folder of the copy that is meant: the one that is named, or the newest in the folder that is named.
    ///
    /// Newest is what is so by its name, whether it can be read or not: a copy that is broken is never passed over in
    /// silence for an older one. One that says it was made in the future is refused by its name (BACKUP-48), and another is
    /// to be named; and so are copies of several stations side by side (RESTORE-10).
    pub fn newest(place: &Path, at: Reading) -> Result<PathBuf, StationError> {
        let is_copy = place.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with("state-"));
        if is_copy || place.join(MANIFEST).symlink_metadata().is_ok() {
            return Ok(place.to_owned());
        }
        let shelf = Shelf::read(&Medium::open(place)?)?;
        let stations: BTreeSet<String> = shelf.states.iter().map(|copy| copy.station.origin()).collect();
        if stations.len() > 1 {
            let found = stations.into_iter().collect::<Vec<_>>().join(", ");
            return Err(BackingError::SeveralStations { place: place.to_owned(), found }.into());
        }
        let broken = shelf.unreadable.iter().filter_map(|copy| copy.state);
        let newest: Option<StateName> = shelf.states.iter().map(|copy| copy.name).chain(broken).max();
        let path = || safe::line(&place.join("state-…").to_string_lossy(), 240);
        let newest = newest.ok_or_else(|| BackupError::Missing { path: path() })?;
        newest.expect_before(at)?;
        Ok(place.join(newest.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Source;
    use crate::fault::Fail as _;

    #[test]
    fn one_from_the_future_is_refused_by_its_name() {
        let place = tempfile::tempdir().unwrap();
        // That it cannot be read does not matter: by its name it is the newest.
        let ahead = "state-20990101T000000Z-0000000042";
        std::fs::create_dir(place.path().join(ahead)).unwrap();
        let at = |time: &str| Reading { time: time.parse().unwrap(), source: Source::Battery, bound: 60 };
        let refused = SealedState::newest(place.path(), at("2098-12-31T23:58:59Z")).unwrap_err();
        assert_eq!(refused.clause(), Some("BACKUP-48"));
        assert!(refused.to_string().contains(ahead), "{refused}");
        assert!(SealedState::newest(place.path(), at("2098-12-31T23:59:00Z")).unwrap().ends_with(ahead));
        // Whoever names it takes it.
        assert!(SealedState::newest(&place.path().join(ahead), at("2026-01-01T00:00:00Z")).is_ok());
    }
}
