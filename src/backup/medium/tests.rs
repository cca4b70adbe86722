//! Folders on a medium: whole or not at all, and read with suspicion.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use super::*;
use crate::backup::fixtures::medium;
use crate::fault::{Fail as _, Fault};

fn names_in(directory: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(directory).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn publish(medium: &Medium, name: &str) -> Result<Published, BackupError> {
    let mut publication = medium.begin(name)?;
    publication.put("a.txt", b"first")?;
    publication
        .stream("b.bin", |out| out.write_all(&[7; 300_000]).map_err(BackupError::of_system("b.bin", "writing")))?;
    publication.publish(&mut |_, _| {})
}

#[test]
fn a_folder_appears_whole_for_its_owner_alone() {
    let (directory, medium) = medium();
    let mut seen = Vec::new();
    let mut publication = medium.begin("state-1").unwrap();
    publication.put("a.txt", b"first").unwrap();
    assert_eq!(names_in(directory.path()), [".chancery-state-1.part"]);
    let published = publication.publish(&mut |done, all| seen.push((done, all))).unwrap();
    assert_eq!(names_in(directory.path()), ["state-1"]);
    assert_eq!((published.name.as_str(), published.files[0].octets), ("state-1", 5));
    assert_eq!(seen, [(5, 5)]);
    let mode = |path: &str| fs::metadata(directory.path().join(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("state-1"), mode("state-1/a.txt")), (0o700, 0o600));
    let folder = medium.folder("state-1").unwrap();
    assert_eq!(folder.read("a.txt", 5).unwrap(), b"first");
    assert_eq!(folder.files().unwrap(), ["a.txt"]);
}

#[test]
fn what_is_not_published_or_fails_leaves_nothing() {
    let (directory, medium) = medium();
    let mut publication = medium.begin("state-1").unwrap();
    publication.put("a.txt", b"first").unwrap();
    drop(publication);
    assert!(names_in(directory.path()).is_empty());
    let mut publication = medium.begin("state-1").unwrap();
    let told = publication.stream("b", |_| Err::<(), _>(BackupError::NoteOther)).unwrap_err();
    assert_eq!(told.clause(), Some("BACKUP-25"));
    assert_eq!(publication.put("../a", b"x").unwrap_err().clause(), Some("BACKUP-41"));
    publication.put("a", b"x").unwrap();
    assert_eq!(publication.put("a", b"y").unwrap_err().clause(), Some("BACKUP-31"));
    drop(publication);
    assert!(names_in(directory.path()).is_empty());
}

#[test]
fn backup_31_a_name_that_is_taken_is_left_as_it_is() {
    let (directory, medium) = medium();
    publish(&medium, "state-1").unwrap();
    fs::write(directory.path().join("file"), b"mine").unwrap();
    symlink("nowhere", directory.path().join("link")).unwrap();
    for taken in ["state-1", "file", "link"] {
        let refused = publish(&medium, taken).unwrap_err();
        assert_eq!((refused.clause(), refused.kind()), (Some("BACKUP-31"), Fault::Refused), "{taken}");
    }
    // Taken between the beginning and the end.
    let mut late = medium.begin("late").unwrap();
    late.put("a", b"x").unwrap();
    fs::create_dir(directory.path().join("late")).unwrap();
    fs::write(directory.path().join("late/mine"), b"mine").unwrap();
    assert_eq!(late.publish(&mut |_, _| {}).unwrap_err().clause(), Some("BACKUP-31"));
    assert_eq!(names_in(directory.path()), ["file", "late", "link", "state-1"]);
    assert_eq!(fs::read(directory.path().join("late/mine")).unwrap(), b"mine");
}

#[test]
fn backup_34_what_reads_back_otherwise_never_gets_a_name() {
    let (directory, medium) = medium();
    let hidden = directory.path().join(".chancery-state-1.part");
    type Spoil<'s> = &'s dyn Fn(&Path);
    let spoils: [(&str, Spoil<'_>); 5] = [
        ("another octet", &|at| fs::write(at.join("a.txt"), b"tirst").unwrap()),
        ("shorter", &|at| fs::write(at.join("a.txt"), b"firs").unwrap()),
        ("longer", &|at| fs::write(at.join("a.txt"), b"first ").unwrap()),
        ("gone", &|at| fs::remove_file(at.join("a.txt")).unwrap()),
        ("one more", &|at| fs::write(at.join("c"), b"more").unwrap()),
    ];
    for (what, spoil) in spoils {
        let mut publication = medium.begin("state-1").unwrap();
        publication.put("a.txt", b"first").unwrap();
        spoil(&hidden);
        let refused = publication.publish(&mut |_, _| {}).unwrap_err();
        let clause = if what == "gone" { "BACKUP-28" } else { "BACKUP-34" };
        assert_eq!(refused.clause(), Some(clause), "{what}: {refused}");
        assert!(names_in(directory.path()).is_empty(), "{what}");
    }
}

#[test]
fn what_a_killed_process_left_is_swept_and_what_another_writes_is_not() {
    let (directory, medium) = medium();
    let left = directory.path().join(".chancery-state-1.part");
    let half = || {
        fs::create_dir(&left).unwrap();
        fs::write(left.join("a.txt"), b"half").unwrap();
        fs::create_dir(directory.path().join(".chancery-state-0.gone")).unwrap();
    };
    half();
    fs::create_dir(directory.path().join(".mine")).unwrap();
    // Whoever writes next sweeps, and so does whoever asks for it.
    let publication = medium.begin("state-2").unwrap();
    assert_eq!(names_in(directory.path()), [".chancery-state-2.part", ".mine"]);
    half();
    let other = Medium::open(directory.path()).unwrap();
    assert_eq!(other.sweep().unwrap(), [".chancery-state-0.gone", ".chancery-state-1.part"]);
    assert_eq!(names_in(directory.path()), [".chancery-state-2.part", ".mine"]);
    drop(publication);
    fs::create_dir(&left).unwrap();
    publish(&medium, "state-1").unwrap();
    assert_eq!(names_in(directory.path()), [".mine", "state-1"]);
}

#[test]
fn a_folder_goes_by_losing_its_name_first() {
    let (directory, medium) = medium();
    publish(&medium, "state-1").unwrap();
    medium.take_away("state-1").unwrap();
    assert!(names_in(directory.path()).is_empty());
    assert_eq!(medium.take_away("state-1").unwrap_err().clause(), Some("BACKUP-28"));
    // A folder within is not ours: it stays, hidden, and is told.
    publish(&medium, "state-2").unwrap();
    fs::create_dir(directory.path().join("state-2/deep")).unwrap();
    assert!(medium.take_away("state-2").is_err());
    assert!(names_in(directory.path()).iter().all(|name| name.starts_with('.')));
}

#[test]
fn backup_35_two_media_are_two_places() {
    let (directory, one) = medium();
    let (_other, other) = medium();
    one.expect_other_place(&other).unwrap();
    assert!(one.is_on_same_file_system(&other));
    let way = directory.path().join("way");
    fs::create_dir(&way).unwrap();
    let same = Medium::open(&way.join("..")).unwrap();
    assert_eq!(one.expect_other_place(&same).unwrap_err().clause(), Some("BACKUP-35"));
    if let Ok(shared) = Medium::open(Path::new("/proc")) {
        assert!(!one.is_on_same_file_system(&shared));
    }
}

#[test]
fn backup_30_nothing_but_plain_files_and_folders_is_read() {
    let (directory, medium) = medium();
    publish(&medium, "state-1").unwrap();
    let at = directory.path();
    symlink("state-1", at.join("link")).unwrap();
    fs::write(at.join("file"), b"x").unwrap();
    for name in ["link", "file"] {
        assert_eq!(medium.folder(name).unwrap_err().clause(), Some("BACKUP-30"), "{name}");
    }
    symlink(at, at.join("state-1/out")).unwrap();
    symlink("/etc/passwd", at.join("state-1/passwd")).unwrap();
    fs::create_dir(at.join("state-1/deep")).unwrap();
    let pipe = at.join("state-1/pipe");
    let mode = Mode::from_raw_mode(0o600);
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, FileType::Fifo, mode, 0).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(at.join("state-1/socket")).unwrap();
    let folder = medium.folder("state-1").unwrap();
    for name in ["out", "passwd", "deep", "pipe", "socket"] {
        let refused = folder.read(name, 1 << 20).unwrap_err();
        assert_eq!((refused.clause(), refused.kind()), (Some("BACKUP-30"), Fault::Malformed), "{name}: {refused}");
    }
    for name in ["", ".", "..", "a/b", "../state-1/a.txt", "/etc/passwd", ".hidden", "a b", "\u{e9}", &"x".repeat(121)]
    {
        assert_eq!(folder.read(name, 9).unwrap_err().clause(), Some("BACKUP-41"), "{name}");
        assert_eq!(medium.folder(name).unwrap_err().clause(), Some("BACKUP-41"), "{name}");
    }
    assert_eq!(folder.read("none", 9).unwrap_err().clause(), Some("BACKUP-28"));
    assert_eq!(medium.folder("none").unwrap_err().clause(), Some("BACKUP-28"));
    assert_eq!(folder.read("a.txt", 4).unwrap_err().clause(), Some("BACKUP-24"));
    assert_eq!(Medium::open(&at.join("link")).unwrap_err().clause(), Some("BACKUP-30"));
    assert_eq!(Medium::open(&at.join("file")).unwrap_err().clause(), Some("BACKUP-30"));
    assert_eq!(Medium::open(&at.join("none")).unwrap_err().clause(), Some("BACKUP-28"));
}

#[test]
fn backup_36_a_file_that_changes_while_it_is_read_is_refused() {
    let (directory, medium) = medium();
    publish(&medium, "state-1").unwrap();
    let path = directory.path().join("state-1/b.bin");
    let folder = medium.folder("state-1").unwrap();
    let stream = folder.stream("b.bin", 1 << 20).unwrap();
    fs::OpenOptions::new().append(true).open(&path).unwrap().write_all(b"more").unwrap();
    assert_eq!(stream.digest().unwrap_err().clause(), Some("BACKUP-36"));
    let stream = folder.stream("b.bin", 1 << 20).unwrap();
    fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(9).unwrap();
    assert_eq!(stream.digest().unwrap_err().clause(), Some("BACKUP-36"));
    let stream = folder.stream("b.bin", 1 << 20).unwrap();
    assert_eq!(stream.finish().unwrap_err().clause(), Some("BACKUP-36"), "not read to the end");
}
