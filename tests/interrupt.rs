//! Ctrl-C: the exit code is 130, and standard output is not half a document more than it was.

#[path = "support/program.rs"]
mod program;

use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

use program::PROGRAM;
use rustix::process::{Pid, Signal, kill_process};

/// What a pipe holds before its writer waits.
const PIPE: usize = 65_536;

#[test]
fn an_interrupted_command_ends_with_130_while_it_waits_for_its_reader() {
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        let (mut reader, mut writer) = std::io::pipe().unwrap();
        writer.write_all(&vec![b' '; PIPE]).unwrap();
        let mut command = Command::new(PROGRAM);
        command.args(["reference", "--json"]).env_clear().stdin(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.stdout(writer).spawn().unwrap();
        drop(command);
        std::thread::sleep(Duration::from_millis(300));
        assert!(child.try_wait().unwrap().is_none(), "it waits for its reader");
        let limits = std::fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap();
        let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
        assert_eq!(
            core.split_whitespace().filter(|word| *word == "0").count(),
            2,
            "a core dump would hold PINs: {core}"
        );
        kill_process(Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap(), signal).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(130));
        let mut said = Vec::new();
        reader.read_to_end(&mut said).unwrap();
        assert!(said.iter().all(|octet| *octet == b' '), "nothing more was said: {}", said.len());
    }
}

#[test]
fn a_reader_that_goes_away_changes_nothing_about_what_was_done() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = Command::new(PROGRAM);
    let output = command.args(["reference", "--json"]).stdout(writer).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_result_that_cannot_be_written_is_a_storage_failure() {
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let output = Command::new(PROGRAM).arg("reference").stdout(full).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(6));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("error: the result could not be written"));
}
