//! Officers' keys and signatures, made by stock `gpg`, `openssl` and `ssh-keygen`: what the house prints as the
//! command to sign with is accepted, and everything else is refused by its clause.

#[path = "officer_keys/accepted.rs"]
mod accepted;
#[path = "officer_keys/altered.rs"]
mod altered;
#[path = "officer_keys/cms.rs"]
mod cms;
#[path = "officer_keys/hostile.rs"]
mod hostile;
#[path = "support/officers.rs"]
mod officers;
#[path = "officer_keys/openpgp.rs"]
mod openpgp;
#[path = "officer_keys/refused_keys.rs"]
mod refused_keys;
#[path = "officer_keys/ssh.rs"]
mod ssh;

use std::fs;
use std::path::PathBuf;

use chancery::approval::key::{KeyError, OfficerKey, Signature, SignatureError};
use chancery::clock::{BatteryClock, Clock as _, DAY, Time};
use chancery::digest::Digest;
use chancery::fault::Fail;
use officers::{Officer, Officers, tools_are_here};

/// What officers sign in these tests: ASCII lines, as a statement is.
const STATEMENT: &str = "chancery decision 1\n\ndecision: approve\nproposal: 3b1f0c\nstation: utopia (production)\n\n\
                         I approve that the key 'csca-2026' signs the list of\nrevoked certificates number 7.\n";

/// A folder with a statement, and officers.
struct Room {
    folder: tempfile::TempDir,
    officers: Officers,
}

impl Room {
    /// None where the tools are missing.
    fn open() -> Option<Room> {
        if !tools_are_here() {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("approve.txt"), STATEMENT).unwrap();
        let officers = Officers::in_folder(folder.path());
        Some(Room { folder, officers })
    }

    fn statement(&self) -> PathBuf {
        self.folder.path().join("approve.txt")
    }

    /// The officer's signature over the statement, with more options for the tool.
    fn signed(&self, officer: &Officer, options: &[&str]) -> Vec<u8> {
        fs::read(officer.sign_with(&self.statement(), options)).unwrap()
    }
}

/// Now, as the tools have it, and a second: what they made is not from the future.
fn now() -> Time {
    BatteryClock { bound: 1 }.read().unwrap().time.plus(1)
}

fn days(count: i64) -> i64 {
    count * DAY
}

fn key(officer: &Officer) -> OfficerKey {
    OfficerKey::read(&officer.key_bytes()).unwrap_or_else(|e| panic!("{}: {e}", officer.key().display()))
}

/// Reads and judges, as a station does.
fn judge(key: &OfficerKey, message: &[u8], signature: &[u8], at: Time) -> Result<Digest, SignatureError> {
    key.verify(message, &Signature::read(signature)?, at)
}

/// Accepted, by a key that the officer's file holds.
fn accepted(key: &OfficerKey, signature: &[u8], what: &str) {
    let identity = judge(key, STATEMENT.as_bytes(), signature, now()).unwrap_or_else(|e| panic!("{what}: {e}"));
    assert!(key.identities().contains(&identity), "{what}");
    key.expect_usable(now()).unwrap();
}

/// Refused by this clause; the message begins with it.
fn refused(key: &OfficerKey, signature: &[u8], at: Time, clause: &str) {
    let error = judge(key, STATEMENT.as_bytes(), signature, at).unwrap_err();
    assert_eq!(error.clause(), Some(clause), "{error}");
    assert!(error.to_string().starts_with(&format!("{clause}: ")), "{error}");
}

/// A key that cannot even be read.
fn unread(bytes: &[u8], clause: &str) {
    let error = OfficerKey::read(bytes).unwrap_err();
    expect_clause(&error, clause);
}

/// A key that can be read and not be used.
fn unusable(key: &OfficerKey, at: Time, clause: &str) {
    expect_clause(&key.expect_usable(at).unwrap_err(), clause);
}

fn expect_clause(error: &KeyError, clause: &str) {
    assert_eq!(error.clause(), Some(clause), "{error}");
    assert!(error.to_string().starts_with(&format!("{clause}: ")), "{error}");
}
