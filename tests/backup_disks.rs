//! The disks that tests let give out do so, for stock programs and for a station's own commands.

#[path = "support/small_disk.rs"]
mod small_disk;
#[path = "support/walk.rs"]
mod walk;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use small_disk::{BadDisk, Fault, SmallDisk};
use tempfile::TempDir;
use walk::{Walk, text};

fn shell(folder: &Path, line: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", line]).current_dir(folder).env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_small_disk_takes_what_fits_and_is_seen_by_its_own_commands_alone() {
    let folder = TempDir::new().unwrap();
    let stick = folder.path().join("stick");
    fs::create_dir(&stick).unwrap();
    let Some(disk) = SmallDisk::over(&stick, 16 * 4096) else { return };
    assert!(disk.around(&shell(folder.path(), "head -c 20000 /dev/zero >stick/fits")).status().unwrap().success());
    let output = disk.around(&shell(folder.path(), "head -c 60000 /dev/zero >stick/more")).output().unwrap();
    assert!(!output.status.success() && said(&output).contains("No space left on device"), "{output:?}");
    assert_eq!((disk.free(), fs::metadata(disk.seen().join("fits")).unwrap().len()), (0, 20_000));
    // Nobody else sees it, and no variable but those that were set is seen there.
    assert_eq!(fs::read_dir(&stick).unwrap().count(), 0);
    let output = disk.around(&shell(folder.path(), "env")).output().unwrap();
    assert!(!String::from_utf8_lossy(&output.stdout).contains("CARGO"), "{output:?}");
    drop(disk);
    assert_eq!(fs::read_dir(&stick).unwrap().count(), 0);
}

#[test]
fn a_small_disk_can_be_taken_away_under_a_command() {
    let folder = TempDir::new().unwrap();
    let stick = folder.path().join("stick");
    fs::create_dir(&stick).unwrap();
    let Some(disk) = SmallDisk::over(&stick, 1 << 20) else { return };
    let line = "echo one >stick/one && echo ready && while [ -e stick/one ]; do sleep 0.01; done; ls stick";
    let mut child = disk.around(&shell(folder.path(), line)).spawn().unwrap();
    let mut word = [0; 6];
    std::io::Read::read_exact(child.stdout.as_mut().unwrap(), &mut word).unwrap();
    disk.pull();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stdout.is_empty(), "{output:?}");
}

#[test]
fn a_bad_disk_gives_out_where_it_is_told_to_and_nowhere_else() {
    let folder = TempDir::new().unwrap();
    let stick = folder.path().join("stick");
    fs::create_dir(&stick).unwrap();
    let Some(disk) = BadDisk::over(&stick) else { return };
    let run = |fault, after, line: &str| disk.around(&shell(folder.path(), line), fault, after).output().unwrap();
    for (fault, word) in [(Fault::Full, "No space left on device"), (Fault::Pulled, "Input/output error")] {
        assert!(run(fault, 9000, "head -c 9000 /dev/zero >stick/good").status.success());
        let output = run(fault, 8999, "dd if=/dev/zero of=stick/bad bs=1000 count=9");
        assert!(!output.status.success() && said(&output).contains(word), "{output:?}");
        assert_eq!(fs::metadata(stick.join("bad")).unwrap().len(), 8000, "{fault:?}");
        // What is written there counts, whoever of its children writes it; what is written elsewhere does not.
        let output = run(fault, 5000, "head -c 9000 /dev/zero >beside; cp beside stick/copied");
        assert!(!output.status.success() && said(&output).contains(word), "{output:?}");
        assert_eq!(fs::metadata(folder.path().join("beside")).unwrap().len(), 9000);
        let output = run(fault, 5000, "(head -c 4000 /dev/zero >stick/a); head -c 4000 /dev/zero >stick/b");
        assert!(!output.status.success() && said(&output).contains(word), "{output:?}");
    }
    // What is full can still be read and named; what was pulled out cannot. Beside it all goes on.
    for after in
        ["cat stick/good", "sync stick/good", "mv stick/good stick/better && mv stick/better stick/good", "ls stick"]
    {
        let line = format!("echo one >stick/one || {after}");
        for (fault, goes_on) in [(Fault::Full, true), (Fault::Pulled, false)] {
            assert_eq!(run(fault, 3, &line).status.success(), goes_on, "{fault:?}: {after}");
        }
    }
    assert!(run(Fault::Pulled, 3, "echo one >stick/one || cat beside").status.success());
    let codes = [("exit 7", Some(7)), ("kill -9 $$", Some(137))];
    codes.iter().for_each(|(line, code)| assert_eq!(run(Fault::Full, 0, line).status.code(), *code));
}

#[test]
fn a_bundle_for_a_stick_that_gives_out_is_refused_and_written_to_the_next() {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    walk.genesis();
    for name in ["full", "pulled", "small", "good"] {
        fs::create_dir(walk.path(name)).unwrap();
    }
    let refused = |output: Output| {
        assert!(!output.stdout.is_empty(), "{}", said(&output));
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(6), "{report}");
        text(&report["error"], "message").to_owned()
    };
    walk.done(&["bundle", "export", "good"]);
    for (name, fault, word) in [("full", Fault::Full, "No space left"), ("pulled", Fault::Pulled, "Input/output error")]
    {
        let Some(disk) = BadDisk::over(&walk.path(name)) else { return };
        let write = walk.command(&["bundle", "write", name]);
        let message = refused(disk.around(&write, fault, 3000).output().unwrap());
        assert!(message.contains(word), "{message}");
    }
    let Some(disk) = SmallDisk::over(&walk.path("small"), 2 * 4096) else { return };
    let message = refused(disk.around(&walk.command(&["bundle", "write", "small"])).output().unwrap());
    assert!(message.contains("No space left"), "{message}");
}
