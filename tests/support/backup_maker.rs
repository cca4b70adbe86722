//! Backups by the documented formats, made with stock means alone: OpenSSL, `shamir`, `age`, `tar` and SQLite. What
//! somebody restores them with is proven against bytes that no code of the house has made.

#![allow(dead_code, reason = "each test uses its part")]

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chancery::secret::Secret;
use chancery::share::Share;
use openssl::cipher::Cipher;
use openssl::cipher_ctx::{CipherCtx, CipherCtxFlags};
use openssl::ec::{EcGroup, EcKey};
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::sha::sha256;
use openssl::sign::Signer;
use rusqlite::Connection;
use serde_json::{Value, json};

use super::shamir;

/// Octets of one block of a database.
pub const BLOCK: usize = 65_536;

/// A digest in hex.
pub fn hex_digest(octets: &[u8]) -> String {
    hex::encode(sha256(octets))
}

/// The ledger key of a station.
#[derive(Clone)]
pub struct Ledger {
    pub station: String,
    key: PKey<Private>,
}

impl Ledger {
    /// A new key for a specimen station.
    pub fn of(station: &str) -> Ledger {
        Ledger { station: station.to_owned(), key: PKey::generate_ed25519().unwrap() }
    }

    fn origin(&self) -> String {
        format!("chancery/{}/specimen", self.station)
    }

    fn id(&self) -> Vec<u8> {
        let text = [self.origin().as_bytes(), b"\n\x01", &self.key.raw_public_key().unwrap()].concat();
        sha256(&text)[..4].to_vec()
    }

    /// The verifier key, as it stands on paper.
    pub fn verifier(&self) -> String {
        let key = [&[1], &self.key.raw_public_key().unwrap()[..]].concat();
        format!("{}+{}+{}", self.origin(), hex::encode(self.id()), STANDARD.encode(key))
    }

    /// A signed note.
    pub fn note(&self, text: &str) -> String {
        let mut signer = Signer::new_without_digest(&self.key).unwrap();
        let signature = signer.sign_oneshot_to_vec(text.as_bytes()).unwrap();
        let line = STANDARD.encode([self.id(), signature].concat());
        format!("{text}\n\u{2014} {} {line}\n", self.origin())
    }

    /// The checkpoint of these entries.
    pub fn checkpoint(&self, entries: &[Vec<u8>]) -> String {
        self.note(&format!("{}\n{}\n{}\n", self.origin(), entries.len(), STANDARD.encode(head(entries))))
    }

    fn head(&self, entries: &[Vec<u8>]) -> Value {
        let (root, checkpoint) = (hex::encode(head(entries)), self.checkpoint(entries));
        json!({"size": entries.len(), "root": root, "checkpoint": checkpoint, "key": self.verifier()})
    }

    fn station(&self) -> Value {
        json!({"name": self.station, "mode": "specimen", "epoch": 1})
    }
}

/// The tree head of RFC 6962, as section 2.1 writes it.
pub fn head(entries: &[Vec<u8>]) -> [u8; 32] {
    match entries {
        [] => sha256(b""),
        [only] => sha256(&[&[0], &only[..]].concat()),
        many => {
            let half = many.len().next_power_of_two() / 2;
            let (left, right) = many.split_at(half);
            sha256(&[&[1][..], &head(left), &head(right)].concat())
        }
    }
}

/// RFC 8785 of a value whose names and numbers are plain.
fn canonical(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(name, _)| name.as_str());
            let text = members.iter().map(|(name, value)| format!("{}:{}", json!(name), canonical(value)));
            format!("{{{}}}", text.collect::<Vec<_>>().join(","))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
        plain => plain.to_string(),
    }
}

/// One of every kind of key that tokens wrap.
pub fn keys() -> Vec<(String, PKey<Private>)> {
    let ec = |nid| PKey::from_ec_key(EcKey::generate(&EcGroup::from_curve_name(nid).unwrap()).unwrap()).unwrap();
    vec![
        ("csca-1".to_owned(), ec(Nid::SECP384R1)),
        ("bundle-signer-1".to_owned(), ec(Nid::X9_62_PRIME256V1)),
        ("service-ca-1".to_owned(), ec(Nid::SECP521R1)),
        ("mls-1".to_owned(), ec(Nid::BRAINPOOL_P256R1)),
        ("rsa-1".to_owned(), PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap()),
        ("ledger-1".to_owned(), PKey::generate_ed25519().unwrap()),
    ]
}

/// RFC 5649 with AES-256.
pub fn wrap(key: &[u8], plain: &[u8]) -> Vec<u8> {
    let mut context = CipherCtx::new().unwrap();
    context.set_flags(CipherCtxFlags::FLAG_WRAP_ALLOW);
    context.encrypt_init(Some(Cipher::aes_256_wrap_pad()), Some(key), None).unwrap();
    let mut blob = Vec::new();
    context.cipher_update_vec(plain, &mut blob).unwrap();
    context.cipher_final_vec(&mut blob).unwrap();
    blob
}

/// A key set on a medium.
pub struct KeySet {
    pub folder: PathBuf,
    pub set: String,
    /// The words of each share, in their order.
    pub shares: Vec<String>,
    /// The backup key in hex.
    pub secret: String,
    pub keys: Vec<(String, PKey<Private>)>,
    pub ledger: Ledger,
}

impl KeySet {
    /// Wraps keys and splits what wraps them among `of` keepers, `threshold` of whom are wanted.
    pub fn make(
        tool: &Path,
        medium: &Path,
        ledger: &Ledger,
        keys: Vec<(String, PKey<Private>)>,
        (threshold, of): (u8, u8),
    ) -> KeySet {
        let mut drawn = [0; 40];
        openssl::rand::rand_bytes(&mut drawn).unwrap();
        let (secret, set) = (hex::encode(&drawn[..32]), hex::encode(&drawn[32..]));
        let shares = shamir::create(tool, &[&format!("{threshold}of{of}")], &secret).remove(0);
        let folder = medium.join(format!("keys-{set}"));
        fs::create_dir(&folder).unwrap();
        let each = (1..).zip(&shares).map(|(number, words)| {
            let check = hex_digest(format!("chancery share\n{set}\n{number}\n{words}\n").as_bytes());
            json!({"number": number, "keeper": format!("keeper-{number}"), "way": "card", "to": null, "check": check})
        });
        let list = keys.iter().map(|(label, key)| {
            let blob = wrap(&drawn[..32], &key.private_key_to_pkcs8().unwrap());
            let file = format!("{label}.kwp");
            fs::write(folder.join(&file), &blob).unwrap();
            json!({
                "label": label, "id": hex_digest(label.as_bytes())[..32], "spec": "P-384", "file": file,
                "public_key": STANDARD.encode(key.public_key_to_der().unwrap()),
                "octets": blob.len(), "sha256": hex_digest(&blob), "vault": "primary", "guards": [], "certificates": [],
                "token": {"label": "primary", "serial": "0001", "manufacturer": "nobody", "model": "none"},
            })
        });
        let first = Share::read(&Secret::new(shares[0].clone().into_bytes())).unwrap();
        let (identifier, entries) = (first.head().set.identifier.number(), [b"an entry".to_vec()]);
        let manifest = json!({
            "schema": "chancery/backup-keys@1", "set": set, "station": ledger.station(), "made": "2026-11-23T10:00:00Z",
            "act": hex_digest(b"an act"), "keys": list.collect::<Vec<_>>(), "ledger": ledger.head(&entries),
            "replaces": [],
            "shares": {"identifier": identifier, "threshold": threshold, "of": of, "each": each.collect::<Vec<_>>()},
        });
        fs::write(folder.join("README.txt"), "See src/backup/format.md.\n").unwrap();
        let made = KeySet { folder, set, shares, secret, keys, ledger: ledger.clone() };
        made.sign(&manifest, ledger);
        made
    }

    /// What the manifest says.
    pub fn manifest(&self) -> Value {
        serde_json::from_slice(&fs::read(self.folder.join("manifest.json")).unwrap()).unwrap()
    }

    /// Writes another manifest, signed by this key.
    pub fn sign(&self, manifest: &Value, by: &Ledger) {
        write_manifest(&self.folder, manifest, Some((by, &format!("keys {}", self.set))));
    }

    /// Writes the manifest again after a change that the ledger key signs, as nobody but the station could.
    pub fn change(&self, change: impl FnOnce(&mut Value)) {
        let mut manifest = self.manifest();
        change(&mut manifest);
        self.sign(&manifest, &self.ledger);
    }

    /// The path of one of its files.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

fn write_manifest(folder: &Path, manifest: &Value, signed: Option<(&Ledger, &str)>) -> String {
    let text = canonical(manifest);
    let digest = hex_digest(text.as_bytes());
    fs::write(folder.join("manifest.json"), &text).unwrap();
    if let Some((by, what)) = signed {
        let note = by.note(&format!("chancery backup\n{what}\nsha256 {digest}\n"));
        fs::write(folder.join("manifest.note"), note).unwrap();
    }
    digest
}

/// A station's database, closed: this many entries, and some ballast so that it has several blocks.
pub struct Database {
    pub entries: Vec<Vec<u8>>,
    pub octets: Vec<u8>,
}

impl Database {
    /// A new one.
    pub fn of(entries: usize) -> Database {
        let entries = (0..entries).map(|number| format!("{{\"sequence\":{number},\"v\":1}}").into_bytes()).collect();
        Database::holding(entries, 400_000)
    }

    /// One of these entries.
    pub fn holding(entries: Vec<Vec<u8>>, ballast: usize) -> Database {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("station.db");
        let db = Connection::open(&path).unwrap();
        db.execute_batch("PRAGMA journal_mode = WAL").unwrap();
        db.execute_batch(include_str!("../../src/store/schema_1.sql")).unwrap();
        let body = vec![b'x'; ballast];
        db.execute("INSERT INTO object (digest, bytes) VALUES (?1, ?2)", (&sha256(&body)[..], &body)).unwrap();
        let transaction = db.unchecked_transaction().unwrap();
        for (number, body) in entries.iter().enumerate() {
            transaction.execute("INSERT INTO entry VALUES (?1, ?2)", (number as i64, body)).unwrap();
        }
        transaction.commit().unwrap();
        db.close().unwrap();
        Database { entries, octets: fs::read(&path).unwrap() }
    }

    fn described(&self) -> Value {
        let blocks: Vec<String> = self.octets.chunks(BLOCK).map(hex_digest).collect();
        json!({"octets": self.octets.len(), "sha256": hex_digest(&self.octets), "block": BLOCK, "blocks": blocks})
    }

    /// The blocks in which this one differs from another, each behind its number.
    fn blocks_over(&self, base: &Database) -> Vec<u8> {
        let old: Vec<&[u8]> = base.octets.chunks(BLOCK).collect();
        let new = (0u64..).zip(self.octets.chunks(BLOCK));
        let changed = new.filter(|(number, block)| old.get(*number as usize) != Some(block));
        changed.flat_map(|(number, block)| [&number.to_be_bytes(), block].concat()).collect()
    }
}

/// Everything that one backup of a state is made of; each part may be another than it should be.
pub struct Saving<'a> {
    pub ledger: &'a Ledger,
    pub database: &'a Database,
    /// What an incremental builds on.
    pub base: Option<(&'a State, &'a Database)>,
    /// Whether the ledger key is at hand.
    pub signed: bool,
    /// `age1…`
    pub recipients: &'a [&'a str],
    /// Where programs are found.
    pub path: Option<std::ffi::OsString>,
}

/// A backup of a state on a medium.
pub struct State {
    pub folder: PathBuf,
    pub name: String,
    /// The digest of its manifest.
    pub digest: String,
}

impl Saving<'_> {
    /// Writes it to a medium.
    pub fn write(&self, medium: &Path) -> State {
        self.write_with(medium, |_| (), |_| ())
    }

    /// The same after a change of the files that are sealed, and one of the manifest.
    pub fn write_with(&self, medium: &Path, contents: impl FnOnce(&Path), manifest: impl FnOnce(&mut Value)) -> State {
        thread_local!(static MADE: Cell<u32> = const { Cell::new(0) });
        let made = MADE.replace(MADE.get() + 1);
        let name = format!("state-202611{:02}T0{}{:02}00Z-{:010}", 1 + made / 540, made / 60 % 9, made % 60, 3);
        let folder = medium.join(&name);
        fs::create_dir(&folder).unwrap();
        let head = self.ledger.head(&self.database.entries);
        let data = self.seal(&folder, head["checkpoint"].as_str().unwrap(), contents);
        let base = self.base.map(|(base, _)| json!({"name": base.name, "manifest": base.digest}));
        let mut said = json!({
            "schema": "chancery/backup-state@1", "name": name, "station": self.ledger.station(), "base": base,
            "made": "2026-11-23T10:00:00Z", "kind": if self.base.is_some() { "incremental" } else { "full" },
            "ledger": head, "database": self.database.described(), "recipients": self.recipients,
            "data": {"octets": data.len(), "sha256": hex_digest(&data)}, "program": "chancery 0.1.0",
        });
        manifest(&mut said);
        let what = format!("state {name}");
        let digest = write_manifest(&folder, &said, self.signed.then_some((self.ledger, &what)));
        State { folder, name, digest }
    }

    fn seal(&self, folder: &Path, checkpoint: &str, contents: impl FnOnce(&Path)) -> Vec<u8> {
        let work = tempfile::tempdir().unwrap();
        let write = |name: &str, octets: &[u8]| fs::write(work.path().join(name), octets).unwrap();
        write("station.toml", format!("name = \"{}\"\n", self.ledger.station).as_bytes());
        write("checkpoint.txt", checkpoint.as_bytes());
        match self.base {
            None => write("station.db", &self.database.octets),
            Some((_, base)) => write("station.db.blocks", &self.database.blocks_over(base)),
        }
        contents(work.path());
        let mut names: Vec<_> = fs::read_dir(work.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        let mut tar = Command::new("tar");
        tar.arg("-C").arg(work.path()).args(["-cf", "-"]).args(names);
        let tarred = tar.output().unwrap();
        assert!(tarred.status.success(), "{}", String::from_utf8_lossy(&tarred.stderr));
        let plain = work.path().join("plain");
        fs::write(&plain, &tarred.stdout).unwrap();
        let mut age = Command::new("age");
        age.args(self.recipients.iter().flat_map(|recipient| ["-r", recipient]));
        if let Some(path) = &self.path {
            age.env("PATH", path);
        }
        let sealed = age.arg("-o").arg(folder.join("data.age")).arg(plain).output().unwrap();
        assert!(sealed.status.success(), "{}", String::from_utf8_lossy(&sealed.stderr));
        fs::read(folder.join("data.age")).unwrap()
    }
}

/// A new identity of age in a folder, and its recipient. `None`, with a printed word, where age is not installed.
pub fn identity(folder: &Path, name: &str) -> Option<(PathBuf, String)> {
    let file = folder.join(name);
    let Ok(made) = Command::new("age-keygen").arg("-o").arg(&file).output() else {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "age is not installed");
        println!("skipped: age is not installed");
        return None;
    };
    assert!(made.status.success());
    let text = fs::read_to_string(&file).unwrap();
    let recipient = text.lines().find_map(|line| line.strip_prefix("# public key: ")).unwrap().to_owned();
    Some((file, recipient))
}

/// Changes one octet of a file.
pub fn flip(path: &Path, at: usize) {
    let mut octets = fs::read(path).unwrap();
    let at = at % octets.len();
    octets[at] ^= 1;
    fs::write(path, octets).unwrap();
}
