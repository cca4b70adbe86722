//! Sticks: hostile ones are refused before anything is believed, and a write leaves
//! either the whole bundle or what was there.

#[path = "support/bundle_kit.rs"]
mod bundle_kit;
#[path = "support/signing.rs"]
mod signing;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use bundle_kit::{Station, some_targets, target};
use chancery::bundle::{BundleError, Limits, Stick, StickCopy, Written};
use chancery::digest::Digest;
use chancery::fault::{Fail, Fault};
use rustix::fs::{CWD, Mode, mkfifoat};

fn read(folder: &Path) -> Result<StickCopy, BundleError> {
    Stick::read(folder, &Limits::default())
}

#[track_caller]
fn refused<T>(result: Result<T, BundleError>, clause: &str, words: &str) {
    let error = result.map(|_| ()).expect_err("it was to be refused");
    assert_eq!((error.clause(), error.kind()), (Some(clause), Fault::Refused), "{error}");
    assert!(error.to_string().contains(words), "'{words}' is not in: {error}");
}

/// Every file below a folder, links not followed.
fn listing(folder: &Path) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let mut todo = vec![folder.to_path_buf()];
    while let Some(next) = todo.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let entry = entry.unwrap();
            let name = entry.path().strip_prefix(folder).unwrap().to_string_lossy().into_owned();
            let kind = entry.file_type().unwrap();
            if kind.is_dir() {
                todo.push(entry.path());
                all.insert(name, "folder".into());
            } else if kind.is_file() {
                all.insert(name, Digest::of(&fs::read(entry.path()).unwrap()).to_string());
            } else {
                all.insert(name, "other".into());
            }
        }
    }
    all
}

#[test]
fn what_is_written_is_what_is_read() {
    let mut station = Station::new();
    let bundle = station.export(some_targets());
    let place = tempfile::tempdir().unwrap();
    let stick = place.path().join("stick");
    let written = Stick::write(&stick, &bundle, &BTreeMap::new()).unwrap();
    assert_eq!(written.added.len(), bundle.files().len());
    let copy = read(&stick).unwrap();
    assert_eq!(copy, StickCopy::of(&bundle));
    station.judge(copy.files()).unwrap();
    assert!(listing(&stick).keys().all(|name| !name.contains("part")));

    let again = Stick::write(&stick, &bundle, &BTreeMap::new()).unwrap();
    assert_eq!(again, Written { kept: bundle.files().len(), ..Written::default() });
}

#[test]
fn a_second_bundle_replaces_the_first_and_nothing_else() {
    let mut station = Station::new();
    let first = station.export(some_targets());
    let place = tempfile::tempdir().unwrap();
    Stick::write(place.path(), &first, &BTreeMap::new()).unwrap();
    let ours = station.judge(first.files()).unwrap().file_digests();

    let mut targets = some_targets();
    targets.retain(|target| target.path.as_str() != "trust-anchors/crls/UT.crl");
    targets.push(target("trust-anchors/masterlists/UT.ml", b"a master list"));
    let second = station.export(targets);

    let before = listing(place.path());
    refused(Stick::write(place.path(), &second, &BTreeMap::new()), "BUNDLE-6", "MANIFEST");
    fs::write(place.path().join("targets/trust-anchors/letter.txt"), "mine").unwrap();
    refused(Stick::write(place.path(), &second, &ours), "BUNDLE-6", "letter.txt");
    fs::remove_file(place.path().join("targets/trust-anchors/letter.txt")).unwrap();
    assert_eq!(listing(place.path()), before, "a refused write changes nothing");

    // What a write that was cut off left behind is ours.
    fs::write(place.path().join("log/checkpoint.chancery-part"), "half").unwrap();
    let written = Stick::write(place.path(), &second, &ours).unwrap();
    assert_eq!(written.removed, ["targets/trust-anchors/crls/UT.crl"]);
    assert_eq!(written.added, ["targets/trust-anchors/masterlists/UT.ml"]);
    assert_eq!(written.kept, 3, "root and two targets: {written:?}");
    assert!(!place.path().join("targets/trust-anchors/crls").exists(), "an empty folder is left");
    assert_eq!(read(place.path()).unwrap(), StickCopy::of(&second));
}

#[test]
fn a_changed_file_of_ours_is_a_strangers() {
    let mut station = Station::new();
    let first = station.export(some_targets());
    let place = tempfile::tempdir().unwrap();
    Stick::write(place.path(), &first, &BTreeMap::new()).unwrap();
    let ours = station.judge(first.files()).unwrap().file_digests();
    fs::write(place.path().join("targets/trust-anchors/index.json"), "[]").unwrap();
    let second = station.export(some_targets());
    refused(Stick::write(place.path(), &second, &ours), "BUNDLE-6", "targets/trust-anchors/index.json");
}

#[test]
fn links_pipes_and_sockets_are_refused_and_not_followed() {
    let secret = tempfile::NamedTempFile::new().unwrap();
    fs::write(secret.path(), "outside").unwrap();
    type Make<'a> = (&'a str, &'a dyn Fn(&Path));
    let make: [Make<'_>; 6] = [
        ("a symbolic link", &|at| symlink(secret.path(), at).unwrap()),
        ("a symbolic link", &|at| symlink("/", at).unwrap()),
        ("a symbolic link", &|at| symlink("nowhere", at).unwrap()),
        ("a pipe", &|at| mkfifoat(CWD, at, Mode::from_raw_mode(0o600)).unwrap()),
        ("a socket", &|at| drop(std::os::unix::net::UnixListener::bind(at).unwrap())),
        ("hard link", &|at| {
            let beside = at.with_file_name("beside");
            fs::write(&beside, "x").unwrap();
            fs::hard_link(beside, at).unwrap();
        }),
    ];
    for (words, make) in make {
        let place = tempfile::tempdir().unwrap();
        fs::create_dir(place.path().join("metadata")).unwrap();
        make(&place.path().join("metadata/odd"));
        refused(read(place.path()), "BUNDLE-8", words);
        let bundle = Station::new().export(some_targets());
        refused(Stick::write(place.path(), &bundle, &BTreeMap::new()), "BUNDLE-8", words);
    }
}

#[test]
fn a_link_in_place_of_the_folder_is_refused() {
    let place = tempfile::tempdir().unwrap();
    fs::create_dir(place.path().join("real")).unwrap();
    symlink(place.path().join("real"), place.path().join("link")).unwrap();
    fs::write(place.path().join("file"), "x").unwrap();
    let bundle = Station::new().export(some_targets());
    for name in ["link", "file"] {
        refused(read(&place.path().join(name)), "BUNDLE-8", "in place of the folder");
        refused(Stick::write(&place.path().join(name), &bundle, &BTreeMap::new()), "BUNDLE-8", "in place");
    }
    assert!(listing(&place.path().join("real")).is_empty());
}

#[test]
fn odd_names_are_refused() {
    for name in [".hidden", "-rf", "a b", "caf\u{e9}", "x\n", "CON", "nul.txt", "a:b", "tail.", "a\u{202e}b", "a*"] {
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join(name), "x").unwrap();
        refused(read(place.path()), "BUNDLE-8", "not taken");
    }
    use std::os::unix::ffi::OsStrExt as _;
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join(std::ffi::OsStr::from_bytes(b"\xff\xfe")), "x").unwrap();
    refused(read(place.path()), "BUNDLE-8", "not taken");
}

#[test]
fn names_that_differ_only_in_case_are_refused() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("Index.json"), "x").unwrap();
    fs::write(place.path().join("index.json"), "x").unwrap();
    refused(read(place.path()), "BUNDLE-9", "index.json");
}

#[test]
fn more_than_the_limits_is_refused() {
    let place = tempfile::tempdir().unwrap();
    for name in ["a", "b", "c"] {
        fs::write(place.path().join(name), [0; 100]).unwrap();
    }
    let limits = Limits { entries: 3, file: 100, total: 300 };
    Stick::read(place.path(), &limits).unwrap();
    for limits in [Limits { entries: 2, ..limits }, Limits { file: 99, ..limits }, Limits { total: 299, ..limits }] {
        refused(Stick::read(place.path(), &limits), "BUNDLE-11", "the limit is");
    }
    let deep = tempfile::tempdir().unwrap();
    fs::create_dir_all(deep.path().join("1/2/3/4/5/6/7/8/9")).unwrap();
    refused(read(deep.path()), "BUNDLE-11", "depth");
    // A file that claims to be huge is refused before it is read.
    let sparse = tempfile::tempdir().unwrap();
    fs::File::create(sparse.path().join("huge")).unwrap().set_len(1 << 40).unwrap();
    refused(read(sparse.path()), "BUNDLE-11", "huge");
}

#[test]
fn a_file_that_changes_while_it_is_read_is_noticed() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("moving");
    let (one, other) = (vec![b'a'; 1 << 20], vec![b'b'; 1 << 20]);
    fs::write(&path, &one).unwrap();
    let stop = std::sync::atomic::AtomicBool::new(false);
    let mut unsteady = 0;
    std::thread::scope(|scope| {
        scope.spawn(|| {
            use std::os::unix::fs::FileExt as _;
            let file = fs::File::options().write(true).open(&path).unwrap();
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                for bytes in [&other, &one] {
                    bytes.chunks(4096).zip(0..).for_each(|(c, i)| file.write_all_at(c, i * 4096).unwrap());
                }
            }
        });
        for _ in 0..2_000 {
            match read(place.path()) {
                Err(error) => {
                    assert_eq!(error.clause(), Some("BUNDLE-10"), "{error}");
                    unsteady += 1;
                    if unsteady > 3 {
                        break;
                    }
                }
                Ok(copy) => assert_eq!(copy.files()["moving"].len(), 1 << 20),
            }
        }
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    assert!(unsteady > 0, "no change was noticed in 2,000 readings");
}

#[test]
fn a_folder_whose_parent_is_missing_is_not_made() {
    let bundle = Station::new().export(some_targets());
    let place = tempfile::tempdir().unwrap();
    let error = Stick::write(&place.path().join("not/there"), &bundle, &BTreeMap::new()).unwrap_err();
    assert_eq!(error.kind(), Fault::Storage);
    assert!(listing(place.path()).is_empty());
}

#[test]
fn a_strangers_folder_is_refused_even_in_place_of_a_file() {
    let bundle = Station::new().export(some_targets());
    for name in ["photos", "MANIFEST.p7s", "targets/other"] {
        let place = tempfile::tempdir().unwrap();
        fs::create_dir_all(place.path().join(name)).unwrap();
        let before = listing(place.path());
        refused(Stick::write(place.path(), &bundle, &BTreeMap::new()), "BUNDLE-6", name);
        assert_eq!(listing(place.path()), before);
    }
}
