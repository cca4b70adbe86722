//! A specimen station whose keys can still be backed up, keepers with identities of age, sticks; and the whole way of a
//! backup there, by the program's own commands.

#![allow(dead_code, reason = "each test uses its part")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use chancery::secret::Secret;
use chancery::vault::{KeyRecord, Vault};
use serde_json::Value;

use super::walk::{PIN, Walk, number, text};

/// The first set of a test.
pub const SET: &str = "00112233445566aa";
/// The same as it is spoken.
pub const SPOKEN: &str = "0011-2233-4455-66aa";
/// The set that comes after it.
pub const NEXT: &str = "8899aabbccddeeff";
/// The same as it is spoken.
pub const NEXT_SPOKEN: &str = "8899-aabb-ccdd-eeff";
/// Keepers of shares: each has the identity `NAME.key`.
pub const KEEPERS: [&str; 4] = ["alice", "bob", "carol", "dora"];

/// Whether stock age is here. Where it must be (`CI=true`) it is a failure that it is not.
pub fn has_age() -> bool {
    if Command::new("age-keygen").arg("--version").output().is_ok() {
        return true;
    }
    assert!(std::env::var("CI").as_deref() != Ok("true"), "age is not installed");
    println!("skipped: age is not installed");
    false
}

/// A station, its keepers and its sticks.
pub struct Backing {
    pub walk: Walk,
}

/// The words of a line, without what stands in quotes: a `~` becomes a blank within a word.
fn split(line: &str) -> Vec<String> {
    line.split_whitespace().map(|word| word.replace('~', " ")).collect()
}

impl Backing {
    /// A specimen station `utopia` with the CSCA `csca-1`, its root, and the key `ds-1`; both can still be wrapped.
    pub fn grown() -> Option<Backing> {
        let backing = Backing::born(Walk::new("utopia"))?;
        backing.grow();
        Some(backing)
    }

    /// The same with the vault `primary` on a token of SoftHSM2.
    pub fn grown_on_softhsm() -> Option<Backing> {
        let backing = Backing::born(Walk::on_softhsm("utopia")?)?;
        backing.grow();
        Some(backing)
    }

    /// Keepers and sticks around a walk whose station is made here.
    pub fn born(walk: Walk) -> Option<Backing> {
        if !has_age() {
            return None;
        }
        walk.init("UT", "UTO");
        Some(Backing::around(walk))
    }

    /// Keepers and sticks around a station that is there.
    pub fn around(walk: Walk) -> Backing {
        for keeper in KEEPERS {
            walk.tool("age-keygen", &["-o", &format!("{keeper}.key")]);
        }
        for folder in ["m1", "m2", "m3", "m4", "shelf"] {
            fs::create_dir(walk.path(folder)).unwrap();
        }
        walk.write("confirm.toml", &format!("confirm = [\"{SPOKEN}\", \"{NEXT_SPOKEN}\", \"primary\", \"standby\"]\n"));
        Backing { walk }
    }

    fn grow(&self) {
        self.done("key generate csca-1 --spec P-384 --extractable");
        self.done("key generate ds-1 --spec P-256 --extractable");
        self.done("cert issue --profile csca-root --key csca-1 --name csca-1");
    }

    /// A command that must end well. `~` in a word is a blank.
    #[track_caller]
    pub fn done(&self, line: &str) -> Value {
        let words = split(line);
        self.walk.done(&words.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// A command that must be refused: exit code and clause.
    #[track_caller]
    pub fn refused(&self, line: &str, code: i32, clause: &str) -> Value {
        let words = split(line);
        let clause = (!clause.is_empty()).then_some(clause);
        self.walk.refused(&words.iter().map(String::as_str).collect::<Vec<_>>(), code, clause)
    }

    /// The same; and the ledger is as long as it was.
    #[track_caller]
    pub fn refused_before_anything(&self, line: &str, code: i32, clause: &str) -> Value {
        let before = self.entries();
        let said = self.refused(line, code, clause);
        assert_eq!(self.entries(), before, "{line}: {said}");
        said
    }

    /// A check whose answer is no.
    #[track_caller]
    pub fn unsound(&self, line: &str) -> Value {
        let words = split(line);
        self.walk.refused_judgement(&words.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// A command at this station, not yet started.
    pub fn command(&self, line: &str) -> Command {
        let words = split(line);
        self.walk.command(&words.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// The same at another station in the folder.
    pub fn command_at(&self, station: &str, line: &str) -> Command {
        let mut command = self.command(line);
        command.env("CHANCERY_STATION", station);
        command
    }

    /// A command at another station that must end well.
    #[track_caller]
    pub fn done_at(&self, station: &str, line: &str) -> Value {
        let output = self.command_at(station, line).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{line}: {}", said(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// A command at another station that must be refused: exit code and clause.
    #[track_caller]
    pub fn refused_at(&self, station: &str, line: &str, code: i32, clause: &str) -> Value {
        refusal(line, &self.command_at(station, line).output().unwrap(), code, clause)
    }

    /// How many entries the ledger has.
    pub fn entries(&self) -> u64 {
        number(&self.walk.done(&["status"]), "entries")
    }

    /// The ledger is sound, from its first entry to its last.
    #[track_caller]
    pub fn sound(&self) -> Value {
        let verified = self.done("ledger verify");
        assert_eq!((&verified["sound"], &verified["findings_in_all"]), (&Value::Bool(true), &0.into()), "{verified}");
        verified
    }

    /// The same at another station.
    #[track_caller]
    pub fn sound_at(&self, station: &str) -> Value {
        let verified = self.done_at(station, "ledger verify");
        assert_eq!((&verified["sound"], &verified["findings_in_all"]), (&Value::Bool(true), &0.into()), "{verified}");
        verified
    }

    /// The recipient of a keeper.
    pub fn recipient(&self, keeper: &str) -> String {
        self.walk.tool("age-keygen", &["-y", &format!("{keeper}.key")]).trim().to_owned()
    }

    /// `--keeper` words for these keepers, each with an identity of age.
    pub fn keepers(&self, names: &[&str]) -> String {
        let each = names.iter().map(|name| format!("--keeper {name}={}", self.recipient(name)));
        each.collect::<Vec<_>>().join(" ")
    }

    /// The words that back keys up into the first set on `m1` and `m2`: two of alice, bob and carol.
    pub fn backup_words(&self, more: &str) -> String {
        let keepers = self.keepers(&["alice", "bob", "carol"]);
        format!("backup keys {more} --threshold 2 {keepers} --set {SET} --to m1 --to m2 --answers confirm.toml")
    }

    /// Every key that is not locked is backed up so.
    #[track_caller]
    pub fn back_up(&self) -> Value {
        self.done(&self.backup_words(""))
    }

    /// The folder of a set on a stick.
    pub fn set(&self, stick: &str, set: &str) -> PathBuf {
        self.walk.path(&format!("{stick}/keys-{set}"))
    }

    /// A keeper's sealed share, by its name in the folder.
    pub fn share(&self, set: &str, keeper: &str) -> String {
        format!("utopia/out/backups/keys-{set}/{keeper}.age")
    }

    /// The words by which these keepers open a set that lies on a stick.
    pub fn opening(&self, stick: &str, set: &str, keepers: &[&str]) -> String {
        let mut words = format!("--keys {stick}/keys-{set}");
        for keeper in keepers {
            words += &format!(" --share {} --identity {keeper}.key", self.share(set, keeper));
        }
        words
    }

    /// The words of a share out of its sealed note, opened with stock age.
    pub fn words_of(&self, set: &str, keeper: &str) -> String {
        let note = self.walk.tool("age", &["-d", "-i", &format!("{keeper}.key"), &self.share(set, keeper)]);
        words_in(&note)
    }

    /// A copy of the state on the shelf, sealed to alice; the name of its folder.
    #[track_caller]
    pub fn copy(&self, more: &str) -> String {
        let made = self.done(&format!("backup state --to shelf --recipient {} {more}", self.recipient("alice")));
        format!("shelf/{}", text(&made, "name"))
    }

    /// The words that restore a copy with the first set, opened by alice and bob.
    pub fn restoring(&self, copy: &str) -> String {
        let opening = self.opening("m1", SET, &["alice", "bob"]);
        format!("backup restore --state {copy} --state-identity alice.key {opening}")
    }

    /// The words of a drill with the same.
    pub fn drilling(&self, copy: &str) -> String {
        let opening = self.opening("m1", SET, &["alice", "bob"]);
        format!("backup drill --state {copy} --state-identity alice.key {opening}")
    }

    /// What lies in an embedded vault of a station.
    pub fn inventory(&self, station: &str, vault: &str) -> Vec<KeyRecord> {
        let vault = Vault::embedded(&self.walk.path(&format!("{station}/token/{vault}.sql"))).unwrap();
        vault.open(&Secret::new(PIN.as_bytes().to_vec())).unwrap().inventory().unwrap()
    }

    /// Whether these keys are locked: in the table, and in the embedded token of `primary`.
    #[track_caller]
    pub fn locked(&self, keys: &[&str]) -> bool {
        let (listed, inventory) = (self.done("key list"), self.inventory("utopia", "primary"));
        let locked: Vec<bool> = keys
            .iter()
            .map(|label| {
                let row = listed["keys"].as_array().unwrap().iter().find(|row| row["label"] == *label).unwrap();
                let id = text(row, "id");
                let held = inventory.iter().find(|record| record.id == id && record.class == "private").unwrap();
                let in_token = held.extractable == Some(false);
                assert_eq!(row["locked"].as_bool(), Some(in_token), "{label}: the table and the token");
                in_token
            })
            .collect();
        assert!(locked.iter().all(|one| *one == locked[0]), "{keys:?}: {locked:?}");
        locked[0]
    }

    /// What the ledger says of a set: its state.
    pub fn state_of(&self, set: &str) -> Option<String> {
        let listed = self.done("backup list");
        let found = listed["sets"].as_array().unwrap().iter().find(|row| row["set"] == *set).cloned();
        found.map(|row| text(&row, "state").to_owned())
    }

    /// What is still to be destroyed of a set.
    pub fn to_destroy(&self, set: &str) -> Vec<String> {
        let listed = self.done("backup list");
        let all = listed["to_destroy"].as_array().cloned().unwrap_or_default();
        all.iter().filter(|one| one["set"] == *set).map(|one| text(one, "what").to_owned()).collect()
    }

    /// A certificate of a document signer, revoked at once; its serial number.
    #[track_caller]
    pub fn issued_and_revoked(&self, name: &str) -> String {
        let csr = self.walk.request(name);
        let made = self.done(&format!("cert issue --profile document-signer --csr {csr} --name {name}"));
        let serial = text(&made, "serial").to_owned();
        self.walk.write("revoking.toml", &format!("confirm = [\"{serial}\"]\n"));
        self.done(&format!("csca revoke {serial} --reason lost --answers revoking.toml"));
        serial
    }
}

/// What a command said.
pub fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stderr), String::from_utf8_lossy(&output.stdout))
}

/// A finished command was refused so; its document.
#[track_caller]
pub fn refusal(line: &str, output: &Output, code: i32, clause: &str) -> Value {
    assert_eq!(output.status.code(), Some(code), "{line}: {}", said(output));
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let clause = (!clause.is_empty()).then_some(clause);
    assert_eq!(document["error"]["clause"].as_str(), clause, "{line}: {document}");
    document
}

/// The words in a note of a share, between its two lines.
#[track_caller]
pub fn words_in(note: &str) -> String {
    let (_, rest) = note.split_once("-----BEGIN CHANCERY SHARE-----").expect("a note of a share");
    let (block, _) = rest.split_once("-----END CHANCERY SHARE-----").expect("its end");
    let block = block.split_once("words: ").expect("its words").1;
    let words: Vec<&str> =
        block.split_whitespace().filter(|word| word.bytes().all(|b| b.is_ascii_lowercase())).collect();
    assert_eq!(words.len(), 33, "{block}");
    words.join(" ")
}

/// Changes one octet of a file.
pub fn flip(path: &Path, at: usize) {
    let mut octets = fs::read(path).unwrap();
    let at = at % octets.len();
    octets[at] ^= 1;
    fs::write(path, octets).unwrap();
}

/// Copies a folder with all that is in it.
pub fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, to) = {
            let e = entry.unwrap();
            (e.path(), to.join(e.file_name()))
        };
        if path.is_dir() { copy_folder(&path, &to) } else { fs::copy(&path, &to).map(drop).unwrap() }
    }
}
