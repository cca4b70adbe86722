//! The stranger: `tests/backup_stranger.py`, who restores keys and state by the documented formats alone.

#![allow(dead_code, reason = "each test uses its part")]

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// The interpreter that has `cryptography` and `shamir_mnemonic`; none is a skip here and a failure in CI.
pub fn python() -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/test-venv/bin/python");
    let python = std::env::var_os("CHANCERY_TEST_PYTHON").map_or(here, PathBuf::from);
    let ready = Command::new(&python).args(["-c", "import shamir_mnemonic, cryptography"]).output();
    if ready.is_ok_and(|output| output.status.success()) {
        return Some(python);
    }
    let word = format!("{} has no cryptography: set CHANCERY_TEST_PYTHON or run scripts/test", python.display());
    assert!(std::env::var("CI").as_deref() != Ok("true"), "{word}");
    println!("skipped: {word}");
    None
}

/// A new folder in memory, gone with its value.
pub fn in_memory() -> TempDir {
    TempDir::new_in("/dev/shm").expect("/dev/shm lies in memory")
}

/// What the stranger has to open a key set with.
pub enum By<'a> {
    /// The words of shares.
    Shares(&'a [String]),
    /// The backup key in hex, as `shamir recover` shows it.
    Key(&'a str),
}

/// Somebody who has the backups and the documents, and no Chancery.
pub struct Stranger {
    python: PathBuf,
    path: Option<OsString>,
    ledger_key: Option<String>,
}

impl Stranger {
    /// `None`, with a printed word, where the tools are not here; a failure where CI says that they must be.
    pub fn find() -> Option<Stranger> {
        Some(Stranger { python: python()?, path: None, ledger_key: None })
    }

    /// The same, where programs are found on this path: with a plugin of age, say.
    pub fn with_path(mut self, path: OsString) -> Stranger {
        self.path = Some(path);
        self
    }

    /// The same, who has the ledger's verifier key from paper.
    pub fn who_knows(mut self, ledger_key: &str) -> Stranger {
        self.ledger_key = Some(ledger_key.to_owned());
        self
    }

    /// Restores the keys of a set: PEM by label. Else the line in which it was refused.
    pub fn keys(&self, set: &Path, by: &By<'_>) -> Result<BTreeMap<String, String>, String> {
        let said = self.keys_said(set, by, None)?;
        let keys = said.split("# ").skip(1).map(|key| key.split_once('\n').unwrap());
        Ok(keys.map(|(label, pem)| (label.to_owned(), pem.to_owned())).collect())
    }

    /// The same into files `LABEL.pem` of a folder, which has to lie in memory.
    pub fn keys_into(&self, set: &Path, by: &By<'_>, out: &Path) -> Result<(), String> {
        self.keys_said(set, by, Some(out)).map(drop)
    }

    fn keys_said(&self, set: &Path, by: &By<'_>, out: Option<&Path>) -> Result<String, String> {
        let cards = in_memory();
        let mut command = self.command("keys", &[set]);
        let input = match by {
            By::Shares(shares) => {
                command.arg("--share");
                for (number, words) in shares.iter().enumerate() {
                    let card = cards.path().join(number.to_string());
                    fs::write(&card, format!("{words}\n")).unwrap();
                    command.arg(card);
                }
                String::new()
            }
            By::Key(hex) => {
                command.args(["--key-fd", "0"]);
                format!("{hex}\n")
            }
        };
        if let Some(out) = out {
            command.arg("--out").arg(out);
        }
        said(command, &input)
    }

    /// Restores `station.toml` and `station.db` into a new folder; the head of the ledger there: size, root. Else the
    /// line in which it was refused.
    pub fn state(&self, backups: &[&Path], identity: &Path, out: &Path) -> Result<Value, String> {
        let mut command = self.command("state", backups);
        command.arg("--identity").arg(identity).arg("--out").arg(out);
        Ok(serde_json::from_str(&said(command, "")?).expect("one JSON document"))
    }

    fn command(&self, kind: &str, folders: &[&Path]) -> Command {
        let mut command = Command::new(&self.python);
        command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/backup_stranger.py"));
        if let Some(key) = &self.ledger_key {
            command.args(["--ledger-key", key]);
        }
        command.arg(kind).args(folders);
        if let Some(path) = &self.path {
            command.env("PATH", path);
        }
        command
    }
}

fn said(mut command: Command, input: &str) -> Result<String, String> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Where it was refused at once, nobody reads.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    let refusal = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() {
        return Ok(String::from_utf8(output.stdout).unwrap());
    }
    assert!(output.stdout.is_empty() && output.status.code() == Some(1), "{refusal}");
    assert!(refusal.contains("refused: "), "it fell over: {refusal}");
    Err(refusal)
}
