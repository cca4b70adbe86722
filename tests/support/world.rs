//! The program over real lists: how it is called, and what it says as JSON.

#![allow(dead_code, reason = "each test uses its part")]

use std::path::{Path, PathBuf};

use chancery::clock::Time;
use serde_json::Value;

use crate::{prepared, program, shared};

/// A real list, by its name.
pub fn list(name: &str) -> Option<PathBuf> {
    shared::shared("data/masterlists").map(|folder| std::fs::canonicalize(folder.join(name)).unwrap())
}

/// What is expected of it.
pub fn expected(name: &str) -> Value {
    let text = std::fs::read(list("expected.json").unwrap()).unwrap();
    let all: Value = serde_json::from_slice(&text).unwrap();
    all[format!("masterlists/{name}")].clone()
}

/// How many of a list's certificates are expected to be of this kind: a part of the words in `expected.json`.
pub fn expected_chain(expected: &Value, part: &str) -> usize {
    let chain = expected["chain"].as_object().unwrap().iter().filter(|(words, _)| words.contains(part));
    chain.map(|(_, count)| count.as_u64().unwrap() as usize).sum()
}

/// What the program says as JSON, and how it ends.
pub fn said(dir: &Path, words: &[&str]) -> (i32, Value) {
    let words: Vec<String> = ["chancery"].iter().chain(words).chain(&["--json"]).map(|w| (*w).to_owned()).collect();
    let output = program::command(&words, dir).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let value = serde_json::from_str(&text)
        .unwrap_or_else(|e| panic!("{words:?}: {e}: {text} {}", String::from_utf8_lossy(&output.stderr)));
    (output.status.code().unwrap(), value)
}

/// The same where it must end well.
pub fn done(dir: &Path, words: &[&str]) -> Value {
    let (code, value) = said(dir, words);
    assert_eq!(code, 0, "{words:?}: {value}");
    value
}

/// An act in the station `utopia`, at a time where one is given.
pub fn act(dir: &Path, words: &[&str], at: Option<Time>) -> Value {
    let at = at.map(|at| at.to_string());
    let at: Vec<&str> = at.iter().flat_map(|at| ["--at", at]).collect();
    done(dir, &[words, &at, &["--station", "utopia", "--pin-source", "file:pin", "--quiet"]].concat())
}

/// Takes in a list.
pub fn ingest(dir: &Path, list: &Path, source: &str, at: Option<Time>) -> Value {
    act(dir, &["masterlist", "ingest", list.to_str().unwrap(), "--source", source], at)
}

/// A station without anything in it.
pub fn station() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    prepared::prepare("station", dir.path());
    dir
}

/// So many days from now; a station lets no more than 100 pass between two entries.
pub fn in_days(days: i64) -> Time {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() as i64;
    Time::from_unix(now + days * 86_400).unwrap()
}

/// A list of texts.
pub fn texts(value: &Value, name: &str) -> Vec<String> {
    let all = value.as_array().unwrap().iter();
    all.map(|one| one[name].as_str().unwrap().to_owned()).collect()
}
