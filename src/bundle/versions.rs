//! The versions of a bundle's roles: what an export counts on from, and what a
//! consumer remembers so that nothing older is taken again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::BundleError;
use crate::digest::Digest;

/// The version of every role in a bundle. The default, all 0, is no bundle yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Versions {
    /// Of the latest root.
    pub root: u64,
    /// Of the timestamp.
    pub timestamp: u64,
    /// Of the snapshot.
    pub snapshot: u64,
    /// Of `targets` and of each service's role.
    pub roles: BTreeMap<String, u64>,
}

impl Versions {
    /// What the roles of a bundle of this version have, by the paths of its files.
    pub fn of<'p>(version: u64, paths: impl Iterator<Item = &'p str>) -> Versions {
        let mut versions = Versions { root: 0, timestamp: version, snapshot: version, roles: BTreeMap::new() };
        let names = paths.filter_map(|path| path.strip_prefix("metadata/")?.strip_suffix(".json"));
        for name in names.filter(|name| !["timestamp", "snapshot"].contains(name)) {
            match name.strip_suffix(".root").and_then(|number| number.parse::<u64>().ok()) {
                Some(root) => versions.root = versions.root.max(root),
                None => drop(versions.roles.insert(name.to_owned(), version)),
            }
        }
        versions
    }

    /// The bundle's own version for every role. It must be above every version before, but
    /// may leave some out: a version that was taken for a bundle of which nobody knows
    /// whether it was signed is never signed again. A root older than the last bundle's, or
    /// a service left out, is refused: stock clients would refuse the bundle.
    pub(super) fn next<'a>(
        &self,
        version: u64,
        root: u64,
        services: impl Iterator<Item = &'a str>,
    ) -> Result<Versions, BundleError> {
        if root < self.root {
            return Err(BundleError::Rollback { what: "root".into(), found: root, seen: self.root });
        }
        let seen = self.roles.values().copied().fold(self.timestamp.max(self.snapshot), u64::max);
        if version <= seen {
            return Err(BundleError::Rollback { what: "bundle".into(), found: version, seen });
        }
        let names = ["targets"].into_iter().chain(services);
        let roles: BTreeMap<String, u64> = names.map(|name| (name.to_owned(), version)).collect();
        if let Some(lost) = self.roles.keys().find(|name| !roles.contains_key(*name)) {
            return Err(BundleError::ServiceLost { service: crate::safe::line(lost, 80) });
        }
        Ok(Versions { root, timestamp: version, snapshot: version, roles })
    }
}

/// What a consumer has seen of the last bundle that verified. The default is nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// The versions of its roles.
    pub versions: Versions,
    /// SHA-256 of its timestamp file: two bundles of one version are told apart.
    pub timestamp_digest: Option<Digest>,
    /// How many entries the ledger it was recorded in had.
    pub ledger_size: u64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Fail;

    #[test]
    fn every_role_has_the_bundles_version_and_gaps_are_allowed() {
        let first = Versions::default().next(1, 1, ["a"].into_iter()).unwrap();
        let later = first.next(4, 2, ["a", "b"].into_iter()).unwrap();
        assert_eq!((later.root, later.timestamp, later.snapshot), (2, 4, 4));
        let roles: Vec<_> = later.roles.iter().map(|(name, n)| (name.as_str(), *n)).collect();
        assert_eq!(roles, [("a", 4), ("b", 4), ("targets", 4)]);
    }

    #[test]
    fn a_service_left_out_an_older_root_and_a_version_of_before_are_refused() {
        let last = Versions::default().next(3, 2, ["a", "b"].into_iter()).unwrap();
        assert_eq!(last.next(4, 2, ["a"].into_iter()).unwrap_err().clause(), Some("BUNDLE-14"));
        assert_eq!(last.next(4, 1, ["a", "b"].into_iter()).unwrap_err().clause(), Some("BUNDLE-1"));
        for version in [0, 1, 3] {
            assert_eq!(last.next(version, 2, ["a", "b"].into_iter()).unwrap_err().clause(), Some("BUNDLE-1"));
        }
    }
}
