//! Kills: a command is started, killed at its moment, and what it left is recovered and held against what was there.

#![allow(dead_code, reason = "each test uses its part")]

use std::process::Child;
use std::thread::sleep;
use std::time::{Duration, Instant};

use chancery::keys::KeyId;
use chancery::secret::Secret;
use chancery::vault::{Session, Vault};
use rusqlite::{Connection, OptionalExtension};
use serde_json::{Value, json};

use super::demo::certificate;
use super::memory::{Memory, look};
use super::walk::{PIN, Walk, ceremony, number, text};

/// Numbers by chance, the same from the same seed (SplitMix64).
pub struct Chance(u64);

impl Chance {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Chance(seed)
    }

    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below another.
    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }
}

/// When a command is killed.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// So long after its start.
    After(Duration),
    /// So long after so many new entries are in the ledger.
    Entries(u64, Duration),
    /// Never.
    Never,
}

/// A station whose commands are killed.
pub struct Killer {
    pub walk: Walk,
    chance: Chance,
    seed: u64,
    /// How many kills are still to come.
    kills: usize,
    memory: Memory,
    /// How long a command of one act took when nobody killed it.
    long: Duration,
}

impl Killer {
    pub fn new(walk: Walk, seed: u64, kills: usize) -> Self {
        println!("seed {seed}");
        let (chance, memory) = (Chance::new(seed), Memory::default());
        Killer { walk, chance, seed, kills, memory, long: Duration::from_millis(900) }
    }

    /// How many kills are still to come.
    pub fn left(&self) -> usize {
        self.kills
    }

    fn database(&self) -> std::path::PathBuf {
        self.walk.in_station("station.db")
    }

    fn entries(&self) -> Option<u64> {
        count(&look(&self.database())?)
    }

    /// When the next command is killed: a third by the clock, the others by the ledger's growth; one in five not at
    /// all. A command that writes many entries may be killed at any of them.
    fn moment(&mut self, most_entries: u64, long: Duration) -> Moment {
        if self.kills == 0 {
            return Moment::Never;
        }
        match self.chance.below(15) {
            0..=2 => Moment::Never,
            3..=7 => Moment::After(long * self.chance.below(1000) as u32 / 1000),
            _ => {
                let late = Duration::from_micros(self.chance.below(20_000));
                Moment::Entries(1 + self.chance.below(most_entries), late)
            }
        }
    }

    /// Runs a command to its end or its kill. The report, if it came to its end.
    fn attempt(&mut self, arguments: &[&str], moment: Moment) -> Option<Value> {
        if matches!(moment, Moment::Never) {
            let begun = Instant::now();
            let report = self.walk.done(arguments);
            if arguments.first() != Some(&"ceremony") && arguments.first() != Some(&"station") {
                self.long = begun.elapsed();
            }
            return Some(report);
        }
        let before = self.entries();
        let lists = arguments.starts_with(&["crl", "issue"]);
        if lists {
            self.walk.await_another_second();
        }
        let mut child = self.walk.command(arguments).spawn().unwrap();
        let seen = wait_for(&mut child, moment, &self.database(), before.unwrap_or(0));
        child.kill().unwrap();
        let output = child.wait_with_output().unwrap();
        if lists {
            self.walk.has_listed();
        }
        if output.status.code().is_some() {
            // It was quicker than its moment.
            let said = [&output.stderr, &output.stdout].map(|said| String::from_utf8_lossy(said));
            assert!(output.status.success(), "seed {}: {arguments:?}: {said:?}", self.seed);
            return Some(serde_json::from_slice(&output.stdout).unwrap());
        }
        self.kills -= 1;
        println!("killed {arguments:?} at {moment:?}, {} left", self.kills);
        if self.database().exists() {
            let now = self.entries().unwrap();
            assert!(Some(now) >= seen && Some(now) >= before, "seed {}: a recorded entry was lost", self.seed);
        }
        None
    }

    /// What must hold after every kill, once it is recovered.
    fn recover(&mut self) {
        let recovered = self.walk.done(&["recover"]);
        for act in recovered["acts"].as_array().unwrap() {
            assert!(["done", "not done", "unknown"].contains(&text(act, "state")), "{recovered}");
        }
        assert!(recovered["files"].as_array().unwrap().iter().all(|f| f["state"] == "restored"), "{recovered}");
        let verified = self.walk.done(&["ledger", "verify"]);
        assert_eq!((&verified["sound"], &verified["findings_in_all"]), (&json!(true), &json!(0)), "{verified}");
        self.hold();
    }

    /// Takes the station as it is now, and holds it against what was there before.
    fn hold(&mut self) {
        let now = Memory::of(&self.database());
        now.still_holds(&self.memory);
        now.nothing_is_double();
        now.out_is_whole(&self.walk.in_station("out"));
        self.memory = now;
    }

    /// A command that performs one act, until the act is done. A product that its report names is there.
    pub fn act(&mut self, arguments: &[&str], act: &str) {
        loop {
            let before = self.memory.entries.len();
            let long = self.long + self.long / 10;
            let moment = self.moment(2, long);
            let report = self.attempt(arguments, moment);
            match &report {
                Some(report) => {
                    self.walk.files(report);
                    self.hold();
                    assert!(self.memory.done_since(before, act), "{act} is not recorded");
                    return;
                }
                None => self.recover(),
            }
            if self.memory.done_since(before, act) {
                return;
            }
        }
    }

    /// `station init`, until the station is there: whole, or not at all.
    pub fn birth(&mut self) {
        let words = self.walk.init_words("UT", "UTO");
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        loop {
            // The database grows beside its place: only the clock can tell when.
            let moment = match self.chance.below(3) {
                0 => Moment::Never,
                _ => Moment::After(self.long * self.chance.below(2000) as u32 / 1000),
            };
            let report = self.attempt(&words, moment);
            if self.walk.in_station("").exists() {
                let status = self.walk.done(&["status"]);
                assert_eq!((number(&status, "entries"), &status["checkpoint_is_newest"]), (1, &json!(true)));
                self.recover();
                return;
            }
            assert!(report.is_none(), "init said that it made a station");
        }
    }

    /// The ceremony, with up to ten kills, until its transcript is there.
    pub fn genesis(&mut self) {
        let (script, answers) = (ceremony("csca-genesis.toml"), ceremony("answers/csca-genesis.toml"));
        let mut mercy = 0;
        loop {
            let runs = self.walk.done(&["ceremony", "list"]);
            let run = runs["ceremonies"].as_array().unwrap().first().map(|run| text(run, "name").to_owned());
            assert!(runs["ceremonies"].as_array().unwrap().len() <= 1, "a ceremony was begun twice: {runs}");
            let arguments = match &run {
                None => ["ceremony", "run", &script, "--answers", &answers],
                Some(name) => ["ceremony", "resume", name, "--answers", &answers],
            };
            let long = self.long * 3;
            let moment = if mercy < 10 { self.moment(60, long) } else { Moment::Never };
            mercy += 1;
            if let Some(report) = self.attempt(&arguments, moment) {
                assert_eq!(text(&report, "state"), "finished", "{report}");
                for file in report["transcript"].as_array().unwrap() {
                    assert!(self.walk.path(file.as_str().unwrap()).is_file(), "{file} is not there");
                }
                self.hold();
                assert_eq!(self.memory.key_labels(), ["bundle-root-1", "bundle-signer-1", "csca-1", "service-ca-1"]);
                return;
            }
            self.recover();
        }
    }

    /// The acts of every day, once each.
    pub fn round(&mut self, round: usize) {
        let (key, name) = (format!("mls-{round}"), format!("DS {round}"));
        let issue = ["cert", "issue", "--profile"];
        self.act(&[&issue[..], &["document-signer", "--csr", "ds.csr", "--name", &name]].concat(), "certificate.issue");
        self.batch(round);
        self.act(&["key", "generate", &key, "--spec", "P-256"], "key.generate");
        self.act(&[&issue[..], &["masterlist-signer", "--key", &key]].concat(), "certificate.issue");
        let listed = self.walk.done(&["cert", "list"]);
        let newest = listed["certificates"].as_array().unwrap().iter().rfind(|c| c["profile"] == "document-signer");
        let serial = text(newest.unwrap(), "serial").to_owned();
        let confirmed = self.walk.confirmation(&serial);
        let revoke = ["csca", "revoke", &serial, "--reason", "key lost", "--answers", &confirmed];
        self.act(&revoke, "certificate.revoke");
        self.act(&["crl", "issue"], "crl.issue");
        self.act(&["masterlist", "issue"], "masterlist.issue");
        self.act(&["bundle", "export", "stick"], "bundle.export");
        // Whatever was cut off on the stick, the recorded bundle can be written to it.
        self.walk.done(&["bundle", "write", "stick"]);
        self.the_stick_is_good();
    }

    /// Three certificates under one approval. What was certified before a kill is left out by the command that follows.
    fn batch(&mut self, round: usize) {
        let folder = format!("requests-{round}");
        std::fs::create_dir(self.walk.path(&folder)).unwrap();
        for number in 0..3 {
            let csr = self.walk.request(&format!("batch-{round}-{number}"));
            std::fs::rename(self.walk.path(&csr), self.walk.path(&format!("{folder}/B {round}.{number}.csr"))).unwrap();
        }
        let issue = ["cert", "issue", "--profile", "document-signer", "--csr-dir", &folder];
        self.act(&issue, "certificate.batch");
        self.walk.refused(&issue, 3, Some("BATCH-1"));
    }

    fn the_stick_is_good(&self) {
        let root = hex::encode(<sha2::Sha256 as sha2::Digest>::digest(
            std::fs::read(self.walk.path("stick/metadata/1.root.json")).unwrap(),
        ));
        let service_ca = certificate(&self.walk, "service-ca");
        let station = self.walk.done(&["station", "show"]);
        let words = ["bundle", "verify", "stick", "--root", &root, "--service-ca", service_ca.to_str().unwrap()];
        self.walk.done(&[&words[..], &["--log-key", text(&station, "log_key")]].concat());
    }

    /// Everything once more at the end, and the vault against the database.
    pub fn the_end(&mut self) {
        self.recover();
        let status = self.walk.done(&["status"]);
        assert_eq!((&status["open"], &status["checkpoint_is_newest"]), (&json!([]), &json!(true)), "{status}");
        assert_eq!(self.kills, 0);
        the_vault_holds(&self.walk, &self.memory);
    }
}

/// Waits until the moment has come or the child has ended. How many entries were seen last.
fn wait_for(child: &mut Child, moment: Moment, database: &std::path::Path, before: u64) -> Option<u64> {
    let begun = Instant::now();
    let mut db = None;
    let mut seen = None;
    let (after, wanted) = match moment {
        Moment::After(after) => (Some(after), u64::MAX),
        Moment::Entries(more, _) => (None, before + more),
        Moment::Never => (None, u64::MAX),
    };
    loop {
        if child.try_wait().unwrap().is_some() || after.is_some_and(|after| begun.elapsed() >= after) {
            return seen;
        }
        db = db.or_else(|| look(database).filter(|db| count(db).is_some()));
        seen = db.as_ref().and_then(count).max(seen);
        if let Moment::Entries(_, late) = moment
            && seen >= Some(wanted)
        {
            sleep(late);
            return seen;
        }
        sleep(Duration::from_micros(200));
    }
}

fn count(db: &Connection) -> Option<u64> {
    let count = db.prepare_cached("SELECT count(*) FROM entry").ok()?.query_row([], |row| row.get::<_, i64>(0));
    count.ok().map(|count| count as u64)
}

/// Kills a command when the effect of an act of this name is there and its outcome is not: a trigger in the database keeps
/// the outcome from ever being written, for as long as it is there. What the intent reserved as a key's name, if any.
pub fn kill_after_the_effect(walk: &Walk, arguments: &[&str], act: &str) -> String {
    let db = Connection::open(walk.in_station("station.db")).unwrap();
    db.busy_timeout(Duration::from_secs(10)).unwrap();
    let endless = "WITH RECURSIVE count(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count) SELECT n FROM count";
    let trigger = format!(
        "CREATE TRIGGER held BEFORE UPDATE ON intent WHEN json_extract(OLD.bound, '$.what.act') = '{act}'
         BEGIN SELECT max(n) FROM ({endless}); END"
    );
    db.execute_batch(&trigger).unwrap();
    let mut child = walk.command(arguments).spawn().unwrap();
    let reserved = loop {
        sleep(Duration::from_millis(5));
        let query = "SELECT reserved FROM intent WHERE state = 'open' AND json_extract(bound, '$.what.act') = ?1";
        let open = db.query_row(query, [act], |row| row.get::<_, String>(0)).optional().unwrap();
        if let Some(reserved) = open
            && is_writing(&db)
        {
            break reserved;
        }
        if child.try_wait().unwrap().is_some() {
            let output = child.wait_with_output().unwrap();
            panic!("{arguments:?} ended before its outcome: {}", String::from_utf8_lossy(&output.stderr));
        }
    };
    child.kill().unwrap();
    child.wait().unwrap();
    db.execute_batch("DROP TRIGGER held").unwrap();
    let reserved: Value = serde_json::from_str(&reserved).unwrap();
    reserved["label"].as_str().unwrap_or_default().to_owned()
}

/// Whether another process has been writing for half a second: nothing but the endless trigger takes as long.
fn is_writing(db: &Connection) -> bool {
    let begun = Instant::now();
    db.busy_timeout(Duration::ZERO).unwrap();
    let held = loop {
        match db.execute_batch("BEGIN IMMEDIATE; ROLLBACK") {
            Ok(()) => break false,
            Err(_) if begun.elapsed() >= Duration::from_millis(500) => break true,
            Err(_) => sleep(Duration::from_millis(5)),
        }
    };
    db.busy_timeout(Duration::from_secs(10)).unwrap();
    held
}

fn open_vault(walk: &Walk) -> Session {
    let vault = Vault::embedded(&walk.in_station("token/primary.sql")).unwrap();
    vault.open(&Secret::new(PIN.as_bytes().to_vec())).unwrap()
}

/// The embedded vault holds the keys that the database knows, each once, and no other.
#[track_caller]
pub fn the_vault_holds(walk: &Walk, memory: &Memory) {
    let session = open_vault(walk);
    let inventory = session.inventory().unwrap();
    let held: Vec<&str> = inventory.iter().map(|key| key.label.as_str()).collect();
    assert_eq!(held, memory.key_labels(), "the vault's keys and the database's");
    for key in &inventory {
        let id: KeyId = key.id.parse().unwrap();
        assert!(session.find(id).unwrap().is_some(), "{} is whole", key.label);
    }
}

/// Takes a key out of the embedded vault.
pub fn unmake(walk: &Walk, label: &str) {
    let session = open_vault(walk);
    let key = session.inventory().unwrap().into_iter().find(|key| key.label == label).expect("the key was made");
    session.destroy(key.id.parse().unwrap()).unwrap();
}
