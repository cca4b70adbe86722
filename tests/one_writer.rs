//! One process writes in a station at a time; a second is told who does, and readers are not kept waiting.

#[path = "support/prepared.rs"]
mod prepared;
#[path = "support/program.rs"]
mod program;

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use program::{command, split};

fn call(dir: &Path, line: &str) -> (Option<i32>, String) {
    let output = command(&split(line), dir).output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_second_writer_is_told_who_writes_and_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    prepared::prepare("station", dir.path());
    let path = dir.path().join("utopia/station.lock");
    let mut lock = OpenOptions::new().write(true).create(true).truncate(true).open(path).unwrap();
    lock.lock().unwrap();
    write!(lock, "process 4711").unwrap();
    let generate = "chancery key generate spare --spec P-256 --station utopia --pin-source file:pin --quiet";
    let (code, said) = call(dir.path(), generate);
    assert_eq!(code, Some(6), "{said}");
    assert!(said.contains("another process writes in this station: process 4711"), "{said}");
    assert!(said.contains("hint: wait until it has ended"), "{said}");
    assert_eq!(call(dir.path(), "chancery status --station utopia").0, Some(0), "reading goes on");
    drop(lock);
    assert_eq!(call(dir.path(), generate), (Some(0), String::new()), "the name was not taken by the refused call");
}
