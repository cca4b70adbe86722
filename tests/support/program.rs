//! The program under test, called as a person or a script would, in surroundings of its own.

#![allow(dead_code, reason = "each test uses its part")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// The binary that was built for this test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_chancery");

/// A stock tool, looked for where the caller's shell would.
pub fn tool(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// A command in `dir`: no terminal to ask at, nothing on standard input, nothing of the caller's environment but PATH.
pub fn command(words: &[String], dir: &Path) -> Command {
    let program = if words[0] == "chancery" { PROGRAM } else { &words[0] };
    let mut command = Command::new("setsid");
    command.arg("--wait").arg(program).args(&words[1..]).current_dir(dir).stdin(Stdio::null());
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("HOME", dir).env("TMPDIR", dir).env("LC_ALL", "C.UTF-8").env("TZ", "UTC");
    // The machine's own card readers are not seen.
    command.env("PCSCLITE_CSOCK_NAME", "/nowhere");
    if dir.join("station").is_dir() {
        command.env("CHANCERY_STATION", "station");
    }
    command
}

/// Splits a command line as it stands in help and pages: at blanks, single quotes keep together. No shell.
pub fn split(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted, mut begun) = (Vec::new(), String::new(), false, false);
    for c in line.chars() {
        match c {
            '\'' => (quoted, begun) = (!quoted, true),
            c if c.is_whitespace() && !quoted => {
                if begun {
                    words.push(std::mem::take(&mut word));
                }
                begun = false;
            }
            c => {
                word.push(c);
                begun = true;
            }
        }
    }
    assert!(!quoted, "a quote is not closed: {line}");
    if begun {
        words.push(word);
    }
    words
}

/// Every leaf of the command line, as `chancery reference --json` gives it.
pub fn leaves() -> Vec<Value> {
    let here = std::env::temp_dir();
    let words = split("chancery reference --json");
    let output = command(&words, &here).output().expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let reference: Value = serde_json::from_slice(&output.stdout).expect("one JSON document");
    reference["commands"].as_array().expect("a list of commands").clone()
}

/// The words that name a leaf.
pub fn words(leaf: &Value) -> Vec<String> {
    let words = leaf["words"].as_array().expect("words");
    words.iter().map(|word| word.as_str().expect("a word").to_owned()).collect()
}

/// A leaf's place below `commands/` and `tests/cli/`, without an ending.
pub fn place(words: &[String]) -> String {
    words.join("/").replace('-', "_")
}
