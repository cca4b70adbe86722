//! Throw-away tokens: in memory or not at all, and nothing is left of them.

use std::fs::File;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use chancery::entropy::Forbidden;
use chancery::fault::{Fail, Fault};
use chancery::keys::KeyId;
use chancery::safe::Label;
use chancery::vault::{KeyRequest, MemoryKind, Session, ThrowAway, VaultError, memory_places};

use crate::tokens::{entropy, missing};

fn label() -> Label {
    "drill".parse().unwrap()
}

/// A place of the test in memory; none, with a word, where the machine has none.
fn place() -> Option<tempfile::TempDir> {
    match memory_places(&["/dev/shm"]).first() {
        Some(place) => Some(tempfile::tempdir_in(&place.path).unwrap()),
        None => {
            missing("a file system in memory at /dev/shm");
            None
        }
    }
}

fn entries(directory: &Path) -> Vec<PathBuf> {
    directory.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect()
}

fn key(session: &Session, n: u8) -> KeyRequest {
    let (id, label) = (KeyId::of([n; 16]), format!("key-{n}").parse().unwrap());
    let request = KeyRequest { id, label, spec: "P-256".parse().unwrap(), extractable: false };
    session.generate(&request).unwrap();
    request
}

#[test]
fn it_is_made_used_and_erased() {
    let Some(place) = place() else { return };
    let token = ThrowAway::create(place.path(), &label(), &mut entropy()).unwrap();
    assert_eq!((token.place().path.as_path(), token.place().kind), (place.path(), MemoryKind::Tmpfs));
    let directory = entries(place.path()).remove(0);
    assert_eq!(directory.metadata().unwrap().permissions().mode() & 0o7777, 0o700, "for its owner alone");
    for n in [1, 2] {
        let request = key(token.session(), n);
        token.session().signer(request.id, request.spec.default_algorithm()).unwrap();
    }
    // What it held is looked at after its name is gone.
    let mut file = File::open(directory.join("token")).unwrap();
    let erased = token.erase().unwrap();
    assert_eq!((erased.objects, erased.files), (4, 2), "{erased:?}");
    assert!(erased.octets > 4096, "{erased:?}");
    assert_eq!(entries(place.path()), Vec::<PathBuf>::new());
    let mut left = Vec::new();
    file.read_to_end(&mut left).unwrap();
    assert!(left.len() > 4096 && left.iter().all(|octet| *octet == 0), "its octets are overwritten");
    // The next one in this process is not disturbed.
    let next = ThrowAway::create(place.path(), &label(), &mut entropy()).unwrap();
    key(next.session(), 1);
    next.erase().unwrap();
    assert_eq!(entries(place.path()), Vec::<PathBuf>::new());
}

#[test]
fn what_is_dropped_is_removed_too() {
    let Some(place) = place() else { return };
    let token = ThrowAway::create(place.path(), &label(), &mut entropy()).unwrap();
    key(token.session(), 1);
    drop(token);
    assert_eq!(entries(place.path()), Vec::<PathBuf>::new());
}

#[test]
fn what_still_uses_it_is_said_and_its_files_go_all_the_same() {
    let Some(place) = place() else { return };
    let token = ThrowAway::create(place.path(), &label(), &mut entropy()).unwrap();
    let another = token.session().another().unwrap();
    let error = token.erase().unwrap_err();
    assert_eq!((error.clause(), error.kind()), (Some("BACKUP-18"), Fault::Storage));
    assert!(error.to_string().contains("something still uses it"), "{error}");
    assert!(error.hint().is_some());
    assert_eq!(entries(place.path()), Vec::<PathBuf>::new());
    assert!(matches!(another.destroy(KeyId::of([1; 16])), Err(VaultError::TokenGone { .. })));
}

#[test]
fn whatever_was_put_into_it_goes_with_it() {
    let Some(place) = place() else { return };
    let token = ThrowAway::create(place.path(), &label(), &mut entropy()).unwrap();
    let folder = entries(place.path()).remove(0);
    std::fs::create_dir(folder.join("inside")).unwrap();
    std::fs::write(folder.join("inside/more"), [7; 5000]).unwrap();
    // A pipe, which nobody reads, is taken away without being written; what a link leads to is left alone.
    rustix::fs::mknodat(rustix::fs::CWD, folder.join("pipe"), rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
    std::fs::write(place.path().join("outside"), "kept").unwrap();
    std::os::unix::fs::symlink(place.path().join("outside"), folder.join("link")).unwrap();
    let erased = token.erase().unwrap();
    assert!(erased.files >= 4 && erased.octets >= 5000, "{erased:?}");
    assert_eq!(entries(place.path()), [place.path().join("outside")]);
    assert_eq!(std::fs::read_to_string(place.path().join("outside")).unwrap(), "kept");
}

#[test]
fn a_disk_is_refused_and_nothing_is_made_there() {
    // Where the machine's place for such files is memory, the project's own folder is none.
    let disk = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    if !memory_places(&[disk.path()]).is_empty() {
        return missing("a file system that is no memory below target");
    }
    let error = ThrowAway::create(disk.path(), &label(), &mut Forbidden).err().unwrap();
    assert_eq!((error.clause(), error.kind()), (Some("BACKUP-17"), Fault::Refused));
    assert!(error.hint().unwrap().contains("mount -t tmpfs"), "{error}");
    assert_eq!(entries(disk.path()), Vec::<PathBuf>::new());
    let nowhere = disk.path().join("missing");
    let error = ThrowAway::create(&nowhere, &label(), &mut Forbidden).err().unwrap();
    assert_eq!((error.clause(), error.kind()), (None, Fault::Storage));
    let file = disk.path().join("file");
    std::fs::write(&file, "").unwrap();
    assert!(memory_places(&[&nowhere, &file]).is_empty());
}

#[test]
fn what_fails_half_way_leaves_nothing() {
    let Some(place) = place() else { return };
    let error = ThrowAway::create(place.path(), &label(), &mut Forbidden).err().unwrap();
    assert!(matches!(error, VaultError::Entropy(_)), "{error}");
    let long: Label = "a".repeat(33).parse().unwrap();
    let error = ThrowAway::create(place.path(), &long, &mut entropy()).err().unwrap();
    assert!(matches!(error, VaultError::LabelLong { .. }), "{error}");
    assert_eq!(entries(place.path()), Vec::<PathBuf>::new());
}
