//! A small station for tests of bundles: keys in memory, a ledger in memory, and the
//! means to forge what the library would never write.

#![allow(dead_code)]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;

use chancery::bundle::{
    Bundle, BundleError, EXPORT_ACT, Expiry, Export, LogFiles, ManifestSigner, Plan, RoleKey, RoleKeys, RootDraft,
    RootRoles, Roots, Seen, Service, Signed, Signers, Step, StickCopy, Target, Trust, VerifiedBundle, Versions, olpc,
    verify,
};
use chancery::clock::{Reading, Source, Time};
use chancery::digest::Digest;
use chancery::entropy::Forbidden;
use chancery::ledger::{self, Checkpoint, Fields, Frontier, Head, Kind, Leaf, MemoryHashes, NoteKey, Role, TlogProof};
use chancery::mode::{Identity, Mode};
use chancery::signer::{Algorithm, Curve, Hash, PublicKey, Signer, SignerError};
use openssl::pkey::{PKey, Private};
use serde_json::{Value, json};

use crate::signing::{SoftKey, ec, self_signed};

/// A key in memory.
pub struct Key {
    key: PKey<Private>,
    public: PublicKey,
    algorithm: Algorithm,
}

impl Key {
    /// A new Ed25519 key.
    pub fn ed25519() -> Self {
        Key::of(PKey::generate_ed25519().unwrap(), Algorithm::Ed25519)
    }

    /// A new P-256 key.
    pub fn p256() -> Self {
        Key::ec(Curve::P256, Hash::Sha256)
    }

    /// A new EC key.
    pub fn ec(curve: Curve, hash: Hash) -> Self {
        let key = openssl::ec::EcKey::generate(curve.group().unwrap()).unwrap();
        Key::of(PKey::from_ec_key(key).unwrap(), Algorithm::Ecdsa(hash))
    }

    fn of(key: PKey<Private>, algorithm: Algorithm) -> Self {
        let public = PublicKey::from_spki(&key.public_key_to_der().unwrap()).unwrap();
        Key { key, public, algorithm }
    }

    pub fn role_key(&self) -> RoleKey {
        RoleKey::new(&self.public).unwrap()
    }
}

impl Signer for Key {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        let mut signer = match self.algorithm.hash() {
            Some(hash) => openssl::sign::Signer::new(hash.message_digest(), &self.key)?,
            None => openssl::sign::Signer::new_without_digest(&self.key)?,
        };
        Ok(signer.sign_oneshot_to_vec(message)?)
    }
}

/// `needed` of these keys.
pub fn of(needed: usize, keys: &[&Key]) -> RoleKeys {
    RoleKeys::new(keys.iter().map(|key| key.role_key()).collect(), needed).unwrap()
}

pub fn time(text: &str) -> Time {
    text.parse().unwrap()
}

/// When bundles are made and judged, unless a test says another time.
pub fn now() -> Time {
    time("2026-11-22T10:00:00Z")
}

/// Later than any test.
pub fn far() -> Time {
    time("2090-01-01T00:00:00Z")
}

pub fn reading(at: Time) -> Reading {
    Reading { time: at, source: Source::Typed, bound: 60 }
}

/// The bundle signer: a P-256 key and its self-signed certificate, made once by `openssl`.
pub struct BundleSigner {
    pub key: SoftKey,
    pub certificate: Vec<u8>,
    pub pem: PathBuf,
    _directory: tempfile::TempDir,
}

pub fn bundle_signer() -> &'static BundleSigner {
    static MADE: OnceLock<BundleSigner> = OnceLock::new();
    MADE.get_or_init(|| {
        let directory = tempfile::tempdir().unwrap();
        let kind = ec("P-256", false);
        let kind: Vec<&str> = kind.iter().map(String::as_str).collect();
        let certificate = self_signed(directory.path(), "bundle-signer", &kind, &[]);
        let key = SoftKey::from_pem(&directory.path().join("bundle-signer.key"), Algorithm::Ecdsa(Hash::Sha256));
        BundleSigner { key, certificate, pem: directory.path().join("bundle-signer.pem"), _directory: directory }
    })
}

/// A station that exports bundles.
pub struct Station {
    pub identity: Identity,
    pub root: Vec<Key>,
    pub targets: Vec<Key>,
    pub snapshot: Key,
    pub timestamp: Key,
    pub service: Key,
    pub ledger_key: Key,
    pub roots: Roots,
    pub previous: Option<Versions>,
    pub expiry: Expiry,
    pub made: Time,
    hashes: MemoryHashes,
    entries: Vec<Vec<u8>>,
}

impl Station {
    /// Root 2 of 3 (P-256, P-384, Ed25519), targets 2 of 2, the rest one key each.
    pub fn new() -> Self {
        let root = vec![Key::p256(), Key::ec(Curve::P384, Hash::Sha384), Key::ed25519()];
        let targets = vec![Key::ed25519(), Key::p256()];
        let (snapshot, timestamp, service) = (Key::ed25519(), Key::ed25519(), Key::ed25519());
        let roles = RootRoles {
            root: of(2, &[&root[0], &root[1], &root[2]]),
            targets: of(2, &[&targets[0], &targets[1]]),
            snapshot: of(1, &[&snapshot]),
            timestamp: of(1, &[&timestamp]),
        };
        let mut draft = RootDraft::new(&roles, far(), None).unwrap();
        draft.sign(&root[0]).unwrap();
        draft.add(root[1].role_key().id(), root[1].sign(draft.payload()).unwrap()).unwrap();
        let roots = draft.close(None).unwrap();
        Station {
            identity: Identity { station: "utopia".parse().unwrap(), mode: Mode::Specimen, epoch: 0 },
            root,
            targets,
            snapshot,
            timestamp,
            service,
            ledger_key: Key::ed25519(),
            roots,
            previous: None,
            expiry: Expiry::all(far()),
            made: now(),
            hashes: MemoryHashes::new(),
            entries: Vec::new(),
        }
    }

    /// The roles of the latest root, to change and rotate.
    pub fn roles(&self) -> RootRoles {
        self.roots.roles().clone()
    }

    /// The next root with these roles, signed by these keys.
    pub fn rotate(&self, roles: &RootRoles, signers: &[&Key]) -> Result<Roots, BundleError> {
        let mut draft = RootDraft::new(roles, far(), Some(&self.roots))?;
        signers.iter().try_for_each(|key| draft.sign(*key))?;
        draft.close(Some(&self.roots))
    }

    pub fn service(&self, targets: Vec<Target>) -> Service {
        Service { name: "trust-anchors".parse().unwrap(), keys: of(1, &[&self.service]), targets }
    }

    pub fn plan(&self, services: Vec<Service>) -> Plan<'_> {
        let (root, previous) = (self.roots.term(), self.previous.as_ref());
        let version = previous.map_or(1, |previous| previous.timestamp + 1);
        Plan { root, services, version, previous, made: self.made, expiry: self.expiry }
    }

    pub fn signers<'a>(&'a self, certificates: &'a [&'a [u8]]) -> Signers<'a> {
        Signers {
            timestamp: vec![&self.timestamp],
            snapshot: vec![&self.snapshot],
            targets: self.targets.iter().map(|key| key as &dyn Signer).collect(),
            services: [("trust-anchors".parse().unwrap(), vec![&self.service as &dyn Signer])].into(),
            manifest: ManifestSigner { signer: &bundle_signer().key, certificates, time: self.made },
        }
    }

    pub fn sign(&self, services: Vec<Service>) -> Result<Signed, BundleError> {
        let certificates = [bundle_signer().certificate.as_slice()];
        Export::prepare(self.plan(services))?.sign(&self.roots, &self.signers(&certificates))
    }

    /// Writes an entry in the ledger.
    pub fn record(&mut self, kind: Kind, act: &str, fields: Fields) -> usize {
        let sequence = self.entries.len();
        let (leaf, _) = Leaf::compose(
            &self.identity,
            sequence as u64,
            reading(self.made),
            kind,
            act,
            Digest::of(b"act"),
            fields,
            &mut Forbidden,
        )
        .unwrap();
        self.hashes.push(leaf.hash()).unwrap();
        self.entries.push(leaf.bytes().to_vec());
        sequence
    }

    /// The evidence of an entry under the ledger's present head.
    pub fn evidence(&self, sequence: usize) -> LogFiles {
        let size = self.entries.len() as u64;
        let mut frontier = Frontier::new();
        self.entries.iter().for_each(|entry| frontier.push(ledger::leaf_hash(entry)));
        let head = Head { size, root: frontier.root() };
        let checkpoint = Checkpoint { origin: ledger::origin(&self.identity), head };
        let signed = ledger::sign(&checkpoint, &self.ledger_key).unwrap();
        let path = ledger::inclusion_proof(&self.hashes, sequence as u64, size).unwrap();
        LogFiles {
            checkpoint: signed.note().to_string().into_bytes(),
            proof: TlogProof::new(sequence as u64, path, &signed).text().into_bytes(),
            entry: self.entries[sequence].clone(),
        }
    }

    /// Records the export as the station would, and finishes the bundle.
    pub fn finish(&mut self, signed: Signed) -> Bundle {
        let fields = signed.entry_fields().into_iter().fold(Fields::new(), |f, (name, value)| f.open(name, value));
        self.record(Kind::Intent, EXPORT_ACT, Fields::new());
        let sequence = self.record(Kind::Outcome, EXPORT_ACT, fields);
        signed.finish(self.evidence(sequence))
    }

    /// A whole export of one service's targets; the versions count on.
    pub fn export(&mut self, targets: Vec<Target>) -> Bundle {
        let signed = self.sign(vec![self.service(targets)]).unwrap();
        let bundle = self.finish(signed);
        self.previous = Some(bundle.versions().clone());
        bundle
    }

    pub fn origin(&self) -> String {
        ledger::origin(&self.identity)
    }

    pub fn note_keys(&self) -> Vec<NoteKey> {
        vec![NoteKey::new(&self.origin(), Role::Log, self.ledger_key.public_key()).unwrap()]
    }

    /// Judges a copy as a consumer who pinned the first root.
    pub fn judge_with(
        &self,
        files: BTreeMap<String, Vec<u8>>,
        seen: &Seen,
        at: Time,
        steps: &mut Vec<Step>,
    ) -> Result<VerifiedBundle, BundleError> {
        let (origin, ledger_keys) = (self.origin(), self.note_keys());
        let trust = Trust {
            root: self.roots.first_digest(),
            manifest_key: bundle_signer().key.public_key(),
            ledger_keys: &ledger_keys,
            origin: &origin,
        };
        verify(StickCopy::from_files(files)?, &trust, seen, reading(at), steps)
    }

    pub fn judge(&self, files: &BTreeMap<String, Vec<u8>>) -> Result<VerifiedBundle, BundleError> {
        self.judge_with(files.clone(), &Seen::default(), now(), &mut Vec::new())
    }
}

pub fn target(path: &str, bytes: &[u8]) -> Target {
    Target { path: path.parse().unwrap(), bytes: bytes.to_vec(), custom: None }
}

/// A few targets, one with something else said of it.
pub fn some_targets() -> Vec<Target> {
    let mut anchor = target("trust-anchors/anchors/UT-1.der", b"an anchor");
    anchor.custom = Some(json!({"country": "UT", "quote": "\"\\\n\u{e9}"}));
    vec![anchor, target("trust-anchors/crls/UT.crl", b"a list"), target("trust-anchors/index.json", b"{}")]
}

/// Reads a metadata file.
pub fn read_json(files: &BTreeMap<String, Vec<u8>>, path: &str) -> Value {
    serde_json::from_slice(&files[path]).unwrap()
}

/// Signs a body as it is, right or wrong, and puts it in place.
pub fn put_signed(files: &mut BTreeMap<String, Vec<u8>>, path: &str, signed: Value, keys: &[&Key]) {
    let payload = olpc::bytes(&signed).unwrap();
    let signature = |key: &&Key| (key.role_key().id().to_string(), hex::encode(key.sign(&payload).unwrap()));
    let signatures: BTreeMap<String, String> = keys.iter().map(signature).collect();
    let signatures: Vec<Value> =
        signatures.into_iter().map(|(keyid, sig)| json!({"keyid": keyid, "sig": sig})).collect();
    let file = json!({"signatures": signatures, "signed": signed});
    files.insert(path.to_owned(), chancery::canonical::bytes(&file).unwrap());
}

/// Makes snapshot and timestamp fit the other metadata again, as a thief of both
/// their keys would.
pub fn refit(station: &Station, files: &mut BTreeMap<String, Vec<u8>>) {
    for (file, key) in [("snapshot", &station.snapshot), ("timestamp", &station.timestamp)] {
        let path = format!("metadata/{file}.json");
        let mut signed = read_json(files, &path)["signed"].clone();
        for (name, meta) in signed["meta"].as_object_mut().unwrap() {
            let bytes = &files[&format!("metadata/{name}")];
            let version = serde_json::from_slice::<Value>(bytes).unwrap()["signed"]["version"].clone();
            *meta = json!({"length": bytes.len(), "version": version, "hashes": {"sha256": Digest::of(bytes)}});
        }
        put_signed(files, &path, signed, &[key]);
    }
}
