//! Backups on media in directories: a ledger key, a station, a state sealed to one recipient, a key set.

#![allow(dead_code, reason = "each test uses its part")]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chancery::backup::state::{Laid, StateFolder, StateRequest, lay_out, make};
use chancery::backup::verify::{Today, Trust, verify_keys, verify_state};
use chancery::backup::{
    BackupError, Base64, KeysManifest, LedgerRecord, Medium, ShareRecord, SharesRecord, StationRecord, TokenRecord,
    Way, WrappedKey, check_of, keyset,
};
use chancery::digest::Digest;
use chancery::fault::Fail as _;
use chancery::keys::{KeyId, SetId};
use chancery::ledger::{Checkpoint, Eras, Head, NoteKey, Role, origin, sign, sign_text};
use chancery::mode::{Identity, Mode};
use chancery::sealed::{Addressee, Attendant, Keyring, Nobody};
use chancery::secret::Secret;
use chancery::signer::{Algorithm, PublicKey, Signer, SignerError};
use openssl::pkey::{Id, PKey, Private};
use tempfile::TempDir;

pub const BEGIN: &str = "2026-11-22T10:00:00Z";
/// An identity of 32 octets of 0x42, and its recipient.
pub const IDENTITY: &str = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";
pub const RECIPIENT: &str = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
pub const CONFIGURATION: &[u8] = b"name = 'utopia-1'\n";

/// The ledger key.
pub struct Key(pub PKey<Private>, pub PublicKey);

impl Key {
    pub fn new(seed: u8) -> Self {
        let key = PKey::private_key_from_raw_bytes(&[seed; 32], Id::ED25519).unwrap();
        let public = PublicKey::from_spki(&key.public_key_to_der().unwrap()).unwrap();
        Key(key, public)
    }

    pub fn note_key(&self, of: &Identity) -> NoteKey {
        NoteKey::new(&origin(of), Role::Log, &self.1).unwrap()
    }
}

impl Signer for Key {
    fn algorithm(&self) -> Algorithm {
        Algorithm::Ed25519
    }

    fn public_key(&self) -> &PublicKey {
        &self.1
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        Ok(openssl::sign::Signer::new_without_digest(&self.0)?.sign_oneshot_to_vec(message)?)
    }
}

pub fn station(name: &str) -> Identity {
    Identity { station: name.parse().unwrap(), mode: Mode::Specimen, epoch: 1 }
}

pub fn utopia() -> Identity {
    station("utopia-1")
}

pub fn root_at(size: u64) -> Digest {
    Digest::of(&size.to_be_bytes())
}

pub fn ledger(of: &Identity, size: u64) -> LedgerRecord {
    let key = Key::new(1);
    let checkpoint = Checkpoint { origin: origin(of), head: Head { size, root: root_at(size) } };
    LedgerRecord::of(&sign(&checkpoint, &key).unwrap(), &key.note_key(of)).unwrap()
}

pub fn nobody() -> Arc<dyn Attendant> {
    Arc::new(Nobody)
}

pub fn keyring() -> Keyring {
    Keyring::read(&Secret::new(IDENTITY.into())).unwrap()
}

/// Octets that look random, other ones for each seed.
pub fn octets(seed: u8, length: usize) -> Vec<u8> {
    let block = |n: u64| Digest::of(&[&[seed][..], &n.to_be_bytes()].concat()).bytes().to_vec();
    let mut octets: Vec<u8> = (0..).flat_map(block).take(length).collect();
    octets.shrink_to_fit();
    octets
}

/// A backup of the state of these octets, signed, and the folder it lies in.
pub fn backup(on: &Path, of: &Identity, database: &[u8], when: &str, base: Option<&StateFolder>) -> PathBuf {
    try_backup(on, of, database, when, base, &[RECIPIENT.parse().unwrap()]).unwrap()
}

pub fn try_backup(
    on: &Path,
    of: &Identity,
    database: &[u8],
    when: &str,
    base: Option<&StateFolder>,
    recipients: &[Addressee],
) -> Result<PathBuf, BackupError> {
    let mut copy = tempfile::tempfile().unwrap();
    copy.write_all(database).unwrap();
    let made = when.parse().unwrap();
    let request = StateRequest {
        station: of,
        made,
        ledger: ledger(of, 42),
        configuration: CONFIGURATION,
        program: "chancery 0.1.0",
        recipients,
        base,
    };
    let medium = Medium::open(on).unwrap();
    let mut signed = |text: &str| sign_text(text, &origin(of), &Key::new(1));
    let made = make(&medium, &copy, request, &nobody(), Some(&mut signed), &mut |_, _, _| {})?;
    Ok(on.join(made.published.name))
}

pub fn read(folder: &Path) -> Result<StateFolder, BackupError> {
    let medium = Medium::open(folder.parent().unwrap()).unwrap();
    StateFolder::read(medium.folder(folder.file_name().unwrap().to_str().unwrap())?)
}

/// Lays out into a directory of its own, which must be empty if it fails.
pub fn laid(folder: &StateFolder, base: Option<&StateFolder>) -> Result<(TempDir, Laid), BackupError> {
    let into = TempDir::new().unwrap();
    match lay_out(folder, base, &keyring(), &nobody(), into.path(), &mut |_, _, _| {}) {
        Ok(laid) => Ok((into, laid)),
        Err(error) => {
            assert_eq!(fs::read_dir(into.path()).unwrap().count(), 0, "{error}");
            Err(error)
        }
    }
}

/// The clause by which a folder is not taken: read and laid out, with no key at hand to judge signatures.
pub fn refused(folder: &Path) -> Option<&'static str> {
    read(folder).and_then(|read| laid(&read, None).map(drop)).expect_err("it is refused").clause()
}

/// Whether everything that can be judged holds, and a key that is known stands behind it.
pub fn is_signed(folder: &Path) -> bool {
    let keys = Eras::of(Key::new(1).note_key(&utopia()));
    let today = Today { size: 50, root_at: &|size| Some(root_at(size)) };
    let trust = Trust { keys: Some(&keys), station: Some(&utopia()), today: Some(&today), at: None };
    let medium = Medium::open(folder.parent().unwrap()).unwrap();
    let name = folder.file_name().unwrap().to_str().unwrap();
    match name.starts_with("keys") {
        true => verify_keys(&medium.folder(name).unwrap(), &trust, None).is_signed(),
        false => verify_state(medium.folder(name).unwrap(), None, &trust, &mut |_, _| {}).is_signed(),
    }
}

pub fn key_set(on: [&Path; 2]) -> PathBuf {
    let (set, identity) = (SetId::of([0xa1, 0xb2, 0xc3, 0xd4, 0xe5, 0xf6, 0x07, 0x18]), utopia());
    let blob = octets(1, 56);
    let key = WrappedKey {
        label: "csca".parse().unwrap(),
        id: KeyId::of([1; 16]),
        spec: "Ed25519".parse().unwrap(),
        public_key: Base64(Key::new(7).1.spki().to_vec()),
        file: "csca.kwp".into(),
        octets: 56,
        sha256: Digest::of(&blob),
        vault: "primary".parse().unwrap(),
        token: TokenRecord {
            label: "utopia".into(),
            serial: "01".into(),
            manufacturer: "m".into(),
            model: String::new(),
        },
        guards: Vec::new(),
        certificates: Vec::new(),
    };
    let share = |number: u8| ShareRecord {
        number,
        keeper: format!("keeper-{number}").parse().unwrap(),
        way: Way::Card,
        to: None,
        check: check_of(set, number, &Secret::new(vec![b'a'])),
    };
    let manifest = KeysManifest {
        schema: KeysManifest::SCHEMA.into(),
        set,
        station: StationRecord::from(&identity),
        made: BEGIN.parse().unwrap(),
        act: Digest::of(b"act"),
        shares: SharesRecord { identifier: 7, threshold: 2, of: 3, each: (1..=3).map(share).collect() },
        keys: vec![key],
        escrow: None,
        ledger: ledger(&identity, 42),
        replaces: Vec::new(),
    };
    let text = manifest.note_text(&manifest.bytes().unwrap());
    let note = sign_text(&text, &origin(&identity), &Key::new(1)).unwrap();
    let blobs = BTreeMap::from([("csca".parse().unwrap(), blob)]);
    let media = on.map(|path| Medium::open(path).unwrap());
    let [one, other] = &media;
    keyset::write(&[one, other], &manifest, &note, &blobs, &mut |_, _| {}).unwrap();
    on[0].join(manifest.folder())
}
