//! What a station's database held at a moment, so that a later moment can be held against it: nothing lost, nothing
//! double. Everything is read with plain SQL and plain JSON, not through the library.

#![allow(dead_code, reason = "each test uses its part")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// A database opened to look at.
pub fn look(database: &Path) -> Option<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(database, flags).ok()
}

/// What was recorded at a moment.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    pub entries: Vec<Value>,
    bodies: Vec<Vec<u8>>,
    serials: BTreeMap<(String, String), String>,
    issued: BTreeMap<String, (String, String)>,
    keys: BTreeMap<String, (String, String)>,
    crls: BTreeMap<(String, i64), Option<String>>,
    revoked: BTreeSet<(String, String)>,
    artefacts: BTreeMap<String, String>,
    bundles: BTreeMap<i64, Option<String>>,
    events: BTreeMap<(String, i64), String>,
}

impl Memory {
    /// What the database holds now.
    pub fn of(database: &Path) -> Memory {
        let db = look(database).expect("the database can be opened");
        let bodies: Vec<Vec<u8>> = rows(&db, "SELECT body FROM entry ORDER BY sequence", |row| row.get(0));
        let entries = bodies.iter().map(|body| serde_json::from_slice(body).unwrap()).collect();
        let pair = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        Memory {
            entries,
            bodies,
            serials: rows(&db, "SELECT issuer, serial, state FROM serial", |r| Ok((pair(r)?, r.get(2)?))),
            issued: rows(&db, "SELECT hex(digest), issuer, serial FROM issued", |r| {
                Ok((r.get(0)?, (r.get(1)?, r.get(2)?)))
            }),
            keys: rows(&db, "SELECT label, id, hex(spki) FROM vault_key WHERE spki IS NOT NULL", |r| {
                Ok((r.get(0)?, (r.get(1)?, r.get(2)?)))
            }),
            crls: rows(&db, "SELECT issuer, number, hex(digest) FROM crl", |r| {
                let digest: String = r.get(2)?;
                Ok(((r.get(0)?, r.get(1)?), Some(digest).filter(|d| !d.is_empty())))
            }),
            revoked: rows(&db, "SELECT issuer, serial FROM revoked", pair),
            artefacts: rows(&db, "SELECT path, lower(hex(digest)) FROM artefact", pair),
            bundles: rows(&db, "SELECT version, hex(manifest) FROM bundle", |r| {
                let manifest: String = r.get(1)?;
                Ok((r.get(0)?, Some(manifest).filter(|m| !m.is_empty())))
            }),
            events: rows(&db, "SELECT run, number, body FROM event", |r| Ok(((r.get(0)?, r.get(1)?), r.get(2)?))),
        }
    }

    /// The labels of the keys that exist.
    pub fn key_labels(&self) -> Vec<&str> {
        self.keys.keys().map(String::as_str).collect()
    }

    /// Whether an act of this name was recorded as done since there were so many entries.
    pub fn done_since(&self, entries: usize, act: &str) -> bool {
        self.entries.iter().skip(entries).any(|entry| {
            let done = entry["kind"] == "record" || (entry["kind"] == "outcome" && entry["public"]["state"] == "done");
            done && entry["act"] == act
        })
    }

    /// Nothing that was recorded before is lost or other than it was.
    #[track_caller]
    pub fn still_holds(&self, before: &Memory) {
        assert!(self.bodies.len() >= before.bodies.len(), "entries were lost");
        for (number, body) in before.bodies.iter().enumerate() {
            assert_eq!(&self.bodies[number], body, "entry {number} is another");
        }
        for (serial, state) in &before.serials {
            let now = self.serials.get(serial).unwrap_or_else(|| panic!("serial number {serial:?} was lost"));
            assert!(now == state || state == "reserved", "serial number {serial:?} went from {state} to {now}");
        }
        kept("certificate", &self.issued, &before.issued);
        kept("key", &self.keys, &before.keys);
        kept("file", &self.artefacts, &before.artefacts);
        kept("event", &self.events, &before.events);
        assert!(self.revoked.is_superset(&before.revoked), "a revocation was lost");
        for (number, digest) in &before.crls {
            let now = self.crls.get(number).unwrap_or_else(|| panic!("list {number:?} was lost"));
            assert!(digest.is_none() || now == digest, "list {number:?} is another");
        }
        for (version, manifest) in &before.bundles {
            let now = self.bundles.get(version).unwrap_or_else(|| panic!("bundle {version} was lost"));
            assert!(manifest.is_none() || now == manifest, "bundle {version} is another");
        }
    }

    /// Nothing was used twice, as the ledger itself tells it, and every intent has one outcome.
    #[track_caller]
    pub fn nothing_is_double(&self) {
        let (mut intents, mut outcomes) = (BTreeMap::new(), BTreeSet::new());
        let (mut acts, mut taken) = (BTreeSet::new(), BTreeSet::new());
        let mut made = BTreeSet::new();
        for (number, entry) in self.entries.iter().enumerate() {
            assert_eq!(entry["sequence"], number, "an entry is out of its place");
            let public = &entry["public"];
            let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            if entry["kind"] == "outcome" {
                let intent = public["intent"].as_u64().unwrap();
                assert!(outcomes.insert(intent), "intent {intent} has two outcomes");
                let of: &Value = intents.get(&intent).unwrap_or_else(|| panic!("outcome {number} is of no intent"));
                assert_eq!(of["act_digest"], entry["act_digest"], "outcome {number} is of another act");
                if entry["act"] == "key.generate" && public["state"] == "done" {
                    let label = text(&of["public"]["reserved"]["label"]);
                    assert!(made.insert(label.clone()), "key {label} was made twice");
                }
                self.outcome_agrees(of, entry);
                continue;
            }
            let part = public["part"].as_u64().unwrap_or(0);
            assert!(acts.insert((text(&entry["act_digest"]), part)), "the act of entry {number} was performed twice");
            if entry["kind"] == "intent" {
                intents.insert(number as u64, entry.clone());
            }
            let reserved = &public["reserved"];
            let what = match entry["act"].as_str().unwrap() {
                "certificate.issue" => format!("serial {} of {}", text(&reserved["serial"]), text(&reserved["issuer"])),
                "crl.issue" => format!("list {} of {}", text(&reserved["number"]), text(&reserved["crl_of"])),
                "bundle.export" => format!("bundle {}", text(&reserved["bundle"])),
                "key.generate" => format!("key identifier {}", text(&reserved["id"])),
                "ceremony.event" => format!("event {} of {}", text(&public["number"]), text(&public["run"])),
                "ceremony.transcript" => format!("transcript of {}", text(&public["run"])),
                _ => continue,
            };
            assert!(!what.contains("null"), "{entry}");
            assert!(taken.insert(what.clone()), "{what} was taken twice");
        }
        let open: Vec<&u64> = intents.keys().filter(|intent| !outcomes.contains(intent)).collect();
        assert!(open.is_empty(), "intents {open:?} have no outcome");
        assert_eq!(self.keys.keys().collect::<Vec<_>>(), made.iter().collect::<Vec<_>>(), "keys and their outcomes");
    }

    /// What the tables say of an act is what its outcome says.
    #[track_caller]
    fn outcome_agrees(&self, intent: &Value, outcome: &Value) {
        let reserved = &intent["public"]["reserved"];
        let text = |name: &str| reserved[name].as_str().unwrap_or_default().to_owned();
        let done = outcome["public"]["state"] == "done";
        match intent["act"].as_str().unwrap() {
            "certificate.issue" => {
                let serial = (text("issuer"), text("serial"));
                let state = self.serials.get(&serial).unwrap_or_else(|| panic!("{serial:?} is not in the table"));
                assert_eq!(state, if done { "issued" } else { "burnt" }, "{serial:?}: {outcome}");
                assert_eq!(self.issued.values().filter(|at| **at == serial).count(), usize::from(done), "{serial:?}");
            }
            "crl.issue" => {
                let number = (text("crl_of"), reserved["number"].as_i64().unwrap());
                assert_eq!(self.crls[&number].is_some(), done, "{number:?}: {outcome}");
            }
            "bundle.export" => {
                assert_eq!(self.bundles[&reserved["bundle"].as_i64().unwrap()].is_some(), done, "{outcome}");
            }
            _ => {}
        }
    }

    /// `out/` holds every file that was recorded, as it was recorded, and nothing else but transcripts' pages.
    #[track_caller]
    pub fn out_is_whole(&self, out: &Path) {
        for (path, digest) in &self.artefacts {
            let bytes = fs::read(out.join(path)).unwrap_or_else(|e| panic!("{path}: {e}"));
            assert_eq!(&hex::encode(Sha256::digest(bytes)), digest, "{path} is another");
        }
        let mut folders = vec![out.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                let name = path.strip_prefix(out).unwrap().to_str().unwrap().to_owned();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let page = name.starts_with("ceremonies/") && name.ends_with(".html");
                    assert!(page || self.artefacts.contains_key(&name), "{name} lies in out/ and is not recorded");
                }
            }
        }
    }
}

fn rows<T, C: FromIterator<T>>(
    db: &Connection,
    sql: &str,
    read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
) -> C {
    db.prepare(sql).unwrap().query_map([], read).unwrap().map(Result::unwrap).collect()
}

#[track_caller]
fn kept<K: Ord + std::fmt::Debug, V: PartialEq + std::fmt::Debug>(
    what: &str,
    now: &BTreeMap<K, V>,
    before: &BTreeMap<K, V>,
) {
    for (name, value) in before {
        assert_eq!(now.get(name), Some(value), "{what} {name:?} was lost or is another");
    }
}
