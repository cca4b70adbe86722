//! What is kept beside the ledger is altered by hand in the database, row by row: each time it is found and named.

#[path = "support/council.rs"]
mod council;
#[path = "support/demo.rs"]
mod demo;
#[path = "support/killing.rs"]
mod killing;
#[path = "support/memory.rs"]
mod memory;
#[path = "support/pens.rs"]
mod pens;
#[path = "support/walk.rs"]
mod walk;

use std::fs;

use council::Council;
use rusqlite::Connection;
use walk::{Walk, text};

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

#[test]
fn the_tree_and_the_checkpoints_are_held_against_the_entries() {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    walk.done(&["key", "generate", "k-1", "--spec", "P-256"]);
    walk.done(&["key", "generate", "k-2", "--spec", "P-256"]);
    assert_eq!(walk.done(&["ledger", "verify"])["entries"], 5);
    let kept = Kept::of(&walk);
    for (sql, named) in [
        ("UPDATE node SET hash = zeroblob(32) WHERE level = 1 AND place = 0", "tree hash 0 of level 1"),
        ("UPDATE node SET hash = zeroblob(32) WHERE level = 2 AND place = 0", "tree hash 0 of level 2"),
        ("DELETE FROM node WHERE level = 1 AND place = 1", "tree hash 1 of level 1"),
        ("INSERT INTO node VALUES (3, 77, zeroblob(32))", "tree hash 77 of level 3"),
        ("INSERT INTO node VALUES (0, 5, zeroblob(32))", "tree hash 5 of level 0"),
        ("DELETE FROM checkpoint WHERE size = 2", "4 checkpoints for 5 entries"),
        ("DELETE FROM checkpoint WHERE size = 5", "covers 4 entries, and there are 5"),
        ("UPDATE checkpoint SET root = zeroblob(32) WHERE size = 3", "the checkpoint kept as 3"),
        (
            "UPDATE checkpoint SET note = (SELECT note FROM checkpoint AS other WHERE other.size = 4) WHERE size = 5",
            "covers 4 entries, and there are 5",
        ),
    ] {
        alter(&walk, sql);
        let said = walk.refused_judgement(&["ledger", "verify"]);
        assert!(said["findings"].to_string().contains(named), "{sql}: {said}");
        kept.put_back();
    }
    assert_eq!(walk.done(&["ledger", "verify"])["sound"], true);
}

#[test]
fn the_log_key_on_paper_judges_whoever_wrote_the_database() {
    let walk = Walk::new("utopia");
    let init = walk.init("UT", "UTO");
    let key = text(&init, "log_key");
    let said = walk.done(&["ledger", "verify", "--log-key", key]);
    assert_eq!((&said["log_key_given"], &said["log_key"]), (&true.into(), &key.into()));
    assert_eq!(walk.done(&["ledger", "verify"])["log_key_given"], false);
    let other = Walk::new("utopia");
    let stranger = other.init("UT", "UTO");
    let said = walk.refused_judgement(&["ledger", "verify", "--log-key", text(&stranger, "log_key")]);
    assert!(said["findings"].to_string().contains("the station says that its log key is"), "{said}");
    assert_eq!(said["checkpoints"], 0, "{said}");
    walk.refused(&["ledger", "verify", "--log-key", "no key"], 4, None);
}

#[test]
fn nothing_is_written_behind_a_tail_that_the_station_did_not_leave() {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    walk.done(&["key", "generate", "k-1", "--spec", "P-256"]);
    let kept = Kept::of(&walk);
    for sql in [
        "DELETE FROM checkpoint WHERE size = 3",
        "UPDATE node SET hash = zeroblob(32) WHERE level = 0 AND place = 2",
        "INSERT INTO entry SELECT 3, body FROM entry WHERE sequence = 2",
    ] {
        alter(&walk, sql);
        walk.refused(&["key", "generate", "k-2", "--spec", "P-256"], 1, Some("LEDGER-9"));
        kept.put_back();
    }
    walk.done(&["key", "generate", "k-2", "--spec", "P-256"]);
}

#[test]
fn a_key_of_which_nobody_knows_whether_it_was_made_is_not_certified() {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    walk.genesis();
    killing::kill_after_the_effect(&walk, &["key", "generate", "k-1", "--spec", "P-256"], "key.generate");
    let open = walk.done(&["status"])["open"][0]["intent"].to_string();
    assert_eq!(walk.done(&["recover", "--give-up", &open])["acts"][0]["state"], "unknown");
    walk.refused(&["cert", "issue", "--profile", "masterlist-signer", "--key", "k-1"], 3, Some("KEY-1"));
    walk.refused(&["key", "generate", "k-1", "--spec", "P-256"], 3, Some("LABEL-1"));
}

/// A station where every kind of act left its rows.
fn lived_in() -> Walk {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    walk.genesis();
    walk.request("ds");
    let issue = ["cert", "issue", "--profile", "document-signer", "--csr", "ds.csr", "--name", "DS"];
    killing::kill_after_the_effect(&walk, &issue, "certificate.issue");
    walk.done(&["recover"]);
    let serial = text(&walk.done(&issue), "serial").to_owned();
    walk.done(&["key", "generate", "mls-1", "--spec", "P-256", "--extractable"]);
    let confirmed = walk.confirmation("mls-1");
    walk.done(&["key", "lock", "mls-1", "--answers", &confirmed]);
    walk.done(&["cert", "issue", "--profile", "masterlist-signer", "--key", "mls-1"]);
    let confirmed = walk.confirmation(&serial);
    walk.done(&["csca", "revoke", &serial, "--reason", "key lost", "--answers", &confirmed]);
    walk.done(&["crl", "issue"]);
    let issued = walk.done(&["masterlist", "issue"]);
    let list = walk.files(&issued).remove(0);
    walk.done(&["masterlist", "ingest", list.to_str().unwrap(), "--source", "courier"]);
    let known = walk.done(&["trust", "list"]);
    let fingerprint = text(&known["certificates"][0], "fingerprint").to_owned();
    walk.done(&["trust", "accept", &fingerprint, "--source", "diplomatic note 12"]);
    walk.done(&["vault", "test", "primary"]);
    walk.done(&["bundle", "export", "stick"]);
    let profile = chancery::pki::profile::template("document-signer").unwrap();
    walk.write("short.toml", &profile.replace("3 months", "1 month"));
    let confirmed = walk.confirmation("document-signer");
    walk.done(&["profile", "adopt", "short.toml", "--answers", &confirmed]);
    // From here on officers decide: one approves, one refuses, one withdraws, and one is retired.
    let council = Council::with_root_key(walk);
    council.through(&["officer", "retire", "carol", "--reason", "left the office"], "carol");
    let proposal = council.agreed(&["key", "generate", "spare", "--spec", "P-256"]);
    council.decide("bob", &proposal, "refuse");
    council.decide("ann", &proposal, "withdraw");
    council.walk
}

#[test]
fn a_row_added_dropped_or_changed_in_any_table_is_a_finding_that_names_table_row_and_entry() {
    let walk = lived_in();
    let verified = walk.done(&["ledger", "verify"]);
    assert_eq!(verified["findings"], serde_json::json!([]), "{verified}");
    assert!(verified["rows"].as_u64().unwrap() > 100, "{verified}");
    let kept = Kept::of(&walk);
    let (zero, digest) = ("x'00'", format!("x'{}'", "0".repeat(64)));
    let changes: &[(&str, &[(&str, &str)])] = &[
        (
            "intent",
            &[
                ("state", "'failed'"),
                ("outcome", "0"),
                ("reserved", "'{}'"),
                ("nonce", "'00'"),
                ("digest", &digest),
                ("part", "1"),
                ("bound", "json_set(bound, '$.expires', '2036-11-22T10:00:00Z')"),
            ],
        ),
        (
            "vault_key",
            &[
                ("vault", "'ledger'"),
                ("id", "'00'"),
                ("spec", "'P-256x'"),
                ("state", "'destroyed'"),
                ("spki", zero),
                ("locked", "0"),
                ("sequence", "0"),
                ("label", "'other'"),
            ],
        ),
        ("serial", &[("state", "'reserved'"), ("sequence", "0"), ("serial", "'00'"), ("issuer", "'other'")]),
        (
            "issued",
            &[
                ("digest", &digest),
                ("issuer", "'other'"),
                ("serial", "'00'"),
                ("profile", "'other'"),
                ("role", "'csca-root'"),
                ("subject", "'C=XX'"),
                ("subject_key", "'other'"),
                ("key", zero),
                ("sequence", "0"),
                ("not_before", "'2020-01-01T00:00:00Z'"),
                ("not_after", "'2099-01-01T00:00:00Z'"),
            ],
        ),
        ("revoked", &[("issuer", "'other'"), ("serial", "'00'"), ("at", "'2020-01-01T00:00:00Z'"), ("sequence", "0")]),
        (
            "crl",
            &[
                ("issuer", "'other'"),
                ("number", "9"),
                ("digest", &digest),
                ("sequence", "0"),
                ("this_update", "'2020-01-01T00:00:00Z'"),
                ("next_update", "NULL"),
            ],
        ),
        ("artefact", &[("path", "'other'"), ("sequence", "0")]),
        (
            "list",
            &[
                ("digest", &digest),
                ("signed", "1 - signed"),
                ("verdict", "'anchored!'"),
                ("signer", "'other'"),
                ("signer_issuer", &digest),
                ("signed_at", "NULL"),
                ("entries", "7"),
                ("sequence", "0"),
            ],
        ),
        ("sighting", &[("certificate", &digest), ("place", "77")]),
        (
            "known",
            &[
                ("digest", &digest),
                ("state", "'XX'"),
                ("subject", "'C=XX'"),
                ("not_before", "NULL"),
                ("not_after", "NULL"),
            ],
        ),
        (
            "decision",
            &[("certificate", &digest), ("word", "'distrust'"), ("at", "'2020-01-01T00:00:00Z'"), ("sequence", "0")],
        ),
        (
            "run",
            &[("name", "'other'"), ("script", &digest), ("title", "'x'"), ("state", "'running'"), ("sequence", "0")],
        ),
        ("event", &[("body", "'{}'"), ("sequence", "0"), ("number", "9999")]),
        (
            "bundle",
            &[
                ("version", "9"),
                ("manifest", &digest),
                ("sequence", "0"),
                ("versions", "NULL"),
                ("versions", "json_set(versions, '$.versions.snapshot', 7)"),
                ("versions", "json_set(versions, '$.outcome', 7)"),
                ("versions", "json_remove(versions, '$.files.\"metadata/timestamp.json\"')"),
                ("versions", "json_remove(versions, '$.files.\"MANIFEST.sha256\"')"),
            ],
        ),
        ("bundle_root", &[("version", "9"), ("digest", &digest), ("sequence", "0")]),
        ("opening", &[("field", "'other'"), ("opening", "json_set(opening, '$.value', 'Bob')")]),
        ("officer", &[("officer", "'other'"), ("sequence", "0"), ("enrolment", &digest), ("enrolment", "NULL")]),
        ("policy", &[("sequence", "0"), ("name", "'other'"), ("digest", &digest)]),
        ("profile", &[("name", "'other'"), ("sequence", "0"), ("digest", &digest), ("role", "'csca-root'")]),
        ("proposal", &[("digest", &digest), ("text", &digest), ("sequence", "0")]),
        (
            "ballot",
            &[
                ("sequence", "0"),
                ("proposal", &digest),
                ("officer", "'other'"),
                ("key", &digest),
                ("decision", "'approve'"),
                ("statement", &digest),
                ("signature", &digest),
            ],
        ),
        ("root_key", &[("spki", zero), ("officer", "'other'"), ("sequence", "0")]),
    ];
    let found = |sql: &str, table: &str| {
        println!("{sql}");
        alter(&walk, sql);
        let verified = walk.refused_judgement(&["ledger", "verify"]);
        let findings = verified["findings"].as_array().unwrap();
        let named = format!("table '{table}'");
        assert!(findings.iter().any(|f| f.as_str().unwrap().starts_with(&named)), "{sql}: {verified}");
        assert_eq!(verified["findings_in_all"].as_u64().unwrap() as usize, findings.len());
        kept.put_back();
    };
    for (table, columns) in changes {
        let last = format!("rowid = (SELECT max(rowid) FROM {table})");
        let one = match *table {
            "serial" | "revoked" | "crl" => {
                "issuer = 'csca-1' AND sequence = (SELECT max(sequence) FROM {table} WHERE issuer = 'csca-1')"
                    .replace("{table}", table)
            }
            "sighting" => "place = 0".into(),
            "decision" => "word = 'accept'".into(),
            "profile" => "name = 'document-signer'".into(),
            "event" => "number = 3".into(),
            "opening" => "field = 'reason'".into(),
            "vault_key" => "label = 'mls-1'".into(),
            "officer" => "officer = 'ann'".into(),
            "intent" => "json_extract(bound, '$.what.act') = 'bundle.export'".into(),
            "list" | "issued" | "artefact" | "known" | "run" | "bundle" | "bundle_root" => last,
            "policy" | "proposal" | "ballot" | "root_key" => last,
            other => panic!("{other}"),
        };
        for (column, value) in *columns {
            found(&format!("UPDATE {table} SET {column} = {value} WHERE {one}"), table);
        }
        if *table != "opening" {
            found(&format!("DELETE FROM {table} WHERE {one}"), table);
        }
    }
    for (table, values) in [
        ("serial", "'csca-1', '0badcafe', 'burnt', 3"),
        ("revoked", "'csca-1', '0badcafe', '2026-01-01T00:00:00Z', 3"),
        ("crl", "'csca-1', 9, NULL, NULL, NULL, 3"),
        ("decision", "(SELECT min(digest) FROM known), 3, 'distrust', '2026-01-01T00:00:00Z'"),
        ("bundle", "9, NULL, NULL, 3"),
        ("vault_key", "'other', 'primary', '00', 'P-256', 'reserved', NULL, 0, 3"),
        ("sighting", "(SELECT min(digest) FROM known), (SELECT digest FROM list), 77"),
        ("artefact", "'other', (SELECT min(digest) FROM known), 3"),
        ("opening", "3, 'other', '{}'"),
        ("officer", "'eve', 3, (SELECT enrolment FROM officer)"),
        ("policy", "3, 'other', (SELECT digest FROM policy)"),
        ("profile", "'other', 3, (SELECT digest FROM policy), 'csca-root'"),
        ("adopted", "'other', (SELECT digest FROM policy), NULL, NULL, x'01', 0, 3"),
        ("proposal", "zeroblob(32), (SELECT text FROM proposal), 3"),
        ("ballot", "3, zeroblob(32), 'ann', zeroblob(32), 'approve', (SELECT statement FROM ballot), zeroblob(32)"),
        ("root_key", "x'00', 'ann', 3"),
    ] {
        found(&format!("INSERT INTO {table} VALUES ({values})"), table);
    }
    // A retirement that is forgotten, and one that nobody approved.
    found("DELETE FROM officer WHERE enrolment IS NULL", "officer");
    found("UPDATE officer SET enrolment = NULL WHERE officer = 'bob'", "officer");
    // A burnt serial number that is forgotten, or given out again.
    found("DELETE FROM serial WHERE state = 'burnt'", "serial");
    found("UPDATE serial SET state = 'reserved' WHERE state = 'burnt'", "serial");
    // Bytes that are kept by their digest.
    found("UPDATE object SET bytes = x'00' WHERE digest = (SELECT digest FROM crl WHERE digest IS NOT NULL)", "intent");
    // The outline alone looks at no table, and says so.
    alter(&walk, "DELETE FROM revoked");
    assert!(walk.done(&["ledger", "verify", "--outline"])["rows"].is_null());
    kept.put_back();
    // An opening may be erased.
    alter(&walk, "DELETE FROM opening WHERE field = 'reason'");
    walk.done(&["ledger", "verify"]);
}
