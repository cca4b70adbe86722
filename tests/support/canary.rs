//! Canaries: secrets that are known to the test, looked for in everything a command leaves behind.
//!
//! A secret is searched for in the forms in which one leaks: as it is, in hex, in base64 at each of its three
//! alignments, as the list of numbers that a derived `Debug` prints, in UTF-16, and as JSON and percent escapes.

#![allow(dead_code, reason = "each test uses its part")]

use std::fs;
use std::path::{Path, PathBuf};

use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// A secret that must not be found anywhere.
pub struct Canary {
    name: String,
    forms: Vec<(&'static str, Vec<u8>)>,
}

/// Where a secret was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Which secret.
    pub canary: String,
    /// In which form.
    pub form: &'static str,
    /// In which file or output.
    pub place: String,
    /// At which octet.
    pub offset: usize,
}

impl Canary {
    /// A canary of at least six octets; a shorter one would be found by chance.
    pub fn new(name: &str, secret: &[u8]) -> Self {
        assert!(secret.len() >= 6, "canary '{name}' is too short to tell from chance");
        let list = |between: &str| {
            let numbers: Vec<String> = secret.iter().map(u8::to_string).collect();
            numbers.join(between).into_bytes()
        };
        let mut forms = vec![
            ("plain", secret.to_vec()),
            ("reversed", secret.iter().rev().copied().collect()),
            ("hex", hex::encode(secret).into_bytes()),
            ("hex in capitals", hex::encode_upper(secret).into_bytes()),
            ("hex with colons", joined(secret, ":")),
            ("hex with blanks", joined(secret, " ")),
            ("numbers", list(", ")),
            ("numbers without blanks", list(",")),
            ("numbers in lines", list(",\n    ")),
            ("UTF-16", secret.iter().flat_map(|octet| [*octet, 0]).collect()),
            ("percent escapes", secret.iter().flat_map(|octet| format!("%{octet:02X}").into_bytes()).collect()),
            ("JSON escapes", secret.iter().flat_map(|octet| format!("\\u{octet:04x}").into_bytes()).collect()),
        ];
        for before in 0..3 {
            forms.push(("base64", aligned(&STANDARD_NO_PAD, secret, before)));
            forms.push(("base64url", aligned(&URL_SAFE_NO_PAD, secret, before)));
        }
        Canary { name: name.to_owned(), forms }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The forms it is searched for in.
    pub fn forms(&self) -> &[(&'static str, Vec<u8>)] {
        &self.forms
    }

    /// Every hit in some octets; `place` names them.
    pub fn in_bytes(&self, place: &str, octets: &[u8]) -> Vec<Hit> {
        let hit = |(form, wanted): &(&'static str, Vec<u8>)| {
            let offset = octets.windows(wanted.len()).position(|window| window == wanted)?;
            Some(Hit { canary: self.name.clone(), form, place: place.to_owned(), offset })
        };
        self.forms.iter().filter_map(hit).collect()
    }

    /// Every hit in the files below a folder, in their names too; links are not followed.
    pub fn in_folder(&self, folder: &Path) -> Vec<Hit> {
        let mut hits = Vec::new();
        for path in walk(folder) {
            let place = path.display().to_string();
            hits.extend(self.in_bytes(&format!("the name {place}"), place.as_bytes()));
            if path.is_file() && !path.is_symlink() {
                hits.extend(self.in_bytes(&place, &fs::read(&path).expect("a file of the test can be read")));
            }
        }
        hits
    }

    /// Every hit in what a finished command said.
    pub fn in_output(&self, output: &std::process::Output) -> Vec<Hit> {
        let mut hits = self.in_bytes("standard output", &output.stdout);
        hits.extend(self.in_bytes("standard error", &output.stderr));
        hits
    }

    /// Every hit in what others can see of a running process: its arguments and its environment.
    pub fn in_process(&self, process: u32) -> Vec<Hit> {
        let seen = |what: &str| fs::read(format!("/proc/{process}/{what}")).unwrap_or_default();
        let mut hits = self.in_bytes("the arguments", &seen("cmdline"));
        hits.extend(self.in_bytes("the environment", &seen("environ")));
        hits
    }
}

/// Fails with every hit in words.
#[track_caller]
pub fn assert_none(hits: &[Hit]) {
    let list: Vec<String> =
        hits.iter().map(|hit| format!("{} as {} in {} at {}", hit.canary, hit.form, hit.place, hit.offset)).collect();
    assert!(list.is_empty(), "secrets leaked:\n{}", list.join("\n"));
}

fn joined(secret: &[u8], between: &str) -> Vec<u8> {
    secret.iter().map(|octet| format!("{octet:02x}")).collect::<Vec<_>>().join(between).into_bytes()
}

/// The base64 digits that depend on the secret alone when `before` octets of a group of three stand in front of it.
fn aligned(engine: &impl base64::Engine, secret: &[u8], before: usize) -> Vec<u8> {
    let text = engine.encode([&vec![0; before], secret].concat());
    let (first, last) = ((before * 8).div_ceil(6), (before + secret.len()) * 8 / 6);
    text.as_bytes()[first..last].to_vec()
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of the test can be listed") {
        let entry = entry.expect("an entry");
        if entry.file_type().expect("its type").is_dir() {
            found.extend(walk(&entry.path()));
        }
        found.push(entry.path());
    }
    found
}
