//! Disks and sticks that give out under backups and restores, and files that came to harm on them: each is told,
//! nothing half written is left or taken for whole, and the way goes on with the next medium.

#[path = "support/backing.rs"]
mod backing;
#[path = "support/small_disk.rs"]
mod small_disk;
#[path = "support/walk.rs"]
mod walk;

use std::fs;
use std::path::Path;

use backing::{Backing, NEXT, SET, copy_folder, flip, said};
use serde_json::Value;
use small_disk::{BadDisk, Fault, SmallDisk};
use walk::{Walk, text};

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// The clause of a command that failed, and the code.
fn clause(output: &std::process::Output) -> (Option<i32>, String) {
    let document: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    (output.status.code(), document["error"]["clause"].as_str().unwrap_or_default().to_owned())
}

#[test]
fn a_stick_that_gives_out_voids_the_set_and_locks_nothing() {
    let Some(backing) = Backing::grown() else { return };
    let words = backing.backup_words("");
    for (number, (stick, fault, after)) in [
        ("m1", Fault::Full, 0),
        ("m2", Fault::Full, 100),
        ("m1", Fault::Full, 3000),
        ("m2", Fault::Full, 6000),
        ("m1", Fault::Pulled, 50),
        ("m2", Fault::Pulled, 2500),
        ("m2", Fault::Pulled, 6500),
    ]
    .into_iter()
    .enumerate()
    {
        let Some(disk) = BadDisk::over(&backing.walk.path(stick)) else { return };
        let set = format!("00000000000000{number:02}");
        let spoken = format!("0000-0000-0000-00{number:02}");
        backing.walk.write("this.toml", &format!("confirm = [\"{spoken}\"]\n"));
        let line = words.replace(SET, &set).replace("confirm.toml", "this.toml");
        let output = disk.around(&backing.command(&line), fault, after).output().unwrap();
        let (code, clause) = clause(&output);
        assert_eq!(code, Some(6), "{stick} {fault:?} {after}: {}", said(&output));
        let wanted = if matches!(fault, Fault::Full) { "BACKUP-32" } else { "BACKUP-33" };
        assert_eq!(clause, wanted, "{stick} {fault:?} {after}: {}", said(&output));
        assert_eq!(backing.state_of(&set).as_deref(), Some("void"));
        assert!(!backing.locked(&["csca-1", "ds-1"]));
        // The other stick has nothing that could be taken for a set either.
        for stick in ["m1", "m2"] {
            assert!(
                !backing.set(stick, &set).exists(),
                "{stick} {fault:?} {after}: {:?}",
                names(&backing.walk.path(stick))
            );
        }
        assert_eq!(backing.done("status")["open"], serde_json::json!([]));
    }
    backing.sound();
    backing.back_up();
    assert!(backing.locked(&["csca-1", "ds-1"]));
    // Whatever could not be taken away on a stick that was pulled is gone with the next set on it.
    for stick in ["m1", "m2"] {
        let left: Vec<String> = names(&backing.walk.path(stick));
        assert!(left.contains(&format!("keys-{SET}")), "{left:?}");
    }
    backing.sound();
}

#[test]
fn a_stick_that_is_too_small_or_not_written_to_is_told() {
    let Some(backing) = Backing::grown() else { return };
    let Some(disk) = SmallDisk::over(&backing.walk.path("m2"), 2 * 4096) else { return };
    let output = disk.around(&backing.command(&backing.backup_words(""))).output().unwrap();
    assert_eq!(clause(&output), (Some(6), "BACKUP-32".to_owned()), "{}", said(&output));
    assert!(names(&disk.seen()).is_empty() && names(&backing.walk.path("m1")).is_empty());
    assert_eq!((backing.state_of(SET).as_deref(), backing.locked(&["ds-1"])), (Some("void"), false));
    let state = format!("backup state --to m2 --recipient {}", backing.recipient("alice"));
    let output = disk.around(&backing.command(&state)).output().unwrap();
    assert_eq!(clause(&output), (Some(6), "BACKUP-32".to_owned()), "{}", said(&output));
    assert!(names(&disk.seen()).is_empty());
    drop(disk);
    // A stick that is another one when the set is written is no place.
    backing.done(&backing.backup_words("").replace(SET, NEXT));
    backing.sound();
}

#[test]
fn a_copy_of_the_state_on_a_stick_that_gives_out_is_no_copy() {
    let Some(backing) = Backing::grown() else { return };
    let state = format!("backup state --to shelf --recipient {} --record", backing.recipient("alice"));
    let Some(disk) = BadDisk::over(&backing.walk.path("shelf")) else { return };
    let before = backing.entries();
    for (fault, wanted) in [(Fault::Full, "BACKUP-32"), (Fault::Pulled, "BACKUP-33")] {
        for after in [0, 500, 60_000, 200_000, 390_000] {
            let output = disk.around(&backing.command(&state), fault, after).output().unwrap();
            assert_eq!(clause(&output), (Some(6), wanted.to_owned()), "{fault:?} {after}: {}", said(&output));
            assert!(names(&backing.walk.path("shelf")).iter().all(|name| !name.starts_with("state-")));
        }
    }
    assert_eq!(backing.entries(), before, "nothing is recorded of a copy that is none");
    let left = names(&backing.walk.in_station(""));
    assert!(left.iter().all(|name| !name.contains("copy")), "{left:?}");
    backing.copy("--record");
    assert_eq!(names(&backing.walk.path("shelf")).len(), 1);
    backing.sound();
}

#[test]
fn a_full_disk_keeps_a_restore_from_its_place_and_a_drill_from_memory() {
    let Some(backing) = Backing::grown() else { return };
    backing.back_up();
    let copy = backing.copy("--record");
    fs::create_dir(backing.walk.path("disk")).unwrap();
    let restoring = backing.restoring(&copy);
    for (fault, after) in [
        (Fault::Full, 0),
        (Fault::Full, 100_000),
        (Fault::Full, 430_000),
        (Fault::Full, 520_000),
        (Fault::Pulled, 300_000),
        (Fault::Pulled, 600_000),
    ] {
        let Some(disk) = BadDisk::over(&backing.walk.path("disk")) else { return };
        let output = disk.around(&backing.command_at("disk/again", &restoring), fault, after).output().unwrap();
        assert!([Some(6), Some(5)].contains(&output.status.code()), "{fault:?} {after}: {}", said(&output));
        assert!(!backing.walk.path("disk/again").exists(), "{fault:?} {after}");
        if matches!(fault, Fault::Full) {
            // An empty folder beside the place at most; the next one takes it.
            let left = names(&backing.walk.path("disk"));
            assert!(left.iter().all(|name| name == ".again.making"), "{fault:?} {after}: {left:?}");
            assert!(!backing.walk.path("disk/.again.making/station.db").exists(), "{fault:?} {after}");
        }
    }
    backing.done_at("disk/again", &restoring);
    backing.sound_at("disk/again");
    // Memory that is full is told; what was begun there is gone.
    let memory = tempfile::TempDir::new_in("/dev/shm").unwrap();
    let before = backing.entries();
    let Some(small) = SmallDisk::over(memory.path(), 40 * 4096) else { return };
    let drilling = format!("{} --memory {}", backing.drilling(&copy), memory.path().display());
    let output = small.around(&backing.command(&drilling)).output().unwrap();
    assert_ne!(output.status.code(), Some(0), "{}", said(&output));
    assert!(names(&small.seen()).is_empty(), "{:?}", names(&small.seen()));
    assert!(backing.entries() <= before + 1);
    backing.sound();
}

#[test]
fn a_station_whose_own_disk_is_full_recovers_from_a_key_backup_that_it_cut_off() {
    let Some(backing) = Backing::grown() else { return };
    let words = backing.backup_words("");
    let Some(disk) = BadDisk::over(&backing.walk.in_station("")) else { return };
    for (number, after) in [0_u64, 20_000, 60_000, 100_000, 140_000].into_iter().enumerate() {
        let set = format!("00000000000000{number:02}");
        backing.walk.write("this.toml", &format!("confirm = [\"0000-0000-0000-00{number:02}\"]\n"));
        let line = words.replace(SET, &set).replace("confirm.toml", "this.toml");
        let output = disk.around(&backing.command(&line), Fault::Full, after).output().unwrap();
        backing.done("recover");
        backing.sound();
        if output.status.success() {
            break;
        }
        let state = backing.state_of(&set);
        assert!(matches!(state.as_deref(), None | Some("void" | "whole")), "{after}: {state:?}");
        if state.as_deref() != Some("whole") {
            assert!(!backing.locked(&["csca-1", "ds-1"]), "{after}: {}", said(&output));
        }
    }
}

#[test]
fn files_that_came_to_harm_are_told_and_the_other_medium_serves() {
    let Some(backing) = Backing::grown() else { return };
    backing.back_up();
    let full = backing.copy("--record");
    backing.done("key generate later --spec P-256");
    let copy = backing.copy("--incremental");
    let restoring = format!("{} --without later", backing.restoring(&copy));
    let name = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    // Cut off at blocks, at the head of the sealed file and at its last octet.
    let length = fs::metadata(backing.walk.path(&full).join("data.age")).unwrap().len();
    for (number, cut) in [0, 1, 200, 65_536, 131_072, length - 65_536, length - 1].into_iter().enumerate() {
        let bad = format!("cut-{number}");
        copy_folder(&backing.walk.path("shelf"), &backing.walk.path(&bad));
        let data = backing.walk.path(&format!("{bad}/{}/data.age", name(&full)));
        fs::OpenOptions::new().write(true).open(&data).unwrap().set_len(cut).unwrap();
        backing.unsound(&format!("backup verify {bad}/{}", name(&full)));
        let output = backing.command_at("never", &restoring.replace("shelf/", &format!("{bad}/"))).output().unwrap();
        assert!([Some(1), Some(3), Some(4)].contains(&output.status.code()), "{cut}: {}", said(&output));
        assert!(!backing.walk.path("never").exists() && !backing.walk.path(".never.making").exists());
    }
    // An octet of the head, of a block, of the last tag, and one more at the end.
    for at in [0, 21, 60, 150, 250, 65_600, 300_000, length as usize - 1] {
        copy_folder(&backing.walk.path("shelf"), &backing.walk.path(&format!("flip-{at}")));
        let data = backing.walk.path(&format!("flip-{at}/{}/data.age", name(&full)));
        flip(&data, at);
        let judged = backing.unsound(&format!("backup verify flip-{at}/{}", name(&full)));
        assert!(judged.to_string().contains("BACKUP-29"), "{judged}");
        let output =
            backing.command_at("never", &restoring.replace("shelf/", &format!("flip-{at}/"))).output().unwrap();
        assert!([Some(1), Some(3), Some(4)].contains(&output.status.code()), "{at}: {}", said(&output));
    }
    // A wrapped key that is cut off or longer: the other medium has it.
    let blob = backing.set("m1", SET).join("csca-1.kwp");
    let whole = fs::read(&blob).unwrap();
    for bad in [whole[..whole.len() - 8].to_vec(), [&whole[..], &[0; 8]].concat(), Vec::new()] {
        fs::write(&blob, bad).unwrap();
        let output = backing.command_at("never", &restoring).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        assert!(!backing.walk.path("never").exists());
    }
    fs::remove_file(&blob).unwrap();
    assert!([Some(1), Some(4)].contains(&backing.command_at("never", &restoring).output().unwrap().status.code()));
    let restored = backing.done_at("again", &restoring.replace("m1/", "m2/"));
    assert_eq!(restored["keys"].as_object().unwrap().len(), 2);
    let _ = (Walk::new("x"), text);
}
