//! The client workflow of TUF 1.0 (section 5.3 to 5.7) over a copy: root chain,
//! timestamp, snapshot, targets, each service's role, each target.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Step;
use crate::bundle::metadata::{self, Body, DelegatedRole, MetaFile, Snapshot, Targets, Timestamp};
use crate::bundle::signed::{self, Envelope, Judge};
use crate::bundle::{BundleError, RoleKeys, Roots, Seen, TargetPath, Versions, root};
use crate::clock::Time;
use crate::digest::Digest;
use crate::safe::{self, Label};

/// A target that its role lists and whose octets are as listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedTarget {
    /// How many octets.
    pub length: u64,
    /// Their SHA-256.
    pub digest: Digest,
    /// Whatever else its role says of it.
    pub custom: Option<Value>,
}

/// What the workflow found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) versions: Versions,
    pub(super) targets: BTreeMap<TargetPath, VerifiedTarget>,
    pub(super) services: Vec<Label>,
    /// The earliest expiry of any role.
    pub(super) expires: Time,
    pub(super) root_digest: Digest,
    pub(super) timestamp_digest: Digest,
    /// Every metadata file that was judged.
    pub(super) files: BTreeSet<String>,
}

/// One walk through the workflow.
pub(super) struct Walk<'a> {
    pub(super) copy: &'a BTreeMap<String, Vec<u8>>,
    pub(super) pinned: Digest,
    pub(super) seen: &'a Seen,
    pub(super) now: Time,
    pub(super) steps: &'a mut Vec<Step>,
}

/// A delegated role, its keys read.
struct Delegated {
    name: Label,
    keys: RoleKeys,
}

impl Walk<'_> {
    pub(super) fn run(mut self) -> Result<Found, BundleError> {
        let roots = self.roots()?;
        let seen = self.still_seen(&roots);
        let roles = roots.roles().clone();
        let mut expires = roots.expires();
        let mut files: BTreeSet<String> =
            (1..=roots.latest_version()).map(|n| metadata_path(&root::file_name(n))).collect();

        let (timestamp, timestamp_digest) = self.timestamp(&roles.timestamp, &seen)?;
        let named = timestamp.meta.get("snapshot.json").cloned().ok_or_else(|| names_wrong("timestamp"))?;
        let snapshot = self.snapshot(&roles.snapshot, &named, &seen)?;
        let targets: Targets = self.named("targets", &roles.targets, &snapshot)?;
        let delegated = read_delegations(&targets)?;
        let wanted: BTreeSet<String> = delegated
            .iter()
            .map(|service| format!("{}.json", service.name))
            .chain(["targets.json".to_owned()])
            .collect();
        if !snapshot.meta.keys().eq(wanted.iter()) {
            return Err(names_wrong("snapshot"));
        }
        self.passed("targets", format!("version {}, until {}", targets.version, targets.expires));
        expires = expires.min(timestamp.expires).min(snapshot.expires).min(targets.expires);
        files.extend(["timestamp.json", "snapshot.json", "targets.json"].map(metadata_path));

        let mut found = BTreeMap::new();
        for service in &delegated {
            let name = service.name.as_str();
            let body: Targets = self.named(name, &service.keys, &snapshot)?;
            expires = expires.min(body.expires);
            files.insert(metadata_path(&format!("{name}.json")));
            self.passed("service", format!("{name}, version {}, until {}", body.version, body.expires));
            self.targets(name, body, &mut found)?;
        }
        let octets: u64 = found.values().map(|t| t.length).sum();
        self.passed("target files", format!("{} files, {octets} octets", found.len()));
        let versions = Versions {
            root: roots.latest_version(),
            timestamp: timestamp.version,
            snapshot: snapshot.version,
            roles: snapshot
                .meta
                .iter()
                .map(|(file, meta)| (file.trim_end_matches(".json").to_owned(), meta.version))
                .collect(),
        };
        let services = delegated.into_iter().map(|service| service.name).collect();
        let root_digest = roots.latest().digest;
        Ok(Found { versions, targets: found, services, expires, root_digest, timestamp_digest, files })
    }

    fn passed(&mut self, name: &'static str, found: String) {
        super::passed(self.steps, name, found);
    }

    fn file(&self, path: &str) -> Result<&[u8], BundleError> {
        self.copy.get(path).map(Vec::as_slice).ok_or_else(|| BundleError::Missing { file: path.to_owned() })
    }

    fn not_expired(&self, role: &str, expires: Time) -> Result<(), BundleError> {
        if self.now < expires {
            return Ok(());
        }
        Err(BundleError::Expired { role: role.to_owned(), expires, now: self.now })
    }

    /// Section 5.3: the chain, the pinned root in it, its expiry.
    fn roots(&mut self) -> Result<Roots, BundleError> {
        let number = |path: &String| {
            let digits = path.strip_prefix("metadata/")?.strip_suffix(".root.json")?;
            digits.parse::<u64>().ok().filter(|n| *n > 0 && n.to_string() == digits)
        };
        let last = self.copy.keys().filter_map(number).max().unwrap_or(1);
        let limit = root::CHAIN_LIMIT as u64;
        if last > limit {
            return Err(BundleError::TooLarge { what: "the number of roots".into(), found: last, limit });
        }
        let files: Vec<Vec<u8>> = (1..=last)
            .map(|n| self.file(&metadata_path(&root::file_name(n))).map(<[u8]>::to_vec))
            .collect::<Result<_, _>>()?;
        let roots = Roots::read(&files)?;
        let pinned = roots.links().iter().find(|link| link.digest == self.pinned);
        let pinned = pinned.ok_or(BundleError::RootUnknown { count: files.len(), wanted: self.pinned })?.version;
        self.passed("pinned root", format!("root {pinned}, SHA-256 {}", self.pinned));
        rolled_back("root", last, self.seen.versions.root)?;
        self.not_expired("root", roots.expires())?;
        self.passed("root chain", format!("version 1 to {last}, until {}", roots.expires()));
        Ok(roots)
    }

    /// Section 5.3.11: when the keys of timestamp or snapshot have changed since,
    /// the versions seen under the old keys no longer count.
    fn still_seen(&self, roots: &Roots) -> Seen {
        let latest = roots.roles();
        let then = roots.links().iter().find(|link| link.version == self.seen.versions.root);
        let changed =
            then.is_some_and(|l| l.roles.timestamp != latest.timestamp || l.roles.snapshot != latest.snapshot);
        if changed { Seen::default() } else { self.seen.clone() }
    }

    /// Section 5.4.
    fn timestamp(&mut self, keys: &RoleKeys, seen: &Seen) -> Result<(Timestamp, Digest), BundleError> {
        let path = "metadata/timestamp.json";
        let bytes = self.file(path)?;
        let digest = Digest::of(bytes);
        let body: Timestamp = signed::accept(path, bytes, &[Judge { role: "timestamp", keys }])?;
        rolled_back("timestamp", body.version, seen.versions.timestamp)?;
        if body.meta.len() != 1 {
            return Err(names_wrong("timestamp"));
        }
        for meta in body.meta.values() {
            rolled_back("snapshot", meta.version, seen.versions.snapshot)?;
        }
        let same_version = body.version == seen.versions.timestamp;
        if let Some(other) = seen.timestamp_digest.filter(|other| same_version && *other != digest) {
            let (found, wanted) = (digest.to_string(), other.to_string());
            let what = "SHA-256 of the same version seen before";
            return Err(BundleError::Mixed { file: path.into(), what, found, wanted });
        }
        self.not_expired("timestamp", body.expires)?;
        self.passed("timestamp", format!("version {}, until {}", body.version, body.expires));
        Ok((body, digest))
    }

    /// Section 5.5.
    fn snapshot(&mut self, keys: &RoleKeys, named: &MetaFile, seen: &Seen) -> Result<Snapshot, BundleError> {
        let body: Snapshot = self.as_named("snapshot", keys, named)?;
        for (role, version) in &seen.versions.roles {
            let found = body.meta.get(&format!("{role}.json")).map_or(0, |meta| meta.version);
            rolled_back(role, found, *version)?;
        }
        self.not_expired("snapshot", body.expires)?;
        self.passed("snapshot", format!("version {}, until {}", body.version, body.expires));
        Ok(body)
    }

    /// Sections 5.6 and 5.6.7: a targets role that the snapshot names.
    fn named(&mut self, role: &str, keys: &RoleKeys, snapshot: &Snapshot) -> Result<Targets, BundleError> {
        let named = snapshot.meta.get(&format!("{role}.json")).ok_or_else(|| names_wrong("snapshot"))?;
        let body: Targets = self.as_named(role, keys, named)?;
        self.not_expired(role, body.expires)?;
        Ok(body)
    }

    /// A metadata file with the length, digest and version under which it is named.
    fn as_named<B: Body>(&self, role: &str, keys: &RoleKeys, named: &MetaFile) -> Result<B, BundleError> {
        let file = metadata_path(&format!("{role}.json"));
        let bytes = self.file(&file)?;
        let judges = [Judge { role, keys }];
        let (digest, wanted) = (Digest::of(bytes), named.hashes.sha256);
        if bytes.len() as u64 != named.length || digest != wanted {
            // A file that is good by itself comes from another bundle.
            let whole = Envelope::read(&file, bytes).and_then(|envelope| envelope.judge(&judges)).is_ok();
            let (found, length) = (digest.to_string(), bytes.len() as u64);
            return Err(match (whole, length < named.length) {
                (true, _) => BundleError::Mixed { file, what: "SHA-256", found, wanted: wanted.to_string() },
                (false, true) => BundleError::Partial { file, found: length, wanted: named.length },
                (false, false) => BundleError::Tampered { file, what: "SHA-256", found, wanted: wanted.to_string() },
            });
        }
        let body: B = signed::accept(&file, bytes, &judges)?;
        let version = body.head().version;
        if version != named.version {
            let (found, wanted) = (version.to_string(), named.version.to_string());
            return Err(BundleError::Mixed { file, what: "version", found, wanted });
        }
        Ok(body)
    }

    /// Section 5.7: every target is there as its role lists it.
    fn targets(
        &self,
        service: &str,
        body: Targets,
        found: &mut BTreeMap<TargetPath, VerifiedTarget>,
    ) -> Result<(), BundleError> {
        let file = metadata_path(&format!("{service}.json"));
        if body.delegations.is_some() {
            return Err(BundleError::Malformed { file, what: "a service's role delegates, which none may".into() });
        }
        for (text, listed) in body.targets {
            let path: TargetPath = text.parse()?;
            if path.service() != service {
                let what = format!("lists '{path}', which is not in its folder");
                return Err(BundleError::Malformed { file, what });
            }
            let on_stick = path.on_stick();
            let bytes = self.file(&on_stick)?;
            let (length, digest) = (bytes.len() as u64, Digest::of(bytes));
            if length < listed.length {
                return Err(BundleError::Partial { file: on_stick, found: length, wanted: listed.length });
            }
            if length != listed.length || digest != listed.hashes.sha256 {
                let (found, wanted) = (digest.to_string(), listed.hashes.sha256.to_string());
                return Err(BundleError::Tampered { file: on_stick, what: "SHA-256", found, wanted });
            }
            found.insert(path, VerifiedTarget { length, digest, custom: listed.custom });
        }
        Ok(())
    }
}

fn metadata_path(name: &str) -> String {
    format!("metadata/{name}")
}

fn names_wrong(role: &str) -> BundleError {
    let what = "meta does not name exactly the files it should".into();
    BundleError::Malformed { file: metadata_path(&format!("{role}.json")), what }
}

fn rolled_back(role: &str, found: u64, seen: u64) -> Result<(), BundleError> {
    if found >= seen { Ok(()) } else { Err(BundleError::Rollback { what: format!("role '{role}'"), found, seen }) }
}

/// The services that the targets role delegates to; it lists no file itself.
fn read_delegations(targets: &Targets) -> Result<Vec<Delegated>, BundleError> {
    let file = "metadata/targets.json";
    let malformed = |what: String| BundleError::Malformed { file: file.to_owned(), what };
    if !targets.targets.is_empty() {
        return Err(malformed("the targets role lists files itself; only services may".into()));
    }
    let Some(delegations) = &targets.delegations else { return Ok(Vec::new()) };
    let mut services: Vec<Delegated> = Vec::new();
    for role in &delegations.roles {
        let wrong = |what: &str| malformed(format!("delegation '{}': {what}", safe::line(&role.name, 80)));
        let name: Label = role.name.parse().map_err(|_| wrong("the name is no label"))?;
        if services.iter().any(|s| s.name == name) || metadata::TOP_LEVEL.contains(&name.as_str()) {
            return Err(wrong("the name is taken"));
        }
        let keys = serde_json::json!({"keyids": role.keyids, "threshold": role.threshold});
        let keys = metadata::read_role(file, name.as_str(), &keys, &delegations.keys)?;
        let DelegatedRole { paths, terminating, .. } = DelegatedRole::of_service(name.as_str(), &keys);
        if role.paths != paths || role.terminating != terminating {
            return Err(wrong("its paths are not its own folder's"));
        }
        services.push(Delegated { name, keys });
    }
    Ok(services)
}
