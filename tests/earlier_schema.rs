//! A station whose database an earlier version of the program wrote is opened, brought up to date, and found sound.

#[path = "support/walk.rs"]
mod walk;

use std::fs;
use std::path::Path;

use rusqlite::Connection;
use walk::{Walk, text};

/// The database as schema 3 had it: made by the first three migrations, with the same rows in the columns of that time.
fn back_to_schema_3(walk: &Walk) {
    let (now, then) = (walk.in_station("station.db"), walk.path("then.db"));
    let db = Connection::open(&then).unwrap();
    for number in 1..=3 {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/store/schema_{number}.sql"));
        db.execute_batch(&fs::read_to_string(file).unwrap()).unwrap();
    }
    db.execute_batch("PRAGMA application_id = 0x43686379; PRAGMA user_version = 3; PRAGMA foreign_keys = OFF").unwrap();
    db.execute("ATTACH ?1 AS now", [now.to_str().unwrap()]).unwrap();
    let all = |sql: &str| -> Vec<String> {
        let mut statement = db.prepare(sql).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    for table in all("SELECT name FROM main.sqlite_schema WHERE type = 'table'") {
        let columns = all(&format!("SELECT name FROM pragma_table_info('{table}')")).join(", ");
        db.execute_batch(&format!("INSERT INTO main.{table} ({columns}) SELECT {columns} FROM now.{table}")).unwrap();
    }
    db.execute_batch("DETACH now; PRAGMA journal_mode = WAL").unwrap();
    drop(db);
    for name in ["station.db", "station.db-wal", "station.db-shm"] {
        let _ = fs::remove_file(walk.in_station(name));
    }
    fs::rename(then, now).unwrap();
}

#[test]
fn a_station_of_schema_3_opens_and_verifies() {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    walk.genesis();
    walk.request("ds");
    let issue = ["cert", "issue", "--profile", "document-signer", "--csr", "ds.csr", "--name", "DS"];
    let serial = text(&walk.done(&issue), "serial").to_owned();
    walk.done(&["key", "generate", "mls-1", "--spec", "P-256"]);
    walk.done(&["cert", "issue", "--profile", "masterlist-signer", "--key", "mls-1"]);
    let before = walk.done(&["ledger", "verify"]);
    back_to_schema_3(&walk);
    // Whoever only reads does not change it.
    let said = walk.run(&["ledger", "verify"]);
    assert!(!said.status.success() && String::from_utf8_lossy(&said.stdout).contains("schema 3"), "{said:?}");

    let confirmed = walk.confirmation(&serial);
    walk.done(&["csca", "revoke", &serial, "--reason", "key lost", "--answers", &confirmed]);
    let after = walk.done(&["ledger", "verify"]);
    assert_eq!(after["findings"], serde_json::json!([]), "{after}");
    assert_eq!(after["rows"].as_u64().unwrap(), before["rows"].as_u64().unwrap() + 3, "revocation, intent and opening");
    let db = Connection::open(walk.in_station("station.db")).unwrap();
    let roles: Vec<(String, String)> = {
        let mut rows = db.prepare("SELECT profile, role FROM issued ORDER BY sequence").unwrap();
        rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
    };
    for (profile, role) in &roles {
        assert_eq!(role, if profile == "bundle-signer" { "service-entity" } else { profile.as_str() });
    }
    assert!(roles.len() >= 4, "{roles:?}");
    let parts: i64 = db.query_row("SELECT max(part) FROM intent", [], |row| row.get(0)).unwrap();
    assert_eq!(parts, 0);
    drop(db);
    // Whatever asks for a role finds what was issued before there were any.
    walk.done(&["crl", "issue"]);
    walk.done(&["masterlist", "issue"]);
    assert_eq!(walk.done(&["ledger", "verify"])["sound"], true);
}
