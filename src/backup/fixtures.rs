//! What the tests of this room share: a ledger key, a station, databases, a key set, sealed backups.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write as _;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use openssl::pkey::{Id, PKey, Private};

use super::manifest::{
    Base64, KeysManifest, LedgerRecord, ShareRecord, SharesRecord, StationRecord, TokenRecord, Way, WrappedKey,
};
use super::medium::Medium;
use super::state::{MadeState, StateFolder, StateRequest, make};
use super::*;
use crate::clock::{Reading, Source, Time};
use crate::digest::{Digest, Hasher};
use crate::keys::{KeyId, SetId};
use crate::ledger::{Checkpoint, Head, LedgerError, Note, NoteKey, origin};
use crate::mode::{Identity, Mode};
use crate::safe::Label;
use crate::sealed::{Addressee, Attendant, Identities, Keyring, Nobody, Recipient};
use crate::secret::Secret;

/// An identity of 32 octets of 0x42.
const IDENTITY: &str = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";

pub(super) fn station() -> Identity {
    Identity { station: "utopia-1".parse().unwrap(), mode: Mode::Specimen, epoch: 1 }
}

pub(super) fn at(text: &str) -> Time {
    text.parse().unwrap()
}

/// The same from a clock that may be off by a minute.
pub(super) fn reading(text: &str) -> Reading {
    Reading { time: at(text), source: Source::Battery, bound: 60 }
}

pub(super) const BEGIN: &str = "2026-11-22T10:00:00Z";

/// The ledger key of a seed.
pub(super) struct LedgerKey {
    private: PKey<Private>,
    id: [u8; 4],
    octets: Vec<u8>,
}

impl LedgerKey {
    pub(super) fn new(seed: u8) -> Self {
        let private = PKey::private_key_from_raw_bytes(&[seed; 32], Id::ED25519).unwrap();
        let octets = [vec![1], private.raw_public_key().unwrap()].concat();
        let id = *Hasher::new()
            .then(format!("{}\n", origin(&station())).as_bytes())
            .then(&octets)
            .finish()
            .bytes()
            .first_chunk()
            .unwrap();
        LedgerKey { private, id, octets }
    }

    pub(super) fn note_key(&self) -> NoteKey {
        NoteKey::parse(&self.text()).unwrap()
    }

    pub(super) fn text(&self) -> String {
        format!("{}+{}+{}", origin(&station()), hex::encode(self.id), STANDARD.encode(&self.octets))
    }

    pub(super) fn sign(&self, text: &str) -> Note {
        let signature = openssl::sign::Signer::new_without_digest(&self.private).unwrap();
        let signature = { signature }.sign_oneshot_to_vec(text.as_bytes()).unwrap();
        let line = STANDARD.encode([&self.id[..], &signature].concat());
        Note::parse(&format!("{text}\n\u{2014} {} {line}\n", origin(&station()))).unwrap()
    }
}

/// A ledger is told by its size here: the root is a digest of it.
pub(super) fn root_at(size: u64) -> Digest {
    Digest::of(&size.to_be_bytes())
}

pub(super) fn ledger(size: u64) -> LedgerRecord {
    let (key, head) = (LedgerKey::new(1), Head { size, root: root_at(size) });
    let body = Checkpoint { origin: origin(&station()), head }.body();
    LedgerRecord { size, root: head.root, checkpoint: key.sign(&body).to_string(), key: key.text() }
}

pub(super) fn keyring() -> Keyring {
    Keyring::read(&Secret::new(IDENTITY.into())).unwrap()
}

pub(super) fn recipient() -> Recipient {
    Identities::read(&Secret::new(IDENTITY.into())).unwrap().recipients().remove(0)
}

pub(super) fn nobody() -> Arc<dyn Attendant> {
    Arc::new(Nobody)
}

/// Octets that look random, so many, other ones for each seed and place.
pub(super) fn octets(seed: u8, length: usize) -> Vec<u8> {
    let mut octets = Vec::with_capacity(length + 32);
    let mut n = 0u64;
    while octets.len() < length {
        octets.extend_from_slice(Digest::of(&[&[seed][..], &n.to_be_bytes()].concat()).bytes());
        n += 1;
    }
    octets.truncate(length);
    octets
}

pub(super) fn file(octets: &[u8]) -> File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(octets).unwrap();
    file
}

pub(super) fn medium() -> (tempfile::TempDir, Medium) {
    let directory = tempfile::tempdir().unwrap();
    let medium = Medium::open(directory.path()).unwrap();
    (directory, medium)
}

/// Makes a backup of these octets, signed, at this moment and size.
pub(super) fn made(
    medium: &Medium,
    database: &[u8],
    when: &str,
    size: u64,
    base: Option<&StateFolder>,
) -> Result<MadeState, BackupError> {
    let identity = station();
    let to: [Addressee; 1] = [recipient().into()];
    let request = StateRequest {
        station: &identity,
        made: at(when),
        ledger: ledger(size),
        configuration: b"name = 'utopia-1'\n",
        program: "chancery 0.1.0",
        recipients: &to,
        base,
    };
    let mut sign = |text: &str| -> Result<Note, LedgerError> { Ok(LedgerKey::new(1).sign(text)) };
    make(medium, &file(database), request, &nobody(), Some(&mut sign), &mut |_, _, _| {})
}

pub(super) fn read(medium: &Medium, made: &MadeState) -> StateFolder {
    StateFolder::read(medium.folder(&made.manifest.name.to_string()).unwrap()).unwrap()
}

pub(super) fn label(text: &str) -> Label {
    text.parse().unwrap()
}

pub(super) fn set() -> SetId {
    SetId::of([0xa1, 0xb2, 0xc3, 0xd4, 0xe5, 0xf6, 0x07, 0x18])
}

fn wrapped(name: &str, n: u8, blob: &[u8]) -> WrappedKey {
    let spki = PKey::private_key_from_raw_bytes(&[n; 32], Id::ED25519).unwrap().public_key_to_der().unwrap();
    WrappedKey {
        label: label(name),
        id: KeyId::of([n; 16]),
        spec: "Ed25519".parse().unwrap(),
        public_key: Base64(spki),
        file: format!("{name}.kwp"),
        octets: blob.len() as u64,
        sha256: Digest::of(blob),
        vault: label("primary"),
        token: TokenRecord {
            label: "utopia".into(),
            serial: "0123".into(),
            manufacturer: "Maker & Sons".into(),
            model: "v1".into(),
        },
        guards: vec!["sensitive".into()],
        certificates: vec![Base64(vec![0x30, 0])],
    }
}

/// A key set of two keys and three shares, with its blobs.
pub(super) fn key_set() -> (KeysManifest, BTreeMap<Label, Vec<u8>>) {
    let blobs = BTreeMap::from([(label("csca"), octets(1, 56)), (label("signer-1"), octets(2, 80))]);
    let share = |number: u8, keeper: &str, way, to: Option<&str>| ShareRecord {
        number,
        keeper: label(keeper),
        way,
        to: to.map(str::to_owned),
        check: check_of(set(), number, &Secret::new(vec![b'a' + number])),
    };
    let fingerprint = "0123456789ABCDEF0123456789ABCDEF01234567";
    let manifest = KeysManifest {
        schema: KeysManifest::SCHEMA.to_owned(),
        set: set(),
        station: StationRecord::from(&station()),
        made: at(BEGIN),
        act: Digest::of(b"act"),
        shares: SharesRecord {
            identifier: 7945,
            threshold: 2,
            of: 3,
            each: vec![
                share(1, "alice", Way::Card, None),
                share(2, "bob", Way::Age, Some(recipient().as_str())),
                share(3, "carol", Way::Openpgp, Some(fingerprint)),
            ],
        },
        keys: vec![wrapped("csca", 1, &blobs[&label("csca")]), wrapped("signer-1", 2, &blobs[&label("signer-1")])],
        escrow: None,
        ledger: ledger(42),
        replaces: vec![SetId::of([1; 8])],
    };
    (manifest, blobs)
}

pub(super) fn key_note(manifest: &KeysManifest) -> Note {
    LedgerKey::new(1).sign(&manifest.note_text(&manifest.bytes().unwrap()))
}

/// A JSON document with one value changed, in its canonical octets.
pub(super) fn changed(octets: &[u8], path: &str, value: serde_json::Value) -> Vec<u8> {
    let mut document: serde_json::Value = serde_json::from_slice(octets).unwrap();
    match document.pointer_mut(path) {
        Some(place) => *place = value,
        None => {
            let (above, name) = path.rsplit_once('/').unwrap();
            let above = document.pointer_mut(above).unwrap().as_object_mut().unwrap();
            above.insert(name.to_owned(), value);
        }
    }
    crate::canonical::bytes(&document).unwrap()
}
