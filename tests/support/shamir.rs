//! The stock SLIP-39 tool `shamir` as a judge of shares.

#![allow(dead_code, reason = "each test uses its part")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The tool, beside the Python that the tests have; none is a skip here and a failure in CI.
pub fn shamir() -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/test-venv/bin/python");
    let python = std::env::var_os("CHANCERY_TEST_PYTHON").map_or(here, PathBuf::from);
    let tool = python.with_file_name("shamir");
    if Command::new(&tool).arg("--help").output().is_ok_and(|output| output.status.success()) {
        return Some(tool);
    }
    let word = format!("{} does not run: set CHANCERY_TEST_PYTHON or run scripts/test", tool.display());
    assert!(std::env::var("CI").as_deref() != Ok("true"), "{word}");
    println!("skipped: {word}");
    None
}

/// What the tool says when it is called with these words and given these lines.
pub fn call(tool: &Path, words: &[&str], lines: &[String]) -> Output {
    let mut command = Command::new(tool);
    command.args(words).env("NO_COLOR", "1").env("LC_ALL", "C.UTF-8");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    for line in lines {
        // The tool stops reading when it has enough.
        if writeln!(input, "{line}").is_err() {
            break;
        }
    }
    drop(input);
    child.wait_with_output().unwrap()
}

/// The shares of a new set that the tool makes of a secret, by group.
pub fn create(tool: &Path, words: &[&str], secret: &str) -> Vec<Vec<String>> {
    let output = call(tool, &[&["create"], words, &["--master-secret", secret]].concat(), &[]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let mut groups: Vec<Vec<String>> = Vec::new();
    for line in said.lines().skip(1) {
        match groups.last_mut() {
            _ if line.starts_with("Group ") => groups.push(Vec::new()),
            Some(group) => group.push(line.to_owned()),
            None => panic!("{said}"),
        }
    }
    groups
}

/// The secret that the tool rebuilds from these shares, in hex, where it does.
pub fn recover(tool: &Path, shares: &[String]) -> Option<String> {
    let output = call(tool, &["recover"], shares);
    let said = String::from_utf8(output.stdout).unwrap();
    said.lines().find_map(|line| line.strip_prefix("Your master secret is: ")).map(str::to_owned)
}
