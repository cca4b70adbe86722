//! Backups of the state, made and laid out, and what is not taken for one.

use std::fs;
use std::path::Path;

use super::*;
use crate::backup::error::BackupError;
use crate::backup::fixtures::{
    BEGIN, LedgerKey, at, file, keyring, ledger, made, medium, nobody, octets, read, recipient, station,
};
use crate::backup::manifest::{BLOCK, Kind, StateName};
use crate::backup::medium::Medium;
use crate::fault::Fail as _;
use crate::sealed::{Addressee, Keyring};
use crate::secret::Secret;

/// Another identity, of 32 octets of 0x43.
const STRANGER: &str = "AGE-SECRET-KEY-1GDP5XS6RGDP5XS6RGDP5XS6RGDP5XS6RGDP5XS6RGDP5XS6RGDPSST380Y";
const LATER: &str = "2026-11-23T10:00:00Z";

fn laid(backup: &StateFolder, base: Option<&StateFolder>, into: &Path) -> Result<Laid, BackupError> {
    lay_out(backup, base, &keyring(), &nobody(), into, &mut |_, _, _| {})
}

fn names(directory: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(directory).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_full_backup_is_laid_out_as_it_was() {
    for length in [1, 512, BLOCK as usize - 1, BLOCK as usize, BLOCK as usize + 1, 300_000] {
        let (_directory, medium) = medium();
        let database = octets(1, length);
        let made = made(&medium, &database, BEGIN, 42, None).unwrap();
        assert_eq!(made.sealed_blocks, (length as u64).div_ceil(BLOCK));
        let into = tempfile::tempdir().unwrap();
        let laid = laid(&read(&medium, &made), None, into.path()).unwrap();
        assert_eq!(fs::read(&laid.database).unwrap(), database);
        assert_eq!(fs::read(&laid.configuration).unwrap(), b"name = 'utopia-1'\n");
        assert_eq!(fs::read_to_string(&laid.checkpoint).unwrap(), ledger(42).checkpoint);
        assert_eq!((laid.octets, laid.over), (length as u64, None));
        assert_eq!(names(into.path()), [CHECKPOINT, DATABASE, CONFIGURATION]);
    }
}

#[test]
fn an_incremental_backup_is_laid_over_its_base() {
    let first = octets(1, 5 * BLOCK as usize + 100);
    let block = |n: usize| n * BLOCK as usize..(n + 1) * BLOCK as usize;
    let mut some = first.clone();
    some[block(2)].copy_from_slice(&octets(2, BLOCK as usize));
    let mut longer = [first.clone(), octets(3, 200_000)].concat();
    longer[7] ^= 1;
    let shorter = first[..2 * BLOCK as usize + 9].to_vec();
    // 5 and a bit: the last block changes too when the file grows.
    for (then, blocks) in [(first.clone(), 0), (some, 1), (longer, 5), (shorter, 1)] {
        let (_directory, medium) = medium();
        let full = read(&medium, &made(&medium, &first, BEGIN, 42, None).unwrap());
        let change = made(&medium, &then, LATER, 43, Some(&full)).unwrap();
        assert_eq!((change.manifest.kind, change.sealed_blocks), (Kind::Incremental, blocks));
        let change = read(&medium, &change);
        let into = tempfile::tempdir().unwrap();
        let laid = laid(&change, Some(&full), into.path()).unwrap();
        assert!(fs::read(&laid.database).unwrap() == then, "{blocks}");
        assert_eq!(laid.over, Some(full.name()));
        assert_eq!(fs::read_to_string(&laid.checkpoint).unwrap(), ledger(43).checkpoint);
    }
}

#[test]
fn backup_39_an_incremental_backup_without_its_own_base_is_refused() {
    let (_directory, medium) = medium();
    let first = octets(1, 100_000);
    let full = read(&medium, &made(&medium, &first, BEGIN, 42, None).unwrap());
    let other = read(&medium, &made(&medium, &first, "2026-11-22T11:00:00Z", 42, None).unwrap());
    let change = read(&medium, &made(&medium, &octets(2, 100_000), LATER, 43, Some(&full)).unwrap());
    let into = tempfile::tempdir().unwrap();
    assert_eq!(laid(&change, None, into.path()).unwrap_err().clause(), Some("BACKUP-39"));
    assert_eq!(laid(&change, Some(&other), into.path()).unwrap_err().clause(), Some("BACKUP-39"));
    assert_eq!(laid(&change, Some(&change), into.path()).unwrap_err().clause(), Some("BACKUP-46"));
    assert!(names(into.path()).is_empty());
    // The same name on another medium, made of something else.
    let (_directory, elsewhere) = crate::backup::fixtures::medium();
    let false_base = read(&elsewhere, &made(&elsewhere, &octets(9, 100_000), BEGIN, 42, None).unwrap());
    assert_eq!(laid(&change, Some(&false_base), into.path()).unwrap_err().clause(), Some("BACKUP-39"));
}

#[test]
fn backup_46_an_incremental_backup_is_no_base_nor_is_what_is_not_older() {
    let (_directory, medium) = medium();
    let full = read(&medium, &made(&medium, &octets(1, 9000), BEGIN, 42, None).unwrap());
    let change = read(&medium, &made(&medium, &octets(2, 9000), LATER, 43, Some(&full)).unwrap());
    let late = "2026-11-24T10:00:00Z";
    assert_eq!(made(&medium, &[1], late, 44, Some(&change)).unwrap_err().clause(), Some("BACKUP-46"));
    let early = "2026-11-21T10:00:00Z";
    assert_eq!(made(&medium, &[1], early, 41, Some(&full)).unwrap_err().clause(), Some("BACKUP-46"));
    assert_eq!(made(&medium, &[1], BEGIN, 42, None).unwrap_err().clause(), Some("BACKUP-31"));
}

#[test]
fn a_directory_that_is_not_empty_is_left_as_it_is() {
    let (_directory, medium) = medium();
    let backup = read(&medium, &made(&medium, &octets(1, 9000), BEGIN, 42, None).unwrap());
    let into = tempfile::tempdir().unwrap();
    fs::write(into.path().join("mine"), b"x").unwrap();
    for place in [into.path(), &into.path().join("none"), &into.path().join("mine")] {
        assert_eq!(laid(&backup, None, place).unwrap_err().clause(), Some("BACKUP-44"), "{}", place.display());
    }
    let (empty, link) = (tempfile::tempdir().unwrap(), into.path().join("link"));
    std::os::unix::fs::symlink(empty.path(), &link).unwrap();
    assert_eq!(laid(&backup, None, &link).unwrap_err().clause(), Some("BACKUP-44"));
    assert_eq!(names(into.path()), ["link", "mine"]);
}

#[test]
fn whoever_has_another_identity_gets_nothing() {
    let (_directory, medium) = medium();
    let backup = read(&medium, &made(&medium, &octets(1, 9000), BEGIN, 42, None).unwrap());
    let into = tempfile::tempdir().unwrap();
    let stranger = Keyring::read(&Secret::new(STRANGER.into())).unwrap();
    let refused = lay_out(&backup, None, &stranger, &nobody(), into.path(), &mut |_, _, _| {}).unwrap_err();
    assert_eq!(refused.clause(), Some("SEALED-5"));
    assert!(names(into.path()).is_empty());
}

#[test]
fn phases_are_told_and_reach_their_end() {
    let (_directory, medium) = medium();
    let identity = station();
    let to: [Addressee; 1] = [recipient().into()];
    let request = StateRequest {
        station: &identity,
        made: at(BEGIN),
        ledger: ledger(42),
        configuration: b"",
        program: "chancery 0.1.0",
        recipients: &to,
        base: None,
    };
    let mut seen: Vec<(Phase, u64, u64)> = Vec::new();
    let told = &mut |phase, done, all| seen.push((phase, done, all));
    let backup = make(&medium, &file(&octets(1, 200_000)), request, &nobody(), None, told).unwrap();
    let folder = read(&medium, &backup);
    assert!(folder.note().is_none(), "no note without the ledger key");
    let into = tempfile::tempdir().unwrap();
    lay_out(&folder, None, &keyring(), &nobody(), into.path(), told).unwrap();
    for phase in [Phase::Digesting, Phase::Sealing, Phase::ReadingBack, Phase::Unsealing, Phase::Comparing] {
        let of: Vec<_> = seen.iter().filter(|(which, _, _)| *which == phase).collect();
        assert!(of.is_sorted_by_key(|(_, done, _)| *done), "{phase:?}");
        let (_, done, all) = of.last().unwrap();
        assert_eq!(done, all, "{phase:?}");
    }
}

#[test]
fn a_copy_that_changes_while_it_is_sealed_is_refused_and_nothing_stays() {
    let (directory, medium) = medium();
    let copy = file(&octets(1, 300_000));
    let other = copy.try_clone().unwrap();
    let identity = station();
    let to: [Addressee; 1] = [recipient().into()];
    let request = StateRequest {
        station: &identity,
        made: at(BEGIN),
        ledger: ledger(42),
        configuration: b"",
        program: "chancery 0.1.0",
        recipients: &to,
        base: None,
    };
    let spoil = &mut |phase, _, _| {
        if phase == Phase::Sealing {
            std::os::unix::fs::FileExt::write_all_at(&other, b"spoilt", 280_000).unwrap();
        }
    };
    let refused = make(&medium, &copy, request, &nobody(), None, spoil).unwrap_err();
    assert_eq!(refused.clause(), Some("BACKUP-36"));
    assert!(names(directory.path()).is_empty());
}

#[test]
fn a_note_that_cannot_be_signed_leaves_nothing() {
    let (directory, medium) = medium();
    let identity = station();
    let to: [Addressee; 1] = [recipient().into()];
    let request = StateRequest {
        station: &identity,
        made: at(BEGIN),
        ledger: ledger(42),
        configuration: b"",
        program: "chancery 0.1.0",
        recipients: &to,
        base: None,
    };
    let mut failing = |_: &str| Err(crate::ledger::LedgerError::SignerAbsent { name: "x".into() });
    let refused = make(&medium, &file(&[1; 9]), request, &nobody(), Some(&mut failing), &mut |_, _, _| {});
    assert!(refused.is_err());
    assert!(names(directory.path()).is_empty());
}

#[test]
fn a_folder_is_known_by_its_manifest_alone() {
    let (directory, medium) = medium();
    let made = made(&medium, &octets(1, 9000), BEGIN, 42, None).unwrap();
    let name = made.manifest.name.to_string();
    let at_disk = directory.path().join(&name);
    let other = StateName::new(at(LATER), 42).unwrap().to_string();
    let read = |medium: &Medium, name: &str| StateFolder::read(medium.folder(name).unwrap()).map(drop);
    fs::rename(&at_disk, directory.path().join(&other)).unwrap();
    assert_eq!(read(&medium, &other).unwrap_err().clause(), Some("BACKUP-29"));
    fs::rename(directory.path().join(&other), &at_disk).unwrap();
    fs::write(at_disk.join("more.txt"), b"x").unwrap();
    assert_eq!(read(&medium, &name).unwrap_err().clause(), Some("BACKUP-27"));
    fs::remove_file(at_disk.join("more.txt")).unwrap();
    fs::write(at_disk.join("manifest.note"), vec![b'x'; 1 << 20]).unwrap();
    assert_eq!(read(&medium, &name).unwrap_err().clause(), Some("BACKUP-24"));
    fs::remove_file(at_disk.join("manifest.note")).unwrap();
    read(&medium, &name).unwrap();
    fs::remove_file(at_disk.join("manifest.json")).unwrap();
    assert_eq!(read(&medium, &name).unwrap_err().clause(), Some("BACKUP-28"));
}

#[test]
fn the_stock_tar_would_find_three_plain_files() {
    let (_directory, medium) = medium();
    let made = made(&medium, &octets(1, 9000), BEGIN, 42, None).unwrap();
    let folder = read(&medium, &made);
    let mut tar = Vec::new();
    let opened = crate::sealed::open_stream(folder.data().unwrap(), &keyring(), &nobody(), |content| {
        content.read_to_end(&mut tar).map_err(crate::sealed::SealedError::Read)
    });
    assert_eq!(opened.unwrap() % 512, 0);
    let names: Vec<_> = [&tar[..512], &tar[1024..1536]]
        .iter()
        .map(|head| String::from_utf8_lossy(&head[..100]).trim_end_matches('\0').to_owned())
        .collect();
    assert_eq!(names, [CONFIGURATION, CHECKPOINT]);
    assert_eq!(&tar[257..265], b"ustar\x0000");
    assert!(folder.note().unwrap().1.starts_with("chancery backup\nstate state-20261122T100000Z-0000000042\n"));
    let (note, text) = folder.note().unwrap();
    crate::backup::judge_note(note, text, "chancery/utopia-1/specimen", &[LedgerKey::new(1).note_key()]).unwrap();
}
