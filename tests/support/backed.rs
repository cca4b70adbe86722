//! Backups of a station that is walked: three keepers with keys of the stock tool, two media, a shelf for copies of the
//! state; and what a command held in memory at most.

#![allow(dead_code, reason = "each test uses its part")]

use std::cell::Cell;
use std::fs;
use std::rc::Rc;

use serde_json::Value;

use super::walk::{Sight, Walk, text};

/// The name of every set here, and as it is typed to confirm.
pub const SET: &str = "00112233445566aa";
const SPOKEN: &str = "0011-2233-4455-66aa";
const KEEPERS: [&str; 3] = ["alice", "bob", "carol"];

/// The keepers of the shares, any two of whom open a set.
pub struct Keepers {
    recipients: Vec<String>,
}

impl Keepers {
    /// Each gets an identity `NAME.identity` in the folder.
    pub fn come(walk: &Walk) -> Keepers {
        let recipient = |name: &&str| {
            let file = format!("{name}.identity");
            walk.tool("age-keygen", &["-o", &file]);
            walk.tool("age-keygen", &["-y", &file]).trim().to_owned()
        };
        Keepers { recipients: KEEPERS.iter().map(recipient).collect() }
    }

    /// To whom copies of the state are sealed.
    pub fn first(&self) -> &str {
        &self.recipients[0]
    }

    /// The words of `backup keys` for every key that is not locked, to two media.
    pub fn words_to_back_up(&self, walk: &Walk) -> Vec<String> {
        for medium in ["medium-1", "medium-2"] {
            fs::create_dir_all(walk.path(medium)).unwrap();
        }
        let answers = walk.confirmation(SPOKEN);
        let mut words = super::walk::words("backup keys --threshold 2 --to medium-1 --to medium-2");
        for (name, recipient) in KEEPERS.iter().zip(&self.recipients) {
            words.extend(["--keeper".to_owned(), format!("{name}={recipient}")]);
        }
        words.extend(["--set".to_owned(), SET.to_owned(), "--answers".to_owned(), answers]);
        words
    }

    /// Backs every key up that is not locked.
    #[track_caller]
    pub fn back_up_keys(&self, walk: &Walk) -> Value {
        walk.done(&borrowed(&self.words_to_back_up(walk)))
    }

    /// Copies the state to the folder `shelf`; the folder of the copy.
    #[track_caller]
    pub fn back_up_state(&self, walk: &Walk) -> String {
        fs::create_dir_all(walk.path("shelf")).unwrap();
        let copied = walk.done(&["backup", "state", "--to", "shelf", "--recipient", self.first()]);
        format!("shelf/{}", text(&copied, "name"))
    }
}

/// The words that open a copy of the state and the set, behind those of `verb`: by the shares of two keepers.
pub fn words_to_open(verb: &str, state: &str, more: &[&str]) -> Vec<String> {
    let mut words = super::walk::words(&format!("backup {verb} --state {state} --state-identity alice.identity"));
    words.extend(words_of_the_set(more));
    words
}

/// The words that open the set.
pub fn words_of_the_set(more: &[&str]) -> Vec<String> {
    let out = format!("utopia/out/backups/keys-{SET}");
    let line = format!(
        "--keys medium-1/keys-{SET} --share {out}/alice.age --share {out}/bob.age --identity alice.identity \
         --identity bob.identity"
    );
    let mut words = super::walk::words(&line);
    words.extend(more.iter().map(|word| (*word).to_owned()));
    words
}

/// The manifest of the set on the first medium.
pub fn manifest_of_the_set(walk: &Walk) -> Value {
    let file = walk.path(&format!("medium-1/keys-{SET}/manifest.json"));
    serde_json::from_slice(&fs::read(file).unwrap()).unwrap()
}

/// Words as a walk takes them.
pub fn borrowed(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

/// The most memory that the last command held, in KiB.
#[derive(Clone, Default)]
pub struct Peak(Rc<Cell<u64>>);

impl Peak {
    /// Looks at every command of the walk from now on.
    pub fn watching(walk: Walk) -> (Walk, Peak) {
        let peak = Peak::default();
        let seen = peak.clone();
        let walk = walk.watched_by(move |sight| {
            let Sight::Running(process) = sight else { return };
            // What it says last before it ends is the most it ever held.
            let Ok(status) = fs::read_to_string(format!("/proc/{process}/status")) else { return };
            let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let held = line.and_then(|line| line.split_whitespace().next()).and_then(|kib| kib.parse().ok());
            seen.0.set(seen.0.get().max(held.unwrap_or(0)));
        });
        (walk, peak)
    }

    /// The most since it was last asked, in KiB.
    pub fn take(&self) -> u64 {
        self.0.take()
    }
}
