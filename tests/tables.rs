//! What is kept beside the ledger is altered by hand in the database, row by row: each time it is found and named.

#[path = "support/walk.rs"]
mod walk;

use std::fs;

use rusqlite::Connection;
use walk::Walk;

/// Alters the database as somebody with an editor would: the triggers are taken off first.
fn alter(walk: &Walk, sql: &str) {
    let db = Connection::open(walk.in_station("station.db")).unwrap();
    let triggers: Vec<String> = db
        .prepare("SELECT 'DROP TRIGGER ' || name FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    db.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    triggers.iter().for_each(|sql| db.execute_batch(sql).unwrap());
    assert!(db.execute(sql, []).unwrap() > 0, "{sql} altered nothing");
    db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
}

/// The database as it was, put back after each alteration.
struct Kept<'w> {
    walk: &'w Walk,
    bytes: Vec<u8>,
}

impl<'w> Kept<'w> {
    fn of(walk: &'w Walk) -> Self {
        let database = walk.in_station("station.db");
        Connection::open(&database).unwrap().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
        Kept { walk, bytes: fs::read(database).unwrap() }
    }

    fn put_back(&self) {
        for name in ["station.db", "station.db-wal", "station.db-shm"] {
            let _ = fs::remove_file(self.walk.in_station(name));
        }
        fs::write(self.walk.in_station("station.db"), &self.bytes).unwrap();
    }
}

#[test]
fn what_the_first_entry_says_of_the_station_cannot_be_changed_beside_it() {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    let kept = Kept::of(&walk);
    let act = |path: &str, value: &str| {
        format!("UPDATE intent SET bound = json_set(bound, '$.what.parameters.{path}', '{value}') WHERE sequence = 0")
    };
    let bound = |path: &str, value: &str| {
        format!("UPDATE intent SET bound = json_set(bound, '$.{path}', {value}) WHERE sequence = 0")
    };
    let digest = "0".repeat(64);
    let body = |from: &str, to: &str| {
        format!("UPDATE entry SET body = CAST(replace(body, '{from}', '{to}') AS BLOB) WHERE sequence = 0")
    };
    for (sql, named) in [
        (act("configuration", &digest), "'configuration'"),
        (act("profiles.document-signer", &digest), "'profiles'"),
        (act("vaults.primary.uri", "pkcs11:token=other;serial=1"), "'vaults'"),
        (act("ledger_key", &digest), "'ledger_key'"),
        (act("country", "XX"), "'country'"),
        (bound("identity.station", "'erewhon'"), "the identity"),
        (bound("identity.mode", "'production'"), "the identity"),
        (bound("identity.epoch", "2"), "the identity"),
        (bound("nonce", "'00000000000000000000000000000000'"), "the act of entry 0"),
        (format!("UPDATE intent SET digest = x'{digest}' WHERE sequence = 0"), "the act of entry 0"),
        (body("\"UT\"", "\"XX\""), "the hash of entry 0"),
        (body("ledger_key_id", "ledger_key_ix"), "the hash of entry 0"),
    ] {
        alter(&walk, &sql);
        for command in [&["ledger", "verify"][..], &["status"], &["key", "generate", "k", "--spec", "P-256"]] {
            let said = walk.refused(command, 1, Some("STATION-5"));
            assert!(said["error"]["message"].as_str().unwrap().contains(named), "{sql}: {said}");
        }
        kept.put_back();
    }
    walk.done(&["ledger", "verify"]);
}

#[test]
fn a_first_entry_exchanged_together_with_its_hash_signs_nothing_and_is_found() {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    walk.done(&["key", "generate", "k-1", "--spec", "P-256"]);
    let db = Connection::open(walk.in_station("station.db")).unwrap();
    let body: Vec<u8> = db.query_row("SELECT body FROM entry WHERE sequence = 0", [], |row| row.get(0)).unwrap();
    let other = String::from_utf8(body).unwrap().replace("specimen policy", "specimen Policy");
    drop(db);
    let hash = chancery::ledger::leaf_hash(other.as_bytes());
    alter(&walk, &format!("UPDATE entry SET body = x'{}' WHERE sequence = 0", hex::encode(&other)));
    alter(&walk, &format!("UPDATE node SET hash = x'{hash}' WHERE level = 0 AND place = 0"));
    assert_eq!(walk.refused_judgement(&["ledger", "verify"])["sound"], false);
    let said = walk.run(&["key", "generate", "k-2", "--spec", "P-256"]);
    assert_eq!(said.status.code(), Some(1), "{}", String::from_utf8_lossy(&said.stderr));
}
