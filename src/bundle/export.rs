//! Making a bundle, in three steps, without files, clock or chance:
//! [`Export::prepare`] fixes targets, manifest and versions; [`Prepared::sign`]
//! makes metadata and signatures; [`Signed::finish`] adds the ledger's evidence,
//! which can only exist once the outcome of the signing is in the ledger.
//!
//! The same plan gives the same octets but for signatures and times.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::metadata::{
    Body, DelegatedRole, Delegations, Hashes, MetaFile, SPEC_VERSION, Snapshot, TOP_LEVEL, TargetFile, Targets,
    Timestamp,
};
use super::signed::{Draft, Judge};
use super::{
    BundleError, ManifestSigner, RoleKeys, RootTerm, Roots, TargetPath, Versions, key, manifest, olpc, path, root,
};
use crate::clock::{DAY, Time};
use crate::digest::Digest;
use crate::safe::Label;
use crate::signer::Signer;

/// How large stock clients let each kind of metadata be, in octets.
const STOCK_LIMITS: [(&str, u64); 3] = [("timestamp", 16_384), ("snapshot", 2_000_000), ("targets", 5_000_000)];

/// A file that is delivered.
#[derive(Clone, Debug)]
pub struct Target {
    /// Where it lies below `targets/`.
    pub path: TargetPath,
    /// Its octets.
    pub bytes: Vec<u8>,
    /// Whatever else is said of it: a JSON object, whole numbers only.
    pub custom: Option<Value>,
}

/// A service: a role of its own below `targets`, for the files in its folder.
#[derive(Clone, Debug)]
pub struct Service {
    /// Its name, which is the role's and the folder's.
    pub name: Label,
    /// Who signs for it.
    pub keys: RoleKeys,
    /// Its files.
    pub targets: Vec<Target>,
}

/// Until when each role is good. It must outlast the delivery rhythm: between two
/// sticks nobody but the station can renew it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expiry {
    /// Of the timestamp.
    pub timestamp: Time,
    /// Of the snapshot.
    pub snapshot: Time,
    /// Of the targets role.
    pub targets: Time,
    /// Of the services' roles.
    pub services: Time,
}

impl Expiry {
    /// The same for every role.
    pub const fn all(at: Time) -> Self {
        Expiry { timestamp: at, snapshot: at, targets: at, services: at }
    }

    /// For a stick every `interval` days that may come `grace` days late. Every
    /// export signs every role again, so one time is enough.
    pub fn rhythm(made: Time, interval: u32, grace: u32) -> Self {
        Expiry::all(made.plus((i64::from(interval) + i64::from(grace)) * DAY))
    }
}

/// Everything a bundle is made from.
#[derive(Clone, Debug)]
pub struct Plan<'a> {
    /// The root that will be in force: it may still have to be signed.
    pub root: RootTerm,
    /// The services, every earlier one among them.
    pub services: Vec<Service>,
    /// The bundle's version, which every role gets: above the last bundle's.
    pub version: u64,
    /// The last bundle's versions.
    pub previous: Option<&'a Versions>,
    /// When the bundle is made.
    pub made: Time,
    /// Until when its roles are good.
    pub expiry: Expiry,
}

/// The making of bundles.
pub struct Export;

impl Export {
    /// Fixes what the bundle holds. Nothing is signed yet, not even a root that comes
    /// with it, so that whatever can be refused is refused before the first signature.
    pub fn prepare(plan: Plan<'_>) -> Result<Prepared, BundleError> {
        check_times(&plan)?;
        check_services(&plan.services)?;
        let names = plan.services.iter().map(|s| s.name.as_str());
        let none = Versions::default();
        let versions = plan.previous.unwrap_or(&none).next(plan.version, plan.root.version, names)?;
        let mut digests = BTreeMap::new();
        for target in plan.services.iter().flat_map(|s| &s.targets) {
            check_custom(target)?;
            digests.insert(target.path.on_stick(), Digest::of(&target.bytes));
        }
        path::judge_clashes(plan.services.iter().flat_map(|s| &s.targets).map(|t| t.path.as_str()))?;
        let manifest = manifest::text(digests.iter().map(|(path, digest)| (path.as_str(), *digest)));
        let (services, expiry) = (plan.services, plan.expiry);
        Ok(Prepared { root: plan.root, services, expiry, versions, manifest })
    }
}

/// What is said of a target must be an object that canonical JSON can say.
fn check_custom(target: &Target) -> Result<(), BundleError> {
    match &target.custom {
        None => Ok(()),
        Some(custom) if custom.is_object() => olpc::bytes(custom).map(drop),
        Some(_) => Err(BundleError::Malformed { file: target.path.on_stick(), what: "custom is no object".into() }),
    }
}

fn check_times(plan: &Plan<'_>) -> Result<(), BundleError> {
    let Expiry { timestamp, snapshot, targets, services } = plan.expiry;
    let root = plan.root.expires;
    let all = [
        ("root", root),
        ("timestamp", timestamp),
        ("snapshot", snapshot),
        ("targets", targets),
        ("services", services),
    ];
    match all.into_iter().find(|(_, expires)| *expires <= plan.made) {
        Some((role, expires)) => Err(BundleError::Expired { role: role.into(), expires, now: plan.made }),
        None => Ok(()),
    }
}

fn check_services(services: &[Service]) -> Result<(), BundleError> {
    let mut names: BTreeSet<&str> = TOP_LEVEL.into();
    for service in services {
        path::judge_part(service.name.as_str(), service.name.as_str())?;
        if !names.insert(service.name.as_str()) {
            return Err(BundleError::ServiceName { service: service.name.to_string() });
        }
        if let Some(wrong) = service.targets.iter().find(|t| t.path.service() != service.name.as_str()) {
            let (path, service) = (wrong.path.to_string(), service.name.to_string());
            return Err(BundleError::TargetMisplaced { path, service });
        }
    }
    if services.iter().all(|s| s.targets.is_empty()) { Err(BundleError::NothingToDeliver) } else { Ok(()) }
}

/// Who signs what.
pub struct Signers<'a> {
    /// Timestamp keys.
    pub timestamp: Vec<&'a dyn Signer>,
    /// Snapshot keys.
    pub snapshot: Vec<&'a dyn Signer>,
    /// Targets keys.
    pub targets: Vec<&'a dyn Signer>,
    /// Each service's keys.
    pub services: BTreeMap<Label, Vec<&'a dyn Signer>>,
    /// The bundle signer, for the manifest.
    pub manifest: ManifestSigner<'a>,
}

/// A bundle that holds everything but signatures.
#[derive(Clone, Debug)]
pub struct Prepared {
    root: RootTerm,
    services: Vec<Service>,
    expiry: Expiry,
    versions: Versions,
    manifest: Vec<u8>,
}

impl Prepared {
    /// SHA-256 of the manifest, which stands for every target.
    pub fn targets_digest(&self) -> Digest {
        Digest::of(&self.manifest)
    }

    /// The manifest's octets.
    pub fn manifest(&self) -> &[u8] {
        &self.manifest
    }

    /// The versions the bundle's roles will have.
    pub const fn versions(&self) -> &Versions {
        &self.versions
    }

    /// Signs everything under these roots, the latest of which is the one that was
    /// planned. Each signature is checked as it comes, and each role's threshold before
    /// the next role is begun.
    pub fn sign(self, roots: &Roots, signers: &Signers<'_>) -> Result<Signed, BundleError> {
        if roots.term() != self.root {
            let (found, wanted) = (roots.term().to_string(), self.root.to_string());
            return Err(BundleError::Mixed { file: "root.json".into(), what: "the root", found, wanted });
        }
        let roles = roots.roles();
        let mut meta = BTreeMap::new();
        let mut files = BTreeMap::new();
        let mut add = |role: &str, version: u64, bytes: Vec<u8>| {
            let named = MetaFile::of(version, &bytes);
            files.insert(format!("metadata/{role}.json"), bytes);
            named
        };
        for service in &self.services {
            let (name, expires) = (service.name.as_str(), self.expiry.services);
            let body = self.targets(name, expires, listed(&service.targets), None);
            let keys = signers.services.get(&service.name).map_or(&[][..], Vec::as_slice);
            let bytes = signed(name, &body, &service.keys, keys)?;
            meta.insert(format!("{name}.json"), add(name, body.version, bytes));
        }
        let delegations = Delegations {
            keys: key::objects(self.services.iter().map(|s| &s.keys)),
            roles: self.services.iter().map(|s| DelegatedRole::of_service(s.name.as_str(), &s.keys)).collect(),
        };
        let body = self.targets("targets", self.expiry.targets, BTreeMap::new(), Some(delegations));
        let bytes = signed("targets", &body, &roles.targets, &signers.targets)?;
        meta.insert("targets.json".to_owned(), add("targets", body.version, bytes));

        let version = self.versions.snapshot;
        let expires = self.expiry.snapshot;
        let body = Snapshot { kind: Snapshot::TYPE.into(), spec_version: SPEC_VERSION.into(), version, expires, meta };
        let bytes = signed("snapshot", &body, &roles.snapshot, &signers.snapshot)?;
        let meta = [("snapshot.json".to_owned(), add("snapshot", version, bytes))].into();

        let version = self.versions.timestamp;
        let expires = self.expiry.timestamp;
        let body =
            Timestamp { kind: Timestamp::TYPE.into(), spec_version: SPEC_VERSION.into(), version, expires, meta };
        let bytes = signed("timestamp", &body, &roles.timestamp, &signers.timestamp)?;
        add("timestamp", version, bytes);

        for (bytes, version) in roots.files().iter().zip(1..) {
            files.insert(format!("metadata/{}", root::file_name(version)), bytes.clone());
        }
        let targets_digest = self.targets_digest();
        files.insert(manifest::SIGNATURE.into(), signers.manifest.sign(&self.manifest)?);
        let metadata_digest = commitment(files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())));
        files.insert(manifest::NAME.into(), self.manifest);
        let targets = self.services.into_iter().flat_map(|s| s.targets);
        files.extend(targets.map(|target| (target.path.on_stick(), target.bytes)));
        Ok(Signed { files, versions: self.versions, targets_digest, metadata_digest })
    }

    fn targets(
        &self,
        role: &str,
        expires: Time,
        targets: BTreeMap<String, TargetFile>,
        delegations: Option<Delegations>,
    ) -> Targets {
        let version = self.versions.roles.get(role).copied().unwrap_or(1);
        let (kind, spec_version) = (Targets::TYPE.into(), SPEC_VERSION.into());
        Targets { kind, spec_version, version, expires, targets, delegations }
    }
}

fn listed(targets: &[Target]) -> BTreeMap<String, TargetFile> {
    let file = |t: &Target| TargetFile {
        length: t.bytes.len() as u64,
        hashes: Hashes { sha256: Digest::of(&t.bytes) },
        custom: t.custom.clone(),
    };
    targets.iter().map(|t| (t.path.to_string(), file(t))).collect()
}

fn signed<B: Body>(role: &str, body: &B, keys: &RoleKeys, signers: &[&dyn Signer]) -> Result<Vec<u8>, BundleError> {
    let judges = [Judge { role, keys }];
    let file = format!("metadata/{role}.json");
    let mut draft = Draft::new(&file, body)?;
    for signer in signers {
        draft.sign(*signer, &judges)?;
    }
    let bytes = draft.close(&judges)?;
    let found = bytes.len() as u64;
    match STOCK_LIMITS.into_iter().find(|(kind, limit)| *kind == B::TYPE && found > *limit) {
        Some((_, limit)) => Err(BundleError::TooLarge { what: file, found, limit }),
        None => Ok(bytes),
    }
}

/// What stands for the metadata and the manifest's signature: the SHA-256 of a list
/// of theirs in the form of the manifest.
pub(super) fn commitment<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Digest {
    Digest::of(&manifest::text(files.into_iter().map(|(path, bytes)| (path, Digest::of(bytes)))))
}

/// What an export's entry commits to, from the digests of the files it recorded: the manifest,
/// where it is there and names exactly the targets, and the metadata with the manifest's signature.
pub fn committed(files: &BTreeMap<String, Digest>) -> (Option<Digest>, Digest) {
    let is_metadata = |path: &str| path.starts_with("metadata/") || path == manifest::SIGNATURE;
    let of = |wanted: bool| {
        let chosen = files.iter().filter(|(path, _)| *path != manifest::NAME && is_metadata(path) == wanted);
        Digest::of(&manifest::text(chosen.map(|(path, digest)| (path.as_str(), *digest))))
    };
    let manifest = files.get(manifest::NAME).copied().filter(|digest| *digest == of(false));
    (manifest, of(true))
}

/// A signed bundle that waits for the ledger's evidence.
#[derive(Clone, Debug)]
pub struct Signed {
    files: BTreeMap<String, Vec<u8>>,
    versions: Versions,
    targets_digest: Digest,
    metadata_digest: Digest,
}

impl Signed {
    /// SHA-256 of the manifest, which stands for every target.
    pub const fn targets_digest(&self) -> Digest {
        self.targets_digest
    }

    /// What stands for all metadata and the manifest's signature.
    pub const fn metadata_digest(&self) -> Digest {
        self.metadata_digest
    }

    /// The versions of the bundle's roles.
    pub const fn versions(&self) -> &Versions {
        &self.versions
    }

    /// Every file but those of the log, by its path.
    pub const fn files(&self) -> &BTreeMap<String, Vec<u8>> {
        &self.files
    }

    /// The open fields that the export's ledger entry must carry.
    pub fn entry_fields(&self) -> [(&'static str, String); 2] {
        [
            (super::ENTRY_TARGETS, self.targets_digest.to_string()),
            (super::ENTRY_METADATA, self.metadata_digest.to_string()),
        ]
    }

    /// Adds the ledger's evidence that the export is recorded.
    pub fn finish(self, log: LogFiles) -> Bundle {
        Bundle::recorded(self.files, self.versions, log)
    }
}

/// The ledger's evidence, outside manifest and targets.
#[derive(Clone, Debug)]
pub struct LogFiles {
    /// The checkpoint (C2SP signed note), cosignatures included.
    pub checkpoint: Vec<u8>,
    /// The inclusion proof of the export's entry (`c2sp.org/tlog-proof@v1`).
    pub proof: Vec<u8>,
    /// The entry's octets; a tlog-proof does not hold them.
    pub entry: Vec<u8>,
}

impl LogFiles {
    /// Where the checkpoint lies.
    pub const CHECKPOINT: &'static str = "log/checkpoint";
    /// Where the proof lies.
    pub const PROOF: &'static str = "log/export.tlog-proof";
    /// Where the entry lies.
    pub const ENTRY: &'static str = "log/export.entry";
}

/// A whole bundle: every file by its path.
#[derive(Clone, Debug)]
pub struct Bundle {
    files: BTreeMap<String, Vec<u8>>,
    versions: Versions,
}

impl Bundle {
    /// A bundle that was made before, of its recorded files and the ledger's evidence.
    /// Whoever takes it verifies it like any other.
    pub fn recorded(mut files: BTreeMap<String, Vec<u8>>, versions: Versions, log: LogFiles) -> Bundle {
        files.insert(LogFiles::CHECKPOINT.into(), log.checkpoint);
        files.insert(LogFiles::PROOF.into(), log.proof);
        files.insert(LogFiles::ENTRY.into(), log.entry);
        Bundle { files, versions }
    }

    /// Every file by its path below the bundle's folder.
    pub const fn files(&self) -> &BTreeMap<String, Vec<u8>> {
        &self.files
    }

    /// The versions of its roles: the next export counts on from them.
    pub const fn versions(&self) -> &Versions {
        &self.versions
    }
}
