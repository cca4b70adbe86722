//! A station with officers and a policy in force, in a folder of its own: acts are proposed, decided about and performed
//! with the program's own commands, at a time that the test sets.

#![allow(dead_code, reason = "each test uses its part")]

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use chancery::clock::{BatteryClock, Clock as _, Time};
use serde_json::Value;

use super::pens::Pen;
use super::walk::{Walk, text};

/// Two officers for everything and the proposer apart; keys cool off for a day. One refusal stops a change of the rules.
pub const POLICY: &str = r#"
name = "council"
title = "Two officers for everything"
mode = ["rehearsal", "specimen"]

[[rule]]
name = "governance"
acts = ["policy.adopt", "profile.adopt", "officer.*", "vault.protect"]
quorum = 2
proposer-apart = true
validity = "14 days"
veto = true

[[rule]]
name = "locks"
acts = ["key.lock"]
quorum = 2
proposer-apart = true
validity = "14 days"
cooling-off = "24 hours"

[[rule]]
name = "everything"
acts = ["*"]
quorum = 2
proposer-apart = true
validity = "7 days"
"#;

/// The first officers: dan proposes, the others approve.
pub const OFFICERS: [&str; 4] = ["ann", "bob", "carol", "dan"];

/// A station and its officers.
pub struct Council {
    pub walk: Walk,
    pens: BTreeMap<String, Vec<Pen>>,
    /// The officer who holds a key behind bundles too, where one does.
    root_key_of: Option<&'static str>,
    begun: Time,
    passed: Cell<i64>,
    files: Cell<u32>,
}

impl Council {
    /// A rehearsal station with four officers, SSH keys all.
    pub fn rehearsal(station: &'static str) -> Council {
        let council = Council::without_officers(station, "rehearsal");
        council.sit()
    }

    /// A specimen station that has had its CSCA genesis before anybody was an officer.
    pub fn specimen(station: &'static str) -> Council {
        let council = Council::without_officers(station, "specimen");
        council.walk.genesis();
        council.sit()
    }

    /// A station and nobody who decides there.
    pub fn without_officers(station: &'static str, mode: &str) -> Council {
        let walk = Walk::new(station);
        let words = walk.init_words("UT", "UTO");
        let words: Vec<&str> = words.iter().map(|word| if word == "specimen" { mode } else { word }).collect();
        walk.done(&words);
        Council::around(walk)
    }

    /// Officers for a station that lives already, nobody of whom is enrolled yet.
    pub fn around(walk: Walk) -> Council {
        walk.write("council.toml", POLICY);
        let begun = BatteryClock { bound: 1 }.read().unwrap().time;
        let (passed, files) = (Cell::new(0), Cell::new(0));
        Council { walk, pens: BTreeMap::new(), root_key_of: None, begun, passed, files }
    }

    /// The same station once four officers decide there.
    pub fn seated(walk: Walk) -> Council {
        Council::around(walk).sit()
    }

    /// The same station once four officers decide there; ann holds a key behind bundles, too.
    pub fn with_root_key(walk: Walk) -> Council {
        let mut council = Council::around(walk);
        council.root_key_of = Some("ann");
        council.sit()
    }

    fn sit(mut self) -> Council {
        self.begun = BatteryClock { bound: 1 }.read().unwrap().time;
        for officer in OFFICERS {
            self.pens.insert(officer.to_owned(), vec![Pen::ssh(officer)]);
        }
        self.first(&OFFICERS, "council.toml");
        self
    }

    /// The genesis: these people, whose pens are known, are the first officers.
    pub fn first(&self, officers: &[&str], policy: &str) {
        // What was made before in this second is not of the future.
        self.later(2);
        let mut words = vec!["station".to_owned(), "genesis".into(), "--policy".into(), policy.into()];
        for officer in officers {
            let (challenge, proofs) = self.challenge(officer, "officer", &self.pens[*officer]);
            words.extend(["--officer".into(), challenge]);
            words.extend(proofs.into_iter().flat_map(|proof| ["--proof".to_owned(), proof]));
        }
        let report = self.done(&words.iter().map(String::as_str).collect::<Vec<_>>());
        let proposal = text(&report, "proposal").to_owned();
        self.approve(&proposal, officers);
        self.done(&["perform", &proposal]);
    }

    /// An officer has this pen from now on, where one is wanted of them; the station is told by the test.
    pub fn give(&mut self, officer: &str, pens: Vec<Pen>) {
        self.pens.insert(officer.to_owned(), pens);
    }

    /// Their first pen.
    pub fn pen(&self, officer: &str) -> &Pen {
        &self.pens[officer][0]
    }

    /// Seconds go by.
    pub fn later(&self, seconds: i64) {
        self.passed.set(self.passed.get() + seconds);
    }

    /// The time it is.
    pub fn now(&self) -> Time {
        self.begun.plus(self.passed.get())
    }

    /// Time goes on to where the clock of whoever makes keys is: what was just made is not of the future.
    fn catch_up(&self) {
        let real = BatteryClock { bound: 1 }.read().unwrap().time;
        let behind = real.unix() + 1 - self.now().unix();
        self.later(behind.max(0));
    }

    fn timed<'a>(&self, arguments: &[&'a str], now: &'a str) -> Vec<&'a str> {
        [arguments, &["--at", now]].concat()
    }

    /// A command that must end well.
    #[track_caller]
    pub fn done(&self, arguments: &[&str]) -> Value {
        self.walk.done(&self.timed(arguments, &self.now().to_string()))
    }

    /// A command that must be refused: exit code and clause.
    #[track_caller]
    pub fn refused(&self, arguments: &[&str], code: i32, clause: Option<&str>) -> Value {
        self.walk.refused(&self.timed(arguments, &self.now().to_string()), code, clause)
    }

    /// A check whose answer is no.
    #[track_caller]
    pub fn unsound(&self, arguments: &[&str]) -> Value {
        self.walk.refused_judgement(&self.timed(arguments, &self.now().to_string()))
    }

    /// A name of a file that is not there yet.
    pub fn file(&self, ending: &str) -> String {
        self.files.set(self.files.get() + 1);
        format!("file-{}.{ending}", self.files.get())
    }

    /// Writes a file; its name.
    pub fn kept(&self, ending: &str, octets: &[u8]) -> String {
        let name = self.file(ending);
        fs::write(self.walk.path(&name), octets).unwrap();
        name
    }

    /// A challenge for a person with these pens, signed with each: its file, and those of the proofs.
    #[track_caller]
    pub fn challenge(&self, officer: &str, role: &str, pens: &[Pen]) -> (String, Vec<String>) {
        self.catch_up();
        let (name, file) = (format!("Person {officer}"), self.file("txt"));
        let organisation = format!("Office of {officer}");
        let mut words = vec!["officer", "challenge", officer, "--name", &name, "--organisation", &organisation];
        words.extend(["--contact", "by courier", "--role", role, "--out", &file]);
        let keys: Vec<String> = pens.iter().map(|pen| self.kept("pub", &pen.file())).collect();
        keys.iter().for_each(|key| words.extend(["--key", key]));
        let holds = self.root_key_of == Some(officer);
        let public = format!("stick/{officer}.root.pub");
        if holds {
            self.walk.tool("age-keygen", &["-o", "root.identity"]);
            let recipient = self.walk.tool("age-keygen", &["-y", "root.identity"]);
            self.done(&["officer", "root-key", officer, "--out", "stick", "--seal-to", recipient.trim()]);
            words.extend(["--root-key", &public]);
        }
        self.done(&words);
        let text = fs::read(self.walk.path(&file)).unwrap();
        let mut proofs: Vec<String> = pens.iter().map(|pen| self.kept("sig", &pen.sign(&text))).collect();
        if holds {
            let key = format!("stick/{officer}.root.age");
            self.done(&["officer", "prove", &file, "--key", &key, "--identity", "root.identity"]);
            proofs.push(format!("{file}.root"));
        }
        (file, proofs)
    }

    /// Proposes an act by its verb, in dan's name; dan signs that he does.
    #[track_caller]
    pub fn propose(&self, verb: &[&str]) -> String {
        let report = self.done(&[verb, &["--propose", "--proposer", "dan"]].concat());
        let proposal = text(&report, "proposal").to_owned();
        self.decide("dan", &proposal, "propose");
        proposal
    }

    /// The statement of a decision; its file.
    #[track_caller]
    pub fn statement(&self, proposal: &str, decision: &str) -> String {
        let file = self.file("txt");
        // The text is what counts, wherever it lies: a statement about a dead proposal can be written from its file.
        let text = self.walk.in_station(&format!("out/proposals/{proposal}.txt"));
        let mut words = vec!["proposal", "show", text.to_str().unwrap(), "--decision", decision, "--out", &file];
        if matches!(decision, "refuse" | "withdraw") {
            words.extend(["--reason", "I have my reasons"]);
        }
        self.done(&words);
        file
    }

    /// A signature over a file; its file.
    pub fn sign(&self, officer: &str, file: &str) -> String {
        let octets = fs::read(self.walk.path(file)).unwrap();
        self.kept("sig", &self.pen(officer).sign(&octets))
    }

    /// An officer decides, and it is taken in.
    #[track_caller]
    pub fn decide(&self, officer: &str, proposal: &str, decision: &str) -> Value {
        let statement = self.statement(proposal, decision);
        let signature = self.sign(officer, &statement);
        self.done(&["proposal", "import", &statement, &signature])
    }

    /// They approve.
    #[track_caller]
    pub fn approve(&self, proposal: &str, officers: &[&str]) -> Value {
        let statement = self.statement(proposal, "approve");
        let signatures: Vec<String> = officers.iter().map(|officer| self.sign(officer, &statement)).collect();
        let mut words = vec!["proposal", "import", &statement];
        words.extend(signatures.iter().map(String::as_str));
        self.done(&words)
    }

    /// Proposed, and approved by ann and bob.
    #[track_caller]
    pub fn agreed(&self, verb: &[&str]) -> String {
        let proposal = self.propose(verb);
        self.approve(&proposal, &["ann", "bob"]);
        proposal
    }

    /// The words that accept the first anchor: ann and bob type its fingerprint, by an answers file.
    pub fn first_anchor(&self, fingerprint: &str) -> Vec<String> {
        let answers =
            self.kept("toml", format!("[typed]\nann = \"{fingerprint}\"\nbob = \"{fingerprint}\"\n").as_bytes());
        let words = ["trust", "accept", "--source", "note 12", "--typed-by", "ann", "--typed-by", "bob", "--answers"];
        words.into_iter().map(str::to_owned).chain([answers]).collect()
    }

    /// It is accepted.
    #[track_caller]
    pub fn accept_first(&self, fingerprint: &str) -> Value {
        let words = self.first_anchor(fingerprint);
        self.through(&words.iter().map(String::as_str).collect::<Vec<_>>(), "nothing")
    }

    /// Performs, with the confirmation that some acts ask for.
    #[track_caller]
    pub fn perform(&self, proposal: &str, confirm: &str) -> Value {
        let answers = self.walk.confirmation(confirm);
        self.done(&["perform", proposal, "--answers", &answers])
    }

    /// Proposed, approved and performed.
    #[track_caller]
    pub fn through(&self, verb: &[&str], confirm: &str) -> Value {
        let proposal = self.agreed(verb);
        self.perform(&proposal, confirm)
    }

    /// Performing it is refused by this clause, and nothing is recorded.
    #[track_caller]
    pub fn not_performed(&self, proposal: &str, clause: &str) -> Value {
        let before = self.entries();
        let said = self.refused(&["perform", proposal], 3, Some(clause));
        assert_eq!(self.entries(), before, "{said}");
        said
    }

    /// How many entries there are.
    pub fn entries(&self) -> u64 {
        super::walk::number(&self.walk.done(&["status"]), "entries")
    }

    /// A file of the station.
    pub fn in_station(&self, name: &str) -> PathBuf {
        self.walk.in_station(name)
    }
}
