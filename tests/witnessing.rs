//! Witnesses cosign what continues what they saw, a stranger's tools agree, and a root key does nothing of it.

#[path = "support/canary.rs"]
mod canary;
#[path = "support/prepared.rs"]
mod prepared;
#[path = "support/walk.rs"]
mod walk;

use std::fs;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use canary::{Canary, assert_none};
use serde_json::Value;
use walk::{Walk, number, text};

/// The recipient that `ann.identity` opens.
const RECIPIENT: &str = "age15nsf9y4k28p83wth93tf7hafhvfajp45d2mge80ems45gz0c5gys3me64l";
const KEY: [&str; 4] = ["--key", "stick/ann.witness.age", "--identity", "ann.identity"];

/// Whether a stock tool is here. Where it must be (`CI=true`) it is a failure that it is not.
fn is_here(tool: &str) -> bool {
    let found = Command::new(tool).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    assert!(found || std::env::var("CI").as_deref() != Ok("true"), "{tool} is not installed");
    if !found {
        println!("skipped: {tool} is not installed");
    }
    found
}

/// A station with Ann enrolled, her witness and her root key among her keys.
fn walk() -> Walk {
    let walk = Walk::new("utopia");
    prepared::prepare("witness", walk.folder());
    walk
}

fn entries(walk: &Walk) -> u64 {
    number(&walk.done(&["status"]), "entries")
}

/// Cosigns the newest head at the station.
fn cosign(walk: &Walk) -> Value {
    let confirm = walk.confirmation(&entries(walk).to_string());
    walk.done(&[&["ledger", "cosign", "--answers", &confirm], &KEY[..]].concat())
}

/// Something that makes the ledger longer.
fn attest(walk: &Walk) {
    walk.done(&["key", "generate", &format!("key-{}", entries(walk)), "--spec", "P-256"]);
}

fn sound(walk: &Walk) -> Value {
    let verified = walk.done(&["ledger", "verify"]);
    assert_eq!(verified["sound"], true, "{verified}");
    verified
}

#[test]
fn a_witness_cosigns_at_the_station_and_the_ledger_knows_by_whom_and_when() {
    let walk = walk();
    assert_eq!(sound(&walk)["cosigned"], Value::Null);
    let first = cosign(&walk);
    attest(&walk);
    let second = cosign(&walk);
    assert!(number(&second, "entries") > number(&first, "entries"));
    let verified = sound(&walk);
    assert_eq!(verified["cosignatures"], 2);
    assert_eq!(verified["cosigned"]["entries"], second["entries"]);
    assert_eq!(verified["cosigned"]["root"], second["root"]);
    assert_eq!(text(&verified["cosigned"]["witnesses"][0], "officer"), "ann");
    assert_eq!(verified["cosigned"]["witnesses"][0]["at"], second["at"]);
    let status = walk.done(&["status"]);
    assert_eq!(status["cosigned"]["entries"], second["entries"]);
    assert_eq!(status["cosigned"]["officers"][0], "ann");
}

/// The cosignature in a note by this verifier key: name, time, signature, and the 32 octets of the key.
fn cosignature(note: &str, verifier: &str) -> (u64, Vec<u8>, Vec<u8>) {
    let mut parts = verifier.trim().splitn(3, '+');
    let (name, id, key) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
    let key = STANDARD.decode(key).unwrap();
    assert_eq!((key[0], key.len()), (0x04, 33));
    let line = note.lines().find_map(|line| line.strip_prefix(&format!("\u{2014} {name} "))).unwrap();
    let octets = STANDARD.decode(line).unwrap();
    assert_eq!(hex::encode(&octets[..4]), id);
    let time = u64::from_be_bytes(octets[4..12].try_into().unwrap());
    (time, octets[12..].to_vec(), key[1..].to_vec())
}

#[test]
fn openssl_verifies_the_cosignature_over_the_message_of_the_specification() {
    let walk = walk();
    let at = text(&cosign(&walk), "at").parse::<chancery::clock::Time>().unwrap();
    let size = number(&walk.done(&["ledger", "verify"])["cosigned"], "entries").to_string();
    walk.done(&["ledger", "head", "--size", &size, "--out", "cosigned"]);
    let note = fs::read_to_string(walk.path("cosigned")).unwrap();
    let verifier = fs::read_to_string(walk.path("stick/ann.witness.pub")).unwrap();
    let (time, signature, key) = cosignature(&note, &verifier);
    assert_eq!(time, u64::try_from(at.unix()).unwrap());
    let (body, _) = note.split_once("\n\n").unwrap();
    assert!(body.starts_with(&format!("chancery/utopia/specimen\n{size}\n")));
    walk.write("message", &format!("cosignature/v1\ntime {time}\n{body}\n"));
    fs::write(walk.path("signature"), &signature).unwrap();
    // RFC 8410: the key after the twelve octets of its frame.
    fs::write(walk.path("key.der"), [&hex::decode("302a300506032b6570032100").unwrap()[..], &key].concat()).unwrap();
    let judge = |message: &str| {
        let words = ["pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", "key.der", "-rawin", "-in", message];
        let output = walk.program("openssl").args(words).args(["-sigfile", "signature"]).output().unwrap();
        output.status.success()
    };
    assert!(judge("message"));
    let message = fs::read_to_string(walk.path("message")).unwrap();
    for (from, to) in
        [("cosignature/v1", "cosignature/v2"), (&*format!("time {time}"), "time 1"), ("specimen", "production")]
    {
        walk.write("other", &message.replacen(from, to, 1));
        assert!(!judge("other"), "{to}");
    }
}

#[test]
fn the_stock_age_opens_the_key_with_the_recipients_identity() {
    if !is_here("age") {
        return;
    }
    let walk = walk();
    let opened = walk.tool("age", &["-d", "-i", "ann.identity", "stick/ann.witness.age"]);
    let lines: Vec<&str> = opened.lines().collect();
    assert_eq!((lines.len(), lines[0], lines[1]), (4, "chancery witness key 1", "name ann"));
    let root = walk.tool("age", &["-d", "-i", "ann.identity", "stick/ann.root.age"]);
    assert!(root.starts_with("chancery root key 1\nname ann\n"));
    // The seed is that of the public half, by openssl.
    let seed = hex::decode(lines[3].strip_prefix("seed ").unwrap()).unwrap();
    let private = openssl::pkey::PKey::private_key_from_raw_bytes(&seed, openssl::pkey::Id::ED25519).unwrap();
    let verifier = fs::read_to_string(walk.path("stick/ann.witness.pub")).unwrap();
    let key = STANDARD.decode(verifier.trim().splitn(3, '+').nth(2).unwrap()).unwrap();
    assert_eq!(private.raw_public_key().unwrap(), &key[1..]);
}

#[test]
fn a_passphrase_seals_and_opens_and_another_does_not() {
    let walk = walk();
    walk.private("words", "correct horse battery\n");
    walk.private("wrong", "wrong horse battery\n");
    let made = walk.done(&["officer", "witness-key", "bob", "--out", "other", "--passphrase-source", "file:words"]);
    assert_eq!(text(&made, "file"), "other/bob.witness.age");
    let sealed = fs::read_to_string(walk.path("other/bob.witness.age")).unwrap();
    assert!(sealed.starts_with("-----BEGIN AGE ENCRYPTED FILE-----"));
    let prove = ["officer", "prove", "ann.txt", "--key", "other/bob.witness.age", "--passphrase-source"];
    walk.refused(&[&prove[..], &["file:wrong"]].concat(), 3, Some("SEALED-7"));
    walk.refused(&[&prove[..], &["file:words"]].concat(), 3, Some("ENROLL-2"));
    walk.refused(
        &["officer", "prove", "ann.txt", "--key", "other/bob.witness.age", "--identity", "ann.identity"],
        3,
        Some("SEALED-6"),
    );
    let again = ["officer", "witness-key", "bob", "--out", "other", "--passphrase-source", "file:words"];
    walk.refused(&again, 3, Some("FILE-1"));
    assert_eq!(fs::read_to_string(walk.path("other/bob.witness.age")).unwrap(), sealed);
}

#[test]
fn witness_10_and_root_1_neither_key_does_the_others_work() {
    let walk = walk();
    let confirm = walk.confirmation(&entries(&walk).to_string());
    let cosign =
        ["ledger", "cosign", "--key", "stick/ann.root.age", "--identity", "ann.identity", "--answers", &confirm];
    walk.refused(&cosign, 3, Some("WITNESS-10"));
    // A file is known by what is sealed in it, not by its name.
    fs::rename(walk.path("stick/ann.root.age"), walk.path("stick/renamed.witness.age")).unwrap();
    let cosign =
        ["ledger", "cosign", "--key", "stick/renamed.witness.age", "--identity", "ann.identity", "--answers", &confirm];
    walk.refused(&cosign, 3, Some("WITNESS-10"));
    sound(&walk);
}

#[test]
fn witness_3_a_key_that_nobody_enrolled_cosigns_nothing_here() {
    let walk = walk();
    let confirm = walk.confirmation(&entries(&walk).to_string());
    walk.done(&["officer", "witness-key", "ann", "--out", "other", "--seal-to", RECIPIENT]);
    let key = ["--key", "other/ann.witness.age", "--identity", "ann.identity", "--answers", &confirm];
    walk.refused(&[&["ledger", "cosign"], &key[..]].concat(), 3, Some("WITNESS-3"));
    // Nor from elsewhere.
    walk.done(&["ledger", "head", "--out", "head.txt"]);
    let log_key = fs::read_to_string(walk.path("log-key")).unwrap();
    let away = ["--checkpoint", "head.txt", "--log-key", &log_key, "--out", "cosigned.txt"];
    walk.done(&[&["ledger", "cosign"], &key[..], &away].concat());
    walk.refused(&["ledger", "cosign", "--import", "cosigned.txt"], 3, Some("WITNESS-3"));
    walk.refused(&["ledger", "cosign", "--import", "head.txt"], 3, Some("WITNESS-3"));
    assert_eq!(sound(&walk)["cosignatures"], 0);
}

/// Cosigns on another machine: no station, what `head` says.
fn away(walk: &Walk, head: &str, out: &str, more: &[&str]) -> Vec<String> {
    let size = fs::read_to_string(walk.path(head)).unwrap();
    let lines: Vec<&str> = size.lines().collect();
    let at = lines.iter().position(|line| line.starts_with("chancery/")).unwrap();
    let confirm = walk.confirmation(lines[at + 1]);
    let words = ["ledger", "cosign", "--checkpoint", head, "--out", out, "--answers", &confirm];
    [&words[..], &KEY, more].concat().into_iter().map(str::to_owned).collect()
}

fn words(all: &[String]) -> Vec<&str> {
    all.iter().map(String::as_str).collect()
}

#[test]
fn a_witness_elsewhere_wants_the_log_key_once_and_then_a_proof_from_what_they_saw() {
    let walk = walk();
    let log_key = fs::read_to_string(walk.path("log-key")).unwrap();
    let first = entries(&walk);
    walk.done(&["ledger", "head", "--out", "h1"]);
    walk.refused(&words(&away(&walk, "h1", "c1", &[])), 2, None);
    walk.done(&words(&away(&walk, "h1", "c1", &["--log-key", &log_key])));
    walk.refused(&words(&away(&walk, "h1", "c1", &[])), 3, Some("FILE-1"));
    let taken = walk.done(&["ledger", "cosign", "--import", "c1"]);
    assert_eq!(taken["witnesses"][0], "ann");
    walk.refused(&["ledger", "cosign", "--import", "c1"], 3, Some("WITNESS-8"));
    attest(&walk);
    walk.done(&["ledger", "head", "--out", "h2"]);
    walk.refused(&words(&away(&walk, "h2", "c2", &[])), 3, Some("WITNESS-4"));
    walk.done(&["ledger", "head", "--proof-from", "1", "--out", "h3"]);
    walk.refused(&words(&away(&walk, "h3", "c2", &[])), 3, Some("WITNESS-4"));
    walk.done(&["ledger", "head", "--proof-from", &first.to_string(), "--out", "h4"]);
    walk.done(&words(&away(&walk, "h4", "c2", &[])));
    // The head before is smaller now.
    walk.refused(&words(&away(&walk, "h1", "c3", &[])), 3, Some("WITNESS-5"));
    walk.done(&["ledger", "cosign", "--import", "c2"]);
    walk.refused(&["ledger", "cosign", "--import", "c1"], 3, Some("WITNESS-8"));
    assert_eq!(
        sound(&walk)["cosigned"]["entries"],
        fs::read_to_string(walk.path("c2")).unwrap().lines().nth(1).unwrap().parse::<u64>().unwrap()
    );
    assert!(!walk.path("c3").exists());
}

#[test]
fn a_proof_or_a_head_that_was_altered_is_refused_and_nothing_is_remembered() {
    let walk = walk();
    let log_key = fs::read_to_string(walk.path("log-key")).unwrap();
    let first = entries(&walk);
    walk.done(&["ledger", "head", "--out", "h1"]);
    walk.done(&words(&away(&walk, "h1", "c1", &["--log-key", &log_key])));
    attest(&walk);
    walk.done(&["ledger", "head", "--proof-from", &first.to_string(), "--out", "h2"]);
    let remembered = fs::read(walk.path("stick/ann.witness.seen")).unwrap();
    let good = fs::read_to_string(walk.path("h2")).unwrap();
    let lines: Vec<&str> = good.lines().collect();
    for at in 1..lines.iter().position(|line| line.is_empty()).unwrap() {
        let mut hash = STANDARD.decode(lines[at]).unwrap();
        hash[7] ^= 1;
        let hash = STANDARD.encode(hash);
        let mut altered = lines.clone();
        altered[at] = &hash;
        walk.write("altered", &format!("{}\n", altered.join("\n")));
        walk.refused(&words(&away(&walk, "altered", "c2", &[])), 3, Some("WITNESS-2"));
    }
    walk.write("altered", &good.replacen("specimen\n", "specimen2\n", 1));
    walk.refused(&words(&away(&walk, "altered", "c2", &[])), 1, None);
    assert_eq!(fs::read(walk.path("stick/ann.witness.seen")).unwrap(), remembered);
    walk.done(&words(&away(&walk, "h2", "c2", &[])));
}

#[test]
fn a_fork_of_the_station_is_not_cosigned_and_its_cosignatures_are_not_taken_in() {
    let walk = walk();
    // Before the ways part: the same station twice.
    prepared::copy(&walk.path("utopia"), &walk.path("fork"));
    attest(&walk);
    let size = entries(&walk);
    cosign(&walk);
    let fork = |arguments: &[&str]| {
        let mut command = walk.command(arguments);
        command.env("CHANCERY_STATION", "fork");
        command.output().unwrap()
    };
    assert!(fork(&["key", "generate", "forked", "--spec", "P-256"]).status.success());
    let confirm = walk.confirmation(&size.to_string());
    let refused = fork(&[&["ledger", "cosign", "--answers", &confirm], &KEY[..]].concat());
    let said: Value = serde_json::from_slice(&refused.stdout).unwrap();
    assert_eq!(said["error"]["clause"], "WITNESS-2", "{said}");
    // A witness that forgot what it saw would have cosigned; the first station does not take that in.
    fs::remove_file(walk.path("stick/ann.witness.seen")).unwrap();
    let cosigned = fork(&[&["ledger", "cosign", "--answers", &confirm, "--out", "forked.txt"], &KEY[..]].concat());
    assert!(cosigned.status.success(), "{}", String::from_utf8_lossy(&cosigned.stderr));
    walk.refused(&["ledger", "cosign", "--import", "forked.txt"], 3, Some("WITNESS-7"));
}

#[test]
fn what_the_station_took_in_stands_in_for_a_memory_that_is_gone() {
    let walk = walk();
    let (before, size) = (walk.path("before.seen"), entries(&walk));
    cosign(&walk);
    fs::copy(walk.path("stick/ann.witness.seen"), &before).unwrap();
    attest(&walk);
    let newest = number(&cosign(&walk), "entries");
    attest(&walk);
    let confirm = walk.confirmation(&entries(&walk).to_string());
    // An older copy is told to be one, and gone on from.
    fs::copy(&before, walk.path("stick/ann.witness.seen")).unwrap();
    let output = walk.run(&[&["ledger", "cosign", "--answers", &confirm], &KEY[..]].concat());
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains(&format!("tells of {size} entries")), "{said}");
    assert!(said.contains(&format!("over {newest} entries: it is an older copy")), "{said}");
    // Without its memory the next head is gone on to from the station's.
    fs::remove_file(walk.path("stick/ann.witness.seen")).unwrap();
    attest(&walk);
    let last = number(&walk.done(&["ledger", "verify"])["cosigned"], "entries");
    let confirm = walk.confirmation(&entries(&walk).to_string());
    let output = walk.run(&[&["ledger", "cosign", "--answers", &confirm], &KEY[..]].concat());
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("ann.witness.seen is not there: what this station took in of 'ann' last stands"), "{said}");
    assert!(said.contains(&format!("cosign: continues: {last} entries")), "{said}");
    assert!(!said.contains("this key cosigned nothing before"), "{said}");
    sound(&walk);
}

#[test]
fn witness_11_a_memory_that_this_witness_did_not_cosign_is_not_theirs() {
    let walk = walk();
    cosign(&walk);
    let seen = walk.path("stick/ann.witness.seen");
    let own = fs::read_to_string(&seen).unwrap();
    let is_witness = |line: &&str| line.starts_with("\u{2014} chancery/witness/");
    // Without the witness's line, with one that says another time, and under another time than the line's.
    let line = own.lines().find(is_witness).unwrap();
    let lines: Vec<&str> = own.lines().collect();
    let time = lines[2].to_owned();
    for foreign in [
        own.lines().filter(|line| !is_witness(line)).map(|line| format!("{line}\n")).collect::<String>(),
        own.replacen(&line[line.len() - 12..], "AAAAAAAAAAA=", 1),
        own.replacen(&time, "time 2026-01-01T00:00:00Z", 1),
    ] {
        assert_ne!(foreign, own);
        fs::write(&seen, &foreign).unwrap();
        let confirm = walk.confirmation(&entries(&walk).to_string());
        walk.refused(&[&["ledger", "cosign", "--answers", &confirm], &KEY[..]].concat(), 3, Some("WITNESS-11"));
    }
    fs::write(&seen, own).unwrap();
    attest(&walk);
    cosign(&walk);
}

#[test]
fn another_stations_checkpoint_is_refused() {
    let walk = walk();
    let elsewhere = tempfile::tempdir().unwrap();
    prepared::prepare("neighbours", elsewhere.path());
    prepared::copy(&elsewhere.path().join("antarctica"), &walk.path("antarctica"));
    cosign(&walk);
    let mut command = walk.command(&["ledger", "head", "--out", "foreign"]);
    assert!(command.env("CHANCERY_STATION", "antarctica").output().unwrap().status.success());
    walk.refused(&words(&away(&walk, "foreign", "c", &[])), 1, None);
    let key = walk.command(&["station", "show"]).env("CHANCERY_STATION", "antarctica").output().unwrap();
    let key: Value = serde_json::from_slice(&key.stdout).unwrap();
    walk.refused(&words(&away(&walk, "foreign", "c", &["--log-key", text(&key, "log_key")])), 3, Some("WITNESS-9"));
    walk.refused(&["ledger", "cosign", "--import", "foreign"], 1, None);
}

#[test]
fn witness_6_a_time_before_the_head_or_far_ahead_is_refused() {
    let walk = walk();
    let log_key = fs::read_to_string(walk.path("log-key")).unwrap();
    walk.done(&["ledger", "head", "--out", "h"]);
    let early = ["--log-key", &log_key, "--at", "2020-01-01T00:00:00Z"];
    walk.done(&words(&away(&walk, "h", "early", &early)));
    walk.refused(&["ledger", "cosign", "--import", "early"], 3, Some("WITNESS-6"));
    walk.done(&words(&away(&walk, "h", "late", &["--at", "2099-01-01T00:00:00Z"])));
    walk.refused(&["ledger", "cosign", "--import", "late"], 3, Some("WITNESS-6"));
    // What it cosigned in 2099 it does not cosign today.
    walk.refused(&words(&away(&walk, "h", "now", &[])), 3, Some("WITNESS-6"));
    assert_eq!(sound(&walk)["cosignatures"], 0);
}

#[test]
fn every_octet_of_a_cosignature_counts() {
    let walk = walk();
    let log_key = fs::read_to_string(walk.path("log-key")).unwrap();
    walk.done(&["ledger", "head", "--out", "h"]);
    walk.done(&words(&away(&walk, "h", "c", &["--log-key", &log_key])));
    let note = fs::read_to_string(walk.path("c")).unwrap();
    let line = note.lines().last().unwrap();
    let (name, encoded) = line.rsplit_once(' ').unwrap();
    let octets = STANDARD.decode(encoded).unwrap();
    for at in [4, 11, 12, 40, 75] {
        let mut altered = octets.clone();
        altered[at] ^= 1;
        walk.write("altered", &note.replace(line, &format!("{name} {}", STANDARD.encode(altered))));
        let refused = walk.run(&["ledger", "cosign", "--import", "altered"]);
        assert_eq!(refused.status.code(), Some(1), "{at}");
    }
    walk.done(&["ledger", "cosign", "--import", "c"]);
}

#[test]
fn enroll_3_a_witness_or_root_key_that_proved_nothing_is_not_enrolled() {
    let walk = Walk::new("utopia");
    prepared::prepare("witness-challenge", walk.folder());
    let prove = |kind: &str, out: &str| {
        let key = format!("stick/ann.{kind}.age");
        walk.done(&["officer", "prove", "ann.txt", "--key", &key, "--identity", "ann.identity", "--out", out]);
    };
    let enroll = ["officer", "enroll", "ann.txt", "--proof", "ann.txt.sig"];
    walk.refused(&enroll, 3, Some("ENROLL-3"));
    prove("witness", "w");
    walk.refused(&[&enroll[..], &["--proof", "w"]].concat(), 3, Some("ENROLL-3"));
    prove("root", "r");
    walk.refused(&[&enroll[..], &["--proof", "r"]].concat(), 3, Some("ENROLL-3"));
    // A proof over another challenge of the same person is none.
    fs::copy(walk.path("ann.txt"), walk.path("first.txt")).unwrap();
    fs::remove_file(walk.path("ann.txt")).unwrap();
    fs::remove_file(walk.path("ann.txt.sig")).unwrap();
    let challenge = [
        "officer",
        "challenge",
        "ann",
        "--name",
        "Ann",
        "--organisation",
        "Ministry",
        "--contact",
        "x",
        "--role",
        "officer",
        "--key",
        "ann.pub",
        "--witness-key",
        "stick/ann.witness.pub",
        "--root-key",
        "stick/ann.root.pub",
    ];
    walk.done(&challenge);
    walk.tool("ssh-keygen", &["-q", "-Y", "sign", "-n", "chancery-decision", "-f", "ann", "ann.txt"]);
    walk.refused(&[&enroll[..], &["--proof", "w", "--proof", "r"]].concat(), 3, Some("ENROLL-3"));
    prove("witness", "w2");
    prove("root", "r2");
    let altered = fs::read_to_string(walk.path("r2")).unwrap();
    let (text, line) = altered.split_once("\n\n").unwrap();
    let (name, encoded) = line.trim_end().rsplit_once(' ').unwrap();
    let mut octets = STANDARD.decode(encoded).unwrap();
    octets[10] ^= 1;
    walk.write("r3", &format!("{text}\n\n{name} {}\n", STANDARD.encode(octets)));
    walk.refused(&[&enroll[..], &["--proof", "w2", "--proof", "r3"]].concat(), 1, None);
    walk.done(&[&enroll[..], &["--proof", "w2", "--proof", "r2"]].concat());
    sound(&walk);
}

#[test]
fn a_cosignature_is_found_where_it_was_written_into_the_database_by_hand() {
    let walk = walk();
    cosign(&walk);
    let database = rusqlite::Connection::open(walk.in_station("station.db")).unwrap();
    let copied = database
        .execute("INSERT INTO cosignature SELECT sequence - 1, size, root, officer, line FROM cosignature", [])
        .unwrap();
    assert_eq!(copied, 1);
    let verified = walk.refused_judgement(&["ledger", "verify"]);
    let findings = verified["findings"].to_string();
    assert!(findings.contains("table 'cosignature'") && findings.contains("which no entry says"), "{findings}");
    database.execute("UPDATE cosignature SET officer = 'bob'", []).unwrap();
    let findings = walk.refused_judgement(&["ledger", "verify"])["findings"].to_string();
    assert!(findings.contains("'bob' had no witness key in force"), "{findings}");
}

#[test]
fn the_seed_is_nowhere_but_in_its_sealed_file() {
    let walk = walk();
    cosign(&walk);
    attest(&walk);
    walk.done(&["ledger", "head", "--out", "head.txt", "--proof-from", "1"]);
    for kind in ["witness", "root"] {
        let file = fs::read(walk.path(&format!("stick/ann.{kind}.age"))).unwrap();
        let identity = fs::read(walk.path("ann.identity")).unwrap();
        let identities = chancery::sealed::Identities::read(&chancery::secret::Secret::new(identity)).unwrap();
        let opened = chancery::sealed::open(&file, &identities).unwrap();
        let seed = opened.expose_text().unwrap().lines().last().unwrap().strip_prefix("seed ").unwrap().to_owned();
        let canary = Canary::new("seed", &hex::decode(&seed).unwrap());
        assert_none(&canary.in_folder(walk.folder()));
        for arguments in [&["status"][..], &["officer", "show", "ann"], &["ledger", "list"]] {
            assert_none(&canary.in_output(&walk.run(&[arguments, &["-vv"]].concat())));
        }
    }
    let made = walk.run(&["officer", "root-key", "carol", "--out", "c", "--seal-to", RECIPIENT]);
    assert!(made.status.success());
    for file in ["c/carol.root.pub", "c/carol.root.age"] {
        assert!(!fs::read_to_string(walk.path(file)).unwrap().contains("seed"));
    }
}
