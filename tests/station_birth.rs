//! The birth of a station: what is refused before a PIN is asked for or a key is made, and what a cut-off making leaves.

#[path = "support/walk.rs"]
mod walk;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;
use walk::{SOFTHSM, Walk};

const PROGRAM: &str = env!("CARGO_BIN_EXE_chancery");

fn place() -> TempDir {
    let folder = TempDir::new().unwrap();
    let pin = folder.path().join("pin");
    fs::write(&pin, "correct horse battery\n").unwrap();
    fs::set_permissions(&pin, fs::Permissions::from_mode(0o600)).unwrap();
    folder
}

/// `station init` in `dir`: its exit code and its document.
fn init(dir: &Path, station: &str, name: &str, mode: &str, pin: &Path) -> (i32, Value) {
    let line = format!(
        "station init --station {station} --name {name} --mode {mode} --country UT --mrz UTO --organisation Utopia \
         --email csca@utopia.example --crl-url https://utopia.example/csca.crl --json --pin-source file:{}",
        pin.display()
    );
    let output = Command::new(PROGRAM).args(line.split_whitespace()).current_dir(dir).stdin(Stdio::null()).output();
    let output = output.unwrap();
    (output.status.code().unwrap(), serde_json::from_slice(&output.stdout).unwrap())
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn what_cannot_be_born_is_refused_before_the_pin_is_read() {
    let folder = place();
    let here = folder.path();
    let nowhere = here.join("no-pin-here");
    let empty = here.join("empty");
    fs::create_dir(&empty).unwrap();
    for (dir, station, name, mode, clause) in [
        (here, "utopia", "utopia", "production", "PIN-1"),
        (here, "utopia", &"u".repeat(58), "specimen", "STATION-2"),
        (&empty, ".", "utopia", "specimen", "STATION-3"),
        (here, ".", "utopia", "specimen", "STATION-1"),
    ] {
        let (code, said) = init(dir, station, name, mode, &nowhere);
        assert_eq!((code, said["error"]["clause"].as_str()), (3, Some(clause)), "{station} {name} {mode}: {said}");
    }
    assert_eq!(names(here), ["empty", "pin"]);
    assert!(names(&empty).is_empty());
}

/// `station init` of a production station with these lines for the PINs, by a descriptor.
fn in_production(dir: &Path, pins: &str) -> (i32, Value) {
    let line = "station init --station utopia --name utopia --mode production --country UT --mrz UTO --organisation \
                Utopia --email csca@utopia.example --crl-url https://utopia.example/csca.crl --json --pin-source fd:0";
    fs::write(dir.join("pins"), pins).unwrap();
    let input = fs::File::open(dir.join("pins")).unwrap();
    let output = Command::new(PROGRAM).args(line.split_whitespace()).current_dir(dir).stdin(input).output().unwrap();
    fs::remove_file(dir.join("pins")).unwrap();
    (output.status.code().unwrap(), serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn a_production_station_is_born_and_does_nothing_before_its_genesis() {
    let folder = place();
    let here = folder.path();
    let (code, said) = in_production(here, "correct horse battery\ncorrect horse battery\n");
    assert_eq!((code, said["error"]["clause"].as_str()), (3, Some("PIN-3")), "one PIN for two vaults: {said}");
    assert_eq!(names(here), ["pin"]);
    let (code, said) = in_production(here, "correct horse battery\nstaple of another\n");
    assert_eq!((code, said["mode"].as_str()), (0, Some("production")), "{said}");
    for line in ["key generate k-1 --spec P-256", "vault test primary"] {
        let mut command = Command::new(PROGRAM);
        let command = command.args(line.split(' ')).args(["--station", "utopia", "--json"]).current_dir(here);
        let output = command.stdin(Stdio::null()).output().unwrap();
        let said: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(
            (output.status.code(), said["error"]["clause"].as_str()),
            (Some(3), Some("POLICY-1")),
            "{line}: {said}"
        );
    }
}

#[test]
fn what_a_cut_off_making_left_is_cleared_away_and_nobody_else_reads_the_database() {
    let folder = place();
    let here = folder.path();
    fs::create_dir_all(here.join(".utopia.making/token")).unwrap();
    fs::set_permissions(here.join(".utopia.making"), fs::Permissions::from_mode(0o700)).unwrap();
    fs::write(here.join(".utopia.making/token/ledger.sql"), b"half").unwrap();
    fs::write(here.join(".utopia.making/station.toml"), b"half").unwrap();
    let (code, said) = init(here, "utopia", "utopia", "specimen", &here.join("pin"));
    assert_eq!(code, 0, "{said}");
    assert_eq!(names(here), ["pin", "utopia"]);
    assert!(!here.join("utopia/ledger-key.json").exists());
    let mode = |name: &str| fs::metadata(here.join("utopia").join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("station.db"), mode("station.toml")), (0o600, 0o600));
}

#[test]
fn a_key_that_may_be_left_in_another_token_is_named() {
    let folder = place();
    let here = folder.path();
    fs::create_dir_all(here.join(".utopia.making")).unwrap();
    fs::set_permissions(here.join(".utopia.making"), fs::Permissions::from_mode(0o700)).unwrap();
    let note = r#"{"vault":"pkcs11:token=hsm;serial=7","id":"000102030405060708090a0b0c0d0e0f"}"#;
    fs::write(here.join(".utopia.making/ledger-key.json"), note).unwrap();
    let (code, said) = init(here, "utopia", "utopia", "specimen", &here.join("pin"));
    assert_eq!((code, said["error"]["clause"].as_str()), (3, Some("STATION-4")), "{said}");
    assert!(said.to_string().contains("serial=7") && here.join(".utopia.making/ledger-key.json").exists(), "{said}");
}

#[test]
fn a_making_killed_at_any_moment_leaves_no_ledger_key_that_blocks_the_next() {
    let Some(walk) = Walk::on_softhsm("utopia") else { return };
    let words: Vec<String> =
        walk.init_words("UT", "UTO").into_iter().map(|word| word.replace("primary=pkcs11", "ledger=pkcs11")).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (note, station) = (walk.path(".utopia.making/ledger-key.json"), walk.in_station(""));
    let token = ["--module", SOFTHSM, "--token-label", "utopia", "--login", "--pin", walk::PIN, "--list-objects"];
    // A kill inside the token leaves an object without a name there, which no later making can know for its own.
    let is_named = |key: &&str| key.lines().nth(1).is_some_and(|line| line.ends_with("ledger-utopia"));
    let keys = || walk.tool("pkcs11-tool", &token).split("Private Key Object").skip(1).filter(is_named).count();
    let (mut killed, mut with_key) = (0, 0);
    for late in [0, 5, 10, 15, 20, 30, 40, 60, 80, 120] {
        let before = fs::read(&note).ok();
        let is_new = || fs::read(&note).is_ok_and(|now| before.as_ref() != Some(&now));
        let mut child = walk.command(&words).spawn().unwrap();
        let begun = Instant::now();
        // From the moment the note is there a key may be; it is killed so long after that.
        while !is_new() && begun.elapsed() < Duration::from_secs(20) && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_micros(200));
        }
        std::thread::sleep(Duration::from_millis(late));
        child.kill().unwrap();
        let output = child.wait_with_output().unwrap();
        if station.exists() {
            break;
        }
        killed += 1;
        with_key += usize::from(keys() == 1);
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(note.exists() && keys() <= 1, "killed after {late} ms: {said}");
    }
    println!("{killed} kills, {with_key} of them after the key was made");
    assert!(killed > 0);
    if !station.exists() {
        let output = walk.run(&words);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{said}");
        assert!(said.contains("an earlier making was cut off") && said.contains("ledger key"), "{said}");
    }
    assert_eq!(keys(), 1);
    // The station works, and the note went with the making.
    walk.done(&["key", "generate", "k-1", "--spec", "P-256"]);
    assert_eq!(walk.done(&["ledger", "verify"])["sound"], true);
    assert!(!walk.in_station("ledger-key.json").exists() && !walk.path(".utopia.making").exists());
}

#[test]
fn one_token_is_not_two_vaults() {
    let Some(walk) = Walk::on_softhsm("utopia") else { return };
    let mut words = walk.init_words("UT", "UTO");
    let ledger = words.iter().find(|word| word.starts_with("primary=pkcs11")).unwrap().replacen("primary", "ledger", 1);
    words.extend(["--vault".to_owned(), ledger]);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    walk.refused(&words, 3, Some("STATION-7"));
    assert!(!walk.in_station("").exists() && !walk.path(".utopia.making").exists());
}

#[test]
fn a_key_that_was_exchanged_in_its_token_signs_nothing() {
    let Some(walk) = Walk::on_softhsm("utopia") else { return };
    walk.init("UT", "UTO");
    walk.genesis();
    let token = ["--module", SOFTHSM, "--token-label", "utopia", "--login", "--pin", walk::PIN];
    let listed = walk.tool("pkcs11-tool", &[&token[..], &["--list-objects", "--type", "pubkey"]].concat());
    let of_csca =
        listed.split("Public Key Object").find(|key| key.contains("csca-1") && !key.contains("service")).unwrap();
    let id = of_csca.lines().find_map(|line| line.trim().strip_prefix("ID:")).unwrap().trim();
    for kind in ["privkey", "pubkey"] {
        walk.tool("pkcs11-tool", &[&token[..], &["--delete-object", "--type", kind, "--id", id]].concat());
    }
    let again = ["--keypairgen", "--key-type", "EC:secp384r1", "--id", id, "--label", "csca-1"];
    walk.tool("pkcs11-tool", &[&token[..], &again].concat());
    let before = walk.done(&["status"]);
    walk.refused(&["crl", "issue"], 5, Some("VAULT-9"));
    assert_eq!(walk.done(&["status"]), before);
}
