//! What lies sealed in a copy of the state: somebody who knows the recipient seals whatever they like, and the manifest
//! says so. A directory is laid out whole, with the members that were asked for, or nothing is left in it; both of a full
//! copy and of one that is laid over another.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use chancery::backup::StateManifest;
use chancery::backup::state::StateFolder;
use chancery::digest::Digest;
use chancery::sealed::{Addressee, SealedError, seal_stream};
use tempfile::TempDir;

use crate::sealed_media::{BEGIN, CONFIGURATION, RECIPIENT, backup, laid, nobody, octets, read, utopia};

/// A full copy, and one that is laid over it; each with the database that it must give.
struct Media {
    _place: TempDir,
    base: PathBuf,
    full: (PathBuf, Vec<u8>),
    over: (PathBuf, Vec<u8>),
}

/// In memory where that is at hand: each input is written and read back.
fn media() -> &'static Media {
    static MADE: OnceLock<Media> = OnceLock::new();
    MADE.get_or_init(|| {
        let memory = Path::new("/dev/shm");
        let place = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() }.unwrap();
        let (mut then, now) = (octets(1, 70_000), octets(2, 900));
        let base = backup(place.path(), &utopia(), &then, BEGIN, None);
        then[66_000..66_900].copy_from_slice(&now);
        let read = read(&base).unwrap();
        let over = backup(place.path(), &utopia(), &then, "2026-11-23T10:00:00Z", Some(&read));
        let full = backup(place.path(), &utopia(), &now, "2026-11-24T10:00:00Z", None);
        Media { base, full: (full, now), over: (over, then), _place: place }
    })
}

/// Puts this content into the folder of a copy, with a manifest that fits.
fn put(folder: &Path, tar: &[u8]) {
    let to: Addressee = RECIPIENT.parse().unwrap();
    let write = |out: &mut dyn Write| out.write_all(tar).map_err(SealedError::Write);
    let (data, ()) = seal_stream(Vec::new(), &[to], &nobody(), write).unwrap();
    let path = folder.join("manifest.json");
    let mut manifest = StateManifest::read(&fs::read(&path).unwrap()).unwrap();
    (manifest.data.octets, manifest.data.sha256) = (data.len() as u64, Digest::of(&data));
    fs::write(path, manifest.bytes().unwrap()).unwrap();
    fs::write(folder.join("data.age"), data).unwrap();
}

/// Whether it was laid out; then it is the database that it should be.
fn holds(folder: &StateFolder, base: Option<&StateFolder>, database: &[u8]) -> bool {
    match laid(folder, base) {
        Err(error) => super::is_harmless(&error.to_string()),
        Ok((_place, laid)) => {
            assert_eq!(fs::read(laid.database).unwrap(), database);
            assert!(fs::read(laid.configuration).unwrap().len() <= 1 << 20);
            return true;
        }
    }
    false
}

pub fn run(bytes: &[u8]) {
    taken(bytes);
}

/// Whether the content was taken as that of the full copy, and as that of the other.
pub fn taken(bytes: &[u8]) -> [bool; 2] {
    let media = media();
    // One at a time: the folders are the same for every input.
    static ONE: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _one = ONE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    put(&media.full.0, bytes);
    let full = holds(&read(&media.full.0).unwrap(), None, &media.full.1);
    put(&media.over.0, bytes);
    let base = read(&media.base).unwrap();
    [full, holds(&read(&media.over.0).unwrap(), Some(&base), &media.over.1)]
}

/// The tars that the two copies were made with.
pub fn seeds() -> Vec<Vec<u8>> {
    let media = media();
    let checkpoint = |folder: &Path| read(folder).unwrap().manifest().ledger.checkpoint.clone().into_bytes();
    let full = [
        ("station.toml", CONFIGURATION.to_vec()),
        ("checkpoint.txt", checkpoint(&media.full.0)),
        ("station.db", media.full.1.clone()),
    ];
    let block = [&1u64.to_be_bytes()[..], &media.over.1[65_536..]].concat();
    let over = [
        ("station.toml", CONFIGURATION.to_vec()),
        ("checkpoint.txt", checkpoint(&media.over.0)),
        ("station.db.blocks", block),
    ];
    [full, over].iter().map(|members| tar(members)).collect()
}

fn tar(members: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, octets) in members {
        let mut header = tar::Header::new_ustar();
        header.set_path(name).unwrap();
        header.set_size(octets.len() as u64);
        header.set_mode(0o600);
        header.set_cksum();
        tar.append(&header, &octets[..]).unwrap();
    }
    tar.into_inner().unwrap()
}
