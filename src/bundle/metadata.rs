//! What the roles say (TUF 1.0, section 4): the bodies that are signed.
//!
//! `consistent_snapshot` is false. A stick is written as a whole and read as a
//! whole, nobody fetches from it while it changes, so names need no version or
//! digest in front; targets keep the names that people, `sha256sum -c` and the
//! index use. Mix and match is refused by the digests in snapshot and timestamp.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{BundleError, RoleKey, RoleKeys};
use crate::clock::Time;
use crate::digest::Digest;

/// The version of the specification that stands in every file.
pub(super) const SPEC_VERSION: &str = "1.0.31";

/// The roles that the root names; no service can have their names.
pub(super) const TOP_LEVEL: [&str; 4] = ["root", "snapshot", "targets", "timestamp"];

/// What every role's body begins with.
pub(super) struct Head<'a> {
    pub(super) kind: &'a str,
    pub(super) spec_version: &'a str,
    pub(super) version: u64,
}

/// A role's body.
pub(super) trait Body: Serialize + DeserializeOwned {
    /// What `_type` says.
    const TYPE: &'static str;

    /// Type and version.
    fn head(&self) -> Head<'_>;
}

macro_rules! body {
    ($name:ident, $kind:literal) => {
        impl Body for $name {
            const TYPE: &'static str = $kind;

            fn head(&self) -> Head<'_> {
                Head { kind: &self.kind, spec_version: &self.spec_version, version: self.version }
            }
        }
    };
}

body!(Root, "root");
body!(Timestamp, "timestamp");
body!(Snapshot, "snapshot");
body!(Targets, "targets");

/// Which keys count for which role.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Root {
    #[serde(rename = "_type")]
    pub(super) kind: String,
    pub(super) spec_version: String,
    pub(super) version: u64,
    pub(super) expires: Time,
    pub(super) consistent_snapshot: bool,
    pub(super) keys: Value,
    pub(super) roles: RootRoleBodies,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RootRoleBodies {
    pub(super) root: Value,
    pub(super) snapshot: Value,
    pub(super) targets: Value,
    pub(super) timestamp: Value,
}

/// Which snapshot is the latest.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Timestamp {
    #[serde(rename = "_type")]
    pub(super) kind: String,
    pub(super) spec_version: String,
    pub(super) version: u64,
    pub(super) expires: Time,
    pub(super) meta: BTreeMap<String, MetaFile>,
}

/// Which targets roles there are, in which versions.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Snapshot {
    #[serde(rename = "_type")]
    pub(super) kind: String,
    pub(super) spec_version: String,
    pub(super) version: u64,
    pub(super) expires: Time,
    pub(super) meta: BTreeMap<String, MetaFile>,
}

/// Which files there are, and who else may list some.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Targets {
    #[serde(rename = "_type")]
    pub(super) kind: String,
    pub(super) spec_version: String,
    pub(super) version: u64,
    pub(super) expires: Time,
    pub(super) targets: BTreeMap<String, TargetFile>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) delegations: Option<Delegations>,
}

/// A metadata file as another one names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MetaFile {
    pub(super) version: u64,
    pub(super) length: u64,
    pub(super) hashes: Hashes,
}

impl MetaFile {
    pub(super) fn of(version: u64, bytes: &[u8]) -> Self {
        MetaFile { version, length: bytes.len() as u64, hashes: Hashes { sha256: Digest::of(bytes) } }
    }
}

/// A target as its role lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TargetFile {
    pub(super) length: u64,
    pub(super) hashes: Hashes,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) custom: Option<Value>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Hashes {
    pub(super) sha256: Digest,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Delegations {
    pub(super) keys: Value,
    pub(super) roles: Vec<DelegatedRole>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DelegatedRole {
    pub(super) name: String,
    pub(super) keyids: Vec<String>,
    pub(super) threshold: u64,
    pub(super) terminating: bool,
    pub(super) paths: Vec<String>,
}

impl DelegatedRole {
    /// A service's role: it may list what lies in the service's folder, and a
    /// stock client looks no further for such a path.
    pub(super) fn of_service(name: &str, keys: &RoleKeys) -> Self {
        DelegatedRole {
            name: name.to_owned(),
            keyids: keys.keys().map(|k| k.id().to_string()).collect(),
            threshold: keys.threshold().needed() as u64,
            terminating: true,
            paths: service_paths(name),
        }
    }
}

/// One pattern for each depth: in TUF a `*` does not cross `/`.
pub(super) fn service_paths(name: &str) -> Vec<String> {
    (1..super::path::TARGET_DEPTH).map(|depth| format!("{name}{}", "/*".repeat(depth))).collect()
}

/// Reads a role object together with the keys it names.
pub(super) fn read_role(file: &str, name: &str, role: &Value, keys: &Value) -> Result<RoleKeys, BundleError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Role {
        keyids: Vec<String>,
        threshold: u64,
    }
    let malformed = |what: String| BundleError::Malformed { file: file.to_owned(), what };
    let role = Role::deserialize(role)
        .map_err(|e| malformed(format!("role '{name}': {}", crate::safe::line(&e.to_string(), 120))))?;
    let read = |id: &String| {
        let object = keys.get(id).ok_or_else(|| {
            malformed(format!("role '{name}' names key {}, which is not there", crate::safe::line(id, 80)))
        })?;
        RoleKey::read(file, id, object)
    };
    let read: Vec<RoleKey> = role.keyids.iter().map(read).collect::<Result<_, _>>()?;
    let keys = RoleKeys::new(read, usize::try_from(role.threshold).unwrap_or(usize::MAX));
    keys.map_err(|error| malformed(format!("role '{name}': {error}")))
}
