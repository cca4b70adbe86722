//! Unmodified python-tuf as a judge of bundles.

#![allow(dead_code, reason = "each test uses its part")]

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The interpreter that has python-tuf; none is a skip here and a failure in CI.
pub fn python() -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/test-venv/bin/python");
    let python = std::env::var_os("CHANCERY_TEST_PYTHON").map_or(here, PathBuf::from);
    let ready = Command::new(&python).args(["-c", "import tuf.ngclient, cryptography"]).output();
    if ready.is_ok_and(|output| output.status.success()) {
        return Some(python);
    }
    let word = format!("{} has no python-tuf: set CHANCERY_TEST_PYTHON or run scripts/test", python.display());
    assert!(std::env::var("CI").as_deref() != Ok("true"), "{word}");
    eprintln!("skipped: {word}");
    None
}

/// What a client with this folder of its own and this pinned root says of a stick: `accepted` or `refused`.
pub fn judge(python: &Path, stick: &Path, state: &Path, root: &Path, targets: &[&str]) -> Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/tuf_judge.py");
    let output = Command::new(python).arg(script).args([stick, state, root]).args(targets).output().unwrap();
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("the judge said: {words}"))
}
