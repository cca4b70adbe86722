//! The chain of roots: which keys count, from the first root to the latest.
//!
//! Version 1 is signed by its own root keys; each later one by the keys of the
//! root before it and by its own, both in full threshold (TUF 1.0 section 5.3).
//! All of them stay in the bundle, so that a consumer who pinned the first
//! follows to the latest. [`Roots`] only holds chains whose every link was checked.

use std::fmt;

use super::metadata::{self, Body as _, Root, RootRoleBodies, SPEC_VERSION};
use super::signed::{Draft, Envelope, Judge};
use super::{BundleError, RoleKeys, key};
use crate::clock::Time;
use crate::digest::Digest;
use crate::signer::Signer;

/// How many roots a chain may have: as many as stock clients follow.
pub(super) const CHAIN_LIMIT: usize = 256;

/// The keys of the four roles that the root names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootRoles {
    /// Who may change the keys.
    pub root: RoleKeys,
    /// Who says which services there are.
    pub targets: RoleKeys,
    /// Who says which versions belong together.
    pub snapshot: RoleKeys,
    /// Who says what is the latest.
    pub timestamp: RoleKeys,
}

impl RootRoles {
    fn all(&self) -> [&RoleKeys; 4] {
        [&self.root, &self.targets, &self.snapshot, &self.timestamp]
    }
}

/// A root's version, and until when it is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RootTerm {
    /// Its version.
    pub version: u64,
    /// Until when it is good.
    pub expires: Time,
}

impl fmt::Display for RootTerm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "version {} until {}", self.version, self.expires)
    }
}

/// A root that collects its signatures, from the vault and from officers.
#[derive(Clone, Debug)]
pub struct RootDraft {
    draft: Draft,
    term: RootTerm,
    roles: RootRoles,
    before: Option<RoleKeys>,
}

impl RootDraft {
    /// The first root, or the next one after a chain.
    pub fn new(roles: &RootRoles, expires: Time, after: Option<&Roots>) -> Result<Self, BundleError> {
        let version = after.map_or(1, |roots| roots.latest_version() + 1);
        let body = Root {
            kind: Root::TYPE.into(),
            spec_version: SPEC_VERSION.into(),
            version,
            expires,
            consistent_snapshot: false,
            keys: key::objects(roles.all()),
            roles: RootRoleBodies {
                root: roles.root.role(),
                snapshot: roles.snapshot.role(),
                targets: roles.targets.role(),
                timestamp: roles.timestamp.role(),
            },
        };
        let draft = Draft::new(&file_name(version), &body)?;
        let before = after.map(|roots| roots.latest().roles.root.clone());
        Ok(RootDraft { draft, term: RootTerm { version, expires }, roles: roles.clone(), before })
    }

    /// Its version, and until when it will be good.
    pub const fn term(&self) -> RootTerm {
        self.term
    }

    /// The octets that each root key signs.
    pub fn payload(&self) -> &[u8] {
        self.draft.payload()
    }

    /// The file as it goes to the people who are to sign it.
    pub(super) fn unsigned(&self) -> Result<Vec<u8>, BundleError> {
        self.draft.unfinished()
    }

    /// Signs with a root key of this root or of the one before.
    pub fn sign(&mut self, signer: &dyn Signer) -> Result<(), BundleError> {
        self.draft.sign(signer, &judges(&self.roles.root, self.before.as_ref()))
    }

    /// Takes a signature over [`RootDraft::payload`] that was made elsewhere: DER
    /// for ECDSA, 64 octets for Ed25519.
    pub fn add(&mut self, key_id: Digest, signature: Vec<u8>) -> Result<(), BundleError> {
        self.draft.add(key_id, signature, &judges(&self.roles.root, self.before.as_ref()))
    }

    /// The chain with this root at its end, once enough have signed: the chain it
    /// was drafted after must be the same.
    pub fn close(self, after: Option<&Roots>) -> Result<Roots, BundleError> {
        let bytes = self.draft.close(&judges(&self.roles.root, self.before.as_ref()))?;
        let mut files = after.map(|roots| roots.files.clone()).unwrap_or_default();
        files.push(bytes);
        Roots::read(&files)
    }
}

fn judges<'a>(own: &'a RoleKeys, before: Option<&'a RoleKeys>) -> Vec<Judge<'a>> {
    let own = Judge { role: "root", keys: own };
    [own].into_iter().chain(before.map(|keys| Judge { role: "root (of the version before)", keys })).collect()
}

/// The file name of a root below `metadata/`.
pub(super) fn file_name(version: u64) -> String {
    format!("{version}.root.json")
}

/// One root of a checked chain.
#[derive(Clone, Debug)]
pub(super) struct Link {
    pub(super) version: u64,
    pub(super) expires: Time,
    pub(super) roles: RootRoles,
    pub(super) digest: Digest,
}

/// A chain of roots from version 1, every link checked.
#[derive(Clone, Debug)]
pub struct Roots {
    files: Vec<Vec<u8>>,
    links: Vec<Link>,
    latest: Link,
}

impl Roots {
    /// Reads a chain: 1.root.json, 2.root.json and so on, without a gap.
    pub fn read(files: &[Vec<u8>]) -> Result<Roots, BundleError> {
        if files.len() > CHAIN_LIMIT {
            let (found, limit) = (files.len() as u64, CHAIN_LIMIT as u64);
            return Err(BundleError::TooLarge { what: "the number of roots".into(), found, limit });
        }
        let mut links: Vec<Link> = Vec::new();
        for (bytes, version) in files.iter().zip(1..) {
            let link = read_link(bytes, version, links.last())?;
            links.push(link);
        }
        let missing = || BundleError::Missing { file: file_name(1) };
        let latest = links.last().cloned().ok_or_else(missing)?;
        Ok(Roots { files: files.to_vec(), links, latest })
    }

    /// The bytes of each root, the first first.
    pub fn files(&self) -> &[Vec<u8>] {
        &self.files
    }

    /// SHA-256 of 1.root.json: what consumers pin, printed in words at genesis.
    pub fn first_digest(&self) -> Digest {
        self.links.first().map_or(self.latest.digest, |link| link.digest)
    }

    /// The version of the latest root.
    pub const fn latest_version(&self) -> u64 {
        self.latest.version
    }

    /// The latest root's version, and until when it is good.
    pub const fn term(&self) -> RootTerm {
        RootTerm { version: self.latest.version, expires: self.latest.expires }
    }

    /// Until when the latest root is good.
    pub const fn expires(&self) -> Time {
        self.latest.expires
    }

    /// The keys of the latest root.
    pub const fn roles(&self) -> &RootRoles {
        &self.latest.roles
    }

    pub(super) const fn latest(&self) -> &Link {
        &self.latest
    }

    pub(super) fn links(&self) -> &[Link] {
        &self.links
    }
}

fn read_link(bytes: &[u8], version: u64, before: Option<&Link>) -> Result<Link, BundleError> {
    let file = file_name(version);
    let envelope = Envelope::read(&file, bytes)?;
    let body: Root = envelope.body()?;
    let roles = read_roles(&file, &body)?;
    envelope.judge(&judges(&roles.root, before.map(|link| &link.roles.root)))?;
    if body.version != version {
        let (found, wanted) = (body.version.to_string(), version.to_string());
        return Err(BundleError::Mixed { file, what: "version", found, wanted });
    }
    if body.consistent_snapshot {
        let what = "consistent_snapshot is true, wanted false".into();
        return Err(BundleError::Malformed { file, what });
    }
    Ok(Link { version, expires: body.expires, roles, digest: Digest::of(bytes) })
}

/// The keys that a root names.
pub(super) fn read_roles(file: &str, body: &Root) -> Result<RootRoles, BundleError> {
    let role = |name: &str, role| metadata::read_role(file, name, role, &body.keys);
    Ok(RootRoles {
        root: role("root", &body.roles.root)?,
        targets: role("targets", &body.roles.targets)?,
        snapshot: role("snapshot", &body.roles.snapshot)?,
        timestamp: role("timestamp", &body.roles.timestamp)?,
    })
}
