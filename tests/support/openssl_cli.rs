//! OpenSSL on the command line, as an independent judge.

#![allow(dead_code)]

use std::io::Write as _;
use std::process::{Command, Stdio};

/// What a run said.
pub struct Said {
    pub ok: bool,
    pub text: String,
}

/// Runs `openssl` with these arguments and this input; both streams together.
pub fn openssl(arguments: &[&str], input: &[u8]) -> Said {
    let mut child = Command::new("openssl")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the openssl command is installed");
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let feeder = std::thread::spawn(move || {
        // A command that does not read its input closes it; that is no failure of the test.
        stdin.write_all(&input).is_ok()
    });
    let output = child.wait_with_output().unwrap();
    let _fed = feeder.join().unwrap();
    let text = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    Said { ok: output.status.success(), text: String::from_utf8_lossy(&text).into_owned() }
}

/// Runs and wants success.
pub fn good(arguments: &[&str], input: &[u8]) -> String {
    let said = openssl(arguments, input);
    assert!(said.ok, "openssl {}: {}", arguments.join(" "), said.text);
    said.text
}

/// Writes a file into a folder and gives its path as text.
pub fn file(folder: &std::path::Path, name: &str, bytes: &[u8]) -> String {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path.to_string_lossy().into_owned()
}
