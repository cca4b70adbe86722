//! What the tests here begin from: a station without a policy, and people who are to be its first officers.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Output};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::officers::{Officer, Officers, tools_are_here};
use super::walk::{PIN, Walk, ceremony};

/// The four of the script, with keys of every form; and one more, who is nobody here.
pub const NAMES: [&str; 4] = ["ann", "bob", "carol", "dan"];

/// A station whose folder `in/officers` holds the signed challenges of four people.
pub struct Birth {
    pub walk: Walk,
    pub people: Vec<Officer>,
    pub stranger: Officer,
}

/// A station of this mode without a policy.
pub fn station(mode: &str) -> Walk {
    let walk = Walk::new("utopia");
    walk.private("pins", &format!("{PIN}\n").repeat(4));
    // In production the vaults have a PIN each (PIN-3).
    walk.private("own-pins", "31415926\n");
    let words = walk.init_words("UT", "UTO");
    let words: Vec<&str> = words.iter().map(|word| if word == "specimen" { mode } else { word }).collect();
    match mode {
        // In production no file gives the PIN; a pipe from a safe does.
        "production" => {
            let words = words.join(" ");
            let line = format!(
                "'{}' {words} --pin-source fd:3 --pin-source primary=fd:4 3<pins 4<own-pins",
                super::walk::PROGRAM
            );
            let mut command = walk.program("sh");
            let output = command.env("CHANCERY_STATION", "utopia").args(["-c", &line]).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        _ => drop(walk.done(&words)),
    }
    walk
}

impl Birth {
    /// None, with a printed word, where the stock tools are not here.
    pub fn of(mode: &str) -> Option<Birth> {
        if !tools_are_here() {
            return None;
        }
        let walk = station(mode);
        let officers = Officers::in_folder(&walk.path("homes"));
        let people = vec![
            officers.openpgp("ann"),
            officers.x509("bob"),
            officers.ssh("carol"),
            officers.ssh_with("dan", &["-t", "ecdsa"]),
        ];
        let birth = Birth { walk, people, stranger: officers.ssh("eve") };
        fs::create_dir_all(birth.brought("")).unwrap();
        for (name, person) in NAMES.iter().zip(&birth.people) {
            birth.challenge(name, person);
        }
        Some(birth)
    }

    /// A file in the folder of what was brought.
    pub fn brought(&self, name: &str) -> PathBuf {
        self.walk.in_station("in/officers").join(name)
    }

    /// Their challenge and their signature over it, copied from their medium.
    pub fn challenge(&self, name: &str, person: &Officer) {
        let (title, key) = (format!("Person {name}"), person.key().display().to_string());
        let file = format!("{name}.txt");
        let words = ["officer", "challenge", name, "--name", &title, "--organisation", "Office", "--contact", "desk"];
        let output = self
            .walk
            .program(super::walk::PROGRAM)
            .args(words)
            .args(["--role", "officer", "--key", &key])
            .args(["--station", "utopia", "--out", &file])
            .output();
        let output = output.unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let signature = person.sign(&self.walk.path(&file));
        fs::copy(self.walk.path(&file), self.brought(&file)).unwrap();
        fs::copy(signature, self.brought(&format!("{name}.sig"))).unwrap();
    }

    /// Begins the ceremony with its answers file.
    pub fn begins(&self) -> Child {
        let (script, answers) = (ceremony("station-genesis.toml"), ceremony("answers/station-genesis.toml"));
        self.walk.command(&["ceremony", "run", &script, "--answers", &answers]).spawn().unwrap()
    }

    /// The text that is signed in this folder of proposals, once it is there.
    #[track_caller]
    pub fn to_sign(&self, folder: &str) -> PathBuf {
        let folder = self.walk.path(folder);
        let begun = Instant::now();
        loop {
            let mut proposals: Vec<PathBuf> =
                fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
            proposals.sort();
            if let Some(text) = proposals.pop().map(|p| p.join("approve.txt")).filter(|text| is_whole(text)) {
                return text;
            }
            assert!(begun.elapsed() < Duration::from_secs(90), "nothing to sign came in {}", folder.display());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// A person signs and leaves the signature beside the text.
    pub fn leaves(&self, person: &Officer, name: &str, text: &std::path::Path) -> PathBuf {
        let left = text.with_file_name(format!("{name}.signature"));
        fs::copy(person.sign(text), &left).unwrap();
        left
    }

    /// How many decisions the ledger holds.
    pub fn decisions(&self) -> usize {
        let listed = self.walk.done(&["ledger", "list"]).to_string();
        listed.matches("\"proposal.decide\"").count()
    }
}

fn is_whole(text: &std::path::Path) -> bool {
    fs::read_to_string(text).is_ok_and(|text| text.contains("-----END"))
}

/// The end of a command: exit code, document, and what it said beside.
pub fn end(child: Child) -> (Option<i32>, Value, String) {
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&stderr).into_owned();
    (status.code(), serde_json::from_slice(&stdout).unwrap_or_default(), said)
}
