//! What stands behind a restored station, and what a restore takes over: a new ledger key that nobody else could have
//! brought, sets that ended after the copy, keys that wait in a token, and tokens that are left as they were.

#[path = "support/backing.rs"]
mod backing;
#[path = "support/demo.rs"]
mod demo;
#[path = "support/memory.rs"]
mod memory;
#[path = "support/walk.rs"]
mod walk;

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use backing::{Backing, NEXT, SET, SPOKEN, copy_folder, refusal, said};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use openssl::pkey::PKey;
use openssl::sign::Signer;
use rusqlite::{Connection, params};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use walk::{PIN, SOFTHSM, Walk, number, text};

fn sha256(parts: &[&[u8]]) -> Vec<u8> {
    parts.iter().fold(Sha256::new(), |hash, part| hash.chain_update(part)).finalize().to_vec()
}

/// The tree of RFC 6962 over these leaves, level by level; its root last.
fn tree(leaves: Vec<Vec<u8>>) -> Vec<Vec<Vec<u8>>> {
    let mut levels = vec![leaves];
    while levels.last().unwrap().len() > 1 {
        let below = levels.last().unwrap();
        levels.push(below.chunks_exact(2).map(|two| sha256(&[&[1], &two[0], &two[1]])).collect());
    }
    levels
}

fn root(leaves: &[Vec<u8>]) -> Vec<u8> {
    if leaves.len() == 1 {
        return leaves[0].clone();
    }
    let at = leaves.len().next_power_of_two() / 2;
    sha256(&[&[1], &root(&leaves[..at]), &root(&leaves[at..])])
}

/// Whoever can write the database, and has a key of their own, tells the newest restore anew: another ledger key, and
/// where it is given another configuration. Entries, tree, checkpoint and tables all agree with it.
fn forged(station: &std::path::Path, configuration: Option<&[u8]>) {
    let db = Connection::open(station.join("station.db")).unwrap();
    let mut statement = db.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").unwrap();
    let triggers: Vec<(String, String)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
    triggers.iter().for_each(|(name, _)| db.execute_batch(&format!("DROP TRIGGER {name}")).unwrap());
    let key = PKey::generate_ed25519().unwrap();
    let (spki, raw) = (key.public_key_to_der().unwrap(), key.raw_public_key().unwrap());
    let entry: i64 = db.query_row("SELECT max(sequence) FROM era", [], |row| row.get(0)).unwrap();
    db.execute("DELETE FROM checkpoint WHERE size > ?1", [entry]).unwrap();
    db.execute("DELETE FROM entry WHERE sequence > ?1", [entry]).unwrap();
    let body: Vec<u8> = db.query_row("SELECT body FROM entry WHERE sequence = ?1", [entry], |row| row.get(0)).unwrap();
    let mut leaf: Value = serde_json::from_slice(&body).unwrap();
    leaf["public"]["ledger_key_spki"] = json!(hex::encode(&spki));
    if let Some(other) = configuration {
        leaf["public"]["configuration"] = json!(hex::encode(sha256(&[other])));
        db.execute("INSERT OR IGNORE INTO object VALUES (?1, ?2)", params![sha256(&[other]), other]).unwrap();
        db.execute("UPDATE configuration SET digest = ?1 WHERE sequence = ?2", params![sha256(&[other]), entry])
            .unwrap();
        fs::write(station.join("station.toml"), other).unwrap();
    }
    // Members are in their order already, and serde_json keeps none out of it.
    let body = serde_json::to_vec(&leaf).unwrap();
    db.execute("UPDATE entry SET body = ?1 WHERE sequence = ?2", params![body, entry]).unwrap();
    let mut statement = db.prepare("SELECT body FROM entry ORDER BY sequence").unwrap();
    let bodies = statement.query_map([], |row| row.get::<_, Vec<u8>>(0)).unwrap().map(Result::unwrap);
    let leaves: Vec<Vec<u8>> = bodies.map(|body| sha256(&[&[0], &body])).collect();
    db.execute("DELETE FROM node", []).unwrap();
    for (level, hashes) in tree(leaves.clone()).into_iter().enumerate() {
        for (place, hash) in hashes.into_iter().enumerate() {
            db.execute("INSERT INTO node VALUES (?1, ?2, ?3)", params![level as i64, place as i64, hash]).unwrap();
        }
    }
    let name = format!("chancery/{}/{}", text(&leaf, "station"), text(&leaf, "mode"));
    let note = format!("{name}\n{}\n{}\n", leaves.len(), STANDARD.encode(root(&leaves)));
    let signature = Signer::new_without_digest(&key).unwrap().sign_oneshot_to_vec(note.as_bytes()).unwrap();
    let id = sha256(&[name.as_bytes(), b"\n\x01", &raw]);
    let signed = STANDARD.encode([&id[..4], &signature].concat());
    let note = format!("{note}\n\u{2014} {name} {signed}\n");
    let row = params![leaves.len() as i64, root(&leaves), note];
    db.execute("INSERT INTO checkpoint (size, root, note) VALUES (?1, ?2, ?3)", row).unwrap();
    db.execute("UPDATE era SET spki = ?1 WHERE sequence = ?2", params![spki, entry]).unwrap();
    triggers.iter().for_each(|(_, sql)| db.execute_batch(sql).unwrap());
}

#[test]
fn a_ledger_key_that_no_key_of_the_station_signed_for_is_not_taken_whatever_agrees_with_it() {
    let Some(backing) = Backing::grown() else { return };
    backing.back_up();
    let copy = backing.copy("--record");
    backing.done_at("again", &backing.restoring(&copy));
    let toml = fs::read_to_string(backing.walk.path("again/station.toml")).unwrap();
    let other = toml.replace("clock_jump_days = 100", "clock_jump_days = 99");
    assert_ne!(toml, other);
    for configuration in [None, Some(other.as_bytes())] {
        let place = if configuration.is_some() { "configured" } else { "forged" };
        copy_folder(&backing.walk.path("again"), &backing.walk.path(place));
        forged(&backing.walk.path(place), configuration);
        for line in ["status", "vault list", "ledger verify", "crl issue"] {
            let said = backing.refused_at(place, line, 1, "LEDGER-10");
            let told = text(&said["error"], "message").to_owned();
            assert!(told.contains("its act brings another ledger key"), "{told}");
        }
    }
    backing.sound_at("again");
}

#[test]
fn a_station_of_which_no_key_comes_back_is_no_station() {
    // A specimen station may have no key at all.
    let Some(backing) = Backing::born(Walk::new("utopia")) else { return };
    let copy = backing.copy("--record");
    backing.done_at("again", &format!("backup restore --state {copy} --state-identity alice.key"));
    backing.sound_at("again");
    // In every other mode its keys are what a new ledger key is known by.
    let walk = Walk::new("utopia");
    let words = walk.init_words("UT", "UTO");
    let words = words.iter().map(|word| if word == "specimen" { "rehearsal" } else { word.as_str() });
    walk.done(&words.collect::<Vec<_>>());
    let backing = Backing::around(walk);
    let copy = backing.copy("");
    let line = format!("backup restore --state {copy} --state-identity alice.key");
    let output = backing.command_at("never", &line).output().unwrap();
    refusal(&line, &output, 3, "RESTORE-12");
    assert!(!backing.walk.path("never").exists());
}

/// Stops a command when the database answers a question with 1, does something, and lets it go on to its end.
fn held(backing: &Backing, line: &str, sql: &str, then: impl FnOnce()) {
    let db = Connection::open(backing.walk.in_station("station.db")).unwrap();
    db.busy_timeout(Duration::from_secs(10)).unwrap();
    let mut child =
        backing.command(line).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let signal = |name: &str| {
        let sent = Command::new("kill").args([name, &child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    };
    let until = Instant::now() + Duration::from_secs(60);
    let begun = || db.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap() == 1;
    while !begun() {
        assert!(Instant::now() < until, "it was never so");
        std::thread::sleep(Duration::from_millis(1));
    }
    signal("-STOP");
    assert!(begun(), "it went by");
    then();
    signal("-CONT");
    let _ = child.stdin.take();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
}

#[test]
fn a_set_that_was_in_the_making_when_the_copy_was_taken_is_whole_after_the_restore() {
    let Some(backing) = Backing::grown() else { return };
    let mut copy = String::new();
    let begun = "SELECT count(*) FROM backup_set WHERE state = 'begun'";
    held(&backing, &backing.backup_words(""), begun, || copy = backing.copy(""));
    assert_eq!(backing.state_of(SET).as_deref(), Some("whole"));
    backing.done_at("again", &backing.restoring(&copy));
    let recovered = backing.done_at("again", "recover").to_string();
    assert!(recovered.contains("came with the restore") && !recovered.contains("void"), "{recovered}");
    backing.sound_at("again");
    let listed = backing.done_at("again", "backup list");
    let set = listed["sets"].as_array().unwrap().iter().find(|set| set["set"] == SET).cloned().unwrap();
    assert_eq!(set["state"], "whole", "{listed}");
    assert_eq!(backing.done_at("again", "check")["due"].to_string().matches("destruction").count(), 0);
    assert_eq!(backing.done_at("again", &format!("backup verify m1/keys-{SET}"))["sound"], true);
    // The set serves on: its keys come out of it, in the third epoch too.
    let shelf = backing.recipient("alice");
    let copy = backing.done_at("again", &format!("backup state --to m4 --recipient {shelf} --record"));
    backing.done_at("third", &backing.restoring(&format!("m4/{}", text(&copy, "name"))));
    backing.sound_at("third");
}

#[test]
fn a_reissue_that_the_copy_does_not_know_is_so_again_after_the_restore() {
    let Some(backing) = Backing::grown() else { return };
    backing.back_up();
    let copy = backing.copy("--record");
    let keepers = backing.keepers(&["alice", "bob", "dora"]);
    let opening = backing.opening("m1", SET, &["alice", "bob"]);
    let line = format!(
        "share reissue {SET} --reason left --threshold 2 {keepers} --set {NEXT} --to m3 --to m4 {opening} --answers \
         confirm.toml"
    );
    backing.done(&line);
    let opening = backing.opening("m3", NEXT, &["alice", "dora"]);
    let line = format!("backup restore --state {copy} --state-identity alice.key {opening}");
    let restored = backing.done_at("again", &line);
    assert!(restored["lost"].to_string().contains(SPOKEN), "{restored}");
    backing.sound_at("again");
    let listed = backing.done_at("again", "backup list");
    let state = |name: &str| {
        let sets = listed["sets"].as_array().unwrap();
        sets.iter().find(|set| set["set"] == *name).map(|set| text(set, "state").to_owned())
    };
    assert_eq!((state(SET).as_deref(), state(NEXT).as_deref()), (Some("replaced"), Some("whole")), "{listed}");
    let due = backing.command_at("again", "check").output().unwrap();
    assert_eq!(due.status.code(), Some(1), "what is left of the old set is to be destroyed: {}", said(&due));
}

/// A station whose vault is a token of SoftHSM2 that outlives it.
fn surviving() -> Option<(Backing, String)> {
    let backing = Backing::grown_on_softhsm()?;
    let listed = backing.done("vault list");
    let row = listed["vaults"].as_array().unwrap().iter().find(|row| row["name"] == "primary").cloned().unwrap();
    Some((backing, text(&row, "uri").to_owned()))
}

#[test]
fn keys_that_wait_in_a_token_are_used_for_nobody_but_their_station_and_as_they_are() {
    let Some((backing, uri)) = surviving() else { return };
    assert!(uri.contains("libsofthsm2.so"), "{uri}");
    backing.back_up();
    backing.done("key generate free --spec P-256 --extractable");
    let (copy, log_key) = (backing.copy("--record"), text(&backing.done("station show"), "log_key").to_owned());
    let line = format!("backup restore --state {copy} --state-identity alice.key --vault primary={uri}");
    // Who made the copy is known by nothing but itself.
    let output = backing.command_at("never", &line).output().unwrap();
    refusal(&line, &output, 3, "RESTORE-10");
    assert!(!backing.walk.path("never").exists());
    let restored = backing.done_at("again", &format!("{line} --log-key {log_key}"));
    assert_eq!(restored["keys"].as_object().unwrap().len(), 3, "{restored}");
    let listed = backing.done_at("again", "key list");
    let locked: Vec<(&str, bool)> = listed["keys"]
        .as_array()
        .unwrap()
        .iter()
        .map(|key| (text(key, "label"), key["locked"] == true))
        .filter(|(label, _)| !label.starts_with("ledger"))
        .collect();
    assert_eq!(locked, [("csca-1", true), ("ds-1", true), ("free", false)]);
    backing.sound_at("again");
    // The key that was in no set can still be backed up.
    let keepers = backing.keepers(&["alice", "bob"]);
    backing.done_at(
        "again",
        &format!("backup keys free --threshold 2 {keepers} --set {NEXT} --to m3 --to m4 --answers confirm.toml"),
    );
    backing.sound_at("again");
}

#[test]
fn a_key_that_stands_in_a_token_so_that_it_can_leave_it_is_not_taken_for_a_locked_one() {
    let Some((backing, uri)) = surviving() else { return };
    // Whoever had the token before the keys were locked has them.
    copy_folder(&backing.walk.path("tokens"), &backing.walk.path("before"));
    backing.back_up();
    let copy = backing.copy("--record");
    let log_key = text(&backing.done("station show"), "log_key").to_owned();
    fs::remove_dir_all(backing.walk.path("tokens")).unwrap();
    copy_folder(&backing.walk.path("before"), &backing.walk.path("tokens"));
    for line in [backing.restoring(&copy), format!("backup restore --state {copy} --state-identity alice.key")] {
        let line = format!("{line} --vault primary={uri} --log-key {log_key}");
        let output = backing.command_at("never", &line).output().unwrap();
        refusal(&line, &output, 3, "RESTORE-13");
        assert!(!backing.walk.path("never").exists());
    }
}

#[test]
fn a_restore_that_comes_to_nothing_leaves_its_tokens_as_blank_as_they_were() {
    let Some(token) = Walk::on_softhsm("hsm") else { return };
    let Some(backing) = Backing::grown() else { return };
    // SoftHSM2 takes no such key from elsewhere; the two before it are in its token by then.
    backing.done("key generate zed-1 --spec Ed25519 --extractable");
    backing.back_up();
    let copy = backing.copy("--record");
    let slots = token.tool("softhsm2-util", &["--show-slots"]);
    let serial = slots.lines().find_map(|line| line.trim().strip_prefix("Serial number:")).unwrap().trim();
    let uri = format!("pkcs11:token=hsm;serial={serial}?module-path={SOFTHSM}");
    let run = |line: &str| {
        let mut command = backing.command_at("again", line);
        command.env("SOFTHSM2_CONF", token.path("softhsm2.conf")).output().unwrap()
    };
    let line = format!("{} --vault primary={uri}", backing.restoring(&copy));
    refusal(&line, &run(&line), 5, "BACKUP-13");
    assert_eq!(keys_in(&token), 0);
    let output = run(&format!("{line} --without zed-1"));
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(keys_in(&token), 2);
}

/// How many private keys a token of SoftHSM2 has.
fn keys_in(token: &Walk) -> usize {
    let login = ["--module", SOFTHSM, "--token-label", "hsm", "--login", "--pin", PIN];
    let listed = token.tool("pkcs11-tool", &[&login[..], &["--list-objects", "--type", "privkey"]].concat());
    listed.matches("Private Key Object").count()
}

#[test]
fn a_list_that_is_older_than_the_copy_is_not_the_last_one() {
    let Some(backing) = Backing::grown() else { return };
    backing.back_up();
    backing.done("crl issue");
    backing.issued_and_revoked("late");
    std::thread::sleep(Duration::from_millis(1001));
    backing.done("crl issue");
    let copy = backing.copy("--record");
    let restoring = backing.restoring(&copy);
    let line = format!("{restoring} --crl utopia/out/crl/csca-1-000001.crl");
    let output = backing.command_at("never", &line).output().unwrap();
    let document = refusal(&line, &output, 3, "RESTORE-7");
    assert!(text(&document["error"], "message").contains("number 2"), "{document}");
    let restored = backing.done_at("again", &format!("{restoring} --crl utopia/out/crl/csca-1-000002.crl"));
    assert_eq!(number(&restored, "epoch"), 2);
}
